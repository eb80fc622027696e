"""Rule: one-hot labels where a loss takes the predictions."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import plain, trains
from headlint.rules._remedies import swapped

ENCODERS = ("one_hot", "to_categorical")


@rule(level="error")
def labels_as_predictions(pair: Pair) -> Reports:
    """One-hot labels where a loss takes the predictions.

    Why:

    Cross-entropy is not symmetric: PyTorch takes the predictions first, Keras the labels. The other way round the
    labels are taken for scores and the scores for a distribution. The number looks like a loss and falls, but its
    minimum is somewhere else: nothing keeps the scores from growing.

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 10)
    labels = torch.randint(10, (8,))

    loss = F.cross_entropy(F.one_hot(labels, 10).float(), model(torch.randn(8, 64)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])


    def score(x, labels):
        return keras.losses.categorical_crossentropy(model(x), keras.ops.one_hot(labels, 10))
    ```

    Good:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 10)
    labels = torch.randint(10, (8,))

    loss = F.cross_entropy(model(torch.randn(8, 64)), F.one_hot(labels, 10).float())
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])


    def score(x, labels):
        return keras.losses.categorical_crossentropy(keras.ops.one_hot(labels, 10), model(x))
    ```

    When this is fine:

    A hard Gumbel softmax returns one-hot vectors, but with a gradient: it is a head. Keyword arguments say which is
    which in any order.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 10)
    labels = torch.randint(10, (8,))

    loss = F.cross_entropy(target=F.one_hot(labels, 10).float(), input=model(torch.randn(8, 64)))
    loss.backward()
    ```

    Fix safety:

    Safe: swapping the two arguments changes the loss and nothing else.

    ```diff
    -loss = F.cross_entropy(F.one_hot(labels, 10).float(), model(torch.randn(8, 64)))
    +loss = F.cross_entropy(model(torch.randn(8, 64)), F.one_hot(labels, 10).float())
    ```

    ```diff
    -    return keras.losses.categorical_crossentropy(model(x), keras.ops.one_hot(labels, 10))
    +    return keras.losses.categorical_crossentropy(keras.ops.one_hot(labels, 10), model(x))
    ```

    Known misses:

    Labels that reach the loss without an encoder in sight, as from a data loader, are not recognised; two models that
    are compared with each other may stand in any order.
    """
    compares = pair.loss.family in ("cross_entropy", "nll", "bce", "bce_logits", "kl_div", "focal")
    labels = pair.head.domain == "one_hot" and plain(pair.head.producer) in ENCODERS
    if trains(pair) and compares and labels:
        encoder, loss = plain(pair.head.producer), plain(pair.loss.name)
        yield Seen(
            pair.loss.place,
            f"labels from {encoder} stand where {loss} takes the predictions",
            remedies=swapped(pair),
        )
