"""Lowering by Python's own parser, which takes a tenth of the time of libcst and is there without being imported.

It reads what the running Python reads, and that is nearly every file; ``lower`` turns to libcst for the others. Both
make the same of a text, to the last span (``tests/source/test_own.py`` compares them).
"""

from headlint.source.own.lower import Refused as Refused
from headlint.source.own.lower import body as body
