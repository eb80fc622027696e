"""A fault of headlint itself, wherever it happens: it is told, and nothing else is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from headlint import faults, judge
from headlint.check import check
from headlint.cli import main
from headlint.evaluate import Evaluator
from headlint.heads import pairs
from headlint.knowledge.rows import Score
from headlint.settings import Settings
from tests.test_cli import faked, headlint

BUG = """
from torch import nn

model = nn.Sequential(nn.Linear(8, 4), nn.Softmax(dim=1))

def train(x, y):
    return nn.CrossEntropyLoss()(model(x), y)
"""
LATER = """
def {name}(x):
    return x.sum()
"""
RULE = "softmax-before-cross-entropy"


def project(folder: Path) -> Path:
    (folder / "first.py").write_text(BUG + LATER.format(name="explode"))
    (folder / "second.py").write_text(BUG)
    return folder


def said(folder: Path) -> tuple[list[tuple[str, str]], list[tuple[str, bool]]]:
    report = check([folder], Settings(), folder).report
    return [(f.rule, f.place.path) for f in report.findings], [(e.path, e.fault) for e in report.errors]


def breaks(*_: object, **__: object) -> None:
    raise LookupError("no such\nthing")


def test_nothing_is_wrong_as_it_is(tmp_path: Path) -> None:
    assert said(project(tmp_path)) == ([(RULE, "first.py"), (RULE, "second.py")], [])


def test_a_fault_over_a_function_costs_that_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entered = Evaluator.call_function

    def fails(self: Evaluator, function, arguments, span):  # type: ignore[no-untyped-def]
        return breaks() if function.name == "explode" else entered(self, function, arguments, span)

    monkeypatch.setattr(Evaluator, "call_function", fails)
    assert said(project(tmp_path)) == ([(RULE, "first.py"), (RULE, "second.py")], [("first.py", True)])


def test_a_fault_over_a_module_costs_that_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executed = Evaluator.execute

    def fails(self: Evaluator, body):  # type: ignore[no-untyped-def]
        at_top = self.frame.kind == "module" and self.frame.module.source.path == "first.py"
        return breaks() if at_top else executed(self, body)

    monkeypatch.setattr(Evaluator, "execute", fails)
    assert said(project(tmp_path)) == ([(RULE, "second.py")], [("first.py", True)])


def test_a_fault_over_the_call_of_a_loss_costs_that_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    group = pairs._group

    def fails(tracer, event, call):  # type: ignore[no-untyped-def]
        assert isinstance(call.row.does, Score)
        return breaks() if event.path == "first.py" else group(tracer, event, call)

    monkeypatch.setattr(pairs, "_group", fails)
    assert said(project(tmp_path)) == ([(RULE, "second.py")], [("first.py", True)])


def test_a_fault_of_a_rule_costs_its_own_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path)
    twice = BUG.replace("Softmax(dim=1)", "Sigmoid()").replace("CrossEntropy", "BCEWithLogits")
    (tmp_path / "second.py").write_text(twice)
    monkeypatch.setattr(judge, "_of_group", lambda one, group: breaks() if one.name == RULE else JUDGED(one, group))
    findings, errors = said(tmp_path)
    assert findings == [("sigmoid-before-bce-with-logits", "second.py")]
    assert ("first.py", True) in errors


JUDGED = judge._of_group


def test_a_patch_is_no_verdict_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path)
    monkeypatch.setattr(judge, "_of_group", breaks)
    monkeypatch.chdir(tmp_path)
    assert [main([option, "."]) for option in ("--diff", "--fix")] == [2, 2]


def test_where_it_happened_stands_beside_it() -> None:
    with faults.collecting() as found, faults.contained("a.py"):
        judge.judge(None, [])  # type: ignore[arg-type]
    (fault,) = found
    assert fault.path == "a.py"
    assert fault.said.startswith(
        "AttributeError: 'NoneType' object has no attribute 'groups' (headlint/judge.py, line "
    )


def test_where_nobody_collects_a_fault_goes_its_way() -> None:
    with pytest.raises(LookupError), faults.contained("a.py"):
        breaks()


def test_an_interrupt_is_no_fault() -> None:
    with faults.collecting() as found, pytest.raises(KeyboardInterrupt), faults.contained("a.py"):
        raise KeyboardInterrupt
    assert found == []


@pytest.mark.parametrize("command", [(), ("heads",), ("--exit-zero",), ("--output-format", "concise")])
def test_the_status_is_2_whatever_was_asked_for(command: tuple[str, ...]) -> None:
    broken = "return report(errors=(FileError('a.py', 'LookupError: no (heads.py, line 3)', fault=True),))"
    done = faked(broken, *command, "src")
    assert done.returncode == 2
    assert "LookupError: no (heads.py, line 3)" in done.stdout
    assert "internal error" in done.stdout
    assert "fault of headlint and not of your code" in done.stdout


def test_such_a_file_is_not_called_unreadable() -> None:
    broken = "return report(errors=(BROKEN, FileError('a.py', 'LookupError', fault=True)))"
    assert "1 unreadable, 1 internal error\n" in faked(broken, "src").stderr
    assert headlint("--version").returncode == 0


def test_machines_are_told(tmp_path: Path) -> None:
    broken = "return report(errors=(FileError('a.py', 'LookupError', fault=True),))"
    assert '"fault": true' in faked(broken, "--output-format", "json", "src").stdout
    assert "internal error of headlint: LookupError" in faked(broken, "--output-format", "gitlab", "src").stdout
    html = faked(broken, "--output-format", "html", "src").stdout
    assert "internal error: LookupError" in html
