"""Workers that die or hang cost the task they do it on, and nothing else."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from headlint.probe.backends import Backend
from headlint.probe.by_hand import facts
from headlint.probe.criteria import BY_HAND
from headlint.probe.host import MOST_STARTS, Died, Process, Worker
from headlint.probe.verdicts import tasks

TORCH = Backend("torch", "torch")


def task(channels: int = 3) -> dict[str, Any]:
    head, loss, target = facts(channels, ["softmax"], "CrossEntropyLoss", None, {})
    ((asked, yours, fixed),) = tasks(head, loss, target, {}, "", BY_HAND)
    return {**asked, "seed": 0, "race": {}, "tails": {"yours": yours, "fixed": fixed}}


def test_a_worker_that_dies_costs_one_task() -> None:
    worker = Worker(TORCH)
    try:
        assert "measured" in worker.ask(task())
        assert worker._process is not None
        worker._process._process.kill()
        lost = worker.ask(task(4))
        assert lost["open"].startswith("the torch worker gave no answer: it was ended by SIGKILL")
        assert "measured" in worker.ask(task(5))
    finally:
        worker.close()


def test_a_worker_that_hangs_is_ended() -> None:
    worker = Worker(TORCH, seconds=0.001)
    try:
        assert "it took more than 0.001 seconds" in worker.ask(task())["open"]
        assert worker._process is None
    finally:
        worker.close()


def test_a_worker_that_keeps_dying_is_not_started_again() -> None:
    worker = Worker(TORCH)
    worker._starts = MOST_STARTS
    assert worker.ask(task())["open"] == "the torch worker gave no answer: it died too often"


def test_what_a_task_raises_costs_that_task() -> None:
    worker = Worker(TORCH)
    try:
        assert "KeyError" in worker.ask({"seed": 0})["open"]
        broken = task()
        broken["tails"]["yours"]["loss"]["name"] = "torch.nn.NoSuchLoss"
        assert worker.ask(broken)["open"] == "torch.nn.NoSuchLoss is not in what is installed here"
        assert "measured" in worker.ask(task())
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("print('no JSON')", "its answer is not one of the worker's"),
        ("print('[1]')", "its answer is not one of the worker's"),
        ("raise SystemExit('so long')", "it ended with status 1: so long"),
        ("import os; os.close(1); import time; time.sleep(60)", "it closed its pipe"),
        ("print('1' * (20 << 20))", "its answer is not one of the worker's"),
    ],
)
def test_what_a_process_says_that_is_no_worker(code: str, reason: str) -> None:
    process = Process([sys.executable, "-c", code], {})
    try:
        with pytest.raises(Died, match=reason):
            process.receive(30)
    finally:
        process.close()
