"""SARIF against the official schema, and against what GitHub code scanning asks for beyond it."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from headlint.findings import Finding, Fix, Related
from headlint.reports.line_hash import line_hashes
from headlint.reports.sarif import render
from headlint.span import Edit, Place, Span
from tests.reports.hostile import TEXTS, hostile
from tests.samples import BROKEN, CRITERION, DOUBLE_SOFTMAX, LINEAR, MAYBE, REDUNDANT, SOFTMAX, TRAIN, view

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def log(*findings: Finding, **given: Any) -> dict[str, Any]:
    """The one run of the log, after the schema and GitHub's list had no objection."""
    document = json.loads(render(view(*findings, **given)))
    errors = [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(document)]
    assert errors == []
    (run,) = document["runs"]
    assert document["$schema"].startswith("https://")
    _as_github_wants_it(run)
    return run


def _as_github_wants_it(run: dict[str, Any]) -> None:
    """https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support"""
    driver = run["tool"]["driver"]
    assert driver["name"]
    for rule in driver["rules"]:
        assert rule["id"]
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"] and rule["help"]["markdown"]
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert "security-severity" not in rule["properties"]  # it would make a bug a vulnerability
        assert len(rule["properties"]["tags"]) <= 10
    for result in run["results"]:
        assert result["message"]["text"]
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["locations"]) == 1
        related = result.get("relatedLocations", [])
        assert len(related) <= 1000
        assert all(place["message"]["text"] for place in related)
        flow = [
            place["location"] for flow in result.get("codeFlows", []) for place in flow["threadFlows"][0]["locations"]
        ]
        for place in (*result["locations"], *related, *flow):
            physical = place["physicalLocation"]
            assert not re.match(r"[a-z]+:|/", physical["artifactLocation"]["uri"])
            region = physical["region"]
            assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
            assert all(number >= 1 for number in region.values())
        assert result["partialFingerprints"]
        for number in re.findall(r"(?<!\\)\]\((\d+)\)", result["message"]["text"]):
            assert any(place["id"] == int(number) for place in related)


def test_a_finding_has_its_places_its_way_and_its_prints() -> None:
    (result,) = log(DOUBLE_SOFTMAX)["results"]
    assert result["level"] == "error"
    assert result["message"]["text"] == (
        "softmax goes into CrossEntropyLoss, which applies softmax itself; the loss cannot fall below 1.4612\n"
        "See: [softmax is applied here](0), [10 channels](1)."
    )
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "train.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 42},
    }
    assert [place["physicalLocation"]["region"]["startLine"] for place in result["relatedLocations"]] == [7, 4]
    (thread,) = result["codeFlows"][0]["threadFlows"]
    way = [(step["kinds"], step["location"]["message"]["text"]) for step in thread["locations"]]
    assert way == [
        (["channels"], "10 channels"), (["activation"], "softmax"), (["loss"], "CrossEntropyLoss applied"),
    ]  # fmt: skip
    assert result["partialFingerprints"] == {
        "primaryLocationLineHash": line_hashes(TRAIN)[1],
        "headlint/v1": DOUBLE_SOFTMAX.fingerprint,
    }
    assert result["properties"]["head"]["channels"] == 10


def test_columns_count_characters() -> None:
    assert log(DOUBLE_SOFTMAX)["columnKind"] == "unicodeCodePoints"


def test_a_rule_stands_once_with_its_page() -> None:
    moved = dataclasses.replace(DOUBLE_SOFTMAX, place=SOFTMAX)
    run = log(DOUBLE_SOFTMAX, moved, MAYBE, REDUNDANT, errors=(BROKEN,))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [
        "softmax-before-cross-entropy", "unreadable", "implicit-softmax-axis", "redundant-log-softmax",
    ]  # fmt: skip
    assert rules[0]["help"]["markdown"].startswith("# softmax-before-cross-entropy")
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["error", "error", "warning", "note"]
    assert [result["level"] for result in run["results"]] == ["error", "error", "error", "warning", "note"]


def test_a_file_that_could_not_be_read_is_a_result() -> None:
    (result,) = log(errors=(BROKEN,))["results"]
    assert result["message"]["text"] == "cannot be read: not Python 3: print is a function"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "old.py"


