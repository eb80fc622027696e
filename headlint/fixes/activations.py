"""Activations taken out of a file, or made into others: called, constructed, or named by a string."""

from __future__ import annotations

import ast

from headlint import knowledge
from headlint.fixes.brackets import bracketed
from headlint.fixes.calls import Call
from headlint.fixes.code import Code, Piece
from headlint.fixes.names import Names
from headlint.fixes.refused import Refused
from headlint.knowledge.rows import Activate, Produce, Row

CONTAINERS = ("torch.nn.Sequential", "keras.Sequential", "keras.models.Sequential")
GROWING = ("add", "append", "insert", "add_module")
"""Methods that put a layer behind others."""

IDENTITY = "torch.nn.Identity"

_PLAIN = (
    ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.List, ast.Dict, ast.Set, ast.ListComp,
    ast.DictComp, ast.SetComp, ast.JoinedStr,
)  # fmt: skip
"""Expressions that mean the same without parentheses, whatever stands around them."""


class Applied:
    """An activation of a library, as it stands in one file: applied at ``node`` if that file has the place."""

    def __init__(self, code: Code, names: Names, name: str) -> None:
        row = knowledge.row(name)
        if row is None or not isinstance(row.does, Activate):
            raise Refused(f"{name} is no activation that can be taken away by itself")
        self.code, self.names, self.row = code, names, row

    # Called: F.softmax(x, dim=1), x.softmax(1), self.softmax(x).

    def unwrapped(self, node: ast.expr) -> tuple[Piece, ...]:
        """The call that applies the activation becomes what it is applied to."""
        if not isinstance(node, ast.Call):
            raise Refused("it is not applied by a call")
        inner = self._inner(node)
        if isinstance(self.code.parents[node], ast.NamedExpr):
            raise Refused("its result is kept under a name")
        statement = self.code.statement(node)
        if isinstance(statement, ast.Assign) and statement.value is node and self._same_name(statement, inner):
            return self.code.without_statement(statement)
        if isinstance(node.func, ast.Attribute) and node.func.value is inner:
            return (Piece(self._end_of_receiver(node.func), self.code.end(node), ""),)
        return self._only(node, inner)

    def _inner(self, node: ast.Call) -> ast.expr:
        """What the activation is applied to."""
        if self._is_method(node):
            assert isinstance(node.func, ast.Attribute)
            return node.func.value
        called = self.row.form == "layer"
        if self.row.form == "function" and not self.names.means(node.func, self.row.name):
            raise Refused("what is called there goes by a name of the project's own")
        parameter = knowledge.input_of(self.row)
        found = Call(self.code, node, self.row, called=called).argument(parameter) if parameter else None
        if found is None and called and len(node.args) == 1:
            found = node.args[0]
        if found is None or isinstance(found, ast.GeneratorExp):
            raise Refused("what it is applied to is not written there")
        return found

    def _is_method(self, node: ast.Call) -> bool:
        if self.row.form != "method":
            return False
        if not isinstance(node.func, ast.Attribute) or node.func.attr != self.row.name.rpartition(".")[2]:
            raise Refused("it is a method that is called by another name")
        return True

    def _same_name(self, statement: ast.Assign, inner: ast.expr) -> bool:
        """``x = softmax(x)``: nothing would be left but ``x = x``."""
        return len(statement.targets) == 1 and _word(statement.targets[0]) == _word(inner)

    def _end_of_receiver(self, called: ast.Attribute) -> int:
        """Where ``x`` ends in ``x.softmax``, with the parentheses around it."""
        name = self.code.token_at(self.code.end(called) - len(called.attr))
        return self.code.tokens[name - 2].end

    def _only(self, node: ast.Call, inner: ast.expr) -> tuple[Piece, ...]:
        """Of a call nothing but one of its arguments. Parentheses where it would be read otherwise."""
        start, end = self.code.start(inner), self.code.end(inner)
        bare = isinstance(inner, _PLAIN) or self._is_alone(node, inner)
        left, right = ("", "") if bare else ("(", ")")
        return Piece(self.code.start(node), start, left), Piece(end, self.code.end(node), right)

    def _is_alone(self, node: ast.Call, inner: ast.expr) -> bool:
        """Whether any expression may stand in a call's place as it is."""
        if self.code.line_of(self.code.start(inner)) != self.code.line_of(self.code.end(inner)):
            return False
        parent = self.code.parents[node]
        if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr)):
            return not isinstance(inner, (ast.NamedExpr, ast.Yield, ast.YieldFrom))
        if isinstance(parent, ast.keyword):
            return not isinstance(inner, ast.NamedExpr)
        return isinstance(parent, ast.Call) and parent.func is not node

    # Constructed: nn.Softmax(dim=1) in a container, as a statement of its own, as an attribute.

    def taken_out(self, made: ast.expr) -> tuple[Piece, ...]:
        """A layer goes from where it was put among others."""
        parent = self.code.parents[made]
        if isinstance(parent, ast.Call) and made in parent.args:
            return self._argument_gone(parent, made)
        if isinstance(parent, ast.Tuple) and isinstance(self.code.parents[parent], ast.List):
            return self.element_gone(parent)  # OrderedDict([("softmax", nn.Softmax())])
        if isinstance(parent, (ast.List, ast.Tuple)):
            return self.element_gone(made)
        raise Refused("it stands by itself")

    def _argument_gone(self, call: ast.Call, made: ast.expr) -> tuple[Piece, ...]:
        if any(self.names.means(call.func, name) for name in CONTAINERS):
            found = bracketed(self.code, call)
            return found.without(found.part_of(made))
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in GROWING:
            raise Refused("it is handed to a call")
        if isinstance(call.func.value, ast.Call):  # net.append(nn.Linear(9, 3)).append(nn.Sigmoid())
            return (Piece(self._end_of_receiver(call.func), self.code.end(call), ""),)
        statement = self.code.parents[call]
        if not isinstance(statement, ast.Expr):
            raise Refused("something is done with what it is added to")
        return self.code.without_statement(statement)

    def element_gone(self, element: ast.expr) -> tuple[Piece, ...]:
        display = self.code.parents[element]
        assert isinstance(display, (ast.List, ast.Tuple))
        if isinstance(display, ast.Tuple) and len(display.elts) < 3:
            raise Refused("a tuple of one element is written otherwise")
        if isinstance(display, ast.List) and isinstance(self.code.parents[display], ast.AugAssign):
            statement = self.code.parents[display]
            if len(display.elts) == 1 and isinstance(statement, ast.stmt):
                return self.code.without_statement(statement)  # layers += [nn.Softmax(dim=1)]
        found = bracketed(self.code, display)
        return found.without(found.part_of(element))

    def as_identity(self, made: ast.expr) -> tuple[Piece, ...]:
        """The layer becomes one that does nothing."""
        if not isinstance(made, ast.Call) or not self.row.name.startswith("torch.nn."):
            raise Refused("there is no layer that does nothing to put in its place")
        if isinstance(self.code.parents[made], (ast.Dict, ast.List, ast.Tuple, ast.Set)):
            raise Refused("it is one of several to choose from")
        return *self.names.renamed(made.func, IDENTITY), *self._arguments_gone(made)

    def _arguments_gone(self, made: ast.Call) -> tuple[Piece, ...]:
        found = bracketed(self.code, made)
        return (Piece(found.opened.end, found.closed.start, ""),) if found.parts else ()

    def is_construction(self, made: ast.expr) -> bool:
        """Whether the activation's layer is constructed at a node."""
        layer = self.row.form == "layer"
        return layer and isinstance(made, ast.Call) and self.names.means(made.func, self.row.name)

    def is_called(self, made: ast.expr, call: ast.Call) -> bool:
        """Whether the layer that is constructed at ``made``, and never another, is called there: at once, or by the
        name that only it is given (``self.softmax``)."""
        return call.func is made or self._is_only(made, call.func)

    def _is_only(self, made: ast.expr, called: ast.expr) -> bool:
        assignment = self.code.parents[made]
        if not isinstance(assignment, ast.Assign) or len(assignment.targets) != 1:
            return False
        target = assignment.targets[0]
        if not isinstance(target, (ast.Name, ast.Attribute)) or _word(target) != _word(called):
            return False
        return sum(_word(each) == _word(target) for each in _targets(self.code.tree)) == 1

    # Made into another.

    def renamed(self, called: ast.Call, kind: str, axis: int | None, *, bound: int) -> tuple[Piece, ...]:
        """A call of the activation, or the construction of its layer, becomes that of another."""
        other = self.other(kind)
        pieces: list[Piece]
        if bound:
            assert isinstance(called.func, ast.Attribute)
            end = self.code.end(called.func)
            pieces = [Piece(end - len(called.func.attr), end, other.name.rpartition(".")[2])]
        else:
            pieces = list(self.names.renamed(called.func, other.name))
        known = {each.name for each in knowledge.signature(other).parameters}
        own = Call(self.code, called, self.row, bound=bound)
        surplus = [value for parameter, value in own.given() if parameter not in known]
        pieces += own.without(surplus)
        keeps = other is not self.row and self._says_its_axis(own)
        if axis is not None and not keeps and isinstance(other.does, Activate) and other.does.axis:
            pieces += Call(self.code, called, other, bound=bound).with_argument(other.does.axis, axis)
        return tuple(pieces)

    def _says_its_axis(self, call: Call) -> bool:
        """Whether a call of the activation says what it normalises over, or the library knows by itself."""
        does = self.row.does
        assert isinstance(does, Activate)
        return bool(does.axis) and (does.implicit_axis is not None or call.argument(does.axis or "") is not None)

    def other(self, kind: str) -> Row:
        """The activation of a kind that is used in the same way as this one."""
        if isinstance(self.row.does, Activate) and self.row.does.kind == kind:
            return self.row
        module = self.row.name.rpartition(".")[0]
        for row in knowledge.table(self.row).rows:
            beside = row.name.rpartition(".")[0] == module and row.form == self.row.form
            if beside and isinstance(row.does, Activate) and row.does.kind == kind and not row.does.kind_from:
                return row
        raise Refused(f"{module} has no {kind}")


def activation_argument(code: Code, names: Names, node: ast.expr) -> tuple[Call, str, ast.expr] | None:
    """Of the construction of a layer with an activation argument: the call, the parameter and what it is given."""
    if not isinstance(node, ast.Call):
        return None
    said = names.qualified(node.func)
    row = knowledge.row(said) if said else None
    if row is None:
        return None
    does = row.does
    parameter = does.activation if isinstance(does, Produce) else getattr(does, "kind_from", None)
    if not parameter:
        return None
    call = Call(code, node, row)
    given = call.argument(parameter)
    return None if given is None else (call, parameter, given)


def _word(node: ast.expr) -> str:
    """An expression without the difference between what is read and what is written."""
    return ast.unparse(node)


def _targets(tree: ast.AST) -> list[ast.expr]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.Name, ast.Attribute)) and not isinstance(node.ctx, ast.Load)
    ]
