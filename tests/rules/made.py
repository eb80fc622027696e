"""Facts made by hand, so that rules can be driven without any code to read."""

from __future__ import annotations

from typing import Any

from headlint.facts import (
    ALWAYS,
    Activation,
    Counts,
    Head,
    Ignore,
    Loss,
    Metric,
    Numbering,
    Options,
    Output,
    Pair,
    Prediction,
    Stated,
    Step,
    Subject,
    Switched,
    Target,
)
from headlint.rule import all_rules
from headlint.span import Place, Span
from headlint.values import Unknown

UNKNOWN = Unknown("made so")

KINDS = {
    "logits": "identity",
    "probs": "softmax",
    "log_probs": "log_softmax",
    "unit": "sigmoid",
    "log_unit": "log_sigmoid",
    "nonneg": "relu",
    "symmetric": "tanh",
    "leaky": "leaky_relu",
    "bounded": "clip",
    "indices": "identity",
    "one_hot": "identity",
    "constant": "identity",
}
"""The activation that usually makes a domain; all domains."""

BOUNDS = {"probs": (0.0, 1.0), "unit": (0.0, 1.0), "symmetric": (-1.0, 1.0), "bounded": (-1.5, 1.5)}


def at(line: int) -> Place:
    return Place("made.py", Span(line, 1, line, 9))


def step(role: str, name: str, kind: str = "") -> Step:
    return Step(role, name, kind, (), at(2), at(2))


def head(
    domain: str = "logits",
    channels: Any = 10,
    kind: str | None = None,
    axis: Any = -1,
    over: Any = -1,
    over_channels: Any = None,
    before: str = "logits",
    implicit: bool = False,
    bounds: Any = None,
    producer: str = "torch.nn.Linear",
    framework: str = "torch",
    after: tuple[Step, ...] = (),
    axes: Any = UNKNOWN,
    channels_last: Any = UNKNOWN,
) -> Head:
    """A head. ``over``: the axis that its activation normalises over; ``after``: steps behind the activation; ``axes``:
    how many it has."""
    kind = kind or KINDS[domain]
    normalises = kind in ("softmax", "log_softmax")
    last = Activation(
        kind=kind,
        name=f"torch.nn.functional.{kind}",
        axis=over if normalises else UNKNOWN,
        axis_channels=(channels if over_channels is None else over_channels) if normalises else UNKNOWN,
        implicit_axis=implicit,
        before=before,
        place=at(2),
        made=at(1),
    )
    chain = (step("producer", producer), *([step("activation", last.name)] if kind != "identity" else []), *after)
    return Head(
        framework=framework,
        channels=channels,
        axis=axis,
        rank=axes,
        channels_last=channels_last,
        domain=domain,
        bounds=BOUNDS.get(domain, UNKNOWN) if bounds is None else bounds,
        activation=last,
        producer=producer,
        chain=chain,
        place=at(2),
        channels_place=at(1),
    )


def loss(name: str, family: str, expects: str, **more: Any) -> Loss:
    fields: dict[str, Any] = {
        "over": "elements",
        "applies": "none",
        "target_form": "dense",
        "min_channels": 1,
        "class_axis": -1 if name.startswith("keras.") else 1,
        "options": {},
        "weight_length": UNKNOWN,
        "weight_classes": UNKNOWN,
    }
    return Loss(name=name, family=family, expects=expects, place=at(4), made=at(3), through=(), **{**fields, **more})


def over_classes(name: str, family: str, expects: str, **more: Any) -> Loss:
    return loss(name, family, expects, **{"over": "channels", "min_channels": 2, **more})


