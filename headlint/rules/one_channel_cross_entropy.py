"""Rule: one channel into a cross-entropy over classes."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import classes, plain, trains

ON_LOGITS = ("logits", "log_probs", "log_unit", "leaky", "symmetric", "bounded")
OTHERWISE_RIGHT = {
    ("cross_entropy", "logits"): ON_LOGITS,
    ("focal", "logits"): ON_LOGITS,
    ("cross_entropy", "probs"): ("probs", "unit"),
    ("focal", "probs"): ("probs", "unit"),
    ("nll", "log_probs"): ("log_probs",),
}
"""The domains, by the loss's family and what it expects, for which no other rule reports an error already."""


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

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
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

    There is no fix: a second channel keeps the loss, a binary cross-entropy keeps the channel. Predictions are read
    differently then.

    Known misses:

    A channel count that is computed from data (the number of folders, ``len`` of a file's lines) is unknown.
    """
    domains = OTHERWISE_RIGHT.get((pair.loss.family, pair.loss.expects), ())
    compares = pair.loss.min_channels > 1 and pair.head.domain in domains
    if trains(pair) and compares and classes(pair) == 1:
        yield Seen(
            pair.loss.place,
            f"one channel goes into {plain(pair.loss.name)}, which compares at least {pair.loss.min_channels} "
            "classes: the loss is the same for every answer, and its gradient is 0",
        )
