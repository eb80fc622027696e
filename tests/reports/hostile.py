"""What a scanned repository could call a file or a class to drive what prints it."""

from __future__ import annotations

import dataclasses

from headlint.findings import FileError, Finding, Related
from headlint.span import Place, Span
from tests.samples import CRITERION, DOUBLE_SOFTMAX

TEXTS = (
    "::error file=a::b",
    "100%0A::warning::x",
    "a\n::error::b\r::notice::c",
    "##vso[task.setvariable variable=x]y",
    "##[error]x",
    "\x1b[2J\x1b]0;title\x07",
    "</script><script>alert(1)</script>",
    "<![CDATA[ ]]> & \" ' <b>",
    "](https://evil.example) [x](0) | `a` **b** ![](c)",
    "\u202egnp.exe \udcff \x00 \ufffe",
    "a,b;c:d]e%f",
    "größe 量 🙂",
)


def hostile(text: str) -> tuple[Finding, FileError]:
    """A finding and an unread file, with ``text`` wherever text of a scanned file can come to stand."""
    place = Place(f"{text}.py", Span(3, 2, 3, 9))
    finding = dataclasses.replace(
        DOUBLE_SOFTMAX, message=f"said {text}", place=place, related=(Related(CRITERION, f"label {text}"),)
    )
    return finding, FileError(f"bad {text}.py", f"because {text}")
