"""Worker processes: started, asked one line at a time, and killed with all they started when they take too long.

A worker that dies costs the task it died of and nothing else: the next task gets a new one.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from headlint.probe.backends import Backend

START_SECONDS = 180.0
"""Importing TensorFlow from a cold disk takes a minute."""

TASK_SECONDS = 120.0

MOST_BYTES = 8 << 20
"""Of one answer."""

MOST_STARTS = 4
"""A worker that keeps dying is not started again."""

OURSELVES = """
import sys, runpy
sys.path.insert(0, {root!r})
import headlint
del sys.path[0]
sys.argv = ["worker", {side!r}]
runpy.run_module({module!r}, run_name="__main__")
"""
"""Our own package and no other of that name; the libraries come from where they always do."""


ROOT = str(Path(__file__).resolve().parents[2])


def booted(module: str, side: str = "") -> str:
    """What an interpreter runs to become a worker."""
    return OURSELVES.format(root=ROOT, side=side, module=module)


def _end_with_us() -> None:
    """Ask Linux to kill the process when we die, however that happens: prctl(2), PR_SET_PDEATHSIG."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)


class Died(Exception):
    """The worker gave no answer. The message says why."""


class Process:
    """A process with a pipe of JSON lines in both directions, in a group of its own. It starts in an empty directory:
    no file of the project can stand in for a library."""

    def __init__(self, command: list[str], environment: Mapping[str, str], cwd: str | None = None) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        self._home = tempfile.TemporaryDirectory(prefix="headlint-probe-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, cwd=cwd or self._home.name,
            env=dict(environment), start_new_session=True, preexec_fn=_end_with_us if sys.platform == "linux" else None,
        )  # fmt: skip
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in iter(lambda: self._process.stdout.readline(MOST_BYTES), b""):  # type: ignore[union-attr]
            self._lines.put(line)
        self._lines.put(b"")

    def receive(self, seconds: float) -> dict[str, Any]:
        """The next answer. Raises ``Died``."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self.kill()
            raise Died(f"it took more than {seconds:g} seconds") from None
        if not line:
            raise Died(self._last_words())
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            self.kill()
            raise Died("its answer is not one of the worker's")
        return answer

    def ask(self, task: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(task).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise Died(self._last_words()) from None
        return self.receive(seconds)

    def _last_words(self) -> str:
        """How the process ended, with the last line that it wrote to standard error."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.kill()
            status = None
        self._errors.seek(0)
        lines = self._errors.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        if status is not None and status < 0:
            ended = f"it was ended by {signal.Signals(-status).name}"
        else:
            ended = "it closed its pipe" if status is None else f"it ended with status {status}"
        return f"{ended}: {' '.join(lines[-1].split())[:300]}" if lines else ended

    def kill(self) -> None:
        """End it and everything in its group."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (OSError, AttributeError):
            self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.kill()
        self._reader.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._errors.close()
        self._home.cleanup()


class Worker:
    """A framework on a backend, ready to measure."""

    def __init__(self, backend: Backend, seconds: float = TASK_SECONDS) -> None:
        self.backend, self.seconds = backend, seconds
        self.about: dict[str, Any] = {"framework": backend.framework, "backend": backend.backend, "version": None}
        self._process: Process | None = None
        self._starts = 0

    def start(self) -> None:
        """Begin to import the framework; several workers do it side by side."""
        if self._process is not None:
            return
        if self._starts == MOST_STARTS:
            raise Died("it died too often")
        self._starts += 1
        boot = booted("headlint.probe.worker", self.backend.framework)
        self._process = Process([sys.executable, "-c", boot], {**os.environ, **self.backend.environment})
        self._ready = False

    def ask(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """``{"measured": …}`` or ``{"open": reason}``."""
        try:
            self.start()
            assert self._process is not None
            if not self._ready:
                self.about = self._process.receive(START_SECONDS)["ready"]
                self._ready = True
            return self._process.ask(task, self.seconds)
        except Died as reason:
            self.close()
            return {"open": f"the {self.backend.framework} worker gave no answer: {reason}"}

    def close(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None


class Workers:
    """One worker a framework and backend, started when first needed and kept for the run."""

    def __init__(self, backends: tuple[Backend, ...]) -> None:
        self._workers = {backend: Worker(backend) for backend in backends}

    def of(self, framework: str) -> list[Worker]:
        return [worker for backend, worker in self._workers.items() if backend.framework == framework]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *exception: object) -> None:
        for worker in self._workers.values():
            worker.close()
