"""Rule: classes on another axis than the one that the cross-entropy looks at."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import at_channels, plain, trains
from headlint.rules._remedies import loss_argument


@rule(level="error")
def channels_last_into_cross_entropy(pair: Pair) -> Reports:
    """Classes on another axis than the one that the cross-entropy looks at.

    Why:

    PyTorch's cross-entropies take (N, C, ...): the classes are axis 1, however many axes follow. Of (N, T, C) or
    (N, H, W, C) they take the positions for the classes. Indices as targets then do not fit and raise an error, unless
    there are as many positions as classes. Targets of the head's own shape always fit, and the loss makes the positions
    compete: tagging five words with three classes ends at 1.93 with 50 % right instead of 0.04 with 100 %.

    Keras' cross-entropies look at the last axis. After ``data_format="channels_first"`` the classes lie on axis 1, and
    it is the columns of the image that compete. ``axis=1`` tells the loss where the classes are.

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Conv2d(3, 4, 1)
    criterion = nn.CrossEntropyLoss()
    masks = F.one_hot(torch.randint(4, (2, 8, 8)), 4).float()

    scores = model(torch.randn(2, 3, 8, 8)).permute(0, 2, 3, 1)
    loss = criterion(scores, masks)
    loss.backward()
    ```

    ```python
    import keras

    first = keras.layers.Conv2D(4, 1, data_format="channels_first")
    model = keras.Sequential([keras.Input((3, 8, 8)), first])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Conv2d(3, 4, 1)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(2, 3, 8, 8)), torch.randint(4, (2, 8, 8)))
    loss.backward()
    ```

    ```python
    import keras

    first = keras.layers.Conv2D(4, 1, data_format="channels_first")
    model = keras.Sequential([keras.Input((3, 8, 8)), first])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True, axis=1))
    ```

    When this is fine:

    Rows of classes have their classes on axis 1 again; and Keras looks at the last axis.

    ```python
    import torch
    from torch import nn

    model = nn.Conv2d(3, 4, 1)
    criterion = nn.CrossEntropyLoss()

    scores = model(torch.randn(2, 3, 8, 8)).permute(0, 2, 3, 1)
    loss = criterion(scores.reshape(-1, 4), torch.randint(4, (2, 8, 8)).reshape(-1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 1, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    Fix safety:

    Safe: in Keras ``axis`` names the axis of the classes and changes the loss only. For PyTorch there is none:
    ``movedim(-1, 1)`` brings the classes to axis 1, but one-hot targets have to be moved with them.

    ```diff
    -model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    +model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True, axis=1))
    ```

    Known misses:

    Where the number of axes or their order gets lost on the way (an unknown reshape), nothing is said.
    """
    wanted = {1: False, -1: True}[pair.loss.class_axis]
    exclusive = pair.loss.over == "channels" and pair.loss.family in ("cross_entropy", "nll")
    if trains(pair) and exclusive and pair.head.channels_last != wanted:
        lie = at_channels(pair.head.but(axis=1), lambda count: f"{count} classes lie", "the classes lie")
        axis, looks = ("axis 1", "the last axis") if wanted else ("the last axis", "axis 1")
        yield Seen(
            pair.loss.place,
            f"{lie} on {axis}, {plain(pair.loss.name)} looks for them on {looks}",
            remedies=loss_argument(pair, "axis", 1 if wanted else -1) if pair.loss.name.startswith("keras.") else (),
        )
