"""The algebra of domains against real numbers: what it claims of activations, arithmetic, reductions holds in torch."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, get_args

import pytest

from headlint import knowledge
from headlint.knowledge import domains
from headlint.knowledge.domains import Range, activate, combine, number, of, reduce, through, unknown
from headlint.knowledge.rows import Activate, Domain, Row, Variant
from headlint.values import Const, Unknown, just

torch = pytest.importorskip("torch")

UNKNOWN = Unknown("for a test")


def sample(domain: str, seed: int = 0, shape: tuple[int, ...] = (64, 5)) -> Any:
    """Numbers that fill a domain; its simplex and its class axis are axis 1."""
    generator = torch.Generator().manual_seed(seed)
    wide = torch.randn(shape, generator=generator, dtype=torch.float64) * 20
    made: dict[str, Callable[[], Any]] = {
        "logits": lambda: wide,
        "probs": lambda: (wide / 8).softmax(1),
        "log_probs": lambda: (wide / 8).log_softmax(1),
        "unit": lambda: (wide / 8).sigmoid(),
        "log_unit": lambda: torch.nn.functional.logsigmoid(wide / 8),
        "nonneg": lambda: wide.abs(),
        "symmetric": lambda: (wide / 8).tanh(),
        "leaky": lambda: torch.nn.functional.leaky_relu(wide, 0.1),
        "one_hot": lambda: torch.nn.functional.one_hot(wide.argmax(1), shape[1]).movedim(-1, 1).double(),
    }
    return made[domain]()


DOMAINS = ["logits", "probs", "log_probs", "unit", "log_unit", "nonneg", "symmetric", "leaky", "one_hot"]
UNSAMPLED = {"bounded", "indices", "constant"}


def test_every_domain_is_sampled() -> None:
    assert set(get_args(Domain)) == set(DOMAINS) | UNSAMPLED


def assert_holds(claim: Range, found: Any, what: str) -> None:
    """What is claimed of numbers is true of them, and not a narrower thing than they are."""
    if not claim.known:
        return
    low, high = found.min().item(), found.max().item()
    assert low >= claim.low - 1e-6, f"{what}: {low} below {claim}"
    assert high <= claim.high + 1e-6, f"{what}: {high} above {claim}"
    if claim.total is not None:
        sums = found.sum(1)
        assert sums.min() >= claim.total[0] - 1e-6 and sums.max() <= claim.total[1] + 1e-6, f"{what}: {claim}"
    if claim.normed:
        assert torch.allclose(found.norm(dim=1), torch.ones((), dtype=found.dtype)), f"{what}: {claim}"
    if claim.domain == "log_probs":
        assert torch.allclose(found.exp().sum(1), torch.ones((), dtype=found.dtype)), f"{what}: {claim}"
    if claim.domain in ("logits", "leaky", "symmetric"):
        assert low < 0 < high, f"{what}: never on both sides of 0, but {claim}"
    if claim.domain in ("logits", "leaky", "nonneg"):
        assert high > 1, f"{what}: never above 1, but {claim}"


# ── activations ──────────────────────────────────────────────────────────────────────────────────────────────────────

ACTIVATIONS = [
    row
    for table in knowledge.tables()
    if table.library == "torch"
    for row in table.rows
    if isinstance(row.does, Activate) and row.checked
]
GIVEN = {"dim": 1, "threshold": 1.0, "value": 0.0, "exponent": 2}


def target(row: Row) -> Any:
    found: Any = torch
    for part in row.name.split(".")[1:]:
        found = getattr(found, part)
    return found


def applied(row: Row, values: Any, **given: Any) -> Any:
    """The real activation on real values."""
    values = values.clone()
    function = target(row)
    if row.form == "layer":
        made = function(**given)
        return made.double()(values)
    return function(values, **given)


def arguments(row: Row) -> dict[str, Any]:
    parameters = knowledge.signature(row).parameters[0 if row.form == "layer" else 1 :]
    given = {each.name: GIVEN[each.name] for each in parameters if each.name in GIVEN and each.required}
    if any(each.name == "dim" for each in parameters):
        given["dim"] = 1
    if any(each.name == "weight" for each in parameters):
        given["weight"] = torch.tensor(0.25, dtype=torch.float64)
    return given


def claimed(row: Row, given: dict[str, Any], before: Range) -> Range:
    bound = {name: just(Const(value)) for name, value in given.items() if not isinstance(value, torch.Tensor)}
    effect = knowledge.settle(row, bound)
    assert isinstance(effect, Activate)
    return through(effect.kind, before)


@pytest.mark.parametrize("row", ACTIVATIONS, ids=lambda row: row.name)
def test_activations_do_what_the_algebra_says(row: Row) -> None:
    given = arguments(row)
    for domain in DOMAINS:
        values = sample(domain)
        if row.does.kind == "glu":
            values = torch.cat([values, values], 1)
        if row.name.endswith("Softmax2d"):
            values = values[:, :, None, None]
        assert_holds(claimed(row, given, of(domain)), applied(row, values, **given), f"{row.name} of {domain}")


def test_every_kind_in_any_table_is_known() -> None:
    used = set()
    for table in knowledge.tables():
        for row in table.rows:
            for effect in (row.does, *row.outputs):
                used.add(getattr(effect, "kind", "") if isinstance(effect, Activate) else "")
            if isinstance(row.does, Activate):
                used |= {str(variant.fields.get("kind", "")) for variant in row.variants}
    assert used - {""} <= domains.KINDS


def test_every_combination_and_reduction_in_any_table_is_known() -> None:
    for table in knowledge.tables():
        for row in table.rows:
            for effect in (row.does, *row.outputs):
                if type(effect).__name__ == "Combine":
                    assert effect.how in domains.HOWS, row.name
                if type(effect).__name__ == "Keep":
                    assert effect.how in domains.REDUCTIONS, row.name


@pytest.mark.parametrize("variant", [Variant("p", 2.0, {}), Variant("p", 1.0, {})], ids=["p=2", "p=1"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_normalize(domain: str, variant: Variant) -> None:
    row = knowledge.row("torch.nn.functional.normalize")
    assert row is not None
    given = {"p": variant.equals, "dim": 1}
    assert_holds(claimed(row, given, of(domain)), applied(row, sample(domain), **given), f"normalize of {domain}")


def test_gumbel_softmax_is_one_hot_where_it_is_hard() -> None:
    row = knowledge.row("torch.nn.functional.gumbel_softmax")
    assert row is not None
    assert claimed(row, {"hard": True}, of("logits")).domain == "one_hot"
    assert_holds(of("one_hot"), applied(row, sample("logits"), hard=True, dim=1), "hard gumbel softmax")


@pytest.mark.parametrize("kind", sorted(domains.KINDS))
def test_knowing_less_of_the_input_never_says_more(kind: str) -> None:
    """What an activation makes of an unknown value it makes of every value."""
    blind = activate(kind, UNKNOWN)
    if not isinstance(blind, Unknown):
        assert {activate(kind, domain) for domain in get_args(Domain)} == {blind}


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("softmax", "logits", "probs"),
        ("softmax", "log_probs", "probs"),
        ("log_softmax", "logits", "log_probs"),
        ("log_softmax", "log_probs", "log_probs"),
        ("exp", "log_probs", "probs"),
        ("log", "probs", "log_probs"),
        ("exp", "log_unit", "unit"),
        ("log", "unit", "log_unit"),
        ("log_sigmoid", "logits", "log_unit"),
        ("sigmoid", "probs", "unit"),
        ("relu", "logits", "nonneg"),
        ("relu", "unit", "unit"),
        ("relu", "probs", "probs"),
        ("relu", "symmetric", "unit"),
        ("leaky_relu", "logits", "leaky"),
        ("leaky_relu", "unit", "unit"),
        ("gelu", "logits", "leaky"),
        ("relu6", "logits", "bounded"),
        ("relu6", "unit", "unit"),
        ("tanh", "logits", "symmetric"),
        ("tanh", "nonneg", "unit"),
        ("softplus", "logits", "nonneg"),
        ("exp", "logits", "nonneg"),
        ("neg", "logits", "logits"),
        ("neg", "nonneg", "log_unit"),
        ("normalize", "logits", "symmetric"),
        ("normalize", "nonneg", "unit"),
        ("normalize_l1", "nonneg", "probs"),
        ("logit", "unit", "logits"),
        ("square", "unit", "unit"),
        ("identity", "probs", "probs"),
        ("identity", "logits", "logits"),
    ],
)
def test_the_table_of_activations(kind: str, before: Domain, after: Domain) -> None:
    assert activate(kind, before) == after


def test_bounded_inputs_give_narrow_outputs() -> None:
    """The second sigmoid of a double sigmoid lies in 0.5..0.7311."""
    assert through("sigmoid", of("unit")).bounds == pytest.approx((0.5, 1 / (1 + math.exp(-1))))


def test_unknown_kinds_are_unknown() -> None:
    assert isinstance(activate("sharpen", "logits"), Unknown)


# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────────────────────────

REAL: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "weighted_sum": lambda a, b: 0.3 * a + 0.7 * b,
    "choose": lambda a, b: torch.where(torch.arange(a.shape[0])[:, None] % 2 == 0, a, b),
    "cosine": lambda a, b: torch.nn.functional.cosine_similarity(a, b, dim=1),
    "matmul": lambda a, b: a[:, None, :] @ b[:25].reshape(5, 5, 5)[0],
    "einsum": lambda a, b: torch.einsum("nc,nc->n", a, b),
    "setitem": lambda a, b: b,
}


@pytest.mark.parametrize("how", sorted(set(REAL) - {"setitem"}))
@pytest.mark.parametrize("left", DOMAINS)
def test_combinations_do_what_the_algebra_says(how: str, left: str) -> None:
    for right in DOMAINS:
        found = REAL[how](sample(left, 1), sample(right, 2))
        if how == "matmul":
            found = found.squeeze(1)
        assert_holds(combine(how, [of(left), of(right)]), found, f"{how} of {left} and {right}")


@pytest.mark.parametrize("how", ["add", "subtract", "multiply", "divide"])
@pytest.mark.parametrize("domain", DOMAINS)
def test_constants_on_either_side(how: str, domain: str) -> None:
    for constant in (-2.0, -1.0, 0.5, 1.0, 2.0):
        a, c = sample(domain), torch.tensor(constant, dtype=torch.float64)
        assert_holds(combine(how, [of(domain), number(constant)]), REAL[how](a, c), f"{how} of {domain}, {constant}")
        assert_holds(combine(how, [number(constant), of(domain)]), REAL[how](c, a), f"{how} of {constant}, {domain}")


@pytest.mark.parametrize("how", sorted(domains.HOWS))
def test_knowing_less_of_an_operand_never_says_more(how: str) -> None:
    every = [of(domain) for domain in get_args(Domain)]
    for known in every:
        for operands in ([known, unknown("?")], [unknown("?"), known]):
            blind = combine(how, operands).domain
            if not isinstance(blind, Unknown):
                filled = [[known, other] if operands[0] is known else [other, known] for other in every]
                assert {combine(how, both).domain for both in filled} == {blind}


def half(x: Range) -> Range:
    return combine("divide", [x, number(2.0)])


def test_the_mean_of_two_softmaxes_sums_to_one() -> None:
    assert half(combine("add", [of("probs"), of("probs")])).domain == "probs"
    assert half(combine("add", [of("unit"), of("unit")])).domain == "unit"
    assert combine("add", [of("probs"), of("probs")]).domain == "bounded"


def test_tanh_moved_into_the_unit_interval() -> None:
    assert half(combine("add", [of("symmetric"), number(1.0)])).domain == "unit"


def test_one_minus_a_probability() -> None:
    assert combine("subtract", [number(1.0), of("unit")]).domain == "unit"
    assert combine("subtract", [number(1.0), of("probs")]).domain == "unit"


def test_a_sigmoid_written_out() -> None:
    exponential = through("exp", through("neg", of("logits")))
    assert combine("divide", [number(1.0), combine("add", [number(1.0), exponential])]).domain == "unit"


def test_a_guard_against_log_of_zero_changes_nothing() -> None:
    guarded = combine("add", [of("probs"), number(1e-8)])
    assert through("log", guarded).domain == "log_probs"
    assert domains.clip(of("probs"), 1e-7, 1 - 1e-7).domain == "probs"
    assert domains.clip(of("probs"), 1e-7, None).domain == "probs"


def test_softmax_written_out_is_not_mistaken_for_something_else() -> None:
    """``e / e.sum()`` and ``x - x.logsumexp()``: operands that depend on each other."""
    exponential = through("exp", of("logits"))
    assert not combine("divide", [exponential, reduce("sum", exponential, True)]).known
    assert not combine("subtract", [of("logits"), reduce("logsumexp", of("logits"), True)]).known


def test_a_temperature() -> None:
    assert combine("divide", [of("logits"), number(0.07)]).domain == "logits"
    assert combine("multiply", [of("symmetric"), number(30.0)]).domain == "logits"
    assert combine("multiply", [of("symmetric"), number(2.0)]).bounds == (-2.0, 2.0)
    assert combine("multiply", [of("symmetric"), through("exp", of("logits"))]).domain == "logits"


def test_cosines() -> None:
    assert combine("cosine", [of("logits"), of("logits")]).domain == "symmetric"
    assert combine("cosine", [of("nonneg"), of("nonneg")]).domain == "unit"
    unit_vectors, positive = through("normalize", of("logits")), through("normalize", of("nonneg"))
    assert combine("matmul", [unit_vectors, unit_vectors]).domain == "symmetric"
    assert combine("matmul", [positive, positive]).domain == "unit"
    assert reduce("sum", combine("multiply", [unit_vectors, unit_vectors]), True).domain == "symmetric"
    assert reduce("sum", combine("multiply", [positive, positive]), True).domain == "unit"


def test_an_average_of_one_hot_labels_is_a_distribution() -> None:
    assert combine("matmul", [of("probs"), of("one_hot")]).domain == "probs"


def test_a_probability_beside_its_complement_is_not_called_independent() -> None:
    complement = combine("subtract", [number(1.0), of("unit")])
    assert not combine("concatenate", [complement, of("unit")], over_channels=True).known
    assert combine("concatenate", [of("unit")] * 3, over_channels=True).domain == "unit"
    assert combine("concatenate", [of("unit")] * 2, over_channels=False).domain == "unit"


def test_side_by_side() -> None:
    assert combine("concatenate", [of("logits"), of("logits")]).domain == "logits"
    assert combine("concatenate", [of("probs"), of("probs")], over_channels=False).domain == "probs"
    assert not combine("concatenate", [of("probs"), of("probs")], over_channels=True).known
    assert not combine("concatenate", [of("probs"), of("probs")]).known
    assert not combine("concatenate", [of("logits"), of("unit")]).known


def test_masked_logits_stay_logits() -> None:
    assert combine("choose", [of("logits"), number(-math.inf)]).domain == "logits"
    assert combine("choose", [of("unit"), number(0.0)]).domain == "unit"
    assert not combine("choose", [of("probs"), number(0.0)]).known


def test_a_buffer_takes_what_is_written_into_it() -> None:
    assert combine("setitem", [of("constant"), of("probs")]).domain == "probs"
    assert combine("add", [number(0.0), of("logits")]).domain == "logits"


def test_scales_and_casts() -> None:
    assert domains.standardize(of("probs")).domain == "logits"
    assert domains.cast(of("probs"), "float").domain == "probs"
    assert domains.cast(of("probs"), "int").domain == "indices"


@pytest.mark.parametrize(
    ("low", "high", "domain"), [(0.0, 1.0, "unit"), (0.0, None, "nonneg"), (-1.0, 1.0, "symmetric"),
                                (-3.0, 3.0, "bounded"), (-50.0, 50.0, "logits")]
)  # fmt: skip
def test_clipped_logits(low: float, high: float | None, domain: str) -> None:
    assert domains.clip(of("logits"), low, high).domain == domain
    assert_holds(domains.clip(of("logits"), low, high), sample("logits").clamp(low, high), "clamp")


# ── reductions ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", sorted(domains.REDUCTIONS - {""}))
@pytest.mark.parametrize("over_channels", [True, False])
@pytest.mark.parametrize("domain", DOMAINS)
def test_reductions_do_what_the_algebra_says(how: str, over_channels: bool, domain: str) -> None:
    axis = 1 if over_channels else 0
    found = getattr(sample(domain, 3, (2, 5, 400)), how)(dim=axis)
    if how in ("max", "min", "median"):
        found = found.values
    found = found.movedim(0, -1)  # the class axis, where it is left, is axis 1
    assert_holds(reduce(how, of(domain), over_channels), found, f"{how} of {domain} over axis {axis}")
    either = reduce(how, of(domain), None).domain
    assert isinstance(either, Unknown) or either == reduce(how, of(domain), over_channels).domain


def test_signatures_of_curves() -> None:
    """A rising function rises: the ends of an interval are mapped to the ends of its image."""
    for kind, curve in domains.CURVES.items():
        if curve.rising is not None:
            start = max(curve.rises_from, -10.0)
            points = [start + step * 0.05 for step in range(400)]
            values = [curve.rising(point) for point in points]
            assert all(a <= b + 1e-9 for a, b in pairwise(values)), kind
            assert len(inspect.signature(curve.rising).parameters) == 1
