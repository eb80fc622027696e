"""Rows of torch in one line: the name and the documentation's address follow from each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from headlint.knowledge.rows import Clip, Combine, Effect, Keep, Predict, Row

DOCS = "https://docs.pytorch.org/docs/stable/"


def layer(name: str, signature: str, does: Effect, **more: Any) -> Row:
    """A class of ``torch.nn``."""
    return Row(f"torch.nn.{name}", signature, does, f"{DOCS}generated/torch.nn.{name}.html", "layer", **more)


def functional(name: str, signature: str, does: Effect, **more: Any) -> Row:
    """A function of ``torch.nn.functional``."""
    page = f"{DOCS}generated/torch.nn.functional.{name}.html"
    return Row(f"torch.nn.functional.{name}", signature, does, page, **more)


def function(name: str, signature: str, does: Effect, **more: Any) -> Row:
    """A function of ``torch``."""
    return Row(f"torch.{name}", signature, does, f"{DOCS}generated/torch.{name}.html", **more)


def special(name: str, signature: str, does: Effect, **more: Any) -> Row:
    """A function of ``torch.special``."""
    return Row(f"torch.special.{name}", signature, does, f"{DOCS}special.html#torch.special.{name}", **more)


def method(name: str, signature: str, does: Effect, **more: Any) -> Row:
    """A method of ``torch.Tensor``; its signature starts with ``self``."""
    return Row(f"torch.Tensor.{name}", signature, does, f"{DOCS}generated/torch.Tensor.{name}.html", "method", **more)


def attribute(name: str, does: Effect, **more: Any) -> Row:
    """An attribute of ``torch.Tensor``."""
    return Row(f"torch.Tensor.{name}", "(self)", does, f"{DOCS}tensors.html#torch.Tensor.{name}", "attribute", **more)


def both(
    name: str, signature: str, does: Effect, inplace: bool = False, own: str | None = None, **more: Any
) -> tuple[Row, ...]:
    """A function of ``torch`` whose first parameter is ``input``, the method that does the same to ``self`` and, where
    there is one, the method that does it in place (``x.exp_()``). ``own``: the method's signature where it differs."""
    own = own or "(self" + signature.removeprefix("(input")
    outputs = more.pop("outputs", ())
    to_self = of_self(does)
    rows = (
        function(name, signature, does, outputs=outputs, **more),
        method(name, own, to_self, outputs=tuple(map(of_self, outputs)), **more),
    )
    return (*rows, method(f"{name}_", own, to_self, **more)) if inplace else rows


def of_self(effect: Effect) -> Effect:
    """The effect of the method that belongs to a function: its ``input`` is ``self``."""
    if isinstance(effect, Combine):
        return replace(effect, inputs=tuple("self" if name == "input" else name for name in effect.inputs))
    if isinstance(effect, (Keep, Clip, Predict)) and effect.input == "input":
        return replace(effect, input="self")
    return effect
