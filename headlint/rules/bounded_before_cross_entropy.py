"""Rule: tanh, a cosine or another bounded value before a cross-entropy that takes logits."""

from headlint.facts import Pair
from headlint.maths import bce_with_logits_floor
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import floor_of, goes, limits, sigmoid_cross_entropy, softmax_cross_entropy, trains
from headlint.rules._remedies import without_activation

WIDE = 4.0
"""Logits in an interval longer than this are limited, but hardly squeezed: the floor is 0.15 for ten classes."""


@rule(level="warning")
def bounded_before_cross_entropy(pair: Pair) -> Reports:
    """Tanh, a cosine or another bounded value before a cross-entropy that takes logits.

    Why:

    Logits need room: in an interval of length r, cross-entropy over C classes cannot fall below ln(1 + (C-1)·e^-r). For
    tanh, softsign and cosines (r = 2) that is 0.1269 for 2 classes, 0.7966 for 10, 4.914 for 1000; binary cross-entropy
    on -1..1 cannot fall below 0.3133. The head can never be as sure as its data.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Tanh())
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 1), nn.Tanh())
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.ones(8, 1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="tanh")])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="tanh")])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
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

    With a scale (a temperature) behind it, a bounded value has the room that it needs.

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Tanh())
    criterion = nn.CrossEntropyLoss()

    loss = criterion(10 * model(torch.randn(8, 64)), torch.randint(10, (8,)))
    ```

    Fix safety:

    Unsafe: removing the activation changes what the model returns. A cosine may be the design: it has no fix, a scale
    is for its author to choose. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.Tanh())
    +model = nn.Sequential(nn.Linear(64, 10))
    ```

    ```diff
    -model = nn.Sequential(nn.Linear(64, 1), nn.Tanh())
    +model = nn.Sequential(nn.Linear(64, 1))
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="tanh")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="tanh")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    ```

    Known misses:

    A scale whose value is not known silences the rule, also where it is 1 in the end. An interval wider than 4 leaves
    room enough and is not reported.
    """
    softmax_inside, sigmoid_inside = softmax_cross_entropy(pair.loss), sigmoid_cross_entropy(pair.loss)
    if trains(pair) and (softmax_inside or sigmoid_inside) and pair.head.domain in ("symmetric", "bounded"):
        low, high = limits(pair.head)
        if high - low <= WIDE:
            lowest = max(bce_with_logits_floor(low, high))
            cost = floor_of(pair, high - low) if softmax_inside else f"the loss cannot fall below {lowest:.4g}"
            yield Seen(
                pair.loss.place,
                f"{goes(pair)}, which takes logits, but lies in {low:g}..{high:g}: {cost}",
                remedies=without_activation(pair),
            )
