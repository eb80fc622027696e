"""The shape of the tables: what a library's function, layer or method does to the domain and the channels of a value.

A row says what a *call* does. Functions and methods are called directly (``F.softmax(x, dim=1)``, ``x.softmax(1)``);
a layer is constructed first and then called with the value (``nn.Softmax(dim=1)(x)``), its signature is the
constructor's. Rows are keyed by canonical qualified name; methods by ``torch.Tensor.softmax``.

A field that names a parameter ("dim", "out_features") refers to the row's signature. Tables contain facts about
libraries and nothing about Python; what a library *executes* (``Sequential`` calls its members in order) is written as
plain Python under ``stubs/`` and run by the evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, Union

Domain: TypeAlias = Literal[
    "logits",  # any real number
    "probs",  # a simplex: sums to 1 over an axis
    "log_probs",  # log of a simplex
    "unit",  # each in 0..1, independent
    "log_unit",  # log of the above
    "nonneg",  # >= 0, unbounded above
    "symmetric",  # -1..1
    "leaky",  # any real number, negative side scaled down (leaky relu, elu, gelu, silu)
    "bounded",  # another known interval (relu6, hardtanh)
    "indices",  # integers: argmax, class labels
    "one_hot",  # exactly one 1 along an axis
    "constant",  # zeros, ones, an empty buffer: takes the domain of what is written into it
]

Form: TypeAlias = Literal["function", "layer", "method", "attribute"]
"""How a row is used. An "attribute" is read and not called: ``x.data``, ``x.T``; its signature is "(self)"."""

Dtype: TypeAlias = Literal["int", "float", "bool"]


@dataclass(frozen=True, slots=True)
class Activate:
    """Applies a nonlinearity. ``kind`` is its common name ("softmax", "sigmoid", "relu" …); ``domains.py`` says what
    each kind makes of each domain. ``axis`` is the parameter that holds the axis for those that normalise; where that
    parameter is absent or None the axis is ``implicit_axis`` (None: the library chooses, deprecated in torch).
    ``kind_from`` is the parameter that holds the activation itself, a name or a function (Keras' ``Activation``); then
    ``kind`` is "". ``limits``: the two parameters that hold the interval of those that clip (hard_tanh)."""

    kind: str
    axis: str | None = None
    implicit_axis: int | None = None
    kind_from: str | None = None
    limits: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Produce:
    """Makes fresh, unbounded values with ``channels`` along ``axis`` (-1 last, 1 channels-first images), then applies
    the activation named by the parameter ``activation`` if there is one (Keras). ``domain`` is that of the values.
    ``weights`` is the parameter that holds the weights where they are given to the call: the last entry of their shape
    is the channel count. ``gated``: the activated values are scaled by gates in 0..1 before they leave (LSTM, GRU), so
    an interval around 0 is kept and a sum is not.

    ``background``: the channel count includes a background class. ``head``: for a whole model, the attribute path of
    its last layer, which people replace (``model.fc = nn.Linear(512, 10)``). ``rank``: how many axes the values have,
    where that is always so (4 for a convolution over images)."""

    channels: str | None
    axis: int = -1
    activation: str | None = None
    domain: Domain = "logits"
    weights: str | None = None
    gated: bool = False
    background: bool = False
    head: str | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """Transparent: keeps the domain of its ``input`` parameter. ``shape``:

    * "same": channels and their axis stay (dropout, ``.to()``, contiguous, scaling);
    * "moves": channels stay, their axis is not known any more (where none of the shapes below fits);
    * "reduces": the axes in ``axes`` go (mean, max over an axis); all of them where the parameter is absent;
    * "samples": other positions along non-channel axes (interpolate, pooling, padding);
    * "pools": all positions become one and their axes go, what is left are samples and the channels on axis ``around``
      (global pooling);
    * "views": gets the sizes in ``sizes`` (view, reshape);
    * "squeezes": the axes in ``axes`` go if their size is 1; "unsqueezes": a new axis at ``axes``;
    * "swaps": the two axes in ``axes`` change places (transpose, ``.T`` without ``axes``: all are reversed);
    * "permutes": the axes come in the order of ``axes``;
    * "flattens": the axes from the first to the last of ``axes`` become one;
    * "selects": one position along the axis in ``axes`` (select); "slices": some of them (narrow, index_select, chunk
      and split, whose result is a tuple of such pieces);
    * "batches": samples get an axis in front of all others; of a tuple or a dict, each member does;
    * "regroups": channels are split, joined or counted anew (pixel_shuffle, fold): their number is not known any more.

    ``how`` says what a reduction computes: "mean", "sum", "max", "min", "median", "prod", "logsumexp", "norm", "std"
    ("" where elements are only picked or moved); ``domains.reduce`` says what each makes of a domain.

    ``sizes`` is also the parameter that holds what "samples" leaves of the other axes (adaptive pooling).
    ``axes`` names the parameters that hold axes: one that holds an int or a tuple of ints, or several.
    ``scales`` marks a learned scale and shift after which values are any real number (batch and layer norm).
    ``weights``: the parameter that holds weights by class number (a dict), of labels that a loss is to weigh.
    ``dtype``: what the values are cast to, "another" for the type of some other tensor (``type_as``); ``dtype_from``:
    the parameter that holds a dtype (``.to(torch.long)``)."""

    input: str
    shape: Literal[
        "same", "moves", "reduces", "samples", "pools", "views", "squeezes", "unsqueezes", "swaps", "permutes",
        "flattens", "selects", "slices", "regroups", "batches",
    ] = "same"  # fmt: skip
    axes: tuple[str, ...] = ()
    sizes: str | None = None
    scales: bool = False
    dtype: Dtype | Literal["another"] | None = None
    dtype_from: str | None = None
    how: str = ""
    around: int = -1
    weights: str | None = None


@dataclass(frozen=True, slots=True)
class Combine:
    """Joins several values: ``how`` is "add", "subtract", "multiply", "divide", "concatenate", "stack", "choose",
    "matmul", "einsum", "cosine", "weighted_sum", "setitem" or "scatter". ``inputs`` names the parameters that hold them
    (one that holds a list counts as its elements); ``axis`` that of concatenate, stack and cosine.
    "choose" takes each element from one of its inputs (where, maximum); "weighted_sum" adds its inputs with weights
    that sum to 1 (lerp); "setitem" writes the last input into the first, "scatter" does so at indices."""

    how: str
    inputs: tuple[str, ...]
    axis: str | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """Limits values to ``low``..``high``, the names of the parameters that hold the limits (clamp, clip); None where
    there is no such limit."""

    input: str = "input"
    low: str | None = "min"
    high: str | None = "max"


@dataclass(frozen=True, slots=True)
class Make:
    """Makes a value of a known domain out of nothing that matters: ``torch.rand`` (unit), ``zeros`` (constant),
    ``randint`` (indices), ``one_hot`` (one_hot). ``value``: what a constant consists of (0.0, 1.0), or the name of the
    parameter that says it (``full``). ``channels``: the parameter that says how many there are (``one_hot``).
    ``shape``: the parameter that holds the shape (a list or tuple of sizes). ``bounds``: the parameter that holds the
    arguments of a ``randint``: the least number (0 if it is missing), the first one that does not come, the shape.
    ``dtype``: the type of the values, where no argument can say another."""

    domain: Domain
    value: float | str | None = None
    channels: str | None = None
    shape: str | None = None
    bounds: str | None = None
    dtype: Dtype | None = None


GIVEN = "<anything but None or False>"
"""``Variant.equals`` for a parameter that matters by being given at all (``other_act=torch.softmax``)."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A call behaves differently when ``parameter`` has the constant ``equals``: then ``fields`` replace the effect's.
    Variants are applied in order, so a later one wins; ``knowledge.settle`` does it."""

    parameter: str
    equals: object
    fields: dict[str, object]


@dataclass(frozen=True, slots=True)
class Score:
    """A loss. For a layer the constructor's signature is the row's and ``call`` is the signature of its call.

    ``family``: "cross_entropy" (softmax inside), "nll", "bce" (takes 0..1), "bce_logits" (sigmoid inside), "kl_div",
    "mse", "l1", "focal", "dice", "hinge", "poisson", "margin", "cosine", "ctc", "lovasz", "other".
    ``expects``: the domain that its input must have ("logits", "log_probs", "probs", "unit", "any").
    ``over``: "channels" if it normalises over the class axis, "elements" if each value stands alone.
    ``applies``: the activation the loss applies itself ("softmax", "sigmoid", "log_softmax", "log", "none").
    ``target_form``: "indices", "dense" (same shape as the input) or "either".
    ``target_expects``: the domain that the target must have where it is more than labels (kl_div: "probs").
    ``min_channels``: the least class count that makes sense (2 for cross-entropy).
    ``class_axis``: 1 in torch, -1 in Keras.
    ``either_order``: early versions took input and target the other way round: of two positional arguments the one
    that comes from a producer is the input.
    """

    family: str
    expects: str
    input: str = "input"
    target: str = "target"
    over: Literal["channels", "elements"] = "elements"
    applies: str = "none"
    target_form: Literal["indices", "dense", "either"] = "dense"
    target_expects: str = "any"
    min_channels: int = 1
    class_axis: int = 1
    call: str = "(input, target)"
    weight: str | None = None
    variants: tuple[Variant, ...] = ()
    either_order: bool = False


@dataclass(frozen=True, slots=True)
class Predict:
    """Turns scores into a decision: ``kind`` is "argmax", "topk", "round" or "threshold"; ``axis`` as in Activate;
    ``threshold`` is the parameter that holds what the scores are compared with."""

    kind: str
    input: str = "input"
    axis: str | None = None
    threshold: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric: ``expects`` as in Score, ``input`` and ``target`` parameters of its call; ``task`` ("binary",
    "multiclass", "multilabel") where it is for one task only."""

    expects: str
    input: str = "preds"
    target: str = "target"
    call: str = "(preds, target)"
    task: str | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """Evidence about targets: what made them says what they are.

    ``form``, ``dtype``, ``rank``, ``low``, ``high``: as in ``facts.Target``; "" or None where the call does not say.
    ``classes``: how many there are, or the parameter that says it (an int, or a list whose length counts).
    ``shape``: the parameter that holds their shape. ``input``: the parameter that holds the labels before the call;
    what the call does not say is theirs.
    ``at``: where in the result the labels lie: paths of indices and attribute names, where ``EACH`` stands for any
    element or for what an iteration yields; ``()`` is the result itself.
    """

    form: Literal["", "indices", "one_hot", "multi_hot", "probs", "binary", "continuous"]
    classes: int | str | None = None
    dtype: Dtype | None = None
    rank: Literal["", "()", "(N,)", "(N, 1)", "(N, C)"] = ""
    low: float | None = None
    high: float | None = None
    shape: str | None = None
    input: str | None = None
    at: tuple[tuple[int | str, ...], ...] = ((),)
    variants: tuple[Variant, ...] = ()


EACH = "*"
"""In ``Labels.at``: any element, which has one axis less than all of them."""

KEY = "[]"
"""In ``Labels.at``: any key that is written in brackets (a column of a data frame)."""

CALL_METHODS = ("__call__", "forward", "call", "update", "update_state")
"""Methods of a layer's object that do what calling it does."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Known to be something whose values say nothing about a head (optimizers, data loaders); ``reason`` is shown."""

    reason: str


Effect: TypeAlias = Union[Activate, Produce, Keep, Combine, Clip, Make, Score, Predict, Measure, Labels, Opaque]


@dataclass(frozen=True, slots=True)
class Row:
    """One library object.

    ``signature`` is written as ``inspect.signature`` prints it, without annotations; a test compares it with the
    installed library. A default that is not a literal is written ``...``. An annotation, where there is one, restricts
    the calls that the row speaks of: ``(input, dim: int)`` does not match a tensor as ``dim``. Keyword-only parameters
    that a library hides in ``**kwargs`` are written out; ``*rest, **options`` stand for what no fact depends on.
    ``renamed``: keywords of older versions and what they are called now (``output_dim`` → ``units``).

    ``call`` is the signature of a layer's call (losses and metrics have it in their effect). The value goes in through
    the effect's ``input``, or else through the first parameter of the call. ``outputs`` describes the elements of a
    tuple result (LSTM), by position; the last of them speaks for all after it (``split`` gives any number of pieces).
    ``output_names`` are their attribute names or keys where they have some (``values``, ``indices``; ``logits``;
    ``out``). ``variants`` change the effect by constant arguments. ``spellings`` are other qualified names of the same
    object."""

    name: str
    signature: str
    does: Effect
    url: str
    form: Form = "function"
    outputs: tuple[Effect, ...] = ()
    output_names: tuple[str, ...] = ()
    call: str = "(input, *rest, **options)"
    variants: tuple[Variant, ...] = ()
    spellings: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    checked: bool = True
    """False where the signature cannot be compared (libraries that cannot be installed); ``note`` says why."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one library (or part of one). A module of this package that has a ``TABLE`` is found by itself."""

    library: str
    rows: tuple[Row, ...] = field(default=())
    framework: str = "torch"
    """Whose tensors it works on: "torch", "keras", "tensorflow", "jax"; "python" and "numpy" stand for none."""
    activations: tuple[tuple[str, str], ...] = ()
    """What the library's activation arguments mean when they are strings: name → qualified name of a row."""
    constants: tuple[tuple[str, object], ...] = ()
    """Named constants of the library that arguments are compared with: qualified name → what it is."""
