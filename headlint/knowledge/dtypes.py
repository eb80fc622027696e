"""Dtypes by the names that libraries give them: ``torch.long``, ``"float32"``, ``numpy.int64``, ``torch.LongTensor``.

All of them follow NumPy's and C's vocabulary, so the last part of a name says it.
Source: https://docs.pytorch.org/docs/stable/tensor_attributes.html, https://numpy.org/doc/stable/user/basics.types.html
"""

from __future__ import annotations

import re

from headlint.knowledge.rows import Dtype

_TENSOR = re.compile(r"(?P<name>[A-Z][a-z0-9]+)Tensor$")
_INTEGER = re.compile(r"(u?int(8|16|32|64|p|c)?|long|short|char|byte)_?$")
_FLOAT = re.compile(r"(float(8|16|32|64|128)?(_e\w+)?|bfloat16|half|double|single|longdouble)_?$")
_BOOL = re.compile(r"bool_?$")


def dtype_of(name: str) -> Dtype | None:
    """The kind of a dtype's qualified or bare name; None if it is none."""
    last = name.rpartition(".")[2]
    typed = _TENSOR.match(last)
    if typed:
        last = typed["name"].lower()
    if _INTEGER.match(last):
        return "int"
    if _FLOAT.match(last):
        return "float"
    return "bool" if _BOOL.match(last) else None
