"""``check_head`` on real networks of PyTorch: every wrong head of the catalogue beside its right one, all untrained."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from headlint.probe import HeadFault, HeadNotMeasured, assert_head, check_head
from headlint.probe.live import looks

INPUTS = torch.cos(torch.arange(160.0)).view(20, 8)
KINDS = torch.arange(20) % 10
"""Ten classes, …"""
ONE_HOT = F.one_hot(KINDS, 10).float()
SEVERAL = ONE_HOT.maximum(ONE_HOT.roll(3, 1))
"""… two labels a sample, …"""
YES = (torch.arange(20) % 2).float()[:, None]
"""… one that holds or not, …"""
VOID = torch.where(KINDS == 9, 255, KINDS)
"""… and a class that is to be left out."""


def network(channels: int, *head: nn.Module) -> nn.Module:
    torch.manual_seed(channels)
    return nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, channels), *head)


class Images(nn.Module):
    def __init__(self, classes: int, last: bool = False) -> None:
        super().__init__()
        self.scores, self.last = nn.Conv2d(1, classes, 3, padding=1), last

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.scores(x.view(20, 1, 2, 4))
        return made.movedim(1, -1) if self.last else made


def weighted(output: Tensor, target: Tensor) -> Tensor:
    """A project's own loss: it weighs samples, and calls torch's."""
    return (F.cross_entropy(output, target, reduction="none") * torch.linspace(0.5, 1, 20)).mean()


def twice(output: Tensor, target: Tensor) -> Tensor:
    return F.cross_entropy(output.softmax(1), target)


def of_log(output: Tensor, target: Tensor) -> Tensor:
    return F.nll_loss(torch.log(output), target)


PER_PIXEL = (torch.arange(160) % 4).view(20, 2, 4)

WRONG: dict[str, tuple[Any, Any, Tensor]] = {
    "softmax before cross-entropy": (network(10, nn.Softmax(1)), nn.CrossEntropyLoss(), KINDS),
    "softmax in the loss": (network(10), twice, KINDS),
    "softmax before a loss of one's own": (network(10, nn.Softmax(1)), weighted, KINDS),
    "sigmoid before cross-entropy": (network(10, nn.Sigmoid()), nn.CrossEntropyLoss(), KINDS),
    "tanh before cross-entropy": (network(10, nn.Tanh()), nn.CrossEntropyLoss(), KINDS),
    "relu before cross-entropy": (network(10, nn.ReLU()), nn.CrossEntropyLoss(), KINDS),
    "softmax into nll": (network(10, nn.Softmax(1)), nn.NLLLoss(), KINDS),
    "sigmoid into nll": (network(10, nn.Sigmoid()), nn.NLLLoss(), KINDS),
    "logits into nll": (network(10), nn.NLLLoss(), KINDS),
    "log-softmax, then its logarithm": (network(10, nn.LogSoftmax(1)), of_log, KINDS),
    "softmax over the batch": (network(10, nn.Softmax(0)), of_log, KINDS),
    "sigmoid before bce with logits": (network(1, nn.Sigmoid()), nn.BCEWithLogitsLoss(), YES),
    "softmax before bce with logits": (network(10, nn.Softmax(1)), nn.BCEWithLogitsLoss(), SEVERAL),
    "logits into bce": (network(1), nn.BCELoss(), YES),
    "softmax into bce with several labels": (network(10, nn.Softmax(1)), nn.BCELoss(), SEVERAL),
    "softmax over one channel": (network(1, nn.Softmax(1)), nn.BCELoss(), YES),
    "cross-entropy of one channel": (network(1), nn.CrossEntropyLoss(), torch.zeros(20, dtype=torch.long)),
    "too few channels": (network(9), nn.CrossEntropyLoss(), KINDS),
    "a label that is not ignored": (network(10), nn.CrossEntropyLoss(), VOID),
    "all but one class ignored": (network(2), nn.CrossEntropyLoss(ignore_index=0), KINDS % 2),
    "weights of another length": (network(10), nn.CrossEntropyLoss(weight=torch.ones(9)), KINDS),
    "class indices as floats": (network(10), nn.CrossEntropyLoss(), KINDS.float()),
    "class indices into bce": (network(10, nn.Sigmoid()), nn.BCELoss(), KINDS),
    "more than yes and no": (network(1), nn.BCEWithLogitsLoss(), (KINDS % 3).float()[:, None]),
    "several labels in a cross-entropy": (network(10), nn.CrossEntropyLoss(), SEVERAL),
    "labels of another shape": (network(1), nn.BCEWithLogitsLoss(), YES[:, 0]),
    "a column against a row": (network(1), nn.MSELoss(), INPUTS[:, 0]),
    "numbers that sigmoid does not reach": (network(1, nn.Sigmoid()), nn.MSELoss(), 5 * INPUTS[:, :1]),
    "kl divergence of probabilities": (network(10, nn.Softmax(1)), nn.KLDivLoss(reduction="batchmean"), SEVERAL / 2),
    "classes of images last": (Images(4, last=True), nn.CrossEntropyLoss(), PER_PIXEL),
}

RIGHT: dict[str, tuple[Any, Any, Tensor]] = {
    "cross-entropy": (network(10), nn.CrossEntropyLoss(), KINDS),
    "two classes": (network(2), nn.CrossEntropyLoss(), KINDS % 2),
    "a function in place of a module": (lambda x: (network(10)(x), x)[0], F.cross_entropy, KINDS),
    "a loss of one's own": (network(10), weighted, KINDS),
    "log-softmax is harmless": (network(10, nn.LogSoftmax(1)), nn.CrossEntropyLoss(), KINDS),
    "soft labels": (network(10), nn.CrossEntropyLoss(), SEVERAL / 2),
    "smoothed labels": (network(10), nn.CrossEntropyLoss(label_smoothing=0.1), KINDS),
    "nll of log-softmax": (network(10, nn.LogSoftmax(1)), nn.NLLLoss(), KINDS),
    "nll of the logarithm of softmax": (network(10, nn.Softmax(1)), of_log, KINDS),
    "bce with logits": (network(1), nn.BCEWithLogitsLoss(), YES),
    "several labels": (network(10), nn.BCEWithLogitsLoss(), SEVERAL),
    "weights of positive labels": (network(10), nn.BCEWithLogitsLoss(pos_weight=torch.full((10,), 3.0)), SEVERAL),
    "bce of sigmoid": (network(1, nn.Sigmoid()), nn.BCELoss(), YES),
    "two exclusive channels in bce": (network(2, nn.Softmax(1)), nn.BCELoss(), F.one_hot(KINDS % 2, 2).float()),
    "a label that is ignored": (network(10), nn.CrossEntropyLoss(ignore_index=255), VOID),
    "weights of classes": (network(10), nn.CrossEntropyLoss(weight=torch.linspace(1, 2, 10)), KINDS),
    "numbers": (network(1), nn.MSELoss(), 5 * INPUTS[:, :1]),
    "numbers in 0..1": (network(1, nn.Sigmoid()), nn.MSELoss(), INPUTS[:, :1].abs()),
    "a flat output": (lambda x: network(1)(x)[:, 0], nn.MSELoss(), INPUTS[:, 0]),
    "kl divergence": (network(10, nn.LogSoftmax(1)), nn.KLDivLoss(reduction="batchmean"), SEVERAL / 2),
    "images": (Images(4), nn.CrossEntropyLoss(), PER_PIXEL),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_head_is_confirmed(name: str) -> None:
    verdict = check_head(*WRONG[name][:2], INPUTS, WRONG[name][2])
    assert verdict.verdict == "confirmed", verdict
    assert verdict.advice


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_head_is_clean_before_it_is_trained(name: str) -> None:
    assert check_head(*RIGHT[name][:2], INPUTS, RIGHT[name][2]).verdict == "clean"


@pytest.mark.parametrize("seed", range(8))
def test_scores_that_lie_in_0_to_1_by_chance_are_no_probabilities(seed: int) -> None:
    torch.manual_seed(seed)
    faint = nn.Sequential(nn.Linear(8, 1))
    with torch.no_grad():
        faint[0].weight.mul_(0.01)
        faint[0].bias.fill_(0.5)
    assert 0 < faint(INPUTS).min() < faint(INPUTS).max() < 1
    assert check_head(faint, nn.BCEWithLogitsLoss(), INPUTS, YES).verdict == "clean"
    assert check_head(faint, nn.BCELoss(), INPUTS, YES).verdict == "confirmed"


# ── the model stays as it is ─────────────────────────────────────────────────────────────────────────────────────────


def state(model: nn.Module) -> list[Any]:
    every = [*model.state_dict().values(), *(one.grad for one in model.parameters())]
    modes = [(one.training, [each.requires_grad for each in one.parameters()]) for one in model.modules()]
    numbers = torch.get_rng_state(), torch.tensor(np.random.get_state()[1].astype("int64")), random.getstate()
    return [[one.clone() for one in every], modes, *numbers, torch.get_num_threads(), torch.is_grad_enabled()]


def same(before: list[Any], after: list[Any]) -> bool:
    tensors = [*before[0], before[2], before[3]], [*after[0], after[2], after[3]]
    others = [before[1], *before[4:]], [after[1], *after[4:]]
    return others[0] == others[1] and all(map(torch.equal, *tensors))


@pytest.mark.parametrize("called", ["module", "function"])
@pytest.mark.parametrize("trains", [True, False])
def test_nothing_of_the_model_changes(called: str, trains: bool) -> None:
    model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Dropout(0.5), nn.Linear(16, 10), nn.Softmax(1))
    nn.CrossEntropyLoss()(model(INPUTS), KINDS).backward()
    model[0].requires_grad_(False)
    model.train(trains)
    before = state(model)
    given: Callable[[Tensor], Tensor] = model if called == "module" else lambda x: model(x)
    assert check_head(given, nn.CrossEntropyLoss(), INPUTS, KINDS).verdict == "confirmed"
    assert same(before, state(model))


def test_nothing_changes_where_the_model_raises_half_way() -> None:
    class Careful(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm, self.scores = nn.BatchNorm1d(8), nn.Linear(8, 10)

        def forward(self, x: Tensor) -> Tensor:
            made: Tensor = self.scores(self.norm(x))
            if made.abs().max() > 20:
                raise ValueError("that is too much")
            return made

    model = Careful()
    (model(INPUTS).sum()).backward()
    before = state(model)
    assert check_head(model, nn.CrossEntropyLoss(), INPUTS, KINDS).verdict == "clean"
    assert same(before, state(model))


def test_it_is_measured_as_it_trains() -> None:
    class Served(nn.Module):
        """Probabilities for those who use it, bare scores for its loss."""

        def __init__(self) -> None:
            super().__init__()
            self.scores = nn.Linear(8, 10)

        def forward(self, x: Tensor) -> Tensor:
            made: Tensor = self.scores(x)
            return made if self.training else made.softmax(1)

    assert check_head(Served().eval(), nn.CrossEntropyLoss(), INPUTS, KINDS).verdict == "clean"


def test_one_sample_is_a_batch() -> None:
    assert check_head(network(10), nn.CrossEntropyLoss(), INPUTS[:1], KINDS[:1]).verdict == "clean"
    wrong = check_head(network(10, nn.Softmax(1)), nn.CrossEntropyLoss(), INPUTS[:1], KINDS[:1])
    assert wrong.verdict == "confirmed"


# ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_record_is_that_of_a_finding() -> None:
    record = check_head(*WRONG["softmax before cross-entropy"][:2], INPUTS, KINDS).record
    assert (record["verdict"], record["fault"], record["framework"], record["backend"]) == (
        "confirmed", "high_floor", "torch", "torch",
    )  # fmt: skip
    assert record["yours"]["loss_floor"] == pytest.approx(1.4612, abs=1e-3)
    assert record["yours"]["gradient"]["wrong"] < 0.01 < record["fixed"]["gradient"]["wrong"]
    assert record["model"]["channels"] == 10 and record["model"]["sums_to_1"]
    assert record["model"]["loss"]["start"] == pytest.approx(2.3, abs=0.2)
    assert record["model"]["loss"]["gradient"] > 0


def test_a_clean_head_is_refuted_in_the_record_and_true() -> None:
    verdict = check_head(*RIGHT["cross-entropy"][:2], INPUTS, KINDS)
    assert verdict.record["verdict"] == "refuted"
    assert verdict and not verdict.advice
    assert repr(verdict) == "<clean: floor, gradients and training are those of the corrected head>"


def test_what_no_table_knows_stays_open() -> None:
    verdict = check_head(network(10), lambda output, target: output.square().mean(), INPUTS, KINDS)
    assert verdict.verdict == "open" and not verdict
    assert verdict.sentence.startswith("no table knows ") and "calls no loss that one does" in verdict.sentence
    assert check_head(lambda x: 1 / 0, nn.CrossEntropyLoss(), INPUTS, KINDS).sentence == (
        "the model raises ZeroDivisionError: division by zero"
    )


@pytest.mark.parametrize(
    ("model", "batch", "why"),
    [(lambda x: x.sum(), INPUTS, "the output is one number"), (network(10), INPUTS[:0], "the batch is empty")],
)
def test_what_has_nothing_to_look_at_stays_open(model: Any, batch: Tensor, why: str) -> None:
    assert check_head(model, nn.MSELoss(), batch, torch.zeros(())).sentence == why


def test_of_many_numbers_the_first_samples_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "MOST_NUMBERS", 55)
    assert check_head(*WRONG["softmax before cross-entropy"][:2], INPUTS, KINDS).record["model"]["shape"] == [5, 10]


def test_several_losses_are_all_looked_at() -> None:
    def both(output: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(output, target) + 0.1 * F.nll_loss(output, target)

    assert check_head(network(10), both, INPUTS, KINDS).record["yours"]["describe"] == "logits → nll_loss"


@pytest.mark.parametrize(
    ("model", "loss", "complaint"),
    [
        (lambda x: (x, x), nn.CrossEntropyLoss(), "a tuple stands where one tensor is wanted: hand a function"),
        (network(10), "cross_entropy", "str is no loss"),
        (3, nn.CrossEntropyLoss(), "int is neither a PyTorch module or function nor a Keras model"),
    ],
)
def test_what_is_misused_is_said_in_one_line(model: Any, loss: Any, complaint: str) -> None:
    with pytest.raises(TypeError, match=complaint):
        check_head(model, loss, INPUTS, KINDS)


def test_an_assertion_that_fails_shows_the_evidence() -> None:
    assert_head(*RIGHT["cross-entropy"][:2], INPUTS, KINDS)
    with pytest.raises(HeadFault) as failed:
        assert_head(*WRONG["softmax before cross-entropy"][:2], INPUTS, KINDS)
    assert isinstance(failed.value, AssertionError)
    lines = str(failed.value).splitlines()
    assert lines[0] == (
        "softmax → CrossEntropyLoss: the loss cannot fall below 1.461, the corrected head reaches 0 "
        f"(torch {torch.__version__.partition('+')[0]}, seed 0)"
    )
    assert [line.split()[0] for line in lines[1:]] == ["model:", "yours", "fixed", "what"]
    assert lines[2].startswith("  yours █")
    assert lines[-1] == (
        "  what to do: let the model return its bare scores (logits): CrossEntropyLoss applies log-softmax itself"
    )


def test_what_was_not_measured_does_not_look_like_approval() -> None:
    unknown = network(10), lambda output, target: output.mean(), INPUTS, KINDS
    with pytest.warns(HeadNotMeasured, match="no table knows"):
        assert_head(*unknown)
    with pytest.raises(HeadFault, match="no table knows"):
        assert_head(*unknown, strict=True)


def test_warnings_as_errors_do_no_harm() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not check_head(*WRONG["a column against a row"][:2], INPUTS, INPUTS[:, 0])
