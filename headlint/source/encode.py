"""The intermediate form as text, for the disk cache.

A node becomes the list [tag, field, …], and JSON does the rest. ``marshal`` would take two thirds of the time (of what
is a twentieth of parsing anyway), but bytes made to do harm can crash it; of JSON comes nothing but plain data. A
signature of the node classes in front catches another version; who keeps the text sees to damage.

What takes the nodes of a class apart and puts them together is written from the annotations of the class, as
``dataclasses`` writes ``__init__``: reading the cache takes half the time that way.
"""

from __future__ import annotations

import json
import sys
import zlib
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from headlint.source import ir
from headlint.source.recursion import deep_recursion
from headlint.span import Span

_NODES: list[Any] = [kind for kind in vars(ir).values() if isinstance(kind, type) and is_dataclass(kind)]


def encode(module: ir.Module) -> str:
    """A module as text. Raises ValueError if it is too deep for JSON."""
    try:
        with deep_recursion():
            return _HEAD + json.dumps(_encode(module), separators=(",", ":"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def decode(text: str) -> ir.Module:
    """The module that was encoded. Raises ValueError for anything that ``encode`` of this version did not make."""
    if not text.startswith(_HEAD):
        raise ValueError("not a module of this version")
    try:
        with deep_recursion():
            module = _decode(json.loads(text[len(_HEAD) :]))
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ValueError(f"damaged: {error}") from None
    assert isinstance(module, ir.Module)
    return module


# ── constants that JSON does not have ────────────────────────────────────────────────────────────────────────────────


def _constant(value: object) -> object:
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    return {"ellipsis": 0} if value is ... else value


def _value(data: Any) -> object:
    if isinstance(data, dict):
        ((kind, held),) = data.items()
        return held.encode("latin-1") if kind == "bytes" else complex(*held) if kind == "complex" else ...
    if isinstance(data, list):
        raise TypeError("a list is no constant")
    return data


# ── the functions for each class ─────────────────────────────────────────────────────────────────────────────────────

_How = tuple[str, str, str, str, str]
# Python that converts ``$``: a node of a certain class, a node of any class, a span, a string, a constant.
_ENCODING: _How = ("encode_{}($)", "encoders[type($)]($)", "$", "$", "($ if type($) in simple else constant($))")
_DECODING: _How = (
    "decode_{}($)", "decoders[$[0]]($)", "new_tuple(Span, $)", "intern($)", "($ if type($) in simple else value($))",
)  # fmt: skip


@cache
def _conversion(annotation: Any, how: _How) -> str:
    """Python that converts ``$``, a value of that type; ``$`` itself if there is nothing to convert."""
    node, any_node, span, string, constant = how
    hint = eval(annotation, vars(ir)) if isinstance(annotation, str) else annotation
    if hint in (Span, str, object):
        return {Span: span, str: string, object: constant}[hint]
    if hint in _NODES:
        return str(node.format(hint.__name__))
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        kinds = [kind for kind in inner if kind in _NODES or kind is str]
        some = _conversion(kinds[0], how) if len(kinds) == 1 else any_node
        return f"(None if $ is None else {some})" if NoneType in inner else some
    if origin is tuple and inner[-1] is ...:
        item = _conversion(inner[0], how)
        return f"tuple([{item.replace('$', 'x')} for x in $])"
    if origin is tuple:
        items = [_conversion(kind, how).replace("$", f"$[{position}]") for position, kind in enumerate(inner)]
        return f"({', '.join(items)})"
    return "$"


def _functions(tag: int, kind: Any) -> str:
    """The two functions of a class."""
    name = kind.__name__
    encoded = [str(tag)]
    decoded = [f"def decode_{name}(data):", f"    node = new({name})"]
    for position, field in enumerate(fields(kind), 1):
        annotation: Any = field.type
        encoded.append(_conversion(annotation, _ENCODING).replace("$", f"node.{field.name}"))
        value = _conversion(annotation, _DECODING).replace("$", f"data[{position}]")
        decoded.append(f"    set_{name}_{field.name}(node, {value})")
    return "\n".join([f"def encode_{name}(node): return ({', '.join(encoded)})", *decoded, "    return node\n"])


_SOURCE = "\n".join(_functions(tag, kind) for tag, kind in enumerate(_NODES))
_HEAD = f"headlint 2 {zlib.crc32(_SOURCE.encode()):08x} {sys.version_info[0]}.{sys.version_info[1]}\n"
VERSION = _HEAD.encode()
"""What the text of a module depends on besides the module: in the first place, what nodes there are."""

_scope: dict[str, Any] = {
    "Span": Span, "new": object.__new__, "new_tuple": tuple.__new__, "intern": sys.intern,
    "simple": frozenset({str, int, float, bool, NoneType}), "constant": _constant, "value": _value,
}  # fmt: skip
for _kind in _NODES:
    _scope[_kind.__name__] = _kind
    for _field in fields(_kind):  # the nodes are frozen: their slots are set past ``__setattr__``
        _scope[f"set_{_kind.__name__}_{_field.name}"] = getattr(_kind, _field.name).__set__
exec(_SOURCE, _scope)
_scope["encoders"] = {kind: _scope[f"encode_{kind.__name__}"] for kind in _NODES}
_scope["decoders"] = [_scope[f"decode_{kind.__name__}"] for kind in _NODES]
_encode, _decode = _scope["encode_Module"], _scope["decode_Module"]
