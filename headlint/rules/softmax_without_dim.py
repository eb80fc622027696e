"""Rule: softmax without an axis."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import activation, after_activation, agrees, look
from headlint.rules._remedies import over_channels


@rule(level="info")
def softmax_without_dim(pair: Pair) -> Reports:
    """Softmax without an axis.

    Why:

    Without ``dim`` PyTorch picks the axis by the number of axes: 0 for one or three, 1 otherwise. A batch of sequences
    (N, T, C) is then normalised over the batch, and nothing but a deprecation warning tells.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax())
    criterion = nn.NLLLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=1))
    criterion = nn.NLLLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    When this is fine:

    Keras' softmax has a default that is right for its layout: the last axis.

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10), keras.layers.Softmax()])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    In Keras:

    Keras' softmax runs over the last axis where no other is written: no axis is guessed.

    Fix safety:

    Safe: behind a linear layer and right before a loss over classes, the last axis is what PyTorch picks for (N, C),
    the only shape with which such a loss is right. Unsafe: for other shapes the axis of the channels may not be the one
    that was picked, and the numbers change.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax())
    +model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=-1))
    ```

    Known misses:

    A softmax whose result goes into no loss, as in an attention, is not looked at.
    """
    if agrees(pair) and pair.head.activation.implicit_axis:
        yield Seen(
            pair.head.activation.place,
            f"{activation(pair.head)} without dim: torch picks axis 0 or 1 by the number of axes, and warns about it",
            remedies=over_channels(pair, safe=picked(pair)),
        )


def picked(pair: Pair) -> bool:
    """Whether torch picks the channels by itself: on the last axis, right before a loss whose classes lie on axis 1,
    they can only be those of (N, C)."""
    right_before = not after_activation(pair.head) and look(pair, "head", "axis") == -1
    return right_before and look(pair, "loss", "over") == "channels" and look(pair, "loss", "class_axis") == 1
