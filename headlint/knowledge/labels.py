"""Where labels come from, and what that says of them: data sets with their class counts, encoders, generators.

Data sets of Keras, scikit-learn and torchvision; encoders of Keras, scikit-learn and pandas. A data set's count is that
of the published set. Sources: https://keras.io/api/datasets/, https://scikit-learn.org/stable/api/sklearn.datasets.html,
https://scikit-learn.org/stable/api/sklearn.preprocessing.html, https://docs.pytorch.org/vision/stable/datasets.html
"""

from __future__ import annotations

from math import inf

from headlint.knowledge.rows import EACH, GIVEN, KEY, Labels, Row, Table, Variant

_KERAS = "https://keras.io/api/datasets/"
_UTILS = "https://keras.io/api/utils/python_utils/"
_SKLEARN = "https://scikit-learn.org/stable/modules/generated/"
_PANDAS = "https://pandas.pydata.org/docs/reference/api/"
_VISION = "https://docs.pytorch.org/vision/stable/generated/"

_BOTH_PARTS = ((0, 1), (1, 1))
"""``(x_train, y_train), (x_test, y_test) = load_data()``"""

_PAIR_OR_BUNCH = ((1,), ("target",), ("target", EACH))
"""``X, y = load(return_X_y=True)``; ``load().target``."""


def _classes(count: int | str, form: str = "indices", **more: object) -> Labels:
    return Labels(form, count, "int", **more)  # type: ignore[arg-type]


def _load(name: str, signature: str, does: Labels) -> Row:
    return Row(f"keras.datasets.{name}.load_data", signature, does, f"{_KERAS}{name}/")


_WORDS = "num_words=None, skip_top=0, maxlen=None"
_MARKS = "seed=113, start_char=1, oov_char=2, index_from=3"


def _prices(low: float, high: float) -> Labels:
    return Labels("continuous", dtype="float", rank="(N,)", low=low, high=high, at=_BOTH_PARTS)


_KERAS_ROWS = (
    _load("mnist", "(path='mnist.npz')", _classes(10, rank="(N,)", low=0.0, high=9.0, at=_BOTH_PARTS)),
    _load("fashion_mnist", "()", _classes(10, rank="(N,)", low=0.0, high=9.0, at=_BOTH_PARTS)),
    _load("cifar10", "()", _classes(10, rank="(N, 1)", low=0.0, high=9.0, at=_BOTH_PARTS)),
    _load(
        "cifar100", "(label_mode='fine')",
        _classes(100, rank="(N, 1)", low=0.0, high=99.0, at=_BOTH_PARTS,
                 variants=(Variant("label_mode", "coarse", {"classes": 20, "high": 19.0}),)),
    ),
    _load("imdb", f"(path='imdb.npz', {_WORDS}, {_MARKS}, **kwargs)",
          _classes(2, "binary", rank="(N,)", low=0.0, high=1.0, at=_BOTH_PARTS)),
    _load("reuters", f"(path='reuters.npz', {_WORDS}, test_split=0.2, {_MARKS})",
          _classes(46, rank="(N,)", low=0.0, high=45.0, at=_BOTH_PARTS)),
    _load("boston_housing", "(path='boston_housing.npz', test_split=0.2, seed=113)", _prices(5.0, 50.0)),
    _load("california_housing", "(version='large', path='california_housing.npz', test_split=0.2, seed=113)",
          _prices(14_999.0, 500_001.0)),
    Row(
        "keras.utils.to_categorical", "(x, num_classes=None)",
        Labels("one_hot", "num_classes", "float", "(N, C)", 0.0, 1.0, input="x"), _UTILS,
        renamed=(("y", "x"), ("nb_classes", "num_classes")),
    ),
    Row(
        "keras.utils.directory_labels", "(mode, classes=None)",
        Labels(
            "", "classes",
            variants=(
                Variant("mode", "int", {"form": "indices", "dtype": "int", "rank": "(N,)"}),
                Variant("mode", "sparse", {"form": "indices", "dtype": "int", "rank": "(N,)"}),
                Variant("mode", "categorical", {"form": "one_hot", "dtype": "float", "rank": "(N, C)"}),
                Variant("mode", "binary", {
                    "form": "binary", "classes": 2, "dtype": "float", "rank": "(N, 1)", "low": 0.0, "high": 1.0,
                }),
                Variant("mode", "input", {"form": "continuous", "classes": None, "dtype": "float"}),
            ),
        ),
        "https://keras.io/api/data_loading/image/", checked=False,
        note="not a function of Keras: what the stubs of flow_from_directory and image_dataset_from_directory yield",
    ),
)  # fmt: skip


