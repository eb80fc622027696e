"""Arithmetic on tensors, what joins several of them, and what makes new ones.

Sources: https://docs.pytorch.org/docs/stable/torch.html#math-operations and #creation-ops.
"""

from __future__ import annotations

from headlint.knowledge._torch import both, function, method
from headlint.knowledge.rows import Combine, Effect, Make, Opaque, Row, Table

# ── arithmetic ───────────────────────────────────────────────────────────────────────────────────────────────────────

_PAIR = ("input", "other")


def _arithmetic() -> tuple[Row, ...]:
    names = {
        "add": ("add", "*, alpha=1"),
        "sub": ("subtract", "*, alpha=1"),
        "subtract": ("subtract", "*, alpha=1"),
        "mul": ("multiply", ""),
        "multiply": ("multiply", ""),
        "div": ("divide", "*, rounding_mode=None"),
        "divide": ("divide", "*, rounding_mode=None"),
        "true_divide": ("divide", ""),
    }
    return tuple(
        row
        for name, (how, options) in names.items()
        for row in both(name, f"(input, other{', ' if options else ''}{options})", Combine(how, _PAIR), inplace=True)
    )


_PRODUCTS = (
    *both("matmul", "(input, other)", Combine("matmul", _PAIR)),
    *both("mm", "(input, mat2)", Combine("matmul", ("input", "mat2"))),
    *both("bmm", "(input, mat2)", Combine("matmul", ("input", "mat2"))),
    *both("mv", "(input, vec)", Combine("matmul", ("input", "vec"))),
    *both("inner", "(input, other)", Combine("einsum", _PAIR)),
    *both("addmm", "(input, mat1, mat2, *, beta=1, alpha=1)", Combine("einsum", ("input", "mat1", "mat2"))),
    *both("baddbmm", "(input, batch1, batch2, *, beta=1, alpha=1)", Combine("einsum", ("input", "batch1", "batch2"))),
    function("einsum", "(*args)", Combine("einsum", ("args",))),
)

# ── joining ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_JOINED = Combine("concatenate", ("tensors",), "dim")

_JOINS = (
    *(function(name, "(tensors, dim=0)", _JOINED) for name in ("cat", "concat", "concatenate")),
    function("stack", "(tensors, dim=0)", Combine("stack", ("tensors",), "dim")),
    *(
        function(name, "(tensors)", Combine("concatenate", ("tensors",)))
        for name in ("hstack", "vstack", "dstack", "column_stack", "row_stack")
    ),
    function("where", "(condition, input, other)", Combine("choose", _PAIR)),
    method("where", "(self, condition, other)", Combine("choose", ("self", "other"))),
    *both("maximum", "(input, other)", Combine("choose", _PAIR)),
    *both("minimum", "(input, other)", Combine("choose", _PAIR)),
    *both("fmax", "(input, other)", Combine("choose", _PAIR)),
    *both("fmin", "(input, other)", Combine("choose", _PAIR)),
    *both("masked_fill", "(input, mask, value)", Combine("choose", ("input", "value"))),
    method("masked_fill_", "(self, mask, value)", Combine("choose", ("self", "value"))),
    *both("index_fill", "(input, dim, index, value)", Combine("choose", ("input", "value"))),
    *both("masked_scatter", "(input, mask, source)", Combine("choose", ("input", "source"))),
    method("copy_", "(self, src, non_blocking=False)", Combine("choose", ("src",))),
    *both(
        "scatter",
        "(input, dim, index, src, *, reduce=None)",
        Combine("scatter", ("input", "src")),
        inplace=True,
        renamed=(("value", "src"),),
    ),
    *both("lerp", "(input, end, weight)", Combine("weighted_sum", ("input", "end"))),
)

# ── creation ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _filled(name: str, domain_of: Effect, value: str = "") -> tuple[Row, ...]:
    """``torch.zeros(2, 3)``, ``torch.zeros_like(x)``, ``x.new_zeros(2, 3)``."""
    extra = f", {value}" if value else ""
    sized = f"(size{extra}, **options)" if value else "(*size, **options)"
    return (
        function(name, sized, _shaped(domain_of)),
        function(f"{name}_like", f"(input{extra}, **options)", domain_of),
        method(f"new_{name}", f"(self, {sized[1:]}", _shaped(domain_of)),
    )


def _shaped(effect: Effect) -> Effect:
    assert isinstance(effect, Make)
    return Make(effect.domain, effect.value, shape="size")


_BOUNDS = "two signatures, with and without the lower bound"

_MADE = (
    *_filled("zeros", Make("constant", 0.0)),
    *_filled("ones", Make("constant", 1.0)),
    *_filled("empty", Make("constant")),
    *_filled("full", Make("constant", "fill_value"), "fill_value"),
    function("rand", "(*size, **options)", Make("unit", shape="size")),
    function("rand_like", "(input, **options)", Make("unit")),
    function("randn", "(*size, **options)", Make("logits", shape="size")),
    function("randn_like", "(input, **options)", Make("logits")),
    function("randint", "(*bounds, **options)", Make("indices", bounds="bounds"), checked=False, note=_BOUNDS),
    function("randint_like", "(input, *bounds, **options)", Make("indices"), checked=False, note=_BOUNDS),
    function("randperm", "(n, **options)", Make("indices")),
    function("eye", "(n, m=None, **options)", Make("one_hot", channels="n")),
    *both("bernoulli", "(input, p=None, *, generator=None)", Make("unit"), inplace=False),
    *both("multinomial", "(input, num_samples, replacement=False, *, generator=None)", Make("indices")),
    method("size", "(self, dim=None)", Opaque("a shape")),
    method("dim", "(self)", Opaque("a number of axes")),
    *both("numel", "(input)", Opaque("a number of elements")),
    method("zero_", "(self)", Make("constant", 0.0)),
    method("fill_", "(self, value)", Make("constant", "value")),
    method("normal_", "(self, mean=0.0, std=1.0, *, generator=None)", Make("logits")),
)

TABLE = Table("torch", (*_arithmetic(), *_PRODUCTS, *_JOINS, *_MADE))
