"""Rule: fewer channels than the labels have classes."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import binary_cross_entropy, classes, look, needed, plain, sigmoid_cross_entropy
from headlint.rules._remedies import number


@rule(level="error")
def too_few_channels(pair: Pair) -> Reports:
    """Fewer channels than the labels have classes.

    Why:

    A label that has no channel is an IndexError in PyTorch on the CPU, a device-side assertion on a GPU, and nan or an
    error in TensorFlow. Labels count from 0: numbers 1..C ask for C + 1 channels, or to be shifted. A background is a
    class as well: Pascal VOC's masks have 21. One channel with a binary cross-entropy tells two classes apart: with
    labels 0..C-1 it is asked for probabilities above 1, and whatever it answers, no more than two classes can come out.

    Bad:

    ```python
    from sklearn.datasets import make_classification
    from torch import nn, tensor

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=4)
    model = nn.Linear(64, 3)
    criterion = nn.CrossEntropyLoss()


    def step():
        loss = criterion(model(tensor(X).float()), tensor(y))
        loss.backward()
    ```

    ```python
    import keras
    from sklearn.datasets import make_classification

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=4)
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")


    def train():
        model.fit(X, y)
    ```

    Good:

    ```python
    from sklearn.datasets import make_classification
    from torch import nn, tensor

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=4)
    model = nn.Linear(64, 4)
    criterion = nn.CrossEntropyLoss()


    def step():
        loss = criterion(model(tensor(X).float()), tensor(y))
        loss.backward()
    ```

    ```python
    import keras
    from sklearn.datasets import make_classification

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=4)
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(4, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.fit(X, y, verbose=0)
    ```

    When this is fine:

    One channel is enough for two classes.

    ```python
    import keras
    from sklearn.datasets import make_classification

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=2)
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(X, y, verbose=0)
    ```

    Fix safety:

    Unsafe: more channels change the shape of the last layer: saved weights no longer fit. One channel with a binary
    cross-entropy has no fix, for activation and loss have to change with it.

    ```diff
    -model = nn.Linear(64, 3)
    +model = nn.Linear(64, 4)
    ```

    Known misses:

    The number of classes has to be told by the code: literals, a generator, a library's data set, names of classes.
    Labels of a file say nothing.
    """
    if pair.loss.over == "channels" and pair.loss.family in ("cross_entropy", "nll", "focal"):
        # one channel is wrong for any number of classes, see one-channel-cross-entropy
        few = 1 < classes(pair) < (count := needed(pair))
    else:
        binary = binary_cross_entropy(pair.loss) or sigmoid_cross_entropy(pair.loss)
        few = binary and pair.head.channels == 1 and (count := pair.target.classes) > 2
    if few:
        channels = f"{pair.head.channels} channel{'s' if pair.head.channels > 1 else ''}"
        yield Seen(
            pair.loss.place,
            f"{channels} for {_labels(pair, count)} go into {plain(pair.loss.name)}",
            remedies=number(
                look(pair, "head", "channels_place"),
                pair.head.channels,
                count,
                "make a channel for every class",
            )
            if pair.loss.over == "channels"
            else (),
        )


def _labels(pair: Pair, count: int) -> str:
    """What the labels ask for: by their classes, or by their greatest number where those do not say as many."""
    return f"{count} classes" if look(pair.target, "classes") == count else f"labels up to {count - 1}"
