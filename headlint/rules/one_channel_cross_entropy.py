"""Rule: one channel into a cross-entropy over classes."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import classes, plain, trains

OTHERWISE_RIGHT = {
    "logits": ("logits", "log_probs", "log_unit", "leaky", "symmetric", "bounded"),
    "probs": ("probs", "unit"),
    "log_probs": ("log_probs",),
}
"""The domains, by what the loss expects, for which no other rule reports an error that one channel only adds to."""


@rule(level="error")
def one_channel_cross_entropy(pair: Pair) -> Reports:
    """One channel into a cross-entropy over classes.

    Why:

    The loss compares the channels with each other. With one there is nothing to compare: its probability is 1, the loss
    is exactly 0 and so is the gradient, whatever the network says. (Targets of 1 raise an error in PyTorch as class
    indices; as floats of shape (N, 1) they pass for probabilities, silently.) Two classes take either two channels here
    or one channel with a binary cross-entropy.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.ones(8, 1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.ones(8, 1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    When this is fine:

    With one score a position and the positions as classes: squeezed, the channel is gone, the loss compares positions.

    ```python
    import torch
    from torch import nn

    score = nn.Linear(64, 1)
    criterion = nn.CrossEntropyLoss()

    positions = score(torch.randn(8, 20, 64)).squeeze(-1)
    loss = criterion(positions, torch.randint(20, (8,)))
    loss.backward()
    ```

    Fix safety:

    A second channel keeps the loss, a binary cross-entropy keeps the channel: predictions are read differently then.
    """
    compares = pair.loss.family in ("cross_entropy", "nll", "focal") and pair.loss.min_channels > 1
    alone = pair.head.domain in OTHERWISE_RIGHT.get(pair.loss.expects, ()) and classes(pair) == 1
    if trains(pair) and compares and alone:
        yield Seen(
            pair.loss.place,
            f"one channel goes into {plain(pair.loss.name)}, which compares at least {pair.loss.min_channels} "
            "classes: the loss is always 0 and so is its gradient",
        )
