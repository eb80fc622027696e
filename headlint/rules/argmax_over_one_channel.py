"""Rule: argmax over one channel."""

from headlint.facts import Prediction
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import same_axis


@rule(level="error")
def argmax_over_one_channel(prediction: Prediction) -> Reports:
    """Argmax over one channel.

    Why:

    The largest of one value is the first: the answer is 0 for every sample, and an accuracy computed from it is the
    share of zeros in the labels. A head with one channel is read with a threshold.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 1))
    predicted = scores.argmax(dim=1)
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")

    predicted = np.argmax(model.predict(np.zeros((4, 64)), verbose=0), axis=1)
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 1))
    predicted = scores > 0
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")

    predicted = model.predict(np.zeros((4, 64)), verbose=0) > 0.5
    ```

    When this is fine:

    Along another axis argmax finds the best position.

    ```python
    import torch
    from torch import nn

    score = nn.Linear(64, 1)

    best = score(torch.randn(8, 20, 64)).squeeze(-1).argmax(dim=1)
    ```

    Fix safety:

    There is no fix: the threshold to take instead depends on what the head returns, 0 for logits and 0.5 for
    probabilities, and comes out with other axes than an argmax.

    Known misses:

    An argmax along an axis that is not known is not reported.
    """
    one = prediction.head.channels == 1 and same_axis(prediction.axis, prediction.head.axis)
    if one and prediction.kind == "argmax":
        yield Seen(prediction.place, "argmax over one channel is always 0; one channel is read with a threshold")
