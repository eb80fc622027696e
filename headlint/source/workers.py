"""Lowering many files in several processes, each file's form handed over through what keeps it (``kept``).

A process that dies, or does not come to an end, costs the file that it was at and nothing else. Trees are never sent
between processes: packing and unpacking one takes as long as parsing it.
"""

from __future__ import annotations

import os
import selectors
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from headlint.source.errors import Unreadable
from headlint.source.kept import Keeper, holds, keeping
from headlint.source.read import read, read_file

MIN_BYTES = 1_500_000
"""Starting processes pays off from so much code on: half a second of parsing."""

FILE_SECONDS = 20.0
"""No file is parsed for longer. The slowest of 8,000 real files takes 0.7 s."""

MAX_WORKERS = 8

Task = tuple[Path, str]
"""A file, and what its module calls itself."""


def lower_all(
    tasks: Sequence[Task], keeper: Keeper, tell: Callable[[int], None] = lambda done: None
) -> dict[Path, str]:
    """Lower files and keep them; says of which files a process died, and how. What cannot be read or parsed is none of
    these: whoever asks for it hears why. Does nothing where it would not pay, or where processes cannot be forked."""
    workers = min(MAX_WORKERS, _processors(), len(tasks))
    if workers < 2 or not _can_fork():
        return {}
    sized = sorted(((size, path, name) for path, name in tasks if (size := _new(path, name, keeper))), reverse=True)
    if sum(size for size, _, _ in sized) < MIN_BYTES:
        return {}
    crew = _Crew([(path, name) for _, path, name in sized], keeper.shared())
    try:
        return crew.run(workers, tell)
    finally:
        crew.stop()


def _new(path: Path, name: str, keeper: Keeper) -> int:
    """The size of a file that is not kept yet; 0 if it is, or cannot be read."""
    try:
        data = read_file(path)
    except Unreadable:
        return 0
    return 0 if holds(keeper, data, name) else len(data)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _can_fork() -> bool:
    return hasattr(os, "fork") and threading.active_count() == 1


@dataclass
class _Worker:
    pid: int
    orders: int
    answers: int
    task: int = -1
    since: float = 0.0


class _Crew:
    """Processes that lower one file at a time, the largest first."""

    def __init__(self, tasks: Sequence[Task], keeper: Keeper) -> None:
        self._tasks = tasks
        self._keeper = keeper
        self._next = 0
        self._selector = selectors.DefaultSelector()
        self._workers: dict[int, _Worker] = {}
        self._lost: dict[Path, str] = {}

    def run(self, count: int, tell: Callable[[int], None]) -> dict[Path, str]:
        for _ in range(count):
            self._start()
        done = 0
        while self._workers:
            for key, _ in self._selector.select(timeout=1.0):
                worker = self._workers[key.fd]
                if os.read(worker.answers, 1):
                    done += 1
                    tell(done)
                    self._order(worker)
                else:
                    self._bury(worker)
            for worker in list(self._workers.values()):
                if time.monotonic() - worker.since > FILE_SECONDS:
                    os.kill(worker.pid, signal.SIGKILL)
        return self._lost

    def stop(self) -> None:
        for worker in list(self._workers.values()):
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
            self._close(worker)
            os.waitpid(worker.pid, 0)
        self._selector.close()

    def _start(self) -> None:
        if self._next >= len(self._tasks):
            return
        orders, give = os.pipe()
        answers, answer = os.pipe()
        pid = os.fork()
        if not pid:
            for end in (
                give,
                answers,
                *(fd for other in self._workers.values() for fd in (other.orders, other.answers)),
            ):
                os.close(end)  # whoever holds an end keeps the others from hearing that it was closed
            _work(self._tasks, self._keeper, orders, answer)
        os.close(orders)
        os.close(answer)
        worker = self._workers[answers] = _Worker(pid, give, answers)
        self._selector.register(answers, selectors.EVENT_READ)
        self._order(worker)

    def _order(self, worker: _Worker) -> None:
        """Hand out the next file; a worker that gets none ends."""
        worker.task, worker.since = self._next, time.monotonic()
        if self._next < len(self._tasks):
            self._next += 1
            with suppress(BrokenPipeError):  # it died just now: its end of the answers says so
                os.write(worker.orders, worker.task.to_bytes(4, "big"))
        else:
            self._close(worker)
            os.waitpid(worker.pid, 0)

    def _bury(self, worker: _Worker) -> None:
        """A worker died over its file: note why, and start another one."""
        self._close(worker)
        _, status = os.waitpid(worker.pid, 0)
        path, _ = self._tasks[worker.task]
        if time.monotonic() - worker.since > FILE_SECONDS:
            self._lost[path] = f"parsing it takes more than {FILE_SECONDS:.0f} s"
        else:
            self._lost[path] = f"the parser died of it ({_cause(status)})"
        self._start()

    def _close(self, worker: _Worker) -> None:
        if self._workers.pop(worker.answers, None) is not None:
            self._selector.unregister(worker.answers)
            os.close(worker.orders)
            os.close(worker.answers)


def _cause(status: int) -> str:
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"status {os.WEXITSTATUS(status)}"


def _work(tasks: Sequence[Task], keeper: Keeper, orders: int, answer: int) -> None:
    """The life of a worker. It never returns into the code that forked it."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        with keeping(keeper):
            while order := os.read(orders, 4):
                path, name = tasks[int.from_bytes(order, "big")]
                with suppress(Unreadable):
                    read(path, name)
                os.write(answer, b".")
        status = 0
    except BaseException:  # whatever it is, it is the parent's to tell: by the file that this process was at
        status = 1
    finally:
        os._exit(status)
