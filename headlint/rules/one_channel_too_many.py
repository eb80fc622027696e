"""Rule: one channel more than the labels have classes."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import classes, look, plain, trains
from headlint.rules._remedies import number


@rule(level="warning")
def one_channel_too_many(pair: Pair) -> Reports:
    """One channel more than the labels have classes.

    Why:

    A background class makes classes + 1 channels, but then the labels have that class too. A channel that no label ever
    names only learns to be unlikely. More often the labels start at 1 (then class 0 never comes and the last one is C),
    or the background was counted twice.

    Bad:

    ```python
    from sklearn.datasets import make_classification
    from torch import nn, tensor

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=4)
    model = nn.Linear(64, 5)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(tensor(X).float()), tensor(y))
    loss.backward()
    ```

    ```python
    import keras
    from sklearn.datasets import make_classification

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=4)
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(5, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.fit(X, y, verbose=0)
    ```

    Good:

    ```python
    from sklearn.datasets import make_classification
    from torch import nn, tensor

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=4)
    model = nn.Linear(64, 4)
    criterion = nn.CrossEntropyLoss()

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

    Where the number of classes of the data is not known, nothing is said: a head may well have a background.

    ```python
    import torch
    from torch import nn

    objects = 20
    model = nn.Conv2d(3, objects + 1, 1)
    criterion = nn.CrossEntropyLoss()


    def step(image, mask):
        loss = criterion(model(image), mask)
        loss.backward()
    ```

    Fix safety:

    Unsafe: fewer channels change the shape of the last layer: saved weights no longer fit.

    ```diff
    -model = nn.Linear(64, 5)
    +model = nn.Linear(64, 4)
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(5, activation="softmax")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(4, activation="softmax")])
    ```

    Known misses:

    The number of classes of the labels has to be told by the code. A background that the data do have, but that is not
    named there, is a false finding: the level is a warning.
    """
    spare = classes(pair) == pair.target.classes + 1 and pair.target.classes > 1
    if trains(pair) and spare and pair.loss.family in ("cross_entropy", "nll"):
        yield Seen(
            pair.loss.place,
            f"{classes(pair)} channels go into {plain(pair.loss.name)}, the labels have {pair.target.classes} "
            "classes: one channel is never named",
            remedies=number(
                look(pair, "head", "channels_place"), classes(pair), pair.target.classes, "take a channel away"
            ),
        )
