"""Rule: sigmoid and BCELoss where BCEWithLogitsLoss does both."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import binary_cross_entropy, goes, trains
from headlint.rules._remedies import loss_expecting, together, without_activation


@rule(level="info")
def sigmoid_before_bce(pair: Pair) -> Reports:
    """Sigmoid and BCELoss where BCEWithLogitsLoss does both.

    Why:

    The pair is right. BCEWithLogitsLoss computes the same number from the logits and is exact where float32 rounds a
    sigmoid to 0 or 1: there BCELoss clamps its logarithm at -100 and the gradient is 0. Under autocast BCELoss refuses
    to run at all.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())
    criterion = nn.BCELoss()

    loss = criterion(model(torch.randn(8, 64)), torch.ones(8, 1))
    loss.backward()
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

    When this is fine:

    Always, as far as it goes; and where the probability is not a plain sigmoid there is no logit to give to the loss.
    In Keras it is the common form.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 2)
    criterion = nn.BCELoss()

    loss = criterion(torch.softmax(model(torch.randn(8, 64)), dim=1)[:, 1], torch.ones(8))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    In Keras:

    Sigmoid with the default loss is the common form, and TensorFlow computes it from the logits: nothing is reported.

    Fix safety:

    Unsafe: removing the sigmoid changes what the model returns: whoever reads its output as probabilities has to apply
    sigmoid there. Safe: inside the call of the loss nobody else sees it. Activation and loss change together, in
    whatever files they stand, or neither does.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())
    -criterion = nn.BCELoss()
    +model = nn.Sequential(nn.Linear(64, 1))
    +criterion = nn.BCEWithLogitsLoss()
    ```

    Known misses:

    Keras is left out on purpose: there sigmoid with the default loss is the common form.
    """
    sigmoid = pair.head.domain == "unit" and pair.head.activation.kind == "sigmoid"
    torch = pair.loss.family == "bce" and pair.head.framework == "torch"
    if trains(pair) and sigmoid and torch and binary_cross_entropy(pair.loss):
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}: right, but BCEWithLogitsLoss on logits is numerically safer",
            remedies=together(without_activation(pair), loss_expecting(pair, "logits")),
        )
