"""The labels that a tail is measured against: as the facts say they are, else as the loss wants them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST_CLASSES = 1024

FAR = {"inf": 10.0, "-inf": -10.0}
"""What stands for targets without bounds."""

EXCLUSIVE = ("cross_entropy", "nll")
REGRESSION = ("mse", "l1", "poisson")


def target_of(loss: Mapping[str, Any], told: Mapping[str, Any], channels: int) -> dict[str, Any]:
    """``form``: "indices", "one_hot", "multi_hot", "index_column", "probs", "log_probs", "values". ``classes``: how
    many kinds of samples there are. ``read``: how a prediction is read off the output. ``labels``: the numbers that
    stand for the classes, where they are not 0, 1, 2 … ``told``: what is known of the labels; nothing for right ones.
    """
    family, dense = loss.get("family"), loss.get("target_form") == "dense"
    exclusive = family in EXCLUSIVE or (family in ("focal", "dice") and loss.get("over") == "channels")
    form = told.get("form")
    if family == "kl_div":
        wanted = "log_probs" if (loss.get("options") or {}).get("log_target") is True else "probs"
        return _target(form if form in ("probs", "log_probs") else wanted, channels, "argmax")
    if family in REGRESSION:
        return _regression(told, channels)
    if exclusive:
        return _exclusive(loss, told, channels, dense)
    return _independent(loss, told, channels)


def _target(form: str, classes: int, read: str, **more: Any) -> dict[str, Any]:
    return {"form": form, "classes": min(max(classes, 2), MOST_CLASSES), "read": read, **more}


def _exclusive(loss: Mapping[str, Any], told: Mapping[str, Any], channels: int, dense: bool) -> dict[str, Any]:
    form, classes = told.get("form"), told.get("classes")
    wanted = "one_hot" if dense else "indices"
    if form in ("one_hot", "multi_hot", "indices", "probs"):
        wanted = form
    elif form == "binary" and channels == 1:
        wanted = "one_hot"
    count = classes if isinstance(classes, int) else channels
    more: dict[str, Any] = {"dtype": told["dtype"]} if told.get("dtype") else {}
    if (loss.get("options") or {}).get("to_onehot_y") is True:
        more["column"] = True
    if wanted in ("one_hot", "multi_hot") and loss.get("target_form") == "indices" and form:
        more["dtype"] = told.get("dtype") or "int"
    outside = [end for end in (told.get("low"), told.get("high")) if end is not None and not 0 <= end < count]
    if wanted == "indices" and outside:
        labels = [*range(max(channels - 1, 1)), int(outside[0])]
        return _target(wanted, len(labels), "argmax", labels=labels, **more)
    if wanted == "indices" and channels == 1 and not isinstance(classes, int):
        more["labels"] = [0, 0]
    return _target(wanted, count, "argmax", **more)


def _independent(loss: Mapping[str, Any], told: Mapping[str, Any], channels: int) -> dict[str, Any]:
    form, classes = told.get("form"), told.get("classes")
    read = "sign" if loss.get("expects") == "logits" else "half"
    if loss.get("target_form") == "indices" and channels > 1:
        return _exclusive(loss, told, channels, dense=False)
    dtype = {"dtype": told["dtype"]} if told.get("dtype") in ("int", "bool") else {}
    outside = [end for end in (told.get("low"), told.get("high")) if end is not None and not _within(end)]
    if form in ("binary", "continuous") and outside:
        low, high = (_finite(told.get(end), other) for end, other in (("low", 0), ("high", 1)))
        return _target("index_column", 2, read, labels=[low, high if high > low else low + 1], **dtype)
    if form == "indices" and channels == 1 and isinstance(classes, int) and classes > 2:
        return _target("index_column", classes, read)
    if form == "indices" and channels > 1:
        return _target("indices", classes if isinstance(classes, int) else channels, "argmax", dtype="float")
    if form == "binary" and channels > 1 and told.get("rank") in ("(N,)", "(N, 1)"):
        return _target("index_column", 2, "argmax")  # one label a sample, compared with every channel
    if channels > 1 and (form == "one_hot" or loss.get("family") == "dice"):
        return _target("one_hot", channels, "argmax", **dtype)
    return _target("multi_hot", channels, read, **dtype)


def _within(end: Any) -> bool:
    return isinstance(end, (int, float)) and 0 <= end <= 1


def _finite(end: Any, otherwise: float) -> float:
    """A number; 2 beyond the interval where there is no bound."""
    if isinstance(end, (int, float)):
        return end
    return otherwise if end is None else -2.0 if str(end).startswith("-") else 2.0


def _regression(told: Mapping[str, Any], channels: int) -> dict[str, Any]:
    if told.get("form") in ("probs", "log_probs") and channels > 1:
        return _target(told["form"], channels, "argmax")
    if told.get("form") in ("one_hot", "multi_hot", "indices") and channels > 1:
        return _target("one_hot" if told["form"] != "multi_hot" else "multi_hot", channels, "argmax")
    low, high = (FAR.get(str(told.get(end)), told.get(end)) for end in ("low", "high"))
    low = low if isinstance(low, (int, float)) else min(0.0, high) if isinstance(high, (int, float)) else 0.0
    high = high if isinstance(high, (int, float)) and high > low else low + 1.0
    return _target("values", 8, "value", low=float(low), high=float(high))
