"""The table of criteria: for every rule, which inequality decides, stated before anything is measured.

A finding is confirmed if one of its rule's inequalities holds (see ``faults``), refuted if all were measured and none
does. ``claim`` says in one sentence what is compared. ``use``: what is done with the output takes the loss's place (see
``worker.uses``). ``harmless``: the rule itself says that nothing is wrong but style, and the measurement has to agree.
``lenient``: the rule warns of what is legal, so where no fault shows the finding stays open and is not withdrawn.
``beyond``: why there is nothing to measure.
"""

from __future__ import annotations

from dataclasses import dataclass

from headlint.probe import faults
from headlint.probe.faults import FAULTS, Fault


@dataclass(frozen=True, slots=True)
class Criterion:
    claim: str
    decide: tuple[Fault, ...] = ()
    use: bool = False
    harmless: bool = False
    lenient: bool = False
    beyond: str = ""


_FLOOR = (faults.high_floor,)
_OF_CLASSES = (faults.high_floor, faults.no_gradient, faults.blind)
"""Of one channel the loss is 0, whatever was applied before: then it asks for nothing."""

_ABOVE_LOGITS = "the loss floor lies above that of bare logits, or the loss asks for nothing"
_DEAD = (faults.dead_when_wrong, faults.dead_when_low)
_VALUES = (faults.raises, faults.not_a_number, *_DEAD, faults.bottomless)
_PREFERS = (faults.bottomless, faults.rewards_all, faults.below, faults.rewards_other, faults.not_a_number)

CONFIGS = "it is about how a framework that is not among those measured reads its config"

REGRESSION = "the squared error of one output is what it says: that classes were meant shows in no number"

