from __future__ import annotations

import dataclasses
import json
import re

from headlint.findings import Entry, Part
from headlint.reports.heads import aligned, not_understood, render, table
from headlint.reports.paint import Paint
from headlint.span import Place, Span
from tests.samples import BROKEN, CRITERION, INVENTORY, LINEAR, report

PLAIN = Paint(False)


def test_heads_stand_under_their_file_and_the_others_have_a_reason() -> None:
    other = dataclasses.replace(INVENTORY[1], place=Place("mask.py", Span(3, 1, 3, 9)), task="binary")
    assert table((*INVENTORY, other), report(errors=(BROKEN,)), PLAIN) == (
        """\
mask.py
  task        channels         activation        loss
  binary      10 (model.py:4)  none              none found

model.py
  task        channels         activation        loss
  ?           10 (line 4)      none              none found
  multiclass  10 (line 4)      softmax (line 7)  torch.nn.CrossEntropyLoss (train.py:2) if task == 'species'

not understood
  train.py:2:12: the input of the loss is a parameter that no call gives

unreadable
  old.py: not Python 3: print is a function
"""
    )


def test_an_empty_inventory_is_an_empty_table() -> None:
    assert table((), report(), PLAIN) == ""


def test_colour_adds_colour_and_nothing_else() -> None:
    colored = table(INVENTORY, report(), Paint(True))
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == table(INVENTORY, report(), PLAIN) != colored


def test_columns_are_aligned_on_a_terminal() -> None:
    assert aligned([("a", "b"), ("批次", "x"), ("e\u0301é", "y")]) == ["a     b", "批次  x", "e\u0301é    y"]


def test_text_of_scanned_files_cannot_drive_the_terminal() -> None:
    evil = Place("evil\x1b.py", Span(1, 1, 1, 2))
    entries = (
        Entry(evil, "task\x1b", Part("1\x1b", LINEAR), Part("a\x1b", evil), Part("l\x1b", CRITERION), "w\x1b"),
        Entry(evil, reason="because\x1b"),
    )
    said = table(entries, report(), PLAIN)
    assert "\x1b" not in said
    assert said.count(r"\x1b") == 8
    assert list(not_understood(entries)) == [r"evil\x1b.py:1:1: because\x1b"]


def test_the_inventory_as_json() -> None:
    document = json.loads(render(INVENTORY, report(errors=(BROKEN,))))
    assert list(document) == ["schema_version", "heads", "errors", "stats"]
    pair, head, unknown = document["heads"]
    assert pair == {
        "path": "model.py",
        "start": {"line": 7, "column": 16},
        "end": {"line": 7, "column": 49},
        "task": "multiclass",
        "channels": {
            "text": "10",
            "path": "model.py",
            "start": {"line": 4, "column": 20},
            "end": {"line": 4, "column": 37},
        },
        "activation": {
            "text": "softmax",
            "path": "model.py",
            "start": {"line": 7, "column": 16},
            "end": {"line": 7, "column": 49},
        },
        "loss": {
            "text": "torch.nn.CrossEntropyLoss",
            "path": "train.py",
            "start": {"line": 2, "column": 12},
            "end": {"line": 2, "column": 42},
        },
        "when": "task == 'species'",
        "reason": None,
        "probe": None,
    }
    assert head["task"] is None
    assert head["activation"] == {"text": "none"}
    assert head["loss"] is None
    assert unknown["reason"] == "the input of the loss is a parameter that no call gives"
    assert document["errors"] == [{"path": "old.py", "message": "not Python 3: print is a function", "fault": False}]
    assert document["stats"]["heads"] == 7