def test_nothing_found_is_a_valid_run() -> None:
    run = log()
    assert run["results"] == []
    assert run["properties"]["stats"]["heads"] == 7


def test_known_addresses_are_links() -> None:
    (rule,) = log(DOUBLE_SOFTMAX, docs="https://docs.example/rules")["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://docs.example/rules/softmax-before-cross-entropy.md"


def test_a_fix_is_told_in_bytes() -> None:
    edits = (Edit("train.py", 3, 3, "größe"), Edit("model.py", 10, 20, ""), Edit("train.py", 9, 11, "x"))
    fix = Fix("do it", safe=True, edits=edits)
    (result,) = log(dataclasses.replace(DOUBLE_SOFTMAX, fix=fix))["results"]
    (told,) = result["fixes"]
    assert told["description"]["text"] == "do it (safe)"
    assert [(change["artifactLocation"]["uri"], len(change["replacements"])) for change in told["artifactChanges"]] == [
        ("model.py", 1), ("train.py", 2),
    ]  # fmt: skip
    assert told["artifactChanges"][1]["replacements"][0] == {
        "deletedRegion": {"byteOffset": 3, "byteLength": 0}, "insertedContent": {"text": "größe"},
    }  # fmt: skip


def test_a_path_is_an_address() -> None:
    odd = Place("a b/größe#1?%.py", Span(1, 1, 1, 2))
    location = log(dataclasses.replace(MAYBE, place=odd), base="sub")["results"][0]["locations"][0]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "sub/a%20b/gr%C3%B6%C3%9Fe%231%3F%25.py"
    assert unquote(uri) == f"sub/{odd.path}"


def test_a_place_outside_the_repository_is_not_said_to_be_in_it() -> None:
    outside = Place("../other/a.py", Span(1, 1, 1, 2))
    location = log(dataclasses.replace(MAYBE, place=outside))["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "../other/a.py"}


def test_brackets_make_no_links() -> None:
    related = (Related(LINEAR, "x](https://evil.example)"), Related(CRITERION, "[1](2)"))
    finding = dataclasses.replace(DOUBLE_SOFTMAX, message="pick [this](0) \\", related=related)
    text = log(finding)["results"][0]["message"]["text"]
    assert text == "pick [this]\\(0) \\\nSee: [x\\](https://evil.example)](0), [\\[1\\](2)](1)."


def test_the_line_of_a_file_without_lines_has_our_print_only() -> None:
    assert log(DOUBLE_SOFTMAX, lines_of=lambda path: None)["results"][0]["partialFingerprints"] == {
        "headlint/v1": DOUBLE_SOFTMAX.fingerprint
    }


def test_evidence_comes_along() -> None:
    measured = {"verdict": "confirmed", "yours": {"loss_floor": 1.4612}}
    (result,) = log(dataclasses.replace(DOUBLE_SOFTMAX, probe=measured))["results"]
    assert result["properties"]["probe"] == measured


@pytest.mark.parametrize("text", TEXTS)
def test_any_name_is_valid(text: str) -> None:
    finding, error = hostile(text)
    run = log(finding, errors=(error,))
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]]
    assert all(re.fullmatch(r"[A-Za-z0-9_.~/%-]+", uri) for uri in uris)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # Values of GitHub's own tests of its action.
        ("", "c129715d7a2bc9a3:1", "c129715d7a2bc9a3:1"),
        (" a\nb\n  \t\tc\n d", "271789c17abda88f:1", "a23a3dc5e078b07b:1"),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", "e9496ae3ebfced30:1", "c129715d7a2bc9a3:1"),
        ("Lorem ipsum dolor sit amet.\n" * 6, "a7f2ff13bc495cf2:1", "c129715d7a2bc9a3:1"),
    ],
)
def test_the_hash_of_a_line_is_github_s(text: str, first: str, last: str) -> None:
    hashes = line_hashes(re.split("\r\n|\r|\n", text))
    assert (hashes[0], hashes[-1]) == (first, last)
    assert len(hashes) == len(re.split("\r\n|\r|\n", text))


def test_equal_lines_are_counted() -> None:
    hashes = line_hashes(["Lorem ipsum dolor sit amet."] * 10 + [""])
    assert hashes[:6] == [f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)]
