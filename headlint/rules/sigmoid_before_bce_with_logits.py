"""Rule: sigmoid before a binary cross-entropy that applies sigmoid itself."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import (
    binary_floor_of,
    goes,
    sigmoid_cross_entropy,
    sigmoid_in_logs,
    trains,
    unless_tensorflow,
)
from headlint.rules._remedies import loss_expecting, without_activation


@rule(level="error")
def sigmoid_before_bce_with_logits(pair: Pair) -> Reports:
    """Sigmoid before a binary cross-entropy that applies sigmoid itself.

    Why:

    The second sigmoid sees values in 0..1 and makes 0.5..0.7311 of them. So the loss cannot fall below 0.3133 where the
    target is 1 and 0.6931 where it is 0, the gradient is weak, and whoever applies the loss's own sigmoid and a
    threshold of 0.5 gets "positive" for everything. Log-sigmoid never gets above 0, so no probability ever gets above
    0.5.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.ones(8, 1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
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
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy())
    ```

    When this is fine:

    After the loss, for what is measured or shown, sigmoid is right: the loss has seen the logits.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 1))
    scores = torch.sigmoid(scores)
    positive = scores > 0.5
    ```

    Fix safety:

    Unsafe: removing the sigmoid changes what the model returns: whoever reads its output as probabilities has to apply
    sigmoid there. Safe: in Keras the loss is told that it gets probabilities, and the output stays.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())
    +model = nn.Sequential(nn.Linear(64, 1))
    ```

    ```diff
    -model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
    +model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy())
    ```

    Known misses:

    A loss that is chosen by a name from a file or the command line without a default is unknown.
    """
    activated = pair.head.domain == "unit" or sigmoid_in_logs(pair.head)
    if trains(pair) and sigmoid_cross_entropy(pair.loss) and activated:
        low, high = (0.0, 1.0) if pair.head.domain == "unit" else (float("-inf"), 0.0)
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which applies sigmoid itself: {binary_floor_of(pair, low, high)}{unless_tensorflow(pair)}",
            remedies=(*loss_expecting(pair, "unit"), *without_activation(pair)),
        )