CRITERIA: dict[str, Criterion] = {
    # activation against loss
    "softmax-before-cross-entropy": Criterion(_ABOVE_LOGITS, _OF_CLASSES),
    "sigmoid-before-cross-entropy": Criterion(_ABOVE_LOGITS, _OF_CLASSES),
    "bounded-before-cross-entropy": Criterion(_ABOVE_LOGITS, _OF_CLASSES),
    "sigmoid-before-bce-with-logits": Criterion(
        "the loss floor lies above that of bare logits", (*_FLOOR, *_DEAD)
    ),
    "softmax-before-bce-with-logits": Criterion(
        "the loss floor lies above that of bare logits", (*_FLOOR, *_DEAD)
    ),
    "activation-repeated-by-loss": Criterion(
        "the loss floor lies above that of bare logits", (*_FLOOR, faults.dead_when_wrong)
    ),
    "activation-applied-twice": Criterion("the loss floor lies above that of one activation", _FLOOR),
    "relu-before-cross-entropy": Criterion(
        "low scores get no gradient, or the loss floor lies above that of bare logits", (faults.dead_when_low, *_FLOOR)
    ),
    "leaky-relu-before-cross-entropy": Criterion(
        "low scores get a tenth of the gradient of bare logits or less", _DEAD, lenient=True
    ),
    "log-softmax-before-cross-entropy": Criterion("floor, gradients and training as with bare logits", harmless=True),
    "sigmoid-before-bce": Criterion("floor, gradients and training as with bare logits", harmless=True),
    "softmax-without-dim": Criterion("floor, gradients and training as with the axis written", harmless=True),
    "softmax-into-nll": Criterion(
        "the gradient vanishes at a confident wrong answer, or the loss falls below that of a perfect answer",
        (faults.dead_when_wrong, faults.below),
    ),
    "sigmoid-into-nll": Criterion("raising every channel scores as well as naming the right one", _PREFERS),
    "logits-into-nll": Criterion("the loss falls without end", _PREFERS),
    "log-of-negative-values": Criterion("the loss is nan", (faults.not_a_number,)),
    "logits-into-bce": Criterion("the framework raises an error, or clipped scores get no gradient", _VALUES),
    "out-of-range-into-cross-entropy": Criterion(
        "the framework raises an error, or clipped scores get no gradient", (*_VALUES, faults.high_floor)
    ),
    "logits-into-categorical-cross-entropy": Criterion(
        "clipped scores get no gradient, or the lowest loss is not at the right answer",
        (*_VALUES, faults.rewards_other, faults.high_floor),
    ),
    "logits-into-dice": Criterion("the lowest loss is not at the right answer", _PREFERS),
    "softmax-before-bce": Criterion(
        "with two labels at once the loss floor lies above that of sigmoid", _FLOOR, lenient=True
    ),
    "sigmoid-before-categorical-cross-entropy": Criterion(
        "gradients vanish that softmax has, or raising every channel changes nothing",
        (*_DEAD, faults.rewards_all, faults.high_floor), lenient=True,
    ),
    "regression-loss-for-classes": Criterion(
        "against a cross-entropy on logits: the gradient vanishes at a confident wrong answer, the floor is higher, or "
        "a firm right answer is punished",
        (faults.dead_when_wrong, *_FLOOR, faults.rewards_other), lenient=True,
    ),
    "kl-div-input-not-log-probs": Criterion("the lowest loss is not where both distributions agree", _PREFERS),
    "kl-div-log-target-mismatch": Criterion("the lowest loss is not where both distributions agree", _PREFERS),
    "from-logits-inverted": Criterion(
        "applied to probabilities, the activation leaves less than three quarters of its range", (faults.squashed,)
    ),
    # channels and labels
    "softmax-over-one-channel": Criterion(
        "the output is the same for every input and gets no gradient", (faults.no_gradient, faults.blind)
    ),
    "one-channel-cross-entropy": Criterion(
        "the gradient is 0: the loss is the same for every answer", (faults.no_gradient, faults.blind)
    ),
    "softmax-over-batch": Criterion(
        "the output of a sample depends on the other samples of its batch", (faults.mixes_samples,)
    ),
    "too-few-channels": Criterion(
        "the framework raises an error, or fewer classes come out than there are",
        (faults.raises, faults.not_a_number, faults.unlearned, faults.bottomless),
    ),
    "one-channel-too-many": Criterion("a channel is raised by no label", (faults.spare_channel,), lenient=True),
    "weight-of-wrong-length": Criterion(
        "the framework raises an error, or a weight changes nothing", (faults.raises, faults.unweighted)
    ),
    "void-label-without-ignore-index": Criterion("the framework raises an error", (faults.raises,)),
    "ignore-index-leaves-one-class": Criterion(
        "one answer for every input reaches the lowest loss", (faults.blind, faults.no_gradient)
    ),
    "class-indices-into-bce": Criterion(
        "the framework raises an error, the loss floor lies above that of one unit, or the lowest loss is not at the "
        "right answer",
        (faults.raises, *_FLOOR, *_PREFERS),
    ),
    "labels-of-wrong-form": Criterion(
        "the framework raises an error, or the labels cannot be learned", (faults.raises, faults.unlearned, *_PREFERS)
    ),
    "labels-as-predictions": Criterion(
        "the lowest loss is not at the right answer, or the gradient vanishes where the model is wrong",
        (*_PREFERS, faults.dead_when_wrong),
    ),
    "bounded-head-for-unbounded-targets": Criterion("the loss floor lies above that of a head without bounds", _FLOOR),
    "detector-with-only-background": Criterion(
        "the classifier of the boxes has a loss of 0 and no gradient", (faults.no_gradient, faults.blind)
    ),
    "class-counts-differ": Criterion(
        "a head with the smallest count and labels of the largest: the framework raises an error",
        (faults.raises, faults.not_a_number, faults.unlearned),
    ),
    "class-numbers-with-gaps": Criterion(
        "a channel for every class and these labels: the framework raises an error",
        (faults.raises, faults.not_a_number, faults.unlearned),
    ),
    "bce-target-out-of-range": Criterion(
        "the framework raises an error, or the loss falls without end",
        (faults.raises, faults.bottomless, faults.below, faults.unlearned),
    ),
    "broadcast-in-regression-loss": Criterion("the loss floor lies above that of targets of one shape", _FLOOR),
    "channels-last-into-cross-entropy": Criterion(
        "the framework raises an error, or the loss floor lies above that of the class axis", (faults.raises, *_FLOOR)
    ),
    "targets-of-wrong-dtype": Criterion("the framework raises an error", (faults.raises,)),
    "multi-hot-into-cross-entropy": Criterion("the loss floor lies above that of one label a sample", _FLOOR),
    "pretrained-head-kept": Criterion("a channel is raised by no label", (faults.spare_channel,), lenient=True),
    "labels-against-problem-type": Criterion("the loss of this problem type raises an error", (faults.raises,)),
    "one-label-for-classes": Criterion("the loss is a squared error", beyond=REGRESSION),
    "channels-split-unevenly": Criterion("the view raises an error", (faults.raises,)),
    # what the framework of a config does
    "exclusive-options-together": Criterion("the framework's own loss raises an error", (faults.raises,)),
    "option-lacks-its-partner": Criterion("the config's framework needs the other option", beyond=CONFIGS),
    "option-without-effect": Criterion("the config's framework ignores the option", beyond=CONFIGS),
    # comments
    "unused-ignore": Criterion("the comment accepts nothing", beyond="it is about a comment"),
    # what is done with the output
    "argmax-over-one-channel": Criterion("the decision is the same for every input", (faults.one_decision,), use=True),
    "multiclass-metric-on-one-channel": Criterion(
        "the metric raises an error, or is the same for right and wrong answers",
        (faults.raises, faults.measures_nothing), use=True,
    ),
    "activation-again-in-prediction": Criterion(
        "decisions differ from those of one activation", (faults.decides_otherwise,), use=True
    ),
    "logits-thresholded-at-half": Criterion(
        "decisions differ from those at a probability of 0.5", (faults.decides_otherwise,), use=True
    ),
    "other-activation-at-prediction": Criterion(
        "decisions differ from those that the loss trained", (faults.decides_otherwise,), use=True
    ),
    "logits-into-metric": Criterion(
        "the metric of the logits is not that of their probabilities", (faults.measures_otherwise,), use=True
    ),
}  # fmt: skip

BY_HAND = Criterion("any of the faults that the probe knows shows beside the corrected head", FAULTS)
"""For a pair that no rule reports, and for a head described by hand."""
