"""Rule: an activation that leaves 0..1 before a cross-entropy that takes probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import binary_cross_entropy, categorical_cross_entropy, goes, limits, look, trains
from headlint.rules._remedies import loss_expecting, other_activation, together, without_activation


@rule(level="error")
def out_of_range_into_cross_entropy(pair: Pair) -> Reports:
    """ReLU, tanh or another activation that leaves 0..1 before a cross-entropy that takes probabilities.

    Why:

    The loss takes logarithms, so it must get probabilities: sigmoid or softmax. After tanh or log-softmax half of the
    values, or all, are negative; after ReLU they are 0 or have no upper bound. PyTorch's BCELoss raises an error on
    such a value. Keras clips to 1e-7..1-1e-7 (its categorical losses divide by the sum over the classes first), and
    what is clipped has no gradient.

    Bad:

    ```python
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 784), nn.Tanh())
    criterion = nn.BCELoss()


    def step(x, y):
        loss = criterion(model(x), y)
        loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="relu")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="relu")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    Good:

    ```python
    from torch import nn

    model = nn.Linear(64, 784)
    criterion = nn.BCEWithLogitsLoss()


    def step(x, y):
        loss = criterion(model(x), y)
        loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    When this is fine:

    A generator may end in tanh: what the loss sees is the discriminator's answer.

    ```python
    import torch
    from torch import nn

    generator = nn.Sequential(nn.Linear(16, 64), nn.Tanh())
    discriminator = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(discriminator(generator(torch.randn(8, 16))), torch.ones(8, 1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Conv2D(10, 1, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Softmax(),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    Fix safety:

    Unsafe: the activation becomes sigmoid or softmax, or goes and the loss takes logits: both change what the model
    returns. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 784), nn.Tanh())
    -criterion = nn.BCELoss()
    +model = nn.Sequential(nn.Linear(64, 784))
    +criterion = nn.BCEWithLogitsLoss()
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="relu")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="relu")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    ```

    Known misses:

    A clamp or a rescaling to 0..1 behind the activation is followed where its bounds are known, else nothing is said.
    """
    binary, categorical = binary_cross_entropy(pair.loss), categorical_cross_entropy(pair.loss)
    if trains(pair) and (binary or categorical):
        outside = pair.head.domain in ("nonneg", "symmetric", "leaky", "log_probs", "log_unit")
        if pair.head.domain == "bounded":
            low, high = limits(pair.head)
            outside = low < 0 or high > 1
        if outside:
            wanted = "values in 0..1" if binary else "probabilities"
            torch = look(pair.head, "framework") == "torch"
            cost = "outside of them torch raises an error" if torch else "what is not is clipped, without a gradient"
            yield Seen(
                pair.loss.place,
                f"{goes(pair)}, which takes {wanted}: {cost}",
                remedies=(
                    *other_activation(pair, "sigmoid" if binary else "softmax"),
                    *together(without_activation(pair), loss_expecting(pair, "logits")),
                ),
            )
