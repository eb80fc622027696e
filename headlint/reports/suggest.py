"""A fix as it is shown: whole lines, before and after."""

from __future__ import annotations

import re
from typing import NamedTuple

from headlint.findings import Fix
from headlint.reports.view import View

MOST_LINES = 30
"""A suggestion of more lines is a patch and not a remark: ``--diff`` shows it."""


class Suggestion(NamedTuple):
    """Whole lines ``first..last`` of a file (its path as in the report), the text they become, and the one they have.
    ``width``: bytes of the last line."""

    path: str
    first: int
    last: int
    width: int
    text: str
    before: str


def suggestion(fix: Fix, view: View) -> Suggestion | None:
    """All edits of a fix as one change of whole lines, so that nobody applies half of it. None if they lie in several
    files, or the file is not UTF-8."""
    paths = {edit.path for edit in fix.edits}
    content = view.bytes_of(next(iter(paths))) if len(paths) == 1 else None
    if content is None:
        return None
    edits = sorted(fix.edits, key=lambda edit: edit.start)
    begin = _line_start(content, edits[0].start)
    end = _line_end(content, edits[-1].end)
    changed, position = b"", begin
    for edit in edits:
        changed += content[position : edit.start] + edit.text.encode("utf-8", "surrogatepass")
        position = edit.end
    changed += content[position:end]
    first = 1 + _line_ends(content[:begin])
    last = first + _line_ends(content[begin:end])
    try:
        text, before = changed.decode("utf-8"), content[begin:end].decode("utf-8")
    except UnicodeDecodeError:
        return None
    width = end - _line_start(content, end)
    return Suggestion(paths.pop(), first, last, width, text, before) if last - first < MOST_LINES else None


def _line_start(content: bytes, offset: int) -> int:
    return max(content.rfind(b"\n", 0, offset), content.rfind(b"\r", 0, offset)) + 1


def _line_end(content: bytes, offset: int) -> int:
    found = re.compile(rb"[\r\n]").search(content, offset)
    return found.start() if found else len(content)


def _line_ends(content: bytes) -> int:
    return len(re.findall(rb"\r\n|\r|\n", content))
