"""What tensors go through on their way: transparent operations, changes of shape, picks, reductions, decisions.

As functions of ``torch`` and as methods and attributes of a tensor.
Sources: https://docs.pytorch.org/docs/stable/torch.html, https://docs.pytorch.org/docs/stable/tensors.html.
"""

from __future__ import annotations

from headlint.knowledge._torch import DOCS, attribute, both, function, method, special
from headlint.knowledge.rows import Dtype, Keep, Make, Opaque, Predict, Row, Table

SAME = Keep("input")
SELF = Keep("self")
MOVES = Keep("input", "moves")
REGROUPS = Keep("input", "regroups")

# ── transparent ──────────────────────────────────────────────────────────────────────────────────────────────────────

_CASTS: dict[Dtype, str] = {
    "float": "float double half bfloat16",
    "int": "long int short byte char",
    "bool": "bool",
}

_TYPED: dict[Dtype, str] = {
    "float": "Tensor FloatTensor DoubleTensor HalfTensor",
    "int": "LongTensor IntTensor ShortTensor ByteTensor CharTensor",
    "bool": "BoolTensor",
}

_TRANSPARENT = (
    method("contiguous", "(self, *, memory_format=None)", SELF),
    *both("clone", "(input, *, memory_format=None)", SAME),
    *both("detach", "(input)", SAME, inplace=True),
    method("requires_grad_", "(self, requires_grad=True)", SELF),
    method("cpu", "(self, memory_format=...)", SELF),
    method("cuda", "(self, device=None, non_blocking=False, memory_format=...)", SELF),
    method(
        "to", "(self, *dtype, **kwargs)", Keep("self", dtype_from="dtype"), checked=False,
        note="overloaded: takes a dtype, a device, both, or another tensor",
    ),
    method("type", "(self, dtype=None, non_blocking=False, **kwargs)", Keep("self", dtype_from="dtype")),
    method("type_as", "(self, other)", Keep("self", dtype="another")),
    method("pin_memory", "(self, device=None)", SELF),
    method("share_memory_", "(self)", SELF),
    method("numpy", "(self, *, force=False)", SELF),
    method("item", "(self)", SELF),
    method("tolist", "(self)", SELF),
    *(
        method(name, "(self, memory_format=...)", Keep("self", dtype=dtype))
        for dtype, names in _CASTS.items()
        for name in names.split()
    ),
    *both("nan_to_num", "(input, nan=None, posinf=None, neginf=None)", SAME, inplace=True),
    *both("flip", "(input, dims)", SAME, own="(self, *dims)"),
    *both("fliplr", "(input)", SAME),
    *both("flipud", "(input)", SAME),
    *both("roll", "(input, shifts, dims=...)", SAME),
    *both("rot90", "(input, k=1, dims=...)", MOVES),
    function("dropout", "(input, p, train)", SAME),
    function(
        "tensor", "(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False)",
        Keep("data", dtype_from="dtype"),
    ),
    function("as_tensor", "(data, *, dtype=None, device=None)", Keep("data", dtype_from="dtype")),
    function(
        "asarray", "(obj, *, dtype=None, device=None, copy=None, requires_grad=None)", Keep("obj", dtype_from="dtype")
    ),
    function("from_numpy", "(ndarray)", Keep("ndarray")),
    *(
        Row(
            f"torch.{name}", "(data)", Keep("data", dtype=dtype), f"{DOCS}tensors.html", checked=False,
            spellings=(f"torch.cuda.{name}",), note="before torch.tensor; several sizes instead of data do not match",
        )
        for dtype, names in _TYPED.items()
        for name in names.split()
    ),
    Row(
        "torch.autograd.Variable", "(data, requires_grad=False, volatile=False)", Keep("data"),
        f"{DOCS}autograd.html#variable-deprecated", checked=False, note="before torch 0.4; now a tensor's own type",
    ),
    attribute("data", SELF),
    attribute("grad", Opaque("a gradient")),
)  # fmt: skip

# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_SWAPS = Keep("self", "swaps")

_SHAPES = (
    method("view", "(self, *size)", Keep("self", "views", sizes="size"), renamed=(("shape", "size"),)),
    *both("reshape", "(input, shape)", Keep("input", "views", sizes="shape"), own="(self, *shape)"),
    *both(
        "flatten", "(input, start_dim=0, end_dim=-1)", Keep("input", "flattens", ("start_dim", "end_dim"))
    ),
    *both("ravel", "(input)", MOVES),
    *both("unflatten", "(input, dim, sizes)", MOVES),
    *both("squeeze", "(input, dim=None)", Keep("input", "squeezes", ("dim",)), inplace=True),
    *both("unsqueeze", "(input, dim)", Keep("input", "unsqueezes", ("dim",)), inplace=True),
    *both("permute", "(input, dims)", Keep("input", "permutes", ("dims",)), own="(self, *dims)"),
    *both("transpose", "(input, dim0, dim1)", Keep("input", "swaps", ("dim0", "dim1")), inplace=True),
    *both("swapdims", "(input, dim0, dim1)", Keep("input", "swaps", ("dim0", "dim1")), inplace=True),
    *both("swapaxes", "(input, axis0, axis1)", Keep("input", "swaps", ("axis0", "axis1")), inplace=True),
    *both("movedim", "(input, source, destination)", MOVES),
    *both("moveaxis", "(input, source, destination)", MOVES),
    *both("t", "(input)", Keep("input", "swaps")),
    attribute("T", _SWAPS),
    attribute("mT", Keep("self", "moves")),
    attribute("H", _SWAPS),
    attribute("mH", Keep("self", "moves")),
    method("view_as", "(self, other)", Keep("self", "moves")),
    method(
        "resize",
        "(self, *sizes)",
        Keep("self", "views", sizes="sizes"),
        checked=False,
        note="deprecated, and without a signature",
    ),
    method("reshape_as", "(self, other)", Keep("self", "moves")),
    method("expand", "(self, *size, implicit=False)", Keep("self", "regroups")),
    method("expand_as", "(self, other)", Keep("self", "regroups")),
    method("repeat", "(self, *repeats)", Keep("self", "regroups")),
    *both("tile", "(input, dims)", REGROUPS, own="(self, *dims)"),
    *both("broadcast_to", "(input, size)", REGROUPS),
)  # fmt: skip

# ── picking some of the elements ─────────────────────────────────────────────────────────────────────────────────────

SLICES = Keep("input", "slices", ("dim",))
SELECTS = Keep("input", "selects", ("dim",))
_OF_TENSOR = Keep("tensor", "slices", ("dim",))
_OF_SELF = Keep("self", "slices", ("dim",))

_PICKS = (
    *both("select", "(input, dim, index)", SELECTS),
    *both("unbind", "(input, dim=0)", SELECTS, outputs=(SELECTS,)),
    *both("narrow", "(input, dim, start, length)", SLICES),
    *both("index_select", "(input, dim, index)", SLICES),
    *both("repeat_interleave", "(input, repeats, dim=None, *, output_size=None)", SLICES),
    *both("gather", "(input, dim, index, *, sparse_grad=False)", SLICES),
    *both("take_along_dim", "(input, indices, dim=None)", SLICES),
    *both("masked_select", "(input, mask)", REGROUPS),
    *both("chunk", "(input, chunks, dim=0)", SLICES, outputs=(SLICES,)),
    function("split", "(tensor, split_size_or_sections, dim=0)", _OF_TENSOR, outputs=(_OF_TENSOR,)),
    method("split", "(self, split_size, dim=0)", _OF_SELF, outputs=(_OF_SELF,)),
    *both("tensor_split", "(input, indices_or_sections, dim=0)", SLICES, outputs=(SLICES,)),
)

# ── reductions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _over(how: str) -> Keep:
    return Keep("input", "reduces", ("dim",), how=how)


