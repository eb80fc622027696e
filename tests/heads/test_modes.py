"""Training and evaluation: what a model was told, and for how long."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from headlint.check import check
from headlint.heads.modes import mode, possible
from headlint.settings import Settings
from headlint.values import Apply, Condition, Const, External, Parameter, Value, just
from tests.evaluate.story import evaluated


def told(trains: Value) -> Value:
    return Apply(External("headlint.phase"), (just(trains),))


def when(test: Value, truth: bool) -> Condition:
    return Condition(frozenset({(test, truth)}))


@pytest.mark.parametrize("trains", [True, False])
def test_a_model_does_what_it_was_told(trains: bool) -> None:
    assert possible(when(told(Const(trains)), trains))
    assert not possible(when(told(Const(trains)), not trains))


def test_what_it_was_told_says_when_code_runs() -> None:
    assert mode(when(told(Const(True)), True)) == "training"
    assert mode(when(told(Const(False)), False)) == "evaluation"


def test_it_may_be_told_by_a_flag() -> None:
    flag = Parameter("training", "run")
    assert possible(when(told(flag), True)) and possible(when(told(flag), False))
    assert mode(when(told(flag), True)) == "training"
    assert mode(when(told(flag), False)) == "evaluation"


NET = """
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Sequential(Inner())
            self.others = nn.ModuleDict({"a": Inner()})

        def forward(self, x):
            return self.inner(x) if FIRST else self.others["a"](x)

    class Inner(nn.Module):
        def __init__(self):
            super().__init__()
            self.last = nn.Linear(8, 1)

        def forward(self, x):
            x = self.last(x)
            if self.training:
                return torch.sigmoid(x)
            return x

    def score(net, x):
        return nn.BCELoss()(net(x), torch.ones(4, 1))

    net = Net()
"""
"""Probabilities in training, logits otherwise."""


def rules(text: str, folder: Path) -> set[tuple[str, str]]:
    """The errors, with their certainty."""
    (folder / "net.py").write_text(text)
    found = check([folder / "net.py"], Settings(), cwd=folder).report.findings
    return {(finding.rule, finding.certainty) for finding in found if finding.level == "error"}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("said", ["net.train()", "net.train(True)", "net.eval(); net.train()", "net.cpu().train()"])
def test_all_that_a_model_holds_is_told(said: str, first: bool, tmp_path: Path) -> None:
    """In training there are probabilities only, so nothing is wrong; the other way round it is."""
    text = textwrap.dedent(NET).replace("FIRST", str(first)) + f"{said}\nscore(net, torch.rand(4, 8))\n"
    assert rules(text, tmp_path) == set()
    swapped = text.replace("if self.training", "if not self.training")
    assert rules(swapped, tmp_path) == {("logits-into-bce", "certain")}


def test_an_evaluation_is_not_held_against_a_training_loss(tmp_path: Path) -> None:
    text = textwrap.dedent(NET).replace("FIRST", "True") + "net.eval()\nscore(net, torch.rand(4, 8))\n"
    assert rules(text, tmp_path) == set()


def test_it_is_forgotten_where_the_entry_point_ends(tmp_path: Path) -> None:
    """In which order functions are executed that nothing called says nothing about when they run."""
    text = """
        import probe
        from torch import nn

        class Net(nn.Module):
            pass

        net = Net()

        def first():
            net.eval()
            probe.see(net.training)

        def second():
            probe.see(net.training)
    """
    evaluator = evaluated({"main.py": text}, tmp_path)
    calls = [event.value for event in evaluator.events if event.value.callee == External("probe.see")]
    seen = [call.args[0].single() for call in calls]
    assert seen[0] == told(Const(False))
    assert seen[1] != told(Const(False))
