"""Rule: logits into a binary cross-entropy that takes probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import binary_cross_entropy, goes, look, trains
from headlint.rules._remedies import loss_expecting


@rule(level="error")
def logits_into_bce(pair: Pair) -> Reports:
    """Logits into a binary cross-entropy that takes probabilities.

    Why:

    The loss takes the logarithm of what it gets and of one minus that, so it must lie in 0..1. PyTorch raises an error
    as soon as a value does not, which may be the first batch or the hundredth. Keras clips to 1e-7..1-1e-7 and goes on:
    a clipped output has no gradient, and the loss stays where it is (TensorFlow's graph code does the same here, there
    is no sigmoid behind which it could find logits).

    Bad:

    ```python
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCELoss()


    def step(x, y):
        loss = criterion(model(x), y)
        loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    Good:

    ```python
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()


    def step(x, y):
        loss = criterion(model(x), y)
        loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
    ```

    When this is fine:

    Values may lie in 0..1 without a sigmoid: the cosine of two rectified vectors does.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    voice = nn.Sequential(nn.Linear(64, 32), nn.ReLU())
    face = nn.Sequential(nn.Linear(48, 32), nn.ReLU())
    criterion = nn.BCELoss()

    alike = F.cosine_similarity(voice(torch.randn(8, 64)), face(torch.randn(8, 48)))
    loss = criterion(alike.unsqueeze(1), torch.ones(8, 1))
    ```

    Fix safety:

    Safe: the loss on logits takes what the model returns, which stays as it is. Whoever compares that with 0.5 has to
    compare with 0, and had to before.

    ```diff
    -criterion = nn.BCELoss()
    +criterion = nn.BCEWithLogitsLoss()
    ```

    ```diff
    -model.compile(optimizer="adam", loss="binary_crossentropy")
    +model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
    ```

    Known misses:

    Values that a rescaling by unknown numbers keeps in 0..1 are unknown, and so is the loss of a library that no table
    knows.
    """
    if trains(pair) and binary_cross_entropy(pair.loss) and pair.head.domain == "logits":
        cost = (
            "torch raises an error"
            if look(pair.head, "framework") == "torch"
            else "they are clipped, without a gradient"
        )
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes values in 0..1: outside of them {cost}",
            remedies=loss_expecting(pair, "logits"),
        )
