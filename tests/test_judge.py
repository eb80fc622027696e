"""Alternatives of one loss call are judged together."""

from __future__ import annotations

from pathlib import Path

from headlint.check import check
from headlint.facts import Pair
from headlint.heads.reading import Alternative, Group, Reading
from headlint.judge import judge
from headlint.rule import all_rules
from headlint.settings import Settings
from tests.rules.made import at, pair


def found(*pairs: Pair) -> list[tuple[str, str]]:
    group = Group(at(4), tuple(Alternative(one, ()) for one in pairs))
    findings = judge(Reading(groups=(group,)), [all_rules()["too-few-channels"]])
    return [(finding.rule, finding.certainty) for finding in findings]


def test_labels_of_one_data_set_against_the_width_for_another() -> None:
    """What chose the labels may have chosen the width as well: a width that fits them is provided for."""
    narrow, wide = pair("logits", "CE", channels=10, classes=100), pair("logits", "CE", channels=100, classes=100)
    assert found(narrow) == [("too-few-channels", "certain")]
    assert found(narrow, wide) == []


def test_another_head_provides_for_nothing() -> None:
    narrow = pair("logits", "CE", channels=10, classes=100)
    assert found(narrow, pair("logits", "CE", channels=100, classes=100, producer="torch.nn.Conv2d"))
    assert found(narrow, pair("logits", "CE", channels=100, classes=50))


KERAS = """
import keras
import numpy as np

x, labels = np.random.rand(64, 12), np.random.randint(0, 3, 64)


def build():
    model = keras.Sequential([keras.Input((12,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


model = build()
model.fit(x, labels)
model.evaluate(x, labels)
"""


def test_what_compile_and_fit_share_is_told_once_where_it_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "tea.py").write_text(KERAS)
    done = check([tmp_path], Settings(), tmp_path)
    assert [(found.rule, found.place.span.line) for found in done.report.findings] == [
        ("softmax-before-cross-entropy", 10)
    ]
    (entry,) = done.inventory
    assert entry.loss is not None and entry.loss.place is not None and entry.activation is not None
    assert entry.loss.place.span.line == 10
    assert entry.activation.place is not None and entry.activation.place.span.line == 9
    assert entry.facts["target"]["dtype"] == "int"  # fit knows, and the probe takes it


def test_the_way_of_keras_values_has_every_stage(tmp_path: Path) -> None:
    """All of them are applied where the model is compiled, so each stands where it is made."""
    (tmp_path / "tea.py").write_text(KERAS)
    (finding,) = check([tmp_path], Settings(), tmp_path).report.findings
    assert [(stage.kind, stage.message, stage.place.span.line) for stage in finding.flow] == [
        ("channels", "3 channels", 9),
        ("head", "Dense", 9),
        ("activation", "softmax", 9),
        ("loss", "SparseCategoricalCrossentropy made", 10),
        ("loss", "SparseCategoricalCrossentropy applied", 10),
    ]


def test_labels_that_differ_are_pairs_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "tea.py").write_text(KERAS + "model.fit(x, np.random.randint(0, 5, 64))\n")
    rules = [(found.rule, found.place.span.line) for found in check([tmp_path], Settings(), tmp_path).report.findings]
    assert rules == [("softmax-before-cross-entropy", 10), ("too-few-channels", 17)]
