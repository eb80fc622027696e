"""INI files as ``configparser`` reads them → tree: sections of strings, with places."""

from __future__ import annotations

import re

from headlint.configs.caps import MAX_VALUES, too_many
from headlint.configs.tree import Entries, Entry, Key, Node, Scalar
from headlint.source.errors import Unreadable
from headlint.span import Place, Span

_SECTION = re.compile(r"\[(?P<name>[^\]]+)\]")
_OPTION = re.compile(r"(?P<key>[^=:\s][^=:]*?)\s*[=:]\s*(?P<value>.*?)\s*$")
_INTEGER = re.compile(r"[-+]?\d{1,18}")


def read_ini(text: str, path: str) -> tuple[Node, ...]:
    """One mapping of sections; numbers and truth values are read as such, since whoever asks for them does
    (``getint``). Raises Unreadable."""
    sections: dict[Key, Entry] = {}
    current: dict[Key, Entry] | None = None
    whole = Place(path, Span(1, 1, 1, 1))
    count = 0
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        if not line.strip() or line.lstrip()[0] in "#;" or line[0] in " \t":
            continue  # an indented line goes on with the option before it, which is then no number
        section = _SECTION.match(line)
        if section is not None:
            current = {}
            place = Place(path, Span(number, 1, number, section.end() + 1))
            sections[section["name"]] = Entry(Entries(current, place), place)
            continue
        option = _OPTION.match(line)
        if current is None:
            raise Unreadable(f"is not an INI file: line {number}: there is no section yet")
        if option is None:
            continue
        count += 1
        if count > MAX_VALUES:
            raise too_many()
        key = Place(path, Span(number, 1, number, option.end("key") + 1))
        value = Place(path, Span(number, option.start("value") + 1, number, option.end("value") + 1))
        current[option["key"].lower()] = Entry(Scalar(_value(option["value"]), value), key)
    return (Entries(sections, whole),)


def _value(text: str) -> object:
    if _INTEGER.fullmatch(text):
        return int(text)
    return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(text.lower(), text)
