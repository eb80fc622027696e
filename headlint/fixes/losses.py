"""Losses made to take something else: by an argument, or by another loss in their place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headlint import knowledge
from headlint.fixes.calls import Call, literal
from headlint.fixes.code import Code, Piece
from headlint.fixes.names import Names
from headlint.fixes.refused import Refused
from headlint.knowledge.counterparts import counterpart, with_arguments
from headlint.knowledge.rows import Row, Score
from headlint.remedies import Expect

COMPILE = "loss"
"""The parameter of Keras' ``compile``, where a loss stands by name."""

TRAINING = ("fit", "fit_generator", "train_on_batch", "evaluate", "test_on_batch")
"""Methods of a compiled model that apply its loss."""


class Scored:
    """A loss of a library as it stands in one file."""

    def __init__(self, code: Code, names: Names, name: str) -> None:
        row = knowledge.row(name)
        if row is None or not isinstance(row.does, Score):
            raise Refused(f"{name} is not known well enough to say it otherwise")
        self.code, self.names, self.row, self.score = code, names, row, row.does

    def expecting(self, node: ast.expr, wanted: Expect) -> tuple[Piece, ...]:
        """The loss that is made (or called) at a node takes what is wanted."""
        if isinstance(node, ast.Call) and self.names.means(node.func, self.row.name):
            return self._called(node, wanted)
        if isinstance(node, ast.Call):
            found = self._handed_over(node)
            if found is None:
                return self.names.renamed(self._assigned(node.func), self._other(wanted).name)
            node = found
        if isinstance(node, (ast.Name, ast.Attribute)) and self.names.means(node, self.row.name):
            return self._as_object(node, wanted)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._as_object(node, wanted)
        raise Refused("the loss is chosen elsewhere")

    # A call: nn.NLLLoss(weight=w), F.nll_loss(x, y), BinaryCrossentropy(from_logits=True).

    def _called(self, node: ast.Call, wanted: Expect) -> tuple[Piece, ...]:
        for parameter, value in self._arguments(wanted):
            return Call(self.code, node, self.row).with_argument(parameter, value)
        other = self._other(wanted)
        if not self._takes_the_same(node, other):
            raise Refused(f"{other.name} does not take the same arguments")
        return self.names.renamed(node.func, other.name)

    def _arguments(self, wanted: Expect) -> Iterator[tuple[str, object]]:
        """Arguments that make the loss take what is wanted."""
        for variant in (*self.row.variants, *self.score.variants):
            if wanted.field not in variant.fields or not isinstance(variant.equals, bool):
                continue
            applies = variant.fields.get("applies", self.score.applies)
            if variant.fields[wanted.field] == wanted.value and wanted.applies in ("", applies):
                yield variant.parameter, variant.equals
            elif getattr(self.score, wanted.field) == wanted.value and wanted.applies in ("", self.score.applies):
                yield variant.parameter, not variant.equals

    def _other(self, wanted: Expect) -> Row:
        found = counterpart(self.row, wanted.field, wanted.value)
        if found is None:
            raise Refused(f"there is no other {self.row.name} for that")
        return found

    def _takes_the_same(self, node: ast.Call, other: Row) -> bool:
        own, theirs = knowledge.signature(self.row).positional, knowledge.signature(other).positional
        by_position = all(
            index < len(theirs) and own[index].name == theirs[index].name for index in range(len(node.args))
        )
        known = {each.name for each in knowledge.signature(other).parameters}
        return by_position and all(each.arg in known for each in node.keywords if each.arg is not None)

    # A name or a string: compile(loss="categorical_crossentropy"), self.loss = F.nll_loss.

    def _handed_over(self, node: ast.Call) -> ast.expr | None:
        """What a model's ``compile`` is given as its loss; ``node`` is that call, or one that trains the model."""
        if not isinstance(node.func, ast.Attribute):
            return None
        if node.func.attr != "compile" and node.func.attr not in TRAINING:
            return None
        node = node if node.func.attr == "compile" else self._compiled(node.func.value)
        named = [keyword.value for keyword in node.keywords if keyword.arg == COMPILE]
        found = named[0] if named else node.args[1] if len(node.args) > 1 else None
        while isinstance(found, (ast.List, ast.Tuple, ast.Dict)):
            inside = found.values if isinstance(found, ast.Dict) else found.elts
            if len(inside) != 1:
                raise Refused("it is one of several losses")
            found = inside[0]
        if isinstance(found, ast.Starred):
            raise Refused("the loss may be given by *arguments")
        return found

    def _compiled(self, model: ast.expr) -> ast.Call:
        """The only call that compiles a model by that name."""
        name = ast.unparse(model)
        found = [
            node
            for node in ast.walk(self.code.tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "compile"
            if ast.unparse(node.func.value) == name
        ]
        if len(found) != 1:
            raise Refused("the loss is chosen elsewhere")
        return found[0]

    def _as_object(self, node: ast.expr, wanted: Expect) -> tuple[Piece, ...]:
        for parameter, value in self._arguments(wanted):
            made = with_arguments(self.row)
            if made is None:
                raise Refused(f"{self.row.name} is handed over without arguments")
            spelled = self.names.spelled(made.name)
            text = f"{spelled.text}({parameter}={literal(value)})"
            return *spelled.pieces, Piece(self.code.start(node), self.code.end(node), text)
        other = self._other(wanted)
        if not isinstance(node, ast.Constant):
            return self.names.renamed(node, other.name)
        quote = self.code.text[self.code.start(node)]
        if quote not in "'\"":
            raise Refused("the string is written in an unusual way")
        leaf = other.name.rpartition(".")[2]
        return (Piece(self.code.start(node), self.code.end(node), literal(leaf, quote)),)

    def _assigned(self, called: ast.expr) -> ast.expr:
        """The loss function that the only assignment to a name gives it: ``self.loss = F.nll_loss``."""
        word = ast.unparse(called)
        values = [
            node.value
            for node in ast.walk(self.code.tree)
            if isinstance(node, ast.Assign) and any(ast.unparse(target) == word for target in node.targets)
        ]
        if len(values) != 1 or not self.names.means(values[0], self.row.name):
            raise Refused("the loss is chosen elsewhere")
        return values[0]
