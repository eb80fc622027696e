"""The intermediate form as bytes, for the disk cache.

A node becomes the tuple (tag, field, …), anything else stands for itself, and ``marshal`` does the rest: it is the
fastest codec that Python has and, unlike ``pickle``, brings back nothing but plain data. It is not proof against an
attacker: a cache must lie where only its owner writes. A checksum in front catches damage, and a signature of the
node classes catches another version.

What takes the nodes of a class apart and puts them together is written from the annotations of the class, as
``dataclasses`` writes ``__init__``: reading the cache takes half the time that way.
"""

from __future__ import annotations

import marshal
import zlib
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from headlint.source import ir
from headlint.source.recursion import deep_recursion
from headlint.span import Span

_MARSHAL = 4  # the format that every Python since 3.4 reads
_NODES: list[Any] = [kind for kind in vars(ir).values() if isinstance(kind, type) and is_dataclass(kind)]


def encode(module: ir.Module) -> bytes:
    """A module as bytes. Raises ValueError if it is too deep for ``marshal``."""
    with deep_recursion():
        body = marshal.dumps(_encode(module), _MARSHAL)
    return _HEAD + zlib.crc32(body).to_bytes(4, "big") + body


def decode(data: bytes) -> ir.Module:
    """The module that was encoded. Raises ValueError for anything that ``encode`` of this version did not make."""
    head, checksum, body = data[: len(_HEAD)], data[len(_HEAD) : len(_HEAD) + 4], data[len(_HEAD) + 4 :]
    if head != _HEAD:
        raise ValueError("not a module of this version")
    if checksum != zlib.crc32(body).to_bytes(4, "big"):
        raise ValueError("damaged")
    try:
        with deep_recursion():
            module = _decode(marshal.loads(body))
    except (AttributeError, EOFError, LookupError, RecursionError, TypeError) as error:
        raise ValueError(f"damaged: {error}") from None
    if not isinstance(module, ir.Module):
        raise ValueError("not a module")
    return module


# ── the functions for each class ─────────────────────────────────────────────────────────────────────────────────────

_How = tuple[str, str, str]
# Python that converts ``$``: a node of a certain class, a node of any class, a span.
_ENCODING: _How = ("encode_{}($)", "encoders[type($)]($)", "tuple($)")
_DECODING: _How = ("decode_{}($)", "decoders[$[0]]($)", "new_tuple(Span, $)")


@cache
def _conversion(annotation: Any, how: _How) -> str:
    """Python that converts ``$``, a value of that type; ``$`` itself if there is nothing to convert."""
    node, any_node, span = how
    hint = eval(annotation, vars(ir)) if isinstance(annotation, str) else annotation
    if hint is Span:
        return span
    if hint in _NODES:
        return str(node.format(hint.__name__))
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        kinds = [kind for kind in inner if kind in _NODES]
        if not kinds:
            return "$"
        some = _conversion(kinds[0], how) if len(kinds) == 1 else any_node
        return f"(None if $ is None else {some})" if NoneType in inner else some
    if origin is tuple and inner[-1] is ...:
        item = _conversion(inner[0], how)
        return "$" if item == "$" else f"tuple([{item.replace('$', 'x')} for x in $])"
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
_HEAD = b"headlint\1" + zlib.crc32(_SOURCE.encode()).to_bytes(4, "big")

_scope: dict[str, Any] = {"Span": Span, "new": object.__new__, "new_tuple": tuple.__new__}
for _kind in _NODES:
    _scope[_kind.__name__] = _kind
    for _field in fields(_kind):  # the nodes are frozen: their slots are set past ``__setattr__``
        _scope[f"set_{_kind.__name__}_{_field.name}"] = getattr(_kind, _field.name).__set__
exec(_SOURCE, _scope)
_scope["encoders"] = {kind: _scope[f"encode_{kind.__name__}"] for kind in _NODES}
_scope["decoders"] = [_scope[f"decode_{kind.__name__}"] for kind in _NODES]
_encode, _decode = _scope["encode_Module"], _scope["decode_Module"]