LOSSES = {
    "CE": over_classes("torch.nn.CrossEntropyLoss", "cross_entropy", "logits", applies="log_softmax",
                       target_form="either"),
    "NLL": over_classes("torch.nn.NLLLoss", "nll", "log_probs", target_form="indices"),
    "BCE": loss("torch.nn.BCELoss", "bce", "unit"),
    "BCE with logits": loss("torch.nn.BCEWithLogitsLoss", "bce_logits", "logits", applies="sigmoid"),
    "KL": loss("torch.nn.KLDivLoss", "kl_div", "log_probs"),
    "MSE": loss("torch.nn.MSELoss", "mse", "any"),
    "L1": loss("torch.nn.L1Loss", "l1", "any"),
    "focal": loss("torchvision.ops.sigmoid_focal_loss", "focal", "logits", applies="sigmoid"),
    "dice": loss("monai.losses.DiceLoss", "dice", "unit"),
    "dice with sigmoid": loss("monai.losses.DiceLoss", "dice", "logits", applies="sigmoid"),
    "dice with softmax": over_classes("segmentation_models_pytorch.losses.DiceLoss", "dice", "logits",
                                      applies="softmax"),
    "Keras CCE": over_classes("keras.losses.CategoricalCrossentropy", "cross_entropy", "probs", applies="log"),
    "Keras SCCE": over_classes("keras.losses.SparseCategoricalCrossentropy", "cross_entropy", "probs", applies="log",
                               target_form="indices"),
    "Keras CCE from logits": over_classes("keras.losses.CategoricalCrossentropy", "cross_entropy", "logits",
                                          applies="softmax"),
    "Keras BCE": loss("keras.losses.BinaryCrossentropy", "bce", "unit", applies="log"),
    "Keras BCE from logits": loss("keras.losses.BinaryCrossentropy", "bce_logits", "logits", applies="sigmoid"),
    "Keras focal": loss("keras.losses.BinaryFocalCrossentropy", "focal", "unit"),
    "Keras categorical focal": over_classes("keras.losses.CategoricalFocalCrossentropy", "focal", "probs"),
    "Keras KL": loss("keras.losses.KLDivergence", "kl_div", "probs", over="channels"),
    "Keras MSE": loss("keras.losses.MeanSquaredError", "mse", "any"),
    "Hugging Face": loss("transformers.loss.ForSequenceClassificationLoss", "other", "logits"),
    "Hugging Face regression": loss("transformers.loss.ForSequenceClassificationLoss", "mse", "any"),
    "Keras Poisson": loss("keras.losses.Poisson", "poisson", "nonneg"),
}  # fmt: skip
"""One loss of each kind that the rules tell apart."""

NO_TARGET = dict.fromkeys(("form", "classes", "dtype", "low", "high", "rank", "place"), UNKNOWN)


def target(**known: Any) -> Target:
    return Target(**{**NO_TARGET, **known})


def pair(domain: str = "logits", against: str = "CE", *, mode: str = "training", **more: Any) -> Pair:
    """A head of ``domain`` against one of ``LOSSES``. Words of ``head`` and of a target describe those, ``options``,
    ``weight_length`` and ``weight_classes`` the loss."""
    scored = LOSSES[against]
    for name in ("options", "weight_length", "weight_classes"):
        if name in more:
            scored = scored.but(**{name: more.pop(name)})
    labels = target(**{name: more.pop(name) for name in NO_TARGET if name in more})
    framework = "keras" if against.startswith("Keras") else "torch"
    return Pair(
        when=ALWAYS, mode=mode, head=head(domain, **{"framework": framework, **more}), loss=scored, target=labels
    )


def output(domain: str = "logits", **more: Any) -> Output:
    return Output(when=ALWAYS, mode="training", head=head(domain, **more), model="Net")


def prediction(domain: str, kind: str, against: str | None = None, **more: Any) -> Prediction:
    decided = {name: more.pop(name, UNKNOWN) for name in ("threshold", "at_axis")}
    return Prediction(
        when=ALWAYS,
        mode="training",
        head=head(domain, **more),
        kind=kind,
        threshold=decided["threshold"],
        axis=decided["at_axis"],
        loss=UNKNOWN if against is None else LOSSES[against],
        place=at(5),
    )


def metric(domain: str, name: str, expects: str, task: Any = UNKNOWN, options: Any = None, **more: Any) -> Metric:
    return Metric(
        when=ALWAYS,
        mode="training",
        head=head(domain, **more),
        name=name,
        expects=expects,
        task=task,
        options=options or {},
        place=at(5),
        made=at(5),
    )


def switched(
    kind: str, flag: str = "from_logits", *, on: bool, direct: bool = True, mode: str = "training"
) -> Switched:
    return Switched(when=ALWAYS, mode=mode, kind=kind, flag=flag, on=on, direct=direct, place=at(5))


def counts(*numbers: int, one_for_two: bool = False) -> Counts:
    """A config that states a count, and another one: lists of names."""
    of = tuple(Stated(f"place{line}", number, line > 1, at(line)) for line, number in enumerate(numbers, 1))
    return Counts(when=ALWAYS, mode="training", of=of, one_for_two=one_for_two)


def ignore(used: bool = False, wrong: str = "") -> Ignore:
    """A comment that accepts the findings of a rule."""
    return Ignore(when=ALWAYS, mode="training", rule="logits-into-nll", used=used, wrong=wrong, place=at(1))


def numbering(*numbers: int) -> Numbering:
    return Numbering(when=ALWAYS, mode="training", where="names", numbers=numbers, place=at(1))


def combined(kind: str) -> Options:
    return Options(
        when=ALWAYS, mode="training", kind=kind, where="loss.softmax", because="it raises an error", shows="",
        place=at(2), others=(at(1),),
    )  # fmt: skip


def said(subject: Subject) -> set[str]:
    """The names of the rules that report a subject."""
    rules = all_rules().values()
    return {rule.name for rule in rules if rule.subject is type(subject) and any(rule.reports(subject))}
