"""Rule: a regression target that the head's activation cannot reach."""

import math

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import activation, limits, look, plain, trains
from headlint.rules._remedies import without_activation


@rule(level="error")
def bounded_head_for_unbounded_targets(pair: Pair) -> Reports:
    """A regression target that the head's activation cannot reach.

    Why:

    Sigmoid and softmax end at 1, tanh at -1 and 1, ReLU at 0. What the targets have beyond, the head can never say: the
    loss stays above 0, and at the end of its range the activation has no gradient left, so the head soon says the same
    for every sample. A regression head has no activation, or its targets are scaled into its range.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 1), nn.ReLU())
    criterion = nn.L1Loss()
    change = torch.tensor([[-3.0], [1.5], [-0.5], [2.0]])

    loss = criterion(model(torch.randn(4, 64)), change)
    loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    prices = np.array([120.0, 340.0, 95.0, 410.0])
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="mse")
    model.fit(np.zeros((4, 64)), prices, verbose=0)
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.L1Loss()
    change = torch.tensor([[-3.0], [1.5], [-0.5], [2.0]])

    loss = criterion(model(torch.randn(4, 64)), change)
    loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    prices = np.array([120.0, 340.0, 95.0, 410.0])
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    model.fit(np.zeros((4, 64)), prices, verbose=0)
    ```

    When this is fine:

    Targets inside the range, as the pixels of an image in 0..1 or a count that is never negative.

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 784), nn.Sigmoid())
    criterion = nn.MSELoss()

    loss = criterion(model(torch.randn(4, 64)), torch.rand(4, 784))
    loss.backward()
    ```

    Fix safety:

    Unsafe: without the activation the model returns other values. Scaling the targets instead, and scaling back at
    prediction, is for people to decide. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 1), nn.ReLU())
    +model = nn.Sequential(nn.Linear(64, 1))
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    ```

    Known misses:

    The range of the targets has to be told by the code: literals, a generator, a library's data set, a scaler. Targets
    that are read from a file say nothing.
    """
    bounded = pair.head.domain in ("unit", "probs", "symmetric", "nonneg", "bounded")
    if trains(pair) and bounded and pair.loss.family in ("mse", "l1", "poisson"):
        low, high = limits(pair.head)
        ends = (look(pair, "target", "low"), look(pair, "target", "high"))
        beyond = [end for end in ends if isinstance(end, (int, float)) and not low <= end <= high]
        if beyond:
            made, end = activation(pair.head) or "the head", low if beyond[-1] < low else high
            yield Seen(
                pair.loss.place,
                f"{made} ends at {end:g}, the targets of {plain(pair.loss.name)} {_reach(beyond[-1])}",
                remedies=without_activation(pair),
            )


def _reach(end: float) -> str:
    return "are not bounded" if math.isinf(end) else f"reach {end:g}"