def _sklearn(name: str, signature: str, does: Labels) -> Row:
    return Row(f"sklearn.datasets.{name}", signature, does, f"{_SKLEARN}sklearn.datasets.{name}.html")


def _bunch(name: str, signature: str, count: int, low: float = 0.0) -> Row:
    form = "binary" if count == 2 else "indices"
    said = _classes(count, form, rank="(N,)", low=low, high=count - 1, at=_PAIR_OR_BUNCH)
    return _sklearn(name, signature, said)


def _measured(name: str, signature: str, low: float, high: float) -> Row:
    said = Labels("continuous", dtype="float", rank="(N,)", low=low, high=high, at=_PAIR_OR_BUNCH)
    return _sklearn(name, signature, said)


_LOAD = "(*, return_X_y=False, as_frame=False)"
_RETRIES = "n_retries=3, delay=1.0"
_SECOND = ((1,),)
_TWO = Labels("binary", 2, "int", "(N,)", 0.0, 1.0, at=_SECOND)

_SKLEARN_ROWS = (
    _sklearn(
        "make_classification",
        "(n_samples=100, n_features=20, *, n_informative=2, n_redundant=2, n_repeated=0, n_classes=2, "
        "n_clusters_per_class=2, weights=None, flip_y=0.01, class_sep=1.0, hypercube=True, shift=0.0, scale=1.0, "
        "shuffle=True, random_state=None, return_X_y=True)",
        _classes("n_classes", rank="(N,)", low=0.0, at=_SECOND),
    ),
    _sklearn(
        "make_multilabel_classification",
        "(n_samples=100, n_features=20, *, n_classes=5, n_labels=2, length=50, allow_unlabeled=True, sparse=False, "
        "return_indicator='dense', return_distributions=False, random_state=None)",
        _classes("n_classes", "multi_hot", rank="(N, C)", low=0.0, high=1.0, at=_SECOND),
    ),
    _sklearn(
        "make_regression",
        "(n_samples=100, n_features=100, *, n_informative=10, n_targets=1, bias=0.0, effective_rank=None, "
        "tail_strength=0.5, noise=0.0, shuffle=True, coef=False, random_state=None)",
        Labels("continuous", dtype="float", rank="(N,)", low=-inf, high=inf, at=_SECOND,
               variants=(Variant("n_targets", GIVEN, {"rank": "(N, C)"}), Variant("n_targets", 1, {"rank": "(N,)"}))),
    ),
    _sklearn(
        "make_blobs",
        "(n_samples=100, n_features=2, *, centers=None, cluster_std=1.0, center_box=(-10.0, 10.0), shuffle=True, "
        "random_state=None, return_centers=False)",
        _classes("centers", rank="(N,)", low=0.0, at=_SECOND, variants=(Variant("centers", None, {"classes": 3}),)),
    ),
    _sklearn("make_moons", "(n_samples=100, *, shuffle=True, noise=None, random_state=None)", _TWO),
    _sklearn("make_circles", "(n_samples=100, *, shuffle=True, noise=None, random_state=None, factor=0.8)", _TWO),
    _sklearn("make_hastie_10_2", "(n_samples=12000, *, random_state=None)",
             Labels("", 2, "float", "(N,)", -1.0, 1.0, at=_SECOND)),
    _bunch("load_iris", _LOAD, 3),
    _bunch("load_wine", _LOAD, 3),
    _bunch("load_breast_cancer", _LOAD, 2),
    _bunch("load_digits", "(*, n_class=10, return_X_y=False, as_frame=False)", 10),
    _bunch(
        "fetch_covtype",
        "(*, data_home=None, download_if_missing=True, random_state=None, shuffle=False, return_X_y=False, "
        f"as_frame=False, {_RETRIES})",
        8, 1.0,  # 1..7: class 0 never comes
    ),
    _bunch(
        "fetch_olivetti_faces",
        f"(*, data_home=None, shuffle=False, random_state=0, download_if_missing=True, return_X_y=False, {_RETRIES})",
        40,
    ),
    _measured("load_diabetes", "(*, return_X_y=False, as_frame=False, scaled=True)", 25.0, 346.0),
    _measured(
        "fetch_california_housing",
        f"(*, data_home=None, download_if_missing=True, return_X_y=False, as_frame=False, {_RETRIES})",
        0.14999, 5.00001,
    ),
)  # fmt: skip


