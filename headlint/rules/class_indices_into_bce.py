"""Rule: class indices as the target of a binary cross-entropy over two or more channels."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import binary_cross_entropy, look, plain, sigmoid_cross_entropy, trains


@rule(level="error")
def class_indices_into_bce(pair: Pair) -> Reports:
    """Class indices as the target of a binary cross-entropy over two or more channels.

    Why:

    Binary cross-entropy wants a target of the head's own shape: a 0 or 1 for each channel. A class index is one number
    a sample. PyTorch raises an error on the shapes; so does Keras 3, while older versions may stretch the index over
    all channels, so that both of two classes learn the same thing and none is told apart from the other.

    Integers alone do not tell: a 0 or 1 for each channel is one, too. So this is only reported where there is known to
    be one label a sample, or where the labels have more than two classes.

    Bad:

    ```python
    from sklearn.datasets import make_classification
    from torch import nn, tensor

    X, y = make_classification(n_samples=100, n_features=64, n_informative=8, n_classes=4)
    model = nn.Linear(64, 4)
    criterion = nn.BCEWithLogitsLoss()


    def step():
        loss = criterion(model(tensor(X).float()), tensor(y).float())
        loss.backward()
    ```

    ```python
    import keras

    images = keras.utils.image_dataset_from_directory


    def train(folder):
        model = keras.Sequential([keras.Input((64, 64, 3)), keras.layers.Flatten(), keras.layers.Dense(2, "softmax")])
        model.compile(optimizer="adam", loss="binary_crossentropy")
        model.fit(images(folder, label_mode="binary"))
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

    images = keras.utils.image_dataset_from_directory


    def train(folder):
        model = keras.Sequential([keras.Input((64, 64, 3)), keras.layers.Flatten(), keras.layers.Dense(1, "sigmoid")])
        model.compile(optimizer="adam", loss="binary_crossentropy")
        model.fit(images(folder, label_mode="binary"))
    ```

    When this is fine:

    With one-hot targets, one column a channel; or with one channel for two classes.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 2)
    criterion = nn.BCEWithLogitsLoss()
    labels = torch.randint(2, (8,))

    loss = criterion(model(torch.randn(8, 64)), F.one_hot(labels, 2).float())
    loss.backward()
    ```

    Fix safety:

    There is no fix: a softmax cross-entropy takes the indices as they are, one-hot targets keep the loss. The two are
    different losses.

    Known misses:

    Where nothing tells how many labels a sample has (a data loader of unknown make), integers may be a 0 or 1 for each
    channel, and nothing is said.
    """
    binary = binary_cross_entropy(pair.loss) or sigmoid_cross_entropy(pair.loss)
    if trains(pair) and binary and (_indices(pair) or _one_column(pair)):
        given = "class indices are" if pair.target.form == "indices" else "one 0 or 1 a sample is"
        yield Seen(
            pair.loss.place,
            f"{given} the target of {plain(pair.loss.name)} over {pair.head.channels} channels, "
            "which wants a 0 or 1 for each channel",
        )


def _indices(pair: Pair) -> bool:
    """Class indices over several channels. A softmax over more than two is wrong in itself, see softmax-before-bce."""
    if pair.target.form != "indices":
        return False
    several = pair.head.channels == 2 or (pair.head.channels > 2 and pair.head.domain != "probs")
    return several and (look(pair.target, "rank") == "(N,)" or pair.target.classes > 2)


def _one_column(pair: Pair) -> bool:
    """A 0 or 1 for each sample over two channels."""
    return pair.target.form == "binary" and pair.head.channels == 2 and pair.target.rank in ("(N,)", "(N, 1)")
