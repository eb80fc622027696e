"""NumPy on the way of labels and predictions: arrays are made, cast, reshaped, decided.

Source: https://numpy.org/doc/stable/reference/routines.html
"""

from __future__ import annotations

from headlint.knowledge.rows import Activate, Clip, Combine, Effect, Keep, Make, Predict, Row, Table

_SITE = "https://numpy.org/doc/stable/reference/generated/numpy."
_NOTE = "a builtin, or a default that is a private object"


def _row(name: str, signature: str, does: Effect, *spellings: str) -> Row:
    """A function of NumPy. Many are builtins or default to a private ``<no value>``, so none is compared."""
    return Row(
        f"numpy.{name}", signature, does, f"{_SITE}{name}.html", checked=False, note=_NOTE,
        spellings=tuple(f"numpy.{other}" for other in spellings),
    )  # fmt: skip


def _reduction(name: str, how: str, *spellings: str) -> Row:
    return _row(
        name, "(a, axis=None, dtype=None, out=None, keepdims=False, **options)",
        Keep("a", "reduces", ("axis",), how=how), *spellings,
    )  # fmt: skip


def _arithmetic(name: str, how: str, *spellings: str) -> Row:
    return _row(name, "(x1, x2, /, out=None, **options)", Combine(how, ("x1", "x2")), *spellings)


TABLE = Table(
    "numpy",
    (
        _row("array", "(object, dtype=None, **options)", Keep("object", dtype_from="dtype")),
        _row("asarray", "(a, dtype=None, order=None, **options)", Keep("a", dtype_from="dtype"), "asanyarray",
             "ascontiguousarray"),
        _row("copy", "(a, order='K', subok=False)", Keep("a")),
        _row("float32", "(value=0)", Keep("value", dtype="float"), "float64", "float16"),
        _row("int32", "(value=0)", Keep("value", dtype="int"), "int64", "int8", "uint8"),
        _row("reshape", "(a, shape, order='C', **options)", Keep("a", "views", sizes="shape")),
        _row("ravel", "(a, order='C')", Keep("a", "moves")),
        _row("squeeze", "(a, axis=None)", Keep("a", "squeezes", ("axis",))),
        _row("expand_dims", "(a, axis)", Keep("a", "unsqueezes", ("axis",))),
        _row("transpose", "(a, axes=None)", Keep("a", "permutes", ("axes",))),
        _row("swapaxes", "(a, axis1, axis2)", Keep("a", "swaps", ("axis1", "axis2"))),
        _row("concatenate", "(arrays, axis=0, out=None, **options)", Combine("concatenate", ("arrays",), axis="axis")),
        _row("vstack", "(tup, **options)", Combine("choose", ("tup",))),
        _row("stack", "(arrays, axis=0, out=None, **options)", Combine("stack", ("arrays",), axis="axis")),
        _row("where", "(condition, x=None, y=None)", Combine("choose", ("x", "y"))),
        _row("repeat", "(a, repeats, axis=None)", Keep("a", "samples")),
        _row("clip", "(a, a_min=None, a_max=None, out=None, **options)", Clip("a", "a_min", "a_max")),
        *(_row(name, "(x, /, out=None, **options)", Activate(kind)) for name, kind in (
            ("exp", "exp"), ("log", "log"), ("log1p", "log1p"), ("sqrt", "sqrt"), ("square", "square"), ("abs", "abs"),
            ("negative", "neg"), ("tanh", "tanh"),
        )),
        _arithmetic("add", "add"),
        _arithmetic("subtract", "subtract"),
        _arithmetic("multiply", "multiply"),
        _arithmetic("divide", "divide", "true_divide"),
        _arithmetic("maximum", "choose"),
        _arithmetic("minimum", "choose"),
        _arithmetic("matmul", "matmul", "dot"),
        _reduction("mean", "mean", "average"),
        _reduction("sum", "sum"),
        _reduction("max", "max", "amax"),
        _reduction("min", "min", "amin"),
        _row("zeros", "(shape, dtype='float', order='C', **options)", Make("constant", 0.0, shape="shape")),
        _row("ones", "(shape, dtype='float', order='C', **options)", Make("constant", 1.0, shape="shape")),
        _row("full", "(shape, fill_value, dtype=None, order='C', **options)",
             Make("constant", "fill_value", shape="shape")),
        _row("zeros_like", "(a, dtype=None, **options)", Make("constant", 0.0)),
        _row("ones_like", "(a, dtype=None, **options)", Make("constant", 1.0)),
        _row("eye", "(N, M=None, k=0, dtype='float', order='C', **options)", Make("one_hot", channels="N"), "identity"),
        _row("argmax", "(a, axis=None, out=None, **options)", Predict("argmax", "a", "axis")),
        _row("round", "(a, decimals=0, out=None)", Predict("round", "a"), "rint", "around"),
        *(
            _row(name, "(x1, x2, /, out=None, **options)", Predict("threshold", "x1", threshold="x2"))
            for name in ("greater", "greater_equal", "less", "less_equal")
        ),
        Row("numpy.ndarray.astype", "(self, dtype, order='K', **options)", Keep("self", dtype_from="dtype"),
            "https://numpy.org/doc/stable/reference/generated/numpy.ndarray.astype.html", "method", checked=False,
            note=_NOTE),
        Row("pandas.Series.to_numpy", "(self, dtype=None, copy=False, **options)", Keep("self", dtype_from="dtype"),
            "https://pandas.pydata.org/docs/reference/api/pandas.Series.to_numpy.html", "method", checked=False,
            note="pandas is not installed where the tests run", spellings=("pandas.DataFrame.to_numpy",)),
        Row("pandas.Series.iloc", "(self)", Keep("self"),
            "https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.iloc.html", "attribute", checked=False,
            note="pandas is not installed where the tests run"),
        *(
            Row(f"pandas.Series.{name}", "(self, *rest, **options)", Keep("self"),
                f"https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.{name}.html", "method", checked=False,
                note="pandas is not installed where the tests run; only rows or columns come and go")
            for name in ("dropna", "fillna", "drop", "drop_duplicates", "reset_index", "sample", "sort_values", "copy")
        ),
        Row("scipy.sparse.csr_matrix.toarray", "(self, order=None, out=None)", Keep("self"),
            "https://docs.scipy.org/doc/scipy/reference/generated/scipy.sparse.csr_matrix.toarray.html", "method",
            checked=False, note="scipy is only installed for scikit-learn"),
        Row("numpy.ndarray.argmax", "(self, axis=None, out=None, keepdims=False)", Predict("argmax", "self", "axis"),
            "https://numpy.org/doc/stable/reference/generated/numpy.ndarray.argmax.html", "method", checked=False,
            note=_NOTE),
        Row("pandas.Series.values", "(self)", Keep("self"),
            "https://pandas.pydata.org/docs/reference/api/pandas.Series.values.html", "attribute", checked=False,
            note="pandas is not installed where the tests run", spellings=("pandas.DataFrame.values",)),
    ),
    framework="numpy",
)  # fmt: skip
