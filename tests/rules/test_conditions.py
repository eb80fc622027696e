"""Which rule speaks of which facts, and that none speaks where a fact is missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headlint.facts import Facts, Step, Subject
from headlint.rule import all_rules
from headlint.values import Unknown
from tests.rules.made import (
    KINDS,
    LOSSES,
    UNKNOWN,
    combined,
    counts,
    ignore,
    metric,
    numbering,
    output,
    pair,
    prediction,
    said,
    step,
    switched,
)

Case = tuple[str, Subject]


def twice_logged(before: str) -> Subject:
    """The logarithm of negative values: what domain that is, nobody knows."""
    return pair("logits", "NLL", kind="log", before=before).but(
        head=pair("logits", "NLL", kind="log", before=before).head.but(domain=UNKNOWN)
    )


def divides(channels: int, parts: int, each: int) -> Step:
    """A view that splits channels."""
    return replace(step("keep", "torch.Tensor.view", "views"), divides=(channels, parts, each))


FIRES: dict[str, list[Case]] = {
    "softmax-before-cross-entropy": [
        ("torch", pair("probs", "CE")),
        ("of one channel", pair("probs", "CE", channels=1)),
        ("of channels that are not known", pair("probs", "CE", channels=UNKNOWN)),
        (
            "of an activation that is not known",
            pair("probs", "CE").but(head=pair("probs").head.but(activation=UNKNOWN)),
        ),
        ("Keras from_logits=True", pair("probs", "Keras CCE from logits")),
    ],
    "sigmoid-before-cross-entropy": [
        ("torch", pair("unit", "CE")),
        ("of one channel", pair("unit", "CE", channels=1)),
        ("Keras from_logits=True", pair("unit", "Keras CCE from logits")),
    ],
    "bounded-before-cross-entropy": [
        ("tanh", pair("symmetric", "CE")),
        ("cosine", pair("symmetric", "CE", kind="cosine")),
        ("a narrow clip", pair("bounded", "CE", bounds=(-2.0, 2.0))),
        ("tanh before a sigmoid", pair("symmetric", "BCE with logits", channels=1)),
        ("Keras", pair("symmetric", "Keras CCE from logits")),
    ],
    "relu-before-cross-entropy": [
        ("relu", pair("nonneg", "CE")),
        ("softplus", pair("nonneg", "CE", kind="softplus")),
        ("relu6", pair("bounded", "CE", kind="relu6", bounds=(0.0, 6.0))),
        ("relu and a reshape", pair("nonneg", "CE", after=(step("keep", "torch.Tensor.view", "views"),))),
        ("relu before a sigmoid", pair("nonneg", "BCE with logits", channels=1)),
        ("Keras", pair("nonneg", "Keras CCE from logits")),
    ],
    "leaky-relu-before-cross-entropy": [
        ("leaky relu", pair("leaky", "CE")),
        ("gelu", pair("leaky", "CE", kind="gelu")),
        ("before a sigmoid", pair("leaky", "BCE with logits", channels=1)),
    ],
    "log-softmax-before-cross-entropy": [
        ("torch", pair("log_probs", "CE")),
        ("Keras", pair("log_probs", "Keras CCE from logits")),
    ],
    "softmax-into-nll": [("softmax", pair("probs", "NLL")), ("of one channel", pair("probs", "NLL", channels=1))],
    "logits-into-nll": [
        ("logits", pair("logits", "NLL")),
        ("relu", pair("nonneg", "NLL")),
        ("leaky relu", pair("leaky", "NLL")),
    ],
    "sigmoid-into-nll": [
        ("sigmoid", pair("unit", "NLL")),
        ("tanh", pair("symmetric", "NLL")),
        ("log-sigmoid", pair("log_unit", "NLL")),
    ],
    "log-of-negative-values": [
        ("log-softmax", twice_logged("log_probs")),
        ("logits", twice_logged("logits")),
    ],
    "sigmoid-before-bce-with-logits": [
        ("torch", pair("unit", "BCE with logits", channels=1)),
        ("many channels", pair("unit", "BCE with logits")),
        ("log-sigmoid", pair("log_unit", "BCE with logits", channels=1)),
        ("Keras from_logits=True", pair("unit", "Keras BCE from logits", channels=1)),
    ],
    "softmax-before-bce-with-logits": [
        ("torch", pair("probs", "BCE with logits")),
        ("one channel", pair("probs", "BCE with logits", channels=1)),
        ("log-softmax", pair("log_probs", "BCE with logits")),
        ("Keras from_logits=True", pair("probs", "Keras BCE from logits", channels=2)),
    ],
    "logits-into-bce": [
        ("torch", pair("logits", "BCE", channels=1)),
        ("Keras", pair("logits", "Keras BCE", channels=1)),
        ("Keras focal", pair("logits", "Keras focal", channels=1)),
    ],
    "out-of-range-into-cross-entropy": [
        ("tanh into BCELoss", pair("symmetric", "BCE")),
        ("relu into BCELoss", pair("nonneg", "BCE")),
        ("log-softmax into BCELoss", pair("log_probs", "BCE")),
        ("a clip beyond 0..1", pair("bounded", "BCE", bounds=(-2.0, 2.0))),
        ("relu into Keras BCE", pair("nonneg", "Keras BCE", channels=1)),
        ("relu into Keras CCE", pair("nonneg", "Keras CCE")),
        ("tanh into Keras CCE", pair("symmetric", "Keras SCCE")),
    ],
    "sigmoid-before-bce": [("torch", pair("unit", "BCE", channels=1)), ("many channels", pair("unit", "BCE"))],
    "softmax-before-bce": [
        ("one-hot targets", pair("probs", "BCE", form="one_hot")),
        ("multi-hot targets", pair("probs", "BCE", form="multi_hot")),
        ("Keras", pair("probs", "Keras BCE")),
        ("Keras, class indices", pair("probs", "Keras BCE", form="indices")),
    ],
    "class-indices-into-bce": [
        ("two logits", pair("logits", "BCE with logits", channels=2, form="indices", rank="(N,)")),
        ("softmax of two", pair("probs", "BCE", channels=2, form="indices", rank="(N,)")),
        ("sigmoids", pair("unit", "Keras BCE", form="indices", classes=10)),
        ("a label a sample, two classes", pair("probs", "Keras BCE", channels=2, form="binary", rank="(N, 1)")),
    ],
    "logits-into-categorical-cross-entropy": [
        ("CCE", pair("logits", "Keras CCE")),
        ("sparse", pair("logits", "Keras SCCE")),
        ("one channel", pair("logits", "Keras SCCE", channels=1)),
        ("focal", pair("logits", "Keras categorical focal")),
        ("KL", pair("logits", "Keras KL")),
    ],
    "sigmoid-before-categorical-cross-entropy": [
        ("CCE", pair("unit", "Keras CCE")),
        ("two channels, sparse", pair("unit", "Keras SCCE", channels=2)),
        ("any number of channels", pair("unit", "Keras CCE", channels=UNKNOWN)),
    ],
    "kl-div-input-not-log-probs": [
        ("softmax", pair("probs", "KL")),
        ("logits", pair("logits", "KL")),
        ("sigmoid", pair("unit", "KL")),
    ],
    "kl-div-log-target-mismatch": [
        ("log-probabilities by default", pair("log_probs", "KL", form="log_probs")),
        ("probabilities with log_target", pair("log_probs", "KL", form="probs", options={"log_target": True})),
        ("log-probabilities in Keras", pair("probs", "Keras KL", form="log_probs")),
    ],
    "regression-loss-for-classes": [
        ("softmax", pair("probs", "MSE", form="one_hot")),
        ("log-softmax", pair("log_probs", "L1", form="one_hot")),
        ("logits", pair("logits", "Keras MSE", form="one_hot")),
        ("multi-hot", pair("probs", "Keras MSE", form="multi_hot")),
    ],
    "activation-repeated-by-loss": [
        ("focal", pair("unit", "focal")),
        ("dice", pair("unit", "dice with sigmoid", channels=1)),
        ("dice and softmax", pair("probs", "dice with softmax")),
    ],
    "activation-applied-twice": [
        ("log-softmax of softmax", pair("log_probs", "NLL", before="probs")),
        ("softmax of softmax", pair("probs", "Keras CCE", before="probs")),
        ("softmax of sigmoid", pair("probs", "Keras SCCE", before="unit")),
    ],
    "logits-into-dice": [
        ("logits", pair("logits", "dice", channels=1)),
        ("relu", pair("nonneg", "dice", channels=1)),
    ],
    "softmax-over-one-channel": [
        ("BCELoss", pair("probs", "BCE", channels=1)),
        ("Keras BCE", pair("probs", "Keras BCE", channels=1)),
        ("MSE", pair("probs", "Keras MSE", channels=1)),
        ("dice", pair("probs", "dice", channels=1)),
        ("log-softmax", pair("log_probs", "MSE", channels=1)),
        ("only in evaluation", pair("probs", "BCE", channels=1, mode="evaluation")),
    ],
    "one-channel-cross-entropy": [
        ("logits", pair("logits", "CE", channels=1)),
        ("axis 1", pair("logits", "CE", channels=1, axis=1)),
        ("log-softmax into NLLLoss", pair("log_probs", "NLL", channels=1)),
        ("softmax into Keras CCE", pair("probs", "Keras CCE", channels=1)),
        ("softmax into sparse CCE", pair("probs", "Keras SCCE", channels=1)),
    ],
    "weight-of-wrong-length": [
        ("weight", pair("logits", "CE", weight_length=9)),
        ("pos_weight", pair("logits", "BCE with logits", weight_length=9)),
        ("Keras, one too many", pair("probs", "Keras SCCE", weight_classes=tuple(range(11)))),
        ("Keras, from one", pair("probs", "Keras CCE", weight_classes=tuple(range(1, 11)))),
        ("Keras, one short", pair("probs", "Keras SCCE", weight_classes=tuple(range(9)))),
        ("Keras, two classes", pair("unit", "Keras BCE", channels=1, weight_classes=(1, 2))),
    ],
    "ignore-index-leaves-one-class": [
        ("background", pair("logits", "CE", channels=2, options={"ignore_index": 0})),
        ("object", pair("log_probs", "NLL", channels=2, options={"ignore_index": 1})),
        ("Keras", pair("probs", "Keras SCCE", channels=2, options={"ignore_class": 0})),
    ],
    "void-label-without-ignore-index": [
        ("255", pair("logits", "CE", high=255, low=0)),
        ("-1", pair("log_probs", "NLL", low=-1)),
        ("another is ignored", pair("logits", "CE", high=255, options={"ignore_index": 0})),
        ("Keras", pair("probs", "Keras SCCE", high=255)),
        ("Keras ignores another", pair("probs", "Keras SCCE", low=-1, options={"ignore_class": 255})),
    ],
    "too-few-channels": [
        ("over classes", pair("logits", "CE", channels=9, classes=10)),
        ("labels from 1", pair("logits", "CE", channels=3, form="indices", low=1, high=3)),
        ("one for many", pair("logits", "BCE with logits", channels=1, classes=3)),
        ("one for many in Keras", pair("unit", "Keras BCE", channels=1, classes=10)),
    ],
    "one-channel-too-many": [
        ("torch", pair("logits", "CE", channels=11, classes=10)),
        ("Keras", pair("probs", "Keras SCCE", channels=11, classes=10)),
    ],
    "argmax-over-one-channel": [
        ("last axis", prediction("logits", "argmax", channels=1, at_axis=-1)),
        ("axis 1", prediction("unit", "argmax", channels=1, at_axis=1)),
    ],
    "detector-with-only-background": [
        (
            "Faster R-CNN",
            output(channels=1, producer="torchvision.models.detection.fasterrcnn_resnet50_fpn"),
        )
    ],
    "softmax-over-batch": [
        ("log-softmax", pair("log_probs", "NLL", over=0, over_channels=UNKNOWN)),
        ("softmax", pair("probs", "Keras CCE", over=0, over_channels=UNKNOWN)),
    ],
    "softmax-without-dim": [("log-softmax", pair("log_probs", "NLL", implicit=True, over=UNKNOWN))],
    "logits-thresholded-at-half": [
        ("threshold", prediction("logits", "threshold", "BCE with logits", threshold=0.5)),
        ("round", prediction("logits", "round", "Keras BCE from logits")),
    ],
    "other-activation-at-prediction": [
        ("softmax after BCE", prediction("probs", "threshold", "BCE with logits", threshold=0.5)),
        ("sigmoid after CE", prediction("unit", "round", "CE")),
    ],
    "activation-again-in-prediction": [
        ("sigmoid", prediction("unit", "threshold", threshold=0.5, before="unit")),
        ("softmax", prediction("probs", "round", before="probs")),
    ],
    "logits-into-metric": [
        ("torchmetrics", metric("logits", "torchmetrics.classification.BinaryAccuracy", "unit")),
        ("Keras", metric("logits", "keras.metrics.AUC", "unit", framework="keras")),
    ],
    "multiclass-metric-on-one-channel": [
        ("sigmoid", metric("unit", "torchmetrics.Accuracy", "any", task="multiclass", channels=1)),
    ],
    "labels-of-wrong-form": [
        ("indices into CCE", pair("probs", "Keras CCE", form="indices")),
        ("one-hot into sparse CCE", pair("probs", "Keras SCCE", form="one_hot")),
        ("one-hot into NLLLoss", pair("log_probs", "NLL", form="one_hot")),
    ],
    "bounded-head-for-unbounded-targets": [
        ("sigmoid", pair("unit", "Keras MSE", channels=1, low=0, high=410)),
        ("only the upper end is known", pair("unit", "MSE", channels=1, high=410)),
        ("relu", pair("nonneg", "L1", channels=1, low=-3)),
        ("tanh", pair("symmetric", "MSE", channels=1, low=-3, high=0)),
        ("softmax", pair("probs", "Keras Poisson", channels=3, high=7)),
        ("a clip", pair("bounded", "MSE", channels=1, high=7, bounds=(-2.0, 2.0))),
    ],
    "labels-as-predictions": [
        ("torch", pair("one_hot", "CE", producer="torch.nn.functional.one_hot")),
        ("Keras", pair("one_hot", "Keras CCE", producer="keras.utils.to_categorical")),
    ],
    "broadcast-in-regression-loss": [
        ("a column against a row", pair("logits", "MSE", channels=1, rank="(N,)")),
        ("axis 1", pair("logits", "L1", channels=1, axis=1, rank="(N,)")),
        ("a row against a column", pair("logits", "L1", channels=1, axis=UNKNOWN, axes=1, rank="(N, 1)")),
        ("whatever was applied", pair("nonneg", "MSE", channels=1, rank="(N,)")),
    ],
    "bce-target-out-of-range": [
        ("1 and 2", pair("logits", "BCE with logits", channels=1, form="binary", low=1, high=2)),
        ("-1 and 1", pair("unit", "Keras BCE", channels=1, form="continuous", low=-1, high=1)),
        ("only one end is known", pair("logits", "BCE with logits", channels=3, form="continuous", high=255)),
        ("no bounds", pair("unit", "Keras BCE", form="continuous", low=float("-inf"), high=float("inf"))),
    ],
    "targets-of-wrong-dtype": [
        ("integers", pair("logits", "BCE with logits", channels=1, dtype="int")),
        ("booleans", pair("logits", "BCE with logits", channels=1, dtype="bool")),
        ("floats for indices", pair("logits", "CE", form="indices", dtype="float")),
        ("floats for indices into NLLLoss", pair("log_probs", "NLL", form="indices", dtype="float")),
        ("integers for probabilities", pair("logits", "CE", form="one_hot", dtype="int")),
    ],
    "multi-hot-into-cross-entropy": [
        ("torch", pair("logits", "CE", form="multi_hot")),
        ("Keras", pair("probs", "Keras CCE", form="multi_hot")),
    ],
    "channels-last-into-cross-entropy": [
        ("torch", pair("logits", "CE", axis=UNKNOWN, channels_last=True)),
        ("Keras", pair("probs", "Keras CCE", axis=UNKNOWN, channels_last=False)),
    ],
    "pretrained-head-kept": [
        ("torchvision", pair("logits", "CE", channels=1000, classes=10, producer="torchvision.models.resnet18")),
        ("Keras", pair("probs", "Keras SCCE", channels=1000, classes=10, producer="keras.applications.classifier")),
    ],
    "one-label-for-classes": [
        ("two classes", pair("logits", "Hugging Face regression", channels=1, form="binary")),
        ("many classes", pair("logits", "Hugging Face regression", channels=1, form="indices", classes=4)),
    ],
    "labels-against-problem-type": [
        ("one-hot integers", pair("logits", "Hugging Face", form="one_hot", dtype="int")),
        ("indices as floats", pair("logits", "Hugging Face", form="indices", dtype="float")),
        (
            "multi-hot integers",
            pair(
                "logits", "Hugging Face", form="multi_hot", dtype="int", options={"asked": "multi_label_classification"}
            ),
        ),
    ],
    "channels-split-unevenly": [
        ("80 classes as 20", output(channels=255, axis=1, after=(divides(255, 3, 25),))),
        ("one anchor too many", output(channels=75, axis=1, after=(divides(75, 4, 25),))),
    ],
    "from-logits-inverted": [
        ("sigmoid", switched("sigmoid", on=False)),
        ("softmax", switched("softmax", on=False)),
        ("log-softmax", switched("log_softmax", on=False)),
        ("log-sigmoid", switched("log_sigmoid", on=False)),
    ],
    "class-counts-differ": [
        ("a number and names", counts(3, 2)),
        ("one of three", counts(4, 4, 5)),
        ("one channel for three classes", counts(3, 1, one_for_two=True)),
    ],
    "class-numbers-with-gaps": [
        ("from one", numbering(1, 2, 3)),
        ("a gap", numbering(0, 1, 3)),
        ("one class that is not the first", numbering(7)),
    ],
    "exclusive-options-together": [("two options", combined("exclusive"))],
    "option-without-effect": [("an option that does nothing", combined("idle"))],
    "option-lacks-its-partner": [("an option alone", combined("incomplete"))],
    "unused-ignore": [("nothing there", ignore()), ("no rule", ignore(wrong="there is no rule 'x'"))],
}
"""Facts that exactly one rule reports: this one."""

SILENT: list[Case] = [
    ("a comment that is used", ignore(used=True)),
    ("logits into CE", pair("logits", "CE")),
    ("softmax that only runs in evaluation", pair("probs", "CE", mode="evaluation")),
    ("sigmoid that only runs in evaluation", pair("unit", "BCE with logits", mode="evaluation")),
    ("relu and pooling", pair("nonneg", "CE", after=(step("keep", "torch.nn.AdaptiveAvgPool2d", "samples"),))),
    ("relu and a mean", pair("nonneg", "CE", after=(step("keep", "torch.Tensor.mean", "reduces"),))),
    ("a wide clip", pair("bounded", "CE", bounds=(-8.0, 8.0))),
    ("minus a distance into CE", pair("log_unit", "CE", kind="neg")),
    ("log-softmax into NLL", pair("log_probs", "NLL")),
    ("the log of a mixture into NLL", pair("log_unit", "NLL", kind="log", before="unit")),
    ("the log of a softmax into NLL", pair("log_probs", "NLL", kind="log", before="probs")),
    ("logits into BCE with logits", pair("logits", "BCE with logits", channels=1)),
    ("many sigmoids into Keras BCE", pair("unit", "Keras BCE", channels=80)),
    ("many logits into BCE with logits", pair("logits", "BCE with logits", channels=80)),
    ("a cosine in 0..1 into BCE", pair("unit", "BCE", channels=1, kind="cosine")),
    ("a clip inside 0..1 into BCE", pair("bounded", "BCE", bounds=(0.1, 0.9))),
    ("a part of a softmax into BCE", pair("unit", "BCE", channels=1, kind="softmax")),
    ("softmax of two into BCE", pair("probs", "BCE", channels=2)),
    ("softmax of two into BCE against one-hot", pair("probs", "BCE", channels=2, form="one_hot")),
    ("softmax of two into Keras BCE", pair("probs", "Keras BCE", channels=2)),
    ("softmax into BCE against soft targets", pair("probs", "BCE", channels=300, form="probs")),
    ("softmax into BCE against who knows what", pair("probs", "BCE", channels=300)),
    ("softmax into BCE over who knows how many", pair("probs", "Keras BCE", channels=UNKNOWN)),
    ("integers, perhaps one for each channel", pair("logits", "BCE with logits", form="indices")),
    ("one channel against indices", pair("logits", "BCE with logits", channels=1, form="indices")),
    ("softmax into Keras CCE", pair("probs", "Keras CCE")),
    ("softmax of two into Keras CCE", pair("probs", "Keras SCCE", channels=2)),
    ("softmax into Keras KL", pair("probs", "Keras KL")),
    ("log-softmax into KL", pair("log_probs", "KL", form="probs")),
    ("log-softmax into KL with log_target", pair("log_probs", "KL", form="log_probs", options={"log_target": True})),
    ("softmax into MSE", pair("probs", "MSE")),
    ("softmax into MSE against softmax", pair("probs", "MSE", form="probs")),
    ("sigmoid into MSE against one-hot", pair("unit", "MSE", form="one_hot")),
    ("logits into MSE", pair("logits", "Keras MSE", channels=1)),
    ("softmax into dice", pair("probs", "dice")),
    ("sigmoid into dice", pair("unit", "dice", channels=1)),
    ("logits into dice with sigmoid", pair("logits", "dice with sigmoid", channels=1)),
    ("logits into focal", pair("logits", "focal")),
    ("softmax over positions", pair("probs", "BCE", channels=1, over_channels=UNKNOWN)),
    ("one score a position", pair("logits", "CE", channels=1, axis=UNKNOWN)),
    ("one channel that lies elsewhere", pair("logits", "CE", channels=1, axis=2)),
    ("weights that fit", pair("logits", "CE", weight_length=10)),
    ("one pos_weight for all", pair("logits", "BCE with logits", weight_length=1)),
    ("weights by class that fit", pair("probs", "Keras SCCE", weight_classes=tuple(range(10)))),
    ("some classes singled out", pair("probs", "Keras SCCE", weight_classes=(0, 3))),
    ("one of two classes singled out", pair("unit", "Keras BCE", channels=1, weight_classes=(1,))),
    ("independent labels", pair("unit", "Keras BCE", weight_classes=(0, 1, 2))),
    ("weights of a regression", pair("logits", "Keras MSE", channels=1, weight_classes=(0, 1, 2, 3))),
    ("an ignored label among many", pair("logits", "CE", options={"ignore_index": 0})),
    ("an ignored label outside", pair("logits", "CE", channels=2, options={"ignore_index": 255})),
    ("a void label that is ignored", pair("logits", "CE", high=255, options={"ignore_index": 255})),
    ("a void label that Keras ignores", pair("probs", "Keras SCCE", high=255, options={"ignore_class": 255})),
    ("a number in one-hot labels", pair("probs", "Keras CCE", high=255)),
    ("softmax into Keras KL against softmax", pair("probs", "Keras KL", form="probs")),
    ("a class 255", pair("logits", "CE", channels=1000, high=255)),
    ("labels up to the last class", pair("logits", "CE", channels=4, form="indices", low=1, high=3)),
    (
        "an ignored label behind the last class",
        pair("logits", "CE", channels=3, form="indices", low=0, high=3, options={"ignore_index": 3}),
    ),
    ("as many channels as classes", pair("logits", "CE", classes=10)),
    ("one channel for two classes", pair("logits", "BCE with logits", channels=1, classes=2)),
    ("a thousand channels for ten classes", pair("logits", "CE", channels=1000, classes=10)),
    ("argmax over many", prediction("logits", "argmax", at_axis=-1)),
    ("argmax along another axis", prediction("logits", "argmax", channels=1, at_axis=2)),
    ("a detector with an object", output(channels=2, producer="torchvision.models.detection.fasterrcnn_resnet50_fpn")),
    ("a mask", output(channels=1, producer="torchvision.models.segmentation.fcn_resnet50")),
    (
        "softmax of one sample",
        pair("log_probs", "NLL", over=0, over_channels=UNKNOWN, after=(step("keep", "torch.unsqueeze"),)),
    ),
    ("logits compared with 0", prediction("logits", "threshold", "BCE with logits", threshold=0)),
    ("a regression compared with half", prediction("logits", "threshold", "MSE", threshold=0.5)),
    ("who knows what compared with half", prediction("logits", "threshold", threshold=0.5)),
    ("probabilities compared with half", prediction("unit", "threshold", "BCE with logits", threshold=0.5)),
    ("argmax of sigmoids after CE", prediction("unit", "argmax", "CE", at_axis=-1)),
    ("argmax of softmax twice", prediction("probs", "argmax", before="probs", at_axis=-1)),
    ("sigmoid of a gated layer", prediction("unit", "threshold", threshold=0.5)),
    ("probabilities into a metric", metric("unit", "keras.metrics.AUC", "unit")),
    ("logits into a metric that ranks", metric("logits", "keras.metrics.CategoricalAccuracy", "any")),
    (
        "a metric with a threshold of 0",
        metric("logits", "keras.metrics.BinaryAccuracy", "unit", options={"threshold": 0}),
    ),
    ("a metric with thresholds", metric("logits", "keras.metrics.Recall", "unit", options={"thresholds": [0]})),
    ("a binary metric", metric("unit", "torchmetrics.Accuracy", "unit", task="binary", channels=1)),
    ("indices into sparse CCE", pair("probs", "Keras SCCE", form="indices")),
    ("one-hot into CE", pair("logits", "CE", form="one_hot")),
    ("pixels", pair("unit", "MSE", channels=784, low=0, high=1)),
    ("a regression", pair("logits", "MSE", channels=1, low=-400, high=900)),
    ("a flat head against a row", pair("logits", "MSE", channels=1, axis=UNKNOWN, axes=1, rank="(N,)")),
    ("a column against a column", pair("logits", "MSE", channels=1, rank="(N, 1)")),
    ("many channels against a row", pair("logits", "MSE", rank="(N,)")),
    ("a column against a row in Keras", pair("logits", "Keras MSE", channels=1, rank="(N,)")),
    ("smoothed labels", pair("logits", "BCE with logits", channels=1, form="continuous", low=0.1, high=0.9)),
    ("zeros and ones", pair("logits", "BCE with logits", channels=1, form="binary", low=0, high=1)),
    ("floats into BCE", pair("logits", "BCE with logits", channels=1, dtype="float")),
    ("integers into Keras BCE", pair("unit", "Keras BCE", channels=1, dtype="int")),
    ("integers for indices", pair("logits", "CE", form="indices", dtype="int")),
    ("floats for probabilities", pair("logits", "CE", form="one_hot", dtype="float")),
    ("integers into MSE", pair("logits", "MSE", channels=1, dtype="int")),
    ("multi-hot into BCE", pair("logits", "BCE with logits", form="multi_hot")),
    ("channels first", pair("logits", "CE", axis=1, channels_last=False)),
    ("channels last in Keras", pair("probs", "Keras CCE", channels_last=True)),
    ("ImageNet", pair("logits", "CE", channels=1000, classes=1000, producer="torchvision.models.resnet18")),
    ("the classes of the data", pair("logits", "CE", classes=10, producer="torchvision.models.resnet18")),
    ("scores of a Hugging Face model", pair("logits", "Hugging Face regression", channels=1, form="continuous")),
    (
        "ratings that are meant as numbers",
        pair("logits", "Hugging Face regression", channels=1, form="indices", options={"asked": "regression"}),
    ),
    ("indices into a Hugging Face model", pair("logits", "Hugging Face", form="indices", dtype="int")),
    ("multi-hot floats into a Hugging Face model", pair("logits", "Hugging Face", form="multi_hot", dtype="float")),
    ("three anchors of 20 classes", output(channels=75, axis=1, after=(divides(75, 3, 25),))),
    ("a hard Gumbel softmax", pair("one_hot", "CE", kind="gumbel_softmax_hard")),
    ("sigmoid of logits", switched("sigmoid", on=True)),
    ("sigmoid unless logits are asked for", switched("sigmoid", "return_logits", on=False)),
    ("sigmoid of a layer", switched("sigmoid", on=False, direct=False)),
    ("counts that agree", counts(3, 3, 3)),
    ("one channel for two classes of a config", counts(2, 1, one_for_two=True)),
    ("numbers from 0", numbering(0, 1, 2)),
    ("one class", numbering(0)),
    ("sigmoid of what is predicted", switched("sigmoid", on=False, mode="evaluation")),
]
"""Facts that no rule reports."""

LOUD = [(name, *case) for name, cases in FIRES.items() for case in cases]


def identify(value: Any) -> str | None:
    return value if isinstance(value, str) else None


@pytest.mark.parametrize(("name", "what", "subject"), LOUD, ids=identify)
def test_one_rule_speaks(name: str, what: str, subject: Subject) -> None:
    assert said(subject) == {name}


@pytest.mark.parametrize(("what", "subject"), SILENT, ids=identify)
def test_no_rule_speaks(what: str, subject: Subject) -> None:
    assert said(subject) == set()


def test_every_rule_has_a_case() -> None:
    assert set(FIRES) == set(all_rules())


# ── unknowns ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def fields(facts: Facts) -> Iterator[tuple[str, ...]]:
    """The paths of all fields, those of facts in facts included."""
    for name, found in facts.items():
        yield (name,)
        if isinstance(found, Facts):
            yield from ((name, *path) for path in fields(found))


def forgotten(facts: Any, path: tuple[str, ...]) -> Any:
    """The same facts with one field unknown."""
    name, *rest = path
    return facts.but(**{name: forgotten(facts.peek(name), tuple(rest)) if rest else UNKNOWN})


@pytest.mark.parametrize(("name", "what", "subject"), LOUD, ids=identify)
def test_to_know_less_only_silences(name: str, what: str, subject: Subject) -> None:
    paths = list(fields(subject))
    assert all(said(forgotten(subject, path)) <= {name} for path in paths)
    decisive = next((name,) for name in ("head", "kind", "of", "numbers", "wrong") if (name,) in paths)
    assert said(forgotten(subject, decisive)) == set()


def everything(subject: Any) -> Any:
    """The subject with every field unknown."""
    return subject.but(**{name: Unknown("forgotten") for name, _ in subject.items()})


@pytest.mark.parametrize(("name", "what", "subject"), LOUD, ids=identify)
def test_to_know_nothing_is_silence(name: str, what: str, subject: Subject) -> None:
    assert said(everything(subject)) == set()


PAIRS = {
    "domain": st.sampled_from(sorted(KINDS)),
    "against": st.sampled_from(sorted(LOSSES)),
    "mode": st.sampled_from(["training", "evaluation"]),
    "channels": st.sampled_from([1, 2, 3, 10]),
    "before": st.sampled_from(["logits", "probs", "unit"]),
    "over": st.sampled_from([-1, 0, 1]),
    "axis": st.sampled_from([-1, 1, 2]),
    "implicit": st.booleans(),
    "form": st.sampled_from(["indices", "one_hot", "multi_hot", "probs", "log_probs", "binary", "continuous"]),
    "classes": st.sampled_from([2, 3, 10]),
    "low": st.sampled_from([-1, 0]),
    "high": st.sampled_from([1, 9, 255]),
    "weight_length": st.sampled_from([1, 2, 10]),
    "weight_classes": st.sampled_from([(0, 1), (1, 2), tuple(range(10))]),
    "options": st.sampled_from([{}, {"ignore_index": 0}, {"log_target": True}]),
}


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries(PAIRS))
def test_to_know_less_only_silences_anywhere(words: dict[str, Any]) -> None:
    subject = pair(**words)
    known = said(subject)
    for path in fields(subject):
        assert said(forgotten(subject, path)) <= known, path


# ── one cause, one rule ──────────────────────────────────────────────────────────────────────────────────────────────

TWO_CAUSES = [
    # a harmless or mild activation, and one channel besides
    {"log-softmax-before-cross-entropy", "one-channel-cross-entropy"},
    {"leaky-relu-before-cross-entropy", "one-channel-cross-entropy"},
    {"bounded-before-cross-entropy", "one-channel-cross-entropy"},
    {"sigmoid-before-categorical-cross-entropy", "one-channel-cross-entropy"},
    # softmax in the student, log-softmax in the teacher
    {"softmax-over-one-channel", "kl-div-log-target-mismatch"},
]
LABELS = {
    "class-indices-into-bce",
    "labels-of-wrong-form",
    "multi-hot-into-cross-entropy",
    "one-label-for-classes",
}
"""Labels in the wrong form are a cause of their own, whatever the activation."""


@pytest.mark.parametrize("against", LOSSES)
def test_no_cause_is_reported_twice(against: str) -> None:
    forms = (UNKNOWN, "indices", "one_hot", "multi_hot", "probs", "log_probs", "binary")
    for domain, channels, form in itertools.product(KINDS, (1, 2, 10, UNKNOWN), forms):
        found = said(pair(domain, against, channels=channels, form=form))
        assert len(found - LABELS) <= 1 or found - LABELS in TWO_CAUSES, (domain, channels, form, found)
        assert len(found & LABELS) <= 1
