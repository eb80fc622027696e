"""Rule: softmax without an axis."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import activation, agrees


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

    Fix safety:

    ``dim=1`` is what PyTorch picks for (N, C) and (N, C, H, W); for other shapes it changes the numbers.
    """
    if agrees(pair) and pair.head.activation.implicit_axis:
        yield Seen(
            pair.head.activation.place,
            f"{activation(pair.head)} without dim: torch picks axis 0 or 1 by the number of axes, and warns about it",
        )
