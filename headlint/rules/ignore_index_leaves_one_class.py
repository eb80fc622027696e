"""Rule: an ignore_index that leaves fewer than two classes to learn."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import classes, plain, trains


@rule(level="error")
def ignore_index_leaves_one_class(pair: Pair) -> Reports:
    """An ignore_index that leaves fewer than two classes to learn.

    Why:

    Samples with the ignored label take no part in the loss. If the ignored label is one of two classes, all that is
    left is the other class: the loss goes to 0 by always answering that one. It happens where "ignore the background"
    meets a head for background and one object.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Conv2d(3, 2, 1)
    criterion = nn.CrossEntropyLoss(ignore_index=0)

    loss = criterion(model(torch.randn(2, 3, 8, 8)), torch.randint(2, (2, 8, 8)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(2, activation="softmax")])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=0))
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Conv2d(3, 2, 1)
    criterion = nn.CrossEntropyLoss(weight=torch.tensor([0.1, 1.0]))

    loss = criterion(model(torch.randn(2, 3, 8, 8)), torch.randint(2, (2, 8, 8)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(2, activation="softmax")])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=255))
    ```

    When this is fine:

    With more classes something is left to tell apart, and a label outside of the classes leaves them all.

    ```python
    import torch
    from torch import nn

    model = nn.Conv2d(3, 2, 1)
    criterion = nn.CrossEntropyLoss(ignore_index=255)

    loss = criterion(model(torch.randn(2, 3, 8, 8)), torch.randint(2, (2, 8, 8)))
    loss.backward()
    ```

    Fix safety:

    There is no fix: a weight, another label for what is to be ignored, or a third class are all possible.

    Known misses:

    With three classes or more, labels that never come in the data are not seen; neither is a class that a mask or a
    weight of 0 leaves out.
    """
    if trains(pair) and pair.loss.family in ("cross_entropy", "nll"):
        ignored = pair.loss.options.get("ignore_index", pair.loss.options.get("ignore_class"))
        if ignored in (0, 1) and classes(pair) == 2:
            rest = 1 - ignored
            yield Seen(
                pair.loss.place, f"{plain(pair.loss.name)} ignores label {ignored} of 2: only {rest} is left to learn"
            )
