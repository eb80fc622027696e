from __future__ import annotations

import dataclasses
import json

from headlint.findings import FileError
from headlint.reports.json import lines, render
from headlint.span import Place, Span
from tests.samples import BROKEN, DOUBLE_SOFTMAX, MAYBE, view


def test_the_contract() -> None:
    assert json.loads(render(view(DOUBLE_SOFTMAX, errors=(BROKEN,), docs="https://docs.example/rules"))) == {
        "schema_version": 1,
        "findings": [
            {
                "rule": "softmax-before-cross-entropy",
                "level": "error",
                "certainty": "certain",
                "message": "softmax goes into CrossEntropyLoss, which applies softmax itself\n"
                "the loss cannot fall below 1.4612",
                "path": "train.py",
                "start": {"line": 2, "column": 12},
                "end": {"line": 2, "column": 42},
                "related": [
                    {
                        "path": "model.py",
                        "start": {"line": 7, "column": 16},
                        "end": {"line": 7, "column": 49},
                        "message": "softmax is applied here",
                    },
                    {
                        "path": "model.py",
                        "start": {"line": 4, "column": 20},
                        "end": {"line": 4, "column": 37},
                        "message": "10 channels",
                    },
                ],
                "flow": [
                    {
                        "kind": "channels",
                        "path": "model.py",
                        "start": {"line": 4, "column": 20},
                        "end": {"line": 4, "column": 37},
                        "message": "10 channels",
                    },
                    {
                        "kind": "activation",
                        "path": "model.py",
                        "start": {"line": 7, "column": 16},
                        "end": {"line": 7, "column": 49},
                        "message": "softmax",
                    },
                    {
                        "kind": "loss",
                        "path": "train.py",
                        "start": {"line": 2, "column": 12},
                        "end": {"line": 2, "column": 42},
                        "message": "CrossEntropyLoss applied",
                    },
                ],
                "head": {"channels": 10, "domain": "probs", "activation": "softmax", "axis": 1},
                "loss": {"name": "torch.nn.CrossEntropyLoss", "expects": "logits"},
                "target": {},
                "use": {},
                "probe": None,
                "fix": {
                    "message": "remove the softmax",
                    "safe": False,
                    "edits": [{"path": "model.py", "start": 150, "end": 163, "text": ""}],
                },
                "fingerprint": "0123456789abcdef0123456789abcdef",
                "url": "https://docs.example/rules/softmax-before-cross-entropy.md",
            }
        ],
        "errors": [{"path": "old.py", "message": "not Python 3: print is a function", "fault": False}],
        "stats": {"files": 12, "heads": 7, "pairs": 5, "unknown": 2, "ignored": 0, "accepted": 0},
        "withdrawn": [],
    }


def test_the_keys_are_there_when_there_is_nothing_to_say() -> None:
    (found,) = json.loads(render(view(MAYBE)))["findings"]
    assert found["related"] == []
    assert found["head"] == {}
    assert found["loss"] == {}
    assert found["probe"] is None
    assert found["fix"] is None
    assert found["flow"] == []
    assert found["url"] is None


def test_json_lines_say_the_same_a_line_each() -> None:
    seen = view(DOUBLE_SOFTMAX, MAYBE, errors=(BROKEN,))
    whole = json.loads(render(seen))
    said = [json.loads(line) for line in lines(seen).splitlines()]
    assert [line.pop("type") for line in said] == ["finding", "finding", "error", "stats"]
    assert said[:2] == whole["findings"]
    assert said[2:3] == whole["errors"]
    assert said[3] == {"schema_version": 1, **whole["stats"]}


def test_evidence_goes_through() -> None:
    measured = dataclasses.replace(MAYBE, probe={"verdict": "confirmed", "loss_floor": 1.4612})
    (found,) = json.loads(render(view(measured)))["findings"]
    assert found["probe"] == {"verdict": "confirmed", "loss_floor": 1.4612}


def test_any_text_survives_in_ascii() -> None:
    path = "größe\udcff\x1b[1m\u202e.py"
    odd = dataclasses.replace(MAYBE, place=Place(path, Span(1, 1, 1, 2)), message="量\n\x00")
    said = render(view(odd, errors=(FileError(path, "\x9b"),)))
    assert said.isascii()
    assert "\x1b" not in said
    assert said.endswith("}\n")
    document = json.loads(said)
    assert document["findings"][0]["path"] == path
    assert document["findings"][0]["message"] == "量\n\x00"
    assert document["errors"][0]["path"] == path
