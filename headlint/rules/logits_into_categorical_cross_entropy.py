"""Rule: logits into a categorical cross-entropy that takes probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import categorical_cross_entropy, goes, trains
from headlint.rules._remedies import activated, loss_expecting


@rule(level="error")
def logits_into_categorical_cross_entropy(pair: Pair) -> Reports:
    """Logits into a categorical cross-entropy that takes probabilities.

    Why:

    A loss given by name, or without ``from_logits=True``, takes probabilities. It divides what it gets by the sum over
    the classes and clips it to 1e-7..1-1e-7. Logits have any sign and any sum: the quotient flips with the sign of the
    sum, what is negative is clipped, and what is clipped has no gradient. A right class that is clipped costs 16.1, and
    nothing makes it better.

    Bad:

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy())
    ```

    Good:

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
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

    Where softmax is a layer of its own, or the last thing that the model calls.

    ```python
    import keras

    inputs = keras.Input((64,))
    scores = keras.layers.Dense(10)(inputs)
    model = keras.Model(inputs, keras.layers.Softmax()(scores))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    Fix safety:

    Safe: ``from_logits=True`` changes the loss and nothing else. Unsafe: where the loss has no such argument the model
    gets a softmax, and returns probabilities from then on.

    ```diff
    -model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    +model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    ```

    ```diff
    -model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy())
    +model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    ```

    Known misses:

    A flag ``from_logits`` whose value is not known is taken both ways, so the finding is possible, not certain.
    """
    if trains(pair) and categorical_cross_entropy(pair.loss) and pair.head.domain == "logits":
        done = "clips them" if pair.loss.family == "kl_div" else "divides them by their sum and clips what is negative"
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes probabilities: it {done}; a softmax is missing",
            remedies=(*loss_expecting(pair, "logits"), *activated(pair, "softmax")),
        )
