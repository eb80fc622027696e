from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headlint.reports.escape import visible


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("plain text", "plain text"),
        ("größe 批次 é e\u0301", "größe 批次 é e\u0301"),
        ("a\u3000b\u00a0c", "a\u3000b\u00a0c"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x1b]8;;http://x\x07", r"\x1b]8;;http://x\x07"),
        ("one\r\ntwo\tthree", r"one\r\ntwo\tthree"),
        ("\x9b31m", r"\x9b31m"),
        ("right\u202eleft", r"right\u202eleft"),
        ("\u2066isolate\u2069", r"\u2066isolate\u2069"),
        ("line\u2028paragraph\u2029", r"line\u2028paragraph\u2029"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("name\udcff.py", r"name\udcff.py"),
        ("\x00\x7f", r"\x00\x7f"),
    ],
)
def test_what_a_terminal_would_act_on_is_spelled_out(raw: str, seen: str) -> None:
    assert visible(raw) == seen


@given(st.text(st.characters()))
def test_the_result_is_one_line_that_can_be_encoded_and_stays_as_it_is(raw: str) -> None:
    seen = visible(raw)
    assert len(seen.splitlines()) <= 1
    assert "\x1b" not in seen
    seen.encode("utf-8")
    assert visible(seen) == seen
