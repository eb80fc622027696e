"""Training or evaluation: what branch conditions say about when code runs."""

from __future__ import annotations

from headlint.values import Apply, Condition, Const, External, Member, Parameter, Value

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


def mode(when: Condition) -> str:
    """ "evaluation" where a condition says that the model is not training, else "training"."""
    return "evaluation" if any(_evaluates(test, truth) for test, truth in when.literals) else "training"


def _evaluates(test: Value, truth: bool) -> bool:
    """Whether a test that turned out so means evaluation."""
    if isinstance(test, Apply) and isinstance(test.callee, External):
        operator = test.callee.name.removeprefix("operator.")
        operands = [slot.single() for slot in test.args]
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
