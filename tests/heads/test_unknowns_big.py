"""Taking knowledge away only takes facts away: replace any part of a recorded tree by an unknown, and every fact of the
pair is what it was, or not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from headlint.facts import Facts, Pair, Step
from headlint.heads.combine import DIFFERENT
from headlint.values import Apply, Case, Cases, Item, Member, Sequence, SliceValue, Unknown, Value
from tests.heads.trees import F, Tree, conv, external, linear, nn, operator, pairs, parameter, parts, torch, x, y
from tests.heads.trees import heads as heads_of

# ── stories ──────────────────────────────────────────────────────────────────────────────────────────────────────────

sources = st.sampled_from(
    [
        lambda: linear(1), lambda: linear(2), lambda: linear(10), lambda: linear(parameter("classes")), lambda: conv(1),
        lambda: conv(5), lambda: x, lambda: nn.LSTM(8, 8)(x)[0], lambda: nn.Embedding(100, 16)(x),
        lambda: torch.rand(4, 3), lambda: torch.zeros(4, 3), lambda: F.one_hot(y, 3), lambda: external("lib.net")(x),
        lambda: nn.Parameter(torch.randn(4, 7)),
    ]
)  # fmt: skip

steps = st.sampled_from(
    [
        lambda t: F.softmax(t, dim=1), lambda t: t.softmax(-1), lambda t: F.softmax(t, dim=0),
        lambda t: nn.Softmax()(t),
        lambda t: F.log_softmax(t, dim=1), lambda t: t.sigmoid(), lambda t: torch.tanh(t), lambda t: F.relu(t),
        lambda t: nn.ReLU6()(t), lambda t: nn.Hardtanh(0.0, 1.0)(t), lambda t: nn.LeakyReLU()(t), lambda t: t.exp(),
        lambda t: torch.log(t + 1e-8), lambda t: t.abs(), lambda t: t ** 2, lambda t: F.normalize(t, dim=1),
        lambda t: t.clamp(0, 1), lambda t: t.clamp(min=1e-6), lambda t: F.logsigmoid(t), lambda t: F.glu(t),
        lambda t: F.gumbel_softmax(t, hard=True), lambda t: F.gumbel_softmax(t),
        lambda t: nn.Dropout(0.5)(t), lambda t: nn.BatchNorm1d(3)(t), lambda t: t.data, lambda t: t.detach(),
        lambda t: t.float(), lambda t: nn.Flatten()(t), lambda t: t.view(-1, 5), lambda t: t.view(-1),
        lambda t: t.view(8, -1), lambda t: t.view(8, 5, -1), lambda t: t.squeeze(), lambda t: t.squeeze(1),
        lambda t: t.unsqueeze(1), lambda t: t.unsqueeze(-1), lambda t: t.permute(0, 2, 3, 1),
        lambda t: t.transpose(1, 2),
        lambda t: t.mean((2, 3)), lambda t: t.mean(1), lambda t: t.mean(2, keepdim=True), lambda t: t.sum(-1),
        lambda t: t.max(1)[0], lambda t: t.max(1)[1], lambda t: t.argmax(1), lambda t: t[:, 0], lambda t: t[:, :5],
        lambda t: t[..., 1:], lambda t: t[0], lambda t: t[:, -1, :], lambda t: t[None], lambda t: t.chunk(2, 1)[0],
        lambda t: nn.AdaptiveAvgPool2d(1)(t), lambda t: F.interpolate(t, scale_factor=2), lambda t: t * 20,
        lambda t: 1 - t, lambda t: (t + 1) / 2, lambda t: nn.Linear(3, 4)(t), lambda t: t > 0.5, lambda t: t.round(),
        lambda t: t.masked_fill(parameter("mask"), -1e9), lambda t: nn.PixelShuffle(2)(t), lambda t: t.long(),
    ]
)  # fmt: skip

joins = st.sampled_from(
    [
        lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / b, lambda a, b: a @ b,
        lambda a, b: torch.cat([a, b], 1), lambda a, b: torch.cat([a, b], -1), lambda a, b: torch.cat([a, b], 0),
        lambda a, b: torch.stack([a, b], 0), lambda a, b: torch.where(parameter("mask"), a, b),
        lambda a, b: F.cosine_similarity(a, b), lambda a, b: operator("setitem", a, 0, b),
        lambda a, b: torch.max(torch.stack([a, b], 1), 1)[0], lambda a, b: external("builtins.sum")([a, b]),
        lambda a, b: torch.maximum(a, b), lambda a, b: a.lerp(b, 0.5),
    ]
)  # fmt: skip

losses = st.sampled_from(
    [
        lambda h, t: nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]), ignore_index=255)(h, t),
        lambda h, t: F.nll_loss(h, t), lambda h, t: nn.BCELoss()(h, t),
        lambda h, t: nn.BCEWithLogitsLoss(pos_weight=torch.ones(5))(h, t), lambda h, t: F.mse_loss(h, t),
        lambda h, t: nn.PoissonNLLLoss(log_input=False)(h, t), lambda h, t: F.kl_div(h, t, log_target=True),
    ]
)  # fmt: skip


@st.composite
def heads(draw: st.DrawFn, depth: int = 3) -> Tree:
    tree = draw(sources)()
    if depth and draw(st.booleans()):
        tree = draw(joins)(tree, draw(heads(depth - 1)))
    for step in draw(st.lists(steps, max_size=4)):
        tree = step(tree)
    return tree


@st.composite
def stories(draw: st.DrawFn) -> Tree:
    return draw(losses)(draw(heads()), draw(heads(depth=1)))


# ── taking knowledge away ────────────────────────────────────────────────────────────────────────────────────────────


def without(value: Value, count: Iterator[int], chosen: int) -> Value:
    """The value with its ``chosen``-th part (in a fixed order) replaced by an unknown."""
    if next(count) == chosen:
        return Unknown("taken away")

    def slot(cases: Cases) -> Cases:
        return Cases(tuple(Case(without(case.value, count, chosen), case.when) for case in cases))

    match value:
        case Apply():
            callee = without(value.callee, count, chosen)
            args = tuple(map(slot, value.args))
            return replace(
                value, callee=callee, args=args, keywords=tuple((name, slot(given)) for name, given in value.keywords)
            )
        case Member():
            return replace(value, value=without(value.value, count, chosen))
        case Item():
            return replace(value, value=without(value.value, count, chosen), index=slot(value.index))
        case Sequence():
            return replace(value, items=tuple(map(slot, value.items)))
        case SliceValue():
            return replace(value, lower=slot(value.lower), upper=slot(value.upper), step=slot(value.step))
        case _:
            return value


def size(value: Value) -> int:
    class Counter:
        seen = -1

        def __iter__(self) -> Counter:
            return self

        def __next__(self) -> int:
            self.seen += 1
            return self.seen

    counter = Counter()
    without(value, counter, -1)
    return counter.seen + 1


def runs(value: Value) -> bool:
    """Whether a story could run: ten channels plus two could not."""
    if isinstance(value, Apply) and any(one.peek("channels") == Unknown(DIFFERENT) for one in heads_of(Tree(value))):
        return False
    return all(map(runs, parts(value)))


def weaker(less: Any, more: Any, where: str) -> None:
    """Whether every fact of ``less`` is that of ``more``, or not known."""
    if isinstance(less, Unknown):
        return
    if isinstance(less, Facts) and isinstance(more, Facts):
        for name, found in less.items():
            weaker(found, more.peek(name), f"{where}.{name}")
    elif isinstance(less, tuple) and isinstance(more, tuple) and len(less) == len(more) and where.endswith("chain"):
        for one, other in zip(less, more, strict=True):
            weaker(one, other, f"{where}[]")
    elif isinstance(less, Step) and isinstance(more, Step):
        assert replace(less, arguments=()) == replace(more, arguments=()), where
        assert set(less.arguments) <= set(more.arguments), where
    elif where.endswith("bounds") and isinstance(more, tuple):
        assert less[0] <= more[0] <= more[1] <= less[1], where
    elif isinstance(less, dict) and isinstance(more, dict):
        assert set(less.items()) <= set(more.items()), where
    else:
        assert less == more, f"{where}: {less!r} was {more!r}"


@settings(max_examples=4000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories(), st.data())
def test_taking_knowledge_away_takes_facts_away(story: Tree, data: st.DataObject) -> None:
    assume(runs(story.value))
    before = pairs(story)
    chosen = data.draw(st.integers(0, size(story.value) - 1))
    numbers = iter(range(10**9))
    less = Tree(without(story.value, numbers, chosen))
    note(f"{story}\nwithout\n{less}")
    after = pairs(less)
    assert len(before) == 1
    assert len(after) <= 1
    for pair in after:
        weaker(pair, before[0], "pair")
        assert isinstance(pair, Pair)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(heads(), st.sampled_from(["probs", "log_probs", "unit", "logits"]))
def test_bounds_fit_the_domain(tree: Tree, domain: str) -> None:
    from headlint.knowledge.domains import BOUNDS
    from tests.heads.trees import head

    found = head(tree)
    if found.peek("domain") == domain:
        low, high = found.bounds
        assert low >= BOUNDS[domain][0] - 1e-3  # type: ignore[index]
        assert high <= BOUNDS[domain][1] + 1e-3  # type: ignore[index]
