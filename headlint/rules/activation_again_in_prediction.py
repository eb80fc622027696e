"""Rule: softmax or sigmoid of what is already a probability, in a prediction."""

from headlint.facts import Prediction
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import activation
from headlint.rules._remedies import without_activation


@rule(level="warning")
def activation_again_in_prediction(prediction: Prediction) -> Reports:
    """Softmax or sigmoid of what is already a probability, in a prediction.

    Why:

    The model has applied it. Sigmoid of a probability lies in 0.5..0.7311, so a threshold of 0.5 says "positive" for
    everything; softmax of probabilities flattens them, so that over ten classes none gets above 0.232. An argmax is the
    same as before, so it is not reported.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())

    positive = torch.sigmoid(model(torch.randn(8, 64))) > 0.5
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")


    def likely(x):
        return keras.ops.softmax(model.predict(x)) > 0.5
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())

    positive = model(torch.randn(8, 64)) > 0.5
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")


    def likely(x):
        return model.predict(x) > 0.5
    ```

    When this is fine:

    For the largest one it makes no difference.

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))

    predicted = torch.softmax(model(torch.randn(8, 64)), dim=1).argmax(dim=1)
    ```

    Fix safety:

    Unsafe: without the second activation predictions change, which is the point; a threshold tuned to the old ones is
    to be tuned again.

    ```diff
    -positive = torch.sigmoid(model(torch.randn(8, 64))) > 0.5
    +positive = model(torch.randn(8, 64)) > 0.5
    ```

    ```diff
    -    return keras.ops.softmax(model.predict(x)) > 0.5
    +    return model.predict(x) > 0.5
    ```

    Known misses:

    A decision that is made far away, in a service that reads saved predictions, is not seen. Comparisons with a
    threshold that is not a number in the code are not reported.
    """
    last = prediction.head.activation
    again = last.kind in ("softmax", "sigmoid") and last.before in ("probs", "unit")
    if again and prediction.kind in ("threshold", "round"):
        yield Seen(
            last.place,
            f"{activation(prediction.head)} is applied to what is already a probability, before a threshold",
            remedies=without_activation(prediction),
        )
