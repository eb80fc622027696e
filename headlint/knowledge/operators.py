"""Python's operators on tensors, as recorded by their function in the ``operator`` module, and built-in functions.

Source: https://docs.python.org/3/library/operator.html.
"""

from __future__ import annotations

from headlint.knowledge.rows import Activate, Combine, Effect, Keep, Predict, Row, Score, Table, Variant

_PAIR = ("a", "b")
_POWERS = (
    Variant("b", 1, {"kind": "identity"}),
    Variant("b", 2, {"kind": "square"}),
    Variant("b", 0.5, {"kind": "sqrt"}),
    Variant("b", -1, {"kind": "reciprocal"}),
)


def _operator(name: str, signature: str, does: Effect, variants: tuple[Variant, ...] = ()) -> Row:
    page = f"https://docs.python.org/3/library/operator.html#operator.{name}"
    return Row(f"operator.{name}", signature, does, page, variants=variants)


def _binary(name: str, does: Effect, variants: tuple[Variant, ...] = ()) -> tuple[Row, Row]:
    """``a + b`` and ``a += b``."""
    return _operator(name, "(a, b, /)", does, variants), _operator(f"i{name}", "(a, b, /)", does, variants)


def _builtin(name: str, signature: str, does: Effect) -> Row:
    return Row(f"builtins.{name}", signature, does, f"https://docs.python.org/3/library/functions.html#{name}")


TABLE = Table(
    "python",
    (
        *_binary("add", Combine("add", _PAIR)),
        *_binary("sub", Combine("subtract", _PAIR)),
        *_binary("mul", Combine("multiply", _PAIR)),
        *_binary("truediv", Combine("divide", _PAIR)),
        *_binary("matmul", Combine("matmul", _PAIR)),
        *_binary("pow", Activate("pow"), _POWERS),
        _operator("neg", "(a, /)", Activate("neg")),
        _operator("pos", "(a, /)", Keep("a")),
        _operator("abs", "(a, /)", Activate("abs")),
        *(_operator(name, "(a, b, /)", Predict("threshold", "a", threshold="b")) for name in ("gt", "ge", "lt", "le")),
        _operator("setitem", "(a, b, c, /)", Combine("setitem", ("a", "c"))),
        # an attribute hung on a tensor or a layer; a library model's replaced last layer is entered by the evaluator
        _builtin("setattr", "(obj, name, value, /)", Keep("obj")),
        _builtin("sum", "(iterable, /, start=0)", Combine("add", ("iterable", "start"))),
        _builtin("abs", "(x, /)", Activate("abs")),
        _builtin("round", "(number, ndigits=None)", Predict("round", "number")),
        _builtin("float", "(x=0, /)", Keep("x", dtype="float")),
        Row(
            "overlap.dice",
            "(input, target)",
            Score("dice", "unit"),
            "https://en.wikipedia.org/wiki/Dice-S%C3%B8rensen_coefficient",
            checked=False,
            note="no function: what heads.overlaps reads out of a quotient of sums",
        ),
    ),
    framework="python",
)
