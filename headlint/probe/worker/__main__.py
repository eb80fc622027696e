"""A worker process: one task a line comes in as JSON, one answer a line goes out.

Called with the name of a side ("torch", "keras"). Whatever frameworks print goes to standard error: the pipe to
the host is moved to a descriptor of its own before anything is imported.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

from headlint.probe.worker.side import made


def main(side_name: str) -> None:
    answers = _private_pipe()
    from headlint.probe.worker.tasks import answer  # it imports NumPy

    side = made(side_name)
    _one_thread()
    _send(answers, {"ready": {"framework": side.name, "version": side.version, "backend": side.backend}})
    for line in sys.stdin:
        _send(answers, answer(side, json.loads(line)))


def _private_pipe() -> TextIO:
    """The pipe to the host; standard output then goes where standard error goes."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return pipe


def _one_thread() -> None:
    """The tensors are small: more threads only wait for each other."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)


def _send(pipe: TextIO, said: dict[str, Any]) -> None:
    pipe.write(json.dumps(said) + "\n")
    pipe.flush()


if __name__ == "__main__":
    main(sys.argv[1])
