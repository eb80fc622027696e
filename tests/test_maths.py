"""The closed forms, against the best that an optimiser or an exhaustive search finds with the real losses."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from headlint import maths

COUNTS = (2, 10, 1000)


def lowest(loss: Callable[[Tensor], Tensor], size: int, steps: int = 150) -> float:
    """The lowest value of ``loss`` that Adam finds over ``size`` free parameters."""
    torch.manual_seed(0)
    free = torch.randn(1, size, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([free], lr=1.0)
    best = math.inf
    for _ in range(steps):
        optimizer.zero_grad()
        value = loss(free)
        value.backward()
        optimizer.step()
        best = min(best, value.item())
    return best


@pytest.mark.parametrize(
    ("channels", "width", "printed"),
    [
        (2, 1, 0.3133), (10, 1, 1.4612), (100, 1, 3.6222), (1000, 1, 5.9095),
        (2, 2, 0.1269), (10, 2, 0.7966), (100, 2, 2.6671), (1000, 2, 4.9141),
    ],
)  # fmt: skip
def test_cross_entropy_floor_in_numbers(channels: int, width: float, printed: float) -> None:
    assert maths.cross_entropy_floor(channels, width) == pytest.approx(printed, abs=5e-5)


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("channels", COUNTS)
def test_cross_entropy_floor_is_what_an_optimiser_reaches(channels: int, width: float) -> None:
    target = torch.tensor([0])
    found = lowest(lambda free: F.cross_entropy(width * torch.sigmoid(free), target), channels)
    floor = maths.cross_entropy_floor(channels, width)
    assert floor <= found + 1e-9
    assert found == pytest.approx(floor, abs=1e-2)


@pytest.mark.parametrize("smoothing", [0.01, 0.1, 0.6, 0.99])
@pytest.mark.parametrize("width", [0.5, 1, 3, 8])
@pytest.mark.parametrize("channels", [2, 10])
def test_the_floor_of_smoothed_labels_is_what_an_optimiser_reaches(
    channels: int, width: float, smoothing: float
) -> None:
    target = torch.tensor([0])
    found = lowest(
        lambda free: F.cross_entropy(width * torch.sigmoid(free), target, label_smoothing=smoothing), channels
    )
    floor = maths.cross_entropy_floor(channels, width, smoothing)
    assert floor <= found + 1e-9
    assert found == pytest.approx(floor, abs=1e-2)


@pytest.mark.parametrize("channels", COUNTS)
def test_without_bounds_the_floor_is_the_entropy_of_the_labels(channels: int) -> None:
    assert maths.cross_entropy_floor(channels, math.inf) == 0
    right, other = 0.9 + 0.1 / channels, 0.1 / channels
    entropy = -right * math.log(right) - (channels - 1) * other * math.log(other)
    assert maths.cross_entropy_floor(channels, math.inf, 0.1) == pytest.approx(entropy)


@pytest.mark.parametrize("channels", COUNTS)
def test_a_softmax_reaches_the_floor_of_width_1(channels: int) -> None:
    target = torch.tensor([0])
    found = lowest(lambda free: F.cross_entropy(torch.softmax(free, dim=1), target), channels, steps=300)
    assert found == pytest.approx(maths.cross_entropy_floor(channels, 1), abs=1e-2)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=8), st.floats(0.1, 8))
def test_nothing_in_the_interval_is_below_the_floor(values: list[float], width: float) -> None:
    loss = math.log(sum(math.exp(width * (value - values[0])) for value in values))
    assert loss >= maths.cross_entropy_floor(len(values), width) - 1e-9


@pytest.mark.parametrize("channels", COUNTS)
def test_softmax_ceiling_is_softmax_of_a_one_hot_vector(channels: int) -> None:
    one_hot = torch.eye(channels, dtype=torch.float64)
    assert maths.softmax_ceiling(channels, 1) == pytest.approx(torch.softmax(one_hot, dim=1).max().item())


def test_one_channel_costs_nothing() -> None:
    assert maths.cross_entropy_floor(1, 1) == 0
    scores = torch.randn(4, 1, requires_grad=True)
    loss = F.cross_entropy(scores, torch.zeros(4, dtype=torch.long))
    loss.backward()
    assert loss.item() == 0
    assert scores.grad is not None and not scores.grad.any()


@pytest.mark.parametrize(
    ("low", "high", "printed"), [(0, 1, (0.6931, 0.3133)), (-1, 1, (0.3133, 0.3133)), (-math.inf, 0, (0, 0.6931))]
)
def test_bce_with_logits_floor_in_numbers(low: float, high: float, printed: tuple[float, float]) -> None:
    assert maths.bce_with_logits_floor(low, high) == pytest.approx(printed, abs=5e-5)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (0, 6), (-3, 2)])
@pytest.mark.parametrize("target", [0, 1])
def test_bce_with_logits_floor_is_the_least_on_a_grid(low: float, high: float, target: int) -> None:
    grid = torch.linspace(low, high, 1001, dtype=torch.float64)
    losses = F.binary_cross_entropy_with_logits(grid, torch.full_like(grid, target), reduction="none")
    assert losses.min().item() == pytest.approx(maths.bce_with_logits_floor(low, high)[target])


@pytest.mark.parametrize(("positives", "channels"), [(1, 5), (2, 5), (3, 5), (5, 5), (2, 10), (7, 20)])
def test_softmax_bce_floor_is_what_an_optimiser_reaches(positives: int, channels: int) -> None:
    target = torch.tensor([[1.0] * positives + [0.0] * (channels - positives)], dtype=torch.float64)
    found = lowest(lambda free: F.binary_cross_entropy(torch.softmax(free, dim=1), target), channels, steps=600)
    floor = maths.softmax_bce_floor(positives, channels)
    assert floor <= found + 1e-9
    assert found == pytest.approx(floor, abs=1e-3)


def test_softmax_bce_floor_is_the_least_of_all_ways_to_share() -> None:
    shares = [share for share in itertools.product(range(21), repeat=3) if sum(share) == 20 and all(share[:2])]
    costs = [
        -(math.log(a / 20) + math.log(b / 20) + (math.log(1 - c / 20) if c < 20 else -math.inf)) / 3
        for a, b, c in shares
    ]
    assert min(costs) == pytest.approx(maths.softmax_bce_floor(2, 3))


@given(st.floats(-30, 30))
def test_softplus_and_sigmoid_are_torch_s(x: float) -> None:
    value = torch.tensor(x, dtype=torch.float64)
    assert maths.softplus(x) == pytest.approx(F.softplus(value).item(), abs=1e-8)  # torch is linear above 20
    assert maths.sigmoid(x) == pytest.approx(torch.sigmoid(value).item(), abs=1e-9)


def test_no_overflow_far_out() -> None:
    assert maths.softplus(1e6) == 1e6
    assert maths.softplus(-1e6) == 0
    assert maths.sigmoid(-1e6) == 0
    assert maths.sigmoid(1e6) == 1


def test_clamps_are_what_a_constant_1_costs_a_negative() -> None:
    one, no = torch.ones(1), torch.zeros(1)
    assert F.binary_cross_entropy(one, no).item() == maths.TORCH_LOG_CLAMP
    clipped = one.clamp(1e-7, 1 - 1e-7)
    assert F.binary_cross_entropy(clipped, no).item() == pytest.approx(maths.KERAS_LOG_CLAMP, rel=1e-6)
    assert pytest.approx(15.942, abs=5e-4) == maths.KERAS_LOG_CLAMP


def test_a_logit_of_half_is_a_probability_of_0_622() -> None:
    assert maths.sigmoid(0.5) == pytest.approx(0.622, abs=5e-4)
