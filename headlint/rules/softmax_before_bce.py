"""Rule: softmax over more than two classes before a binary cross-entropy."""

from headlint.facts import Pair
from headlint.maths import softmax_bce_floor
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import binary_cross_entropy, goes, look, trains
from headlint.rules._remedies import Remedies, loss_expecting, other_activation, together, without_activation


@rule(level="warning")
def softmax_before_bce(pair: Pair) -> Reports:
    """Softmax over more than two classes before a binary cross-entropy.

    Why:

    Softmax says that the classes exclude each other, binary cross-entropy scores each of them for itself: one of the
    two is not what was meant. Where k of C labels hold at once, softmax has to share a sum of 1 among them and the loss
    cannot fall below (k·ln k)/C. Where exactly one holds, the loss is not the cross-entropy of the classes, and Keras'
    "accuracy" may count the C columns one by one, where predicting nothing is right for nine in ten.

    In PyTorch this is only reported where the targets are known to be one-hot or multi-hot.

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    criterion = nn.BCELoss()
    labels = torch.randint(10, (8,))

    loss = criterion(model(torch.randn(8, 64)), F.one_hot(labels, 10).float())
    loss.backward()
    ```

    ```python
    from sklearn.datasets import make_multilabel_classification
    from torch import nn, tensor

    X, y = make_multilabel_classification(n_samples=100, n_features=64, n_classes=5)
    model = nn.Sequential(nn.Linear(64, 5), nn.Softmax(dim=1))
    criterion = nn.BCELoss()

    loss = criterion(model(tensor(X).float()), tensor(y).float())
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    ```python
    import keras
    from sklearn.datasets import make_multilabel_classification

    X, y = make_multilabel_classification(n_samples=100, n_features=64, n_classes=5)
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(5, activation="softmax")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(X, y, verbose=0)
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    When this is fine:

    Over two channels against one-hot targets the two losses are the same number. And against a normalised, smooth
    target the loss is least where the softmax equals the target.

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(2, activation="softmax")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 300)
    criterion = nn.BCELoss()


    def step(x, smooth_target):
        loss = criterion(torch.softmax(model(x), dim=-1), smooth_target)
        loss.backward()
    ```

    Fix safety:

    Unsafe: where the labels are known to be independent, the activation becomes sigmoid, and the model returns other
    probabilities. For exclusive classes the loss should become a softmax cross-entropy; where the code does not say
    which is meant, there is none. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 5), nn.Softmax(dim=1))
    -criterion = nn.BCELoss()
    +model = nn.Sequential(nn.Linear(64, 5))
    +criterion = nn.BCEWithLogitsLoss()
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(5, activation="softmax")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(5, activation="sigmoid")])
    ```

    Known misses:

    In PyTorch the labels have to be told by the code to be one-hot or multi-hot; with labels of an unknown form nothing
    is said. With an unknown channel count nothing is said either: over two channels it may be right.
    """
    exclusive = pair.head.domain == "probs" and pair.head.channels > 2
    if trains(pair) and exclusive and binary_cross_entropy(pair.loss) and takes_labels(pair):
        count = pair.head.channels
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}: softmax makes {count} classes that exclude each other, the loss scores each for itself "
            f"(where two hold at once it cannot fall below {softmax_bce_floor(2, count):.4g})",
            remedies=remedies(pair),
        )


def takes_labels(pair: Pair) -> bool:
    """The targets are labels, not smooth distributions: known to be so in torch, where the form is used for both; taken
    for granted in Keras, where it is a name in ``compile``."""
    return pair.head.framework in ("keras", "tensorflow") or pair.target.form in ("one_hot", "multi_hot")


def remedies(pair: Pair) -> Remedies:
    """Sigmoid, where the labels are known to be independent: in the model, or in the loss."""
    if look(pair, "target", "form") != "multi_hot":
        return ()
    logits = together(without_activation(pair), loss_expecting(pair, "logits"))
    return (*other_activation(pair, "sigmoid"), *logits)
