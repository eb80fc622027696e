"""Rule: sigmoid before a categorical cross-entropy that takes probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import at_channels, categorical_cross_entropy, goes, trains
from headlint.rules._remedies import other_activation


@rule(level="warning")
def sigmoid_before_categorical_cross_entropy(pair: Pair) -> Reports:
    """Sigmoid before a categorical cross-entropy that takes probabilities.

    Why:

    Sigmoid scores each class for itself, the loss wants a distribution over classes that exclude each other. What then
    happens depends on the backend: torch and jax divide the outputs by their sum, so that only their ratios are learned
    and all of them may be near 0 or near 1 at once; TensorFlow's graph code finds the logits behind the sigmoid and
    trains a softmax, while ``predict`` still returns sigmoids. In both cases the numbers that the model returns are not
    the probabilities that it was trained for.

    Bad:

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="sigmoid")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    Good:

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    When this is fine:

    For labels that may hold together the loss is a binary cross-entropy, and sigmoid is right.

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    Fix safety:

    Unsafe: the loss is one for exclusive classes, so sigmoid becomes softmax, and the model returns a distribution. If
    the labels are independent of each other, take a binary cross-entropy instead. Safe: inside the call of the loss
    nobody else sees it.

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="sigmoid")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    ```

    Known misses:

    With an unknown channel count nothing is said: over one channel the fault is another.
    """
    categorical = categorical_cross_entropy(pair.loss) and pair.loss.family != "kl_div"
    joined = not pair.head.known("chain")  # p and 1 - p side by side are a distribution
    if trains(pair) and categorical and pair.head.domain == "unit" and not joined:
        over = at_channels(pair.head, lambda count: f"{count} class{'es' if count > 1 else ''}", "the classes")
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes a distribution over {over}: torch and jax train on the outputs divided by "
            "their sum, TensorFlow's graph code trains a softmax instead",
            remedies=other_activation(pair, "softmax"),
        )
