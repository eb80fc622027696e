"""A worker process: one task a line comes in as JSON, one answer a line goes out.

Called with the name of a side ("torch", "keras"). Whatever frameworks print goes to standard error: the pipe to
the host is moved to a descriptor of its own before anything is imported.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from headlint.probe.worker.build import CannotBuild
from headlint.probe.worker.side import Side


def main(side_name: str) -> None:
    answers = _private_pipe()
    side = _side(side_name)
    _send(answers, {"ready": {"framework": side.name, "version": side.version, "backend": side.backend}})
    for line in sys.stdin:
        _send(answers, _answer(side, json.loads(line)))


def _private_pipe() -> TextIO:
    """The pipe to the host; standard output then goes where standard error goes."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return pipe


def _side(name: str) -> Side:
    if name == "torch":
        from headlint.probe.worker.torch_side import TorchSide

        return TorchSide()
    from headlint.probe.worker.keras_side import keras_side

    return keras_side()


def _answer(side: Side, task: dict[str, Any]) -> dict[str, Any]:
    """The measurements of one task, or why it cannot be built."""
    from headlint.probe.worker.tasks import run

    try:
        return {"measured": run(side, task)}
    except CannotBuild as reason:
        return {"open": str(reason)}
    except Exception as fault:  # whatever a framework does with one task must not cost the others
        return {"open": f"{type(fault).__name__}: {' '.join(str(fault).split())[:300]}"}


def _send(pipe: TextIO, answer: dict[str, Any]) -> None:
    pipe.write(json.dumps(answer) + "\n")
    pipe.flush()


if __name__ == "__main__":
    main(sys.argv[1])
