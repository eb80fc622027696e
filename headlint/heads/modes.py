"""Training or evaluation: what branch conditions say about when code runs.

Some of them cannot be: after ``model.eval()`` its ``training`` is False. The stub gives it the value ``headlint.phase``
of False, which is no constant, so that a head that depends on it still says so.
"""

from __future__ import annotations

from functools import lru_cache

from headlint.values import Apply, Condition, Const, External, Member, Parameter, Value

PHASE = External("headlint.phase")
"""Called with whether a model trains, what it is told by ``train(mode)``."""

TRAINING = frozenset({"train", "training", "is_train", "is_training", "train_mode"})
"""Names of flags that are true in training."""

EVALUATION = frozenset(
    {
        "test", "testing", "is_test", "is_testing", "test_mode", "eval", "evaluate", "evaluation", "evaluating",
        "is_eval", "val", "valid", "validation", "is_val", "validate", "infer", "inference", "is_inference", "predict",
        "prediction", "predicting", "deploy", "export",
    }
)  # fmt: skip
"""Names of flags that are true outside of it, and values of a mode or phase that mean that."""


@lru_cache(maxsize=4096)
def possible(when: Condition) -> bool:
    """Whether code runs under a condition at all: not where a model trains that was told to evaluate."""
    return all(_told(test) in (None, truth) for test, truth in when.literals)


def _told(test: Value) -> bool | None:
    """What a model was told: whether it trains."""
    if not isinstance(test, Apply) or test.callee != PHASE or len(test.args) != 1:
        return None
    said = test.args[0].single()
    return said.value if isinstance(said, Const) and isinstance(said.value, bool) else None


def mode(when: Condition) -> str:
    """ "evaluation" where a condition says that the model is not training, else "training"."""
    return "evaluation" if any(_evaluates(test, truth) for test, truth in when.literals) else "training"


def _evaluates(test: Value, truth: bool) -> bool:
    """Whether a test that turned out so means evaluation."""
    if isinstance(test, Apply) and isinstance(test.callee, External):
        operator = test.callee.name.removeprefix("operator.")
        operands = [slot.single() for slot in test.args]
        if test.callee == PHASE:
            told = operands[0] if operands else None
            return not truth if isinstance(told, Const) or told is None else _evaluates(told, truth)
        if operator == "not_" and len(operands) == 1 and operands[0] is not None:
            return _evaluates(operands[0], not truth)
        if operator in ("eq", "ne", "is_", "is_not") and len(operands) == 2:
            return _compared(operands, truth is (operator in ("eq", "is_")))
        return False
    name = test.name if isinstance(test, (Member, Parameter)) else ""
    return name.lstrip("_") in (EVALUATION if truth else TRAINING)


def _compared(operands: list[Value | None], equal: bool) -> bool:
    """``phase == "test"``, ``mode != "train"``, ``training == False``"""
    for constant, other in (operands, reversed(operands)):
        if not isinstance(constant, Const) or other is None:
            continue
        if isinstance(constant.value, str):
            return constant.value.lower() in (EVALUATION if equal else TRAINING)
        if isinstance(constant.value, bool):
            return _evaluates(other, constant.value is equal)
    return False
