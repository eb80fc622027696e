"""Rule: predictions read through another activation than the one trained with."""

from headlint.facts import Prediction
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import activation, plain, sigmoid_cross_entropy, softmax_cross_entropy
from headlint.rules._remedies import other_activation


@rule(level="warning")
def other_activation_at_prediction(prediction: Prediction) -> Reports:
    """Predictions read through another activation than the one trained with.

    Why:

    A binary cross-entropy on logits trains sigmoids: each label is likely or not by itself. Softmax of the same logits
    shares a sum of 1 among them, and with three labels present at most one gets above 0.5. A softmax cross-entropy only
    trains differences between logits: sigmoid of one of them alone means nothing, and its 0.5 is anywhere.

    An argmax is the same through either, so it is not reported.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.BCEWithLogitsLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 10))
    present = torch.softmax(scores, dim=1) > 0.5
    ```

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.CrossEntropyLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.randint(10, (8,)))
    present = torch.sigmoid(scores) > 0.5
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))

    present = keras.ops.softmax(model.predict(np.zeros((8, 64)), verbose=0)) > 0.5
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))

    present = keras.ops.sigmoid(model.predict(np.zeros((8, 64)), verbose=0)) > 0.5
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.BCEWithLogitsLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 10))
    present = torch.sigmoid(scores) > 0.5
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True))

    present = keras.ops.sigmoid(model.predict(np.zeros((8, 64)), verbose=0)) > 0.5
    ```

    When this is fine:

    The largest logit is the largest of the softmax and of the sigmoid.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.CrossEntropyLoss()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.randint(10, (8,)))
    predicted = torch.sigmoid(scores).argmax(dim=1)
    ```

    Fix safety:

    Unsafe: the activation of the loss changes predictions, which is the point; a threshold tuned to the old ones is to
    be tuned again.

    ```diff
    -present = torch.softmax(scores, dim=1) > 0.5
    +present = torch.sigmoid(scores) > 0.5
    ```

    ```diff
    -present = torch.sigmoid(scores) > 0.5
    +present = torch.softmax(scores, dim=-1) > 0.5
    ```

    ```diff
    -present = keras.ops.softmax(model.predict(np.zeros((8, 64)), verbose=0)) > 0.5
    +present = keras.ops.sigmoid(model.predict(np.zeros((8, 64)), verbose=0)) > 0.5
    ```

    ```diff
    -present = keras.ops.sigmoid(model.predict(np.zeros((8, 64)), verbose=0)) > 0.5
    +present = keras.ops.softmax(model.predict(np.zeros((8, 64)), verbose=0)) > 0.5
    ```

    Known misses:

    Scores that are saved and read by another program are not followed.
    """
    if prediction.kind in ("threshold", "round"):
        kind = prediction.head.activation.kind  # one column of a softmax lies in 0..1 as well
        softmax_after_bce = kind == "softmax" and sigmoid_cross_entropy(prediction.loss)
        sigmoid_after_ce = kind == "sigmoid" and softmax_cross_entropy(prediction.loss)
        if softmax_after_bce or sigmoid_after_ce:
            trained = "softmax" if sigmoid_after_ce else "sigmoid"
            yield Seen(
                prediction.place,
                f"{activation(prediction.head) or 'another activation'} is compared with a threshold, but "
                f"{plain(prediction.loss.name)} trains these scores for {trained}",
                remedies=other_activation(prediction, "softmax" if sigmoid_after_ce else "sigmoid"),
            )
