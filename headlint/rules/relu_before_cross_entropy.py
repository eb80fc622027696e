"""Rule: ReLU or another activation without a negative side before a cross-entropy that takes logits."""

import re

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import after_activation, goes, sigmoid_cross_entropy, softmax_cross_entropy, trains
from headlint.rules._remedies import without_activation

RECTIFIERS = ("relu", "relu6", "softplus", "squareplus", "sparse_plus")
POOLING = re.compile(r"pool|\.(reduce_)?(mean|sum)$", re.IGNORECASE)
"""Steps that put many rectified values together: their mean is a score like any other."""


@rule(level="error")
def relu_before_cross_entropy(pair: Pair) -> Reports:
    """ReLU or another activation without a negative side before a cross-entropy that takes logits.

    Why:

    Logits are any real numbers. Rectified ones say "0" wherever the head wanted to say "no", and where ReLU clips, no
    gradient comes back: a class that is clipped on a sample does not learn from it. With ten classes and a plain
    network that costs about ten points of accuracy, with more classes more. Under a sigmoid nothing can ever fall below
    a probability of 0.5, so binary cross-entropy keeps paying ln 2 = 0.6931 for every negative.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.ReLU())
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 1), nn.ReLU())
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.zeros(8, 1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="relu")])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="relu")])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    ```

    When this is fine:

    A rectified map of class evidence that is averaged over all positions is a published design (Network in Network,
    SqueezeNet): a class gets its gradient from whatever position is not clipped.

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Conv2d(64, 10, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64, 13, 13)), torch.randint(10, (8,)))
    ```

    Fix safety:

    Unsafe: removing the activation changes what the model returns; predictions by argmax or by a threshold at 0 stay
    possible. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.ReLU())
    +model = nn.Sequential(nn.Linear(64, 10))
    ```

    ```diff
    -model = nn.Sequential(nn.Linear(64, 1), nn.ReLU())
    +model = nn.Sequential(nn.Linear(64, 1))
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="relu")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="relu")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    ```

    Known misses:

    A rectifier with pooling behind it is left alone, also where the pooling has one position.
    """
    softmax_inside, sigmoid_inside = softmax_cross_entropy(pair.loss), sigmoid_cross_entropy(pair.loss)
    if trains(pair) and (softmax_inside or sigmoid_inside) and pair.head.activation.kind in RECTIFIERS:
        rectified = pair.head.domain in ("nonneg", "bounded")
        if rectified and not any(POOLING.search(step.name) for step in after_activation(pair.head)):
            clips = pair.head.activation.kind in ("relu", "relu6")
            cost = "clipped logits get no gradient" if clips else "no class can be scored below 0"
            cost = cost if softmax_inside else "no probability can fall below 0.5"
            yield Seen(
                pair.loss.place,
                f"{goes(pair)}, which takes logits of either sign: {cost}",
                remedies=without_activation(pair),
            )
