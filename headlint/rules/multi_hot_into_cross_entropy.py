"""Rule: several labels a sample in a cross-entropy over exclusive classes."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import plain, trains


@rule(level="warning")
def multi_hot_into_cross_entropy(pair: Pair) -> Reports:
    """Several labels a sample in a cross-entropy over exclusive classes.

    Why:

    Softmax shares one unit of probability among the classes. With k labels of 1 the loss is the sum of -log p over
    them: least where each has p = 1/k, and then k ln k, not 0. The more labels a sample has, the more it weighs, and no
    threshold fits: at 0.5 no sample can have two labels. The targets are taken as they are, nothing normalises them.
    A linear layer on six labels, three of them set on average, that it can learn: softmax cross-entropy ends at 4.59
    with 5 % of the samples all right, binary cross-entropy at 0.03 with 98 %.

    Bad:

    ```python
    import torch
    from sklearn.datasets import make_multilabel_classification
    from torch import nn

    X, y = make_multilabel_classification(n_samples=100, n_features=20, n_classes=5)
    model = nn.Linear(20, 5)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.tensor(X).float()), torch.tensor(y).float())
    loss.backward()
    ```

    ```python
    import keras
    from sklearn.datasets import make_multilabel_classification

    X, y = make_multilabel_classification(n_samples=100, n_features=20, n_classes=5)

    model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    model.fit(X, y, verbose=0)
    ```

    Good:

    ```python
    import torch
    from sklearn.datasets import make_multilabel_classification
    from torch import nn

    X, y = make_multilabel_classification(n_samples=100, n_features=20, n_classes=5)
    model = nn.Linear(20, 5)
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(model(torch.tensor(X).float()), torch.tensor(y).float())
    loss.backward()
    ```

    ```python
    import keras
    from sklearn.datasets import make_multilabel_classification

    X, y = make_multilabel_classification(n_samples=100, n_features=20, n_classes=5)

    model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(5, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(X, y, verbose=0)
    ```

    When this is fine:

    Divided by their number, the labels are a distribution, and a ranking by softmax may be what is wanted.

    ```python
    import torch
    from sklearn.datasets import make_multilabel_classification
    from torch import nn

    X, y = make_multilabel_classification(n_samples=100, n_features=20, n_classes=5, allow_unlabeled=False)
    labels = torch.tensor(y).float()
    model = nn.Linear(20, 5)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.tensor(X).float()), labels / labels.sum(dim=1, keepdim=True))
    loss.backward()
    ```

    Fix safety:

    There is no fix: a binary cross-entropy is another loss, and predictions are then read with a threshold instead of
    an argmax.

    Known misses:

    The form of the labels has to be told by the code: an encoder, a comparison, a generator. Labels of a file say
    nothing.
    """
    exclusive = pair.loss.family == "cross_entropy" and pair.loss.target_form in ("either", "dense")
    if trains(pair) and exclusive and pair.head.channels > 1 and pair.target.form == "multi_hot":
        yield Seen(
            pair.loss.place,
            f"multi-hot labels go into {plain(pair.loss.name)}, whose classes exclude each other: with k labels the "
            "loss cannot fall below k ln k",
        )
