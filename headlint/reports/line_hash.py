"""The fingerprint that GitHub code scanning knows a line by, ``primaryLocationLineHash``.

GitHub's upload action computes it where it is missing and warns where it differs, so it is computed as there: over the
first 100 characters from the start of the line on, blanks left out, line ends made ``\\n``, as a polynomial in 37
modulo 2**64; behind it the how-manieth line of this hash it is.
https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

BLOCK = 100
BASE = 37
MASK = 2**64 - 1
LEAVES = pow(BASE, BLOCK, 2**64)
END_OF_FILE = 0xFFFF


def line_hashes(lines: Sequence[str]) -> list[str]:
    """The fingerprint of every line of a file, given without their ends."""
    units, starts = _units(lines)
    hashes, value = [], 0
    window = [0] * BLOCK + units
    wanted = iter([*starts, -1])
    start, seen = next(wanted), Counter[str]()
    for index, unit in enumerate(units):
        value = (value * BASE + unit - LEAVES * window[index]) & MASK
        if index - BLOCK + 1 == start:
            digest = f"{value:x}"
            seen[digest] += 1
            hashes.append(f"{digest}:{seen[digest]}")
            start = next(wanted)
    return hashes


def _units(lines: Sequence[str]) -> tuple[list[int], list[int]]:
    """UTF-16 units of a file as they are hashed, and where in them each line starts."""
    units: list[int] = []
    starts = []
    for number, line in enumerate(lines):
        starts.append(len(units))
        kept = line.replace(" ", "").replace("\t", "") + ("\n" if number < len(lines) - 1 else "")
        encoded = kept.encode("utf-16-le", "surrogatepass")
        units += [low | high << 8 for low, high in zip(encoded[::2], encoded[1::2], strict=True)]
    return [*units, END_OF_FILE, *[0] * BLOCK], starts
