"""Losses of overlap that are written out: what is read as one, and what is not."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from headlint.heads import read
from tests.evaluate.story import evaluated

SETTING = """
import torch
from torch import nn
from keras import backend as K
import tensorflow as tf

net = nn.Conv2d(3, 1, 1)
x, target = torch.load("x"), torch.load("y")
p = net(x)
"""

WRITTEN = {
    "dice": "(2 * (p * target).sum() + 1) / (p.sum() + target.sum() + 1)",
    "dice with names for its parts": """
        flat, truth = p.view(-1), target.view(-1)
        both = torch.sum(flat * truth)
        1 - (2. * both + 1e-5) / (flat.sum() + truth.sum() + 1e-5)
    """,
    "dice over the samples of a batch": "2 * (p * target).sum(1) / (p.sum(1) + target.sum(1))",
    "squares below": "2 * torch.sum(target * p) / (torch.sum(p ** 2) + torch.sum(target * target))",
    "one sum below": "2 * (p * target).sum() / (p + target).sum()",
    "jaccard": """
        both = (p * target).sum()
        both / (p.sum() + target.sum() - both)
    """,
    "tversky": """
        both = (p * target).sum()
        both / (both + 0.3 * (p * (1 - target)).sum() + 0.7 * ((1 - p) * target).sum() + 1e-6)
    """,
    "an opaque term that smooths": """
        def dice(y_true, y_pred, smooth):
            return (2 * K.sum(K.abs(y_true * y_pred), axis=-1) + smooth) / (K.sum(y_true) + K.sum(y_pred) + smooth)
        dice(target, p, x.smooth)
    """,
    "divided by a function": """
        above, below = 2 * tf.reduce_sum(p * target), tf.reduce_sum(p) + tf.reduce_sum(target)
        tf.divide(above, tf.maximum(below, 1e-6))
    """,
}

OTHER = {
    "a weighted mean": "(p * target).sum() / target.sum()",
    "a cosine": "(p * target).sum() / (p.norm() * target.norm())",
    "divided by something else": "(p * target).sum() / (p.sum() + x.sum())",
    "not summed below": "(p * target).sum() / (p + target)",
    "not multiplied above": "p.sum() / (p.sum() + target.sum())",
    "two heads": "2 * (p * net(target)).sum() / (p.sum() + net(target).sum())",
    "two parts of the data": "2 * (x * target).sum() / (x.sum() + target.sum())",
    "scores that became decisions by assignment": """
        p[p > 0] = 1
        p[p <= 0] = 0
        2 * (p * target).sum() / (p.sum() + target.sum())
    """,
}


def scored(story: str, root: Path) -> list[tuple[str, str]]:
    """The losses that a story calls, each with the domain of its head."""
    evaluator = evaluated({"main.py": SETTING + dedent(story)}, root)
    pairs = read(evaluator.events).pairs
    return [(pair.loss.name, pair.head.domain) for pair in pairs]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_loss_of_overlap(name: str, tmp_path: Path) -> None:
    assert scored(WRITTEN[name], tmp_path) == [("overlap.dice", "logits")]


@pytest.mark.parametrize("name", OTHER)
def test_something_else(name: str, tmp_path: Path) -> None:
    assert scored(OTHER[name], tmp_path) == []


def test_what_an_activation_made_is_seen(tmp_path: Path) -> None:
    story = "s = torch.sigmoid(p)\n2 * (target * s).sum() / (target.sum() + s.sum())"
    assert scored(story, tmp_path) == [("overlap.dice", "unit")]
