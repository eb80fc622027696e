"""Rule: softmax before a binary cross-entropy that applies sigmoid itself."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import binary_floor_of, goes, sigmoid_cross_entropy, trains, unless_tensorflow
from headlint.rules._remedies import without_activation


@rule(level="error")
def softmax_before_bce_with_logits(pair: Pair) -> Reports:
    """Softmax before a binary cross-entropy that applies sigmoid itself.

    Why:

    The loss takes logits and applies sigmoid to them. Of probabilities sigmoid makes 0.5..0.7311, so the loss cannot
    fall below 0.3133 for a label that holds and 0.6931 for one that does not: with one label in ten that is 0.655, and
    there it stays. Besides, softmax makes the labels exclude each other, and the loss takes each for itself.
    Log-softmax is no better: it never gets above 0, so no label can ever get a probability above 0.5.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.zeros(8, 10))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.zeros(8, 10))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
    ```

    When this is fine:

    Where the probabilities are the input of another network and the loss sees that network's logits, as in adversarial
    training on segmentations.

    ```python
    import torch
    from torch import nn

    segmenter = nn.Conv2d(3, 5, 1)
    critic = nn.Conv2d(5, 1, 1)
    criterion = nn.BCEWithLogitsLoss()

    judged = critic(torch.softmax(segmenter(torch.randn(2, 3, 8, 8)), dim=1))
    loss = criterion(judged, torch.ones(2, 1, 8, 8))
    ```

    Fix safety:

    Unsafe: the loss is one for independent labels, so the softmax goes, and the model returns logits. For exclusive
    classes take a softmax cross-entropy on logits instead. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    +model = nn.Sequential(nn.Linear(64, 10))
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    ```

    Known misses:

    A loss that is chosen by a name from a file or the command line without a default is unknown.
    """
    if trains(pair) and sigmoid_cross_entropy(pair.loss) and pair.head.domain in ("probs", "log_probs"):
        low, high = (0.0, 1.0) if pair.head.domain == "probs" else (float("-inf"), 0.0)
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which applies sigmoid itself: {binary_floor_of(pair, low, high)}{unless_tensorflow(pair)}",
            remedies=without_activation(pair),
        )
