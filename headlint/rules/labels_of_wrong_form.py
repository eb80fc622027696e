"""Rule: class indices where a cross-entropy wants one-hot labels, or the other way round."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import classes, plain, trains
from headlint.rules._remedies import labels_in_form

WORDS = {"indices": "class indices", "one_hot": "one-hot labels", "multi_hot": "multi-hot labels"}


@rule(level="error")
def labels_of_wrong_form(pair: Pair) -> Reports:
    """Class indices where a cross-entropy wants one-hot labels, or the other way round.

    Why:

    Keras has a loss for each: ``categorical_crossentropy`` takes one column a class,
    ``sparse_categorical_crossentropy`` one number a sample; PyTorch's NLLLoss takes numbers. With the other form most
    versions raise an error on the shapes; some stretch a class index over all columns and train on that.

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 3), nn.LogSoftmax(dim=1))
    criterion = nn.NLLLoss()


    def step(x, y):
        loss = criterion(model(x), F.one_hot(y, 3))
        loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    labels = np.array([0, 2, 1, 1])
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")


    def train(x):
        model.fit(x, labels)
    ```

    Good:

    ```python
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 3), nn.LogSoftmax(dim=1))
    criterion = nn.NLLLoss()


    def step(x, y):
        loss = criterion(model(x), y)
        loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    labels = np.array([0, 2, 1, 1])
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")


    def train(x):
        model.fit(x, labels)
    ```

    When this is fine:

    PyTorch's CrossEntropyLoss takes either: indices, or a probability for each class.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 3)
    criterion = nn.CrossEntropyLoss()
    labels = torch.randint(3, (8,))

    loss = criterion(model(torch.randn(8, 64)), F.one_hot(labels, 3).float())
    loss.backward()
    ```

    Fix safety:

    Safe: the loss for the other form computes what was meant, and the labels stay as they are. In PyTorch there is no
    such loss: where the labels become one-hot, the code has to change.

    ```diff
    -model.compile(optimizer="adam", loss="categorical_crossentropy")
    +model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    Known misses:

    The form of the labels has to be told by the code: an encoder, a cast, a literal, a library's data set, a
    generator's mode. Labels of a file say nothing.
    """
    if trains(pair) and pair.loss.family in ("cross_entropy", "nll") and classes(pair) > 1:
        wrong = {"dense": ("indices",), "indices": ("one_hot", "multi_hot"), "either": ()}[pair.loss.target_form]
        if pair.target.form in wrong:
            wanted = "one column a class" if pair.loss.target_form == "dense" else "one class index a sample"
            yield Seen(
                pair.loss.place,
                f"{WORDS[pair.target.form]} go into {plain(pair.loss.name)}, which wants {wanted}",
                remedies=labels_in_form(pair, "dense" if pair.target.form == "one_hot" else "indices"),
            )