def _pair(name: str, how: str, decision: Predict | Make) -> tuple[Row, ...]:
    """``max`` over an axis is a pair of values and indices; with a tensor as ``dim`` it would be another function."""
    return both(
        name,
        "(input, dim: int = None, keepdim=False)",
        _over(how),
        outputs=(_over(how), decision),
        output_names=("values", "indices"),
    )


_REDUCTIONS = (
    *both("mean", "(input, dim=None, keepdim=False, *, dtype=None)", _over("mean")),
    *both("nanmean", "(input, dim=None, keepdim=False, *, dtype=None)", _over("mean")),
    *both("sum", "(input, dim=None, keepdim=False, *, dtype=None)", _over("sum")),
    *both("nansum", "(input, dim=None, keepdim=False, *, dtype=None)", _over("sum")),
    *both("prod", "(input, dim: int = None, keepdim=False, *, dtype=None)", _over("prod")),
    *_pair("max", "max", Predict("argmax", axis="dim")),
    *_pair("min", "min", Make("indices")),
    *_pair("median", "median", Make("indices")),
    *both("amax", "(input, dim=..., keepdim=False)", _over("max")),
    *both("amin", "(input, dim=..., keepdim=False)", _over("min")),
    *both("logsumexp", "(input, dim, keepdim=False)", _over("logsumexp")),
    special("logsumexp", "(input, dim, keepdim=False)", _over("logsumexp")),
    *both("std", "(input, dim=None, unbiased=True, keepdim=False, *, correction=None)", _over("std")),
    *both("var", "(input, dim=None, unbiased=True, keepdim=False, *, correction=None)", _over("std")),
    *both(
        "norm", "(input, p='fro', dim=None, keepdim=False, out=None, dtype=None)", _over("norm"),
        own="(self, p='fro', dim=None, keepdim=False, dtype=None)",
    ),
    *(
        Row(
            f"torch.linalg.{name}", signature, Keep(value, "reduces", ("dim",), how="norm"),
            f"{DOCS}generated/torch.linalg.{name}.html",
        )
        for name, signature, value in (
            ("norm", "(input, ord=None, dim=None, keepdim=False, *, dtype=None)", "input"),
            ("vector_norm", "(x, ord=2, dim=None, keepdim=False, *, dtype=None)", "x"),
        )
    ),
)  # fmt: skip

# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _compared(name: str) -> tuple[Row, ...]:
    return both(name, "(input, other)", Predict("threshold", threshold="other"))


_RANKED = ("values", "indices")

_DECISIONS = (
    *both("argmax", "(input, dim=None, keepdim=False)", Predict("argmax", axis="dim")),
    *both("argmin", "(input, dim=None, keepdim=False)", Make("indices")),
    *both("argsort", "(input, dim=-1, descending=False)", Make("indices")),
    *both(
        "topk", "(input, k, dim=-1, largest=True, sorted=True)", Predict("topk", axis="dim"),
        outputs=(SLICES, Predict("topk", axis="dim")), output_names=_RANKED,
    ),
    *both(
        "sort", "(input, dim=-1, descending=False)", Predict("topk", axis="dim"),
        outputs=(SAME, Predict("topk", axis="dim")), output_names=_RANKED,
    ),
    *both("round", "(input, *, decimals=0)", Predict("round"), inplace=True),
    *(row for name in ("gt", "ge", "lt", "le", "greater", "greater_equal", "less", "less_equal")
      for row in _compared(name)),
)  # fmt: skip

_BATCHED = Row(
    "torch.utils.data.batched", "(sample)", Keep("sample", "batches"), f"{DOCS}data.html", checked=False,
    note="not a function of torch: what the stub of a loader's default_collate makes of a sample",
)  # fmt: skip

TABLE = Table("torch", (_BATCHED, *_TRANSPARENT, *_SHAPES, *_PICKS, *_REDUCTIONS, *_DECISIONS))
