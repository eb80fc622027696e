"""IPython's own syntax in the cell of a notebook, made harmless: every other character keeps its line and column.

What IPython would hand to its magics, to a shell or to its help is replaced by underscores: one name, which is nowhere
defined, so that ``files = !ls`` stays an assignment of something unknown and an ``if`` keeps its body.
"""

from __future__ import annotations

import re

PYTHON_CELLS = frozenset(
    {
        "capture", "debug", "ipytest", "lprun", "memit", "mprun", "prun", "pypy", "python", "python2", "python3",
        "pyinstrument", "scalene", "snakeviz", "time", "timeit", "wandb",
    }
)  # fmt: skip
"""Cell magics whose cell is Python that runs here. Any other (``%%bash``, ``%%writefile``, ``%%sql``) is skipped."""

FOREIGN_LINES = frozenset({"fs", "md", "r", "scala", "sh", "sql"})
"""Databricks marks a whole cell with a single ``%``."""

_FIRST = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?P<sign>%%?)(?P<name>\w*)")
_CODE = re.compile(
    r"""[ \t]*(?P<mark>%(?:time|timeit|prun|memit|lprun|mprun)(?:[ \t]+-(?:[nrsfTDlmt][ \t]*[^\s-]\S*|\w))*[ \t]+)
    (?!(?:async|class|def|for|if|try|while|with|[-!%])(?:\b|(?<=[-!%])))(?=[^\s#])""",
    re.VERBOSE,
)
"""A line magic with a simple statement behind it: ``%time loss = criterion(net(x), y)``."""

_ESCAPE = re.compile(r"[ \t]*(?P<text>[!%?]|[,;/](?=\w)|[%\w.*\[\]]+\?{1,2}[ \t]*(?=\n|\Z))")
"""A line that IPython keeps for itself: no line of Python begins (or, for help, ends) like this."""

_ASSIGNED = re.compile(r"=[ \t]*(?P<text>(?=[!%]))")
_LINE = re.compile(r"(?:[^\n\\]|\\\n|\\)*")
_TOKEN = re.compile(
    r"""
      (?P<string>
        \"{3} [^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)* \"{3}
      | '{3} [^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)* '{3}
      | " [^"\\\n]*(?:\\.[^"\\\n]*)* "
      | ' [^'\\\n]*(?:\\.[^'\\\n]*)* '
      )
    | \#[^\n]*
    | \\.
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<assigned>(?<![=!<>])=(?=[ \t]*[!%]))
    | (?P<line>\n)
    """,
    re.VERBOSE | re.DOTALL,
)


def plain(text: str) -> str | None:
    """The text of a cell (lines ending in line feeds) as Python of the same shape; None if it is not Python."""
    first = _FIRST.match(text)
    if first is not None:
        magic = first["name"]
        if first["sign"] == "%%" and magic not in PYTHON_CELLS:
            return None
        if first["sign"] == "%" and magic in FOREIGN_LINES:
            return None
    pieces: list[str] = []
    at = 0
    while at < len(text):
        end, harmless = _line(text, at)
        pieces.append(harmless)
        at = end
    return "".join(pieces)


def _line(text: str, start: int) -> tuple[int, str]:
    """The logical line that starts here: where the next one does, and what to read instead of this one."""
    timed = _CODE.match(text, start)
    escape = None if timed else _ESCAPE.match(text, start)
    if escape:
        return _escaped(text, start, escape.start("text"))
    if timed:
        begin, at = timed.span("mark")
        end, rest = _python(text, at)
        return end, text[start:begin] + "pass;".ljust(at - begin) + rest
    return _python(text, start)


def _escaped(text: str, start: int, begin: int) -> tuple[int, str]:
    """Up to the end of a line that IPython keeps: the text before ``begin``, then a name of underscores."""
    line = _LINE.match(text, begin)
    end = line.end() if line else len(text)
    first, *more = text[begin:end].split("\n")
    blank = "".join("\n" + " " * len(part) for part in more)
    return end, text[start:begin] + "_" * len(first) + blank


def _python(text: str, start: int) -> tuple[int, str]:
    """A logical line of Python, up to and with its line feed. Only ``x = !cmd`` and ``x = %magic`` may be in it."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "assigned" and depth <= 0:
            assigned = _ASSIGNED.match(text, token.start())
            return _escaped(text, start, assigned.end() if assigned else token.end())
        elif kind == "line" and depth <= 0:
            return token.end(), text[start : token.end()]
    return len(text), text[start:]