def _encoder(cls: str, method: str, signature: str, does: Labels) -> Row:
    return Row(
        f"sklearn.preprocessing.{cls}.{method}",
        signature,
        does,
        f"{_SKLEARN}sklearn.preprocessing.{cls}.html",
        "method",
    )


def _encoders(cls: str, parameter: str, does: Labels, fitted: str, plain: str = "") -> tuple[Row, Row]:
    return (
        _encoder(cls, "fit_transform", fitted, does),
        _encoder(cls, "transform", plain or f"(self, {parameter})", does),
    )


_FITTED = "(self, X, y=None, **fit_params)"
_SCALED = Labels("continuous", dtype="float", low=-inf, high=inf)

_ENCODER_ROWS = (
    *_encoders("LabelEncoder", "y", Labels("indices", dtype="int", rank="(N,)", low=0.0, input="y"), "(self, y)"),
    # One column for two classes, one-hot for more.
    *_encoders("LabelBinarizer", "y", Labels("", dtype="int", low=0.0, high=1.0, input="y"), "(self, y)"),
    *_encoders("MultiLabelBinarizer", "y", Labels("multi_hot", dtype="int", rank="(N, C)", low=0.0, high=1.0),
               "(self, y)"),
    *_encoders("OneHotEncoder", "X", Labels("one_hot", dtype="float", rank="(N, C)", low=0.0, high=1.0, input="X"),
               _FITTED),
    *_encoders("StandardScaler", "X", _SCALED, _FITTED, "(self, X, copy=None)"),
    *_encoders("RobustScaler", "X", _SCALED, _FITTED),
    # Into the range that its constructor was given.
    *_encoders("MinMaxScaler", "X", Labels("continuous", dtype="float"), _FITTED),
    *_encoders("MaxAbsScaler", "X", Labels("continuous", dtype="float", low=-1.0, high=1.0), _FITTED),
    Row(
        "sklearn.preprocessing.label_binarize", "(y, *, classes, neg_label=0, pos_label=1, sparse_output=False)",
        Labels("", "classes", "int", low=0.0, high=1.0), f"{_SKLEARN}sklearn.preprocessing.label_binarize.html",
    ),
    Row(
        "sklearn.preprocessing.minmax_scale", "(X, feature_range=(0, 1), *, axis=0, copy=True)",
        Labels("continuous", dtype="float"), f"{_SKLEARN}sklearn.preprocessing.minmax_scale.html",
    ),
    Row(
        "pandas.get_dummies",
        "(data, prefix=None, prefix_sep='_', dummy_na=False, columns=None, sparse=False, drop_first=False, dtype=None)",
        Labels("one_hot", dtype="int", rank="(N, C)", low=0.0, high=1.0, input="data"),
        f"{_PANDAS}pandas.get_dummies.html", checked=False, note="pandas is not installed where the tests run",
    ),
    Row(
        "pandas.read_csv", "(filepath_or_buffer, *rest, **options)", Labels("", rank="(N,)", at=((KEY,),)),
        f"{_PANDAS}pandas.read_csv.html", checked=False,
        note="pandas is not installed where the tests run; a column has one axis",
        spellings=("pandas.read_table", "pandas.read_excel", "pandas.read_parquet", "pandas.DataFrame"),
    ),
    Row(
        "numpy.loadtxt", "(fname, dtype=..., **options)", Labels("", rank="(N,)", at=((KEY,),)),
        "https://numpy.org/doc/stable/reference/generated/numpy.loadtxt.html", checked=False,
        note="a column of what a file holds", spellings=("numpy.genfromtxt",),
    ),
    Row(
        "pandas.factorize", "(values, sort=False, use_na_sentinel=True, size_hint=None)",
        Labels("indices", dtype="int", rank="(N,)", low=0.0, at=((0,),)), f"{_PANDAS}pandas.factorize.html",
        checked=False,
        note="pandas is not installed where the tests run",
    ),
)  # fmt: skip

