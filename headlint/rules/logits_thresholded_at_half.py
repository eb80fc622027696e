"""Rule: logits compared with 0.5, the threshold of probabilities."""

from headlint.facts import Prediction
from headlint.maths import sigmoid
from headlint.rule import Reports, Seen, rule
from headlint.rules._remedies import number


@rule(level="warning")
def logits_thresholded_at_half(prediction: Prediction) -> Reports:
    """Logits compared with 0.5, the threshold of probabilities.

    Why:

    A loss on logits makes 0 the border between "no" and "yes": a logit of 0.5 is a probability of 0.622. Everything
    between 0.5 and 0.622 is called negative, so recall is lower than it could be and every metric is a little wrong.
    Rounding puts the border at 0.5 as well. It often follows when a doubled sigmoid is removed from a model, and the
    threshold stays.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 1))
    positive = scores > 0.5
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))

    positive = model.predict(np.zeros((8, 64)), verbose=0) > 0.5
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 1))
    positive = torch.sigmoid(scores) > 0.5
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))

    positive = keras.ops.sigmoid(model.predict(np.zeros((8, 64)), verbose=0)) > 0.5
    ```

    When this is fine:

    A regression of 0 and 1 has its border at 0.5: the outputs are no logits, whatever they look like.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.MSELoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.rand(8, 1))
    positive = scores > 0.5
    ```

    Fix safety:

    Unsafe: a threshold of 0 changes predictions, which is the point; one of 0.5 may have been tuned on data.

    ```diff
    -positive = scores > 0.5
    +positive = scores > 0
    ```

    ```diff
    -positive = model.predict(np.zeros((8, 64)), verbose=0) > 0.5
    +positive = model.predict(np.zeros((8, 64)), verbose=0) > 0
    ```

    Known misses:

    Other thresholds are not reported: they may be tuned. A threshold in another program than the training is not seen,
    because the loss is not known there.
    """
    half = prediction.kind == "round" or (prediction.kind == "threshold" and prediction.threshold == 0.5)
    if half and prediction.head.domain == "logits" and prediction.loss.expects == "logits":
        yield Seen(
            prediction.place,
            f"logits are compared with 0.5: that is a probability of {sigmoid(0.5):.3f}, one of 0.5 is a logit of 0",
            remedies=() if prediction.kind == "round" else number(prediction.place, 0.5, 0, "compare with 0"),
        )