_DRAWN = (
    Row(
        "numpy.random.randint", "(low, high=None, size=None, dtype=...)",
        Labels("indices", "low", "int", low=0.0, shape="size",
               variants=(Variant("high", GIVEN, {"classes": "high"}),)),
        "https://numpy.org/doc/stable/reference/random/generated/numpy.random.randint.html", checked=False,
        note="a builtin; classes counts from 0, which low says where high is given",
    ),
    *(
        Row(
            f"numpy.random.{name}", signature, Labels("continuous", dtype="float", low=0.0, high=1.0, shape=shape),
            f"https://numpy.org/doc/stable/reference/random/generated/numpy.random.{name}.html", checked=False,
            note="a builtin without a signature",
        )
        for name, signature, shape in (("rand", "(*d)", "d"), ("random", "(size=None)", "size"),
                                       ("random_sample", "(size=None)", "size"))
    ),
    *(
        Row(
            f"numpy.random.{name}", signature, Labels("continuous", dtype="float", low=-inf, high=inf, shape=shape),
            f"https://numpy.org/doc/stable/reference/random/generated/numpy.random.{name}.html", checked=False,
            note="a builtin without a signature",
        )
        for name, signature, shape in (("randn", "(*d)", "d"), ("normal", "(loc=0.0, scale=1.0, size=None)", "size"))
    ),
)  # fmt: skip


def _vision(name: str, count: int | None, signature: str = "(root, *options, **more)") -> Row:
    high = None if count is None else count - 1.0
    does = Labels("indices", count, "int", "(N,)", 0.0, high, at=((EACH, 1), ("targets",), ("labels",), ("_labels",)))
    return Row(
        f"torchvision.datasets.{name}", signature, does, f"{_VISION}torchvision.datasets.{name}.html", checked=False,
        note="only the class count of the data set is read",
    )  # fmt: skip


_VISION_ROWS = tuple(
    _vision(name, count)
    for name, count in (
        ("MNIST", 10), ("FashionMNIST", 10), ("KMNIST", 10), ("QMNIST", 10), ("CIFAR10", 10), ("CIFAR100", 100),
        ("SVHN", 10), ("STL10", 10), ("USPS", 10), ("ImageNet", 1000), ("Caltech101", 101), ("Caltech256", 257),
        ("DTD", 47), ("EuroSAT", 10), ("FGVCAircraft", 100), ("Flowers102", 102), ("Food101", 101), ("GTSRB", 43),
        ("Imagenette", 10), ("OxfordIIITPet", 37), ("PCAM", 2), ("RenderedSST2", 2), ("StanfordCars", 196),
        ("SUN397", 397), ("Country211", 211), ("FER2013", 7), ("ImageFolder", None), ("DatasetFolder", None),
    )
)  # fmt: skip

_MASKS = Labels("indices", 21, "int", low=0.0, high=255.0, at=((EACH, 1),))
"""Pascal VOC: twenty kinds of objects, the background as class 0, and 255 along the outlines."""

_MASK_ROWS = (
    Row(
        "torchvision.datasets.VOCSegmentation",
        "(root, year='2012', image_set='train', download=False, transform=None, target_transform=None, "
        "transforms=None)",
        _MASKS, f"{_VISION}torchvision.datasets.VOCSegmentation.html", checked=False,
        note="torchvision cannot be installed where the tests run",
    ),
    Row(
        "torchvision.datasets.SBDataset",
        "(root, image_set='train', mode='boundaries', download=False, transforms=None)",
        Labels("", at=((EACH, 1),), variants=(
            Variant("mode", "segmentation", {"form": "indices", "classes": 21, "dtype": "int", "low": 0.0}),)),
        f"{_VISION}torchvision.datasets.SBDataset.html", checked=False,
        note="torchvision cannot be installed where the tests run",
    ),
)  # fmt: skip

TABLE = Table(
    "labels", (*_KERAS_ROWS, *_SKLEARN_ROWS, *_ENCODER_ROWS, *_DRAWN, *_VISION_ROWS, *_MASK_ROWS), framework="numpy"
)  # fmt: skip
