"""Rule: log-softmax before a cross-entropy that applies it itself."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, look, softmax_cross_entropy, trains
from headlint.rules._remedies import loss_expecting, without_activation


@rule(level="info")
def log_softmax_before_cross_entropy(pair: Pair) -> Reports:
    """Log-softmax before a cross-entropy that applies it itself.

    Why:

    Nothing is wrong with the numbers: log-softmax of log-probabilities gives the same log-probabilities, so loss and
    gradient are what they would be without it. It costs a pass over the output, and it misleads readers, who expect
    NLLLoss behind it or logits before the loss.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=1))
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="log_softmax")])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=1))
    criterion = nn.NLLLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    ```

    When this is fine:

    Always, as far as the numbers go. Where log-probabilities are what the model is meant to return, NLLLoss says so.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 10)

    log_probabilities = F.log_softmax(model(torch.randn(8, 64)), dim=1)
    loss = F.nll_loss(log_probabilities, torch.randint(10, (8,)))
    ```

    Fix safety:

    Safe: if the labels are class indices, NLLLoss computes the same number as CrossEntropyLoss here. Unsafe: with
    labels that are not known it may not, for it takes no probabilities; and removing the log-softmax, where the loss
    has label smoothing, changes what the model returns.

    ```diff
    -criterion = nn.CrossEntropyLoss()
    +criterion = nn.NLLLoss()
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="log_softmax")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    ```

    Known misses:

    Label smoothing, class weights and targets that are distributions change nothing and are not told apart.
    """
    if trains(pair) and softmax_cross_entropy(pair.loss) and pair.head.domain == "log_probs":
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which applies log-softmax itself: harmless, once would do",
            remedies=(
                *loss_expecting(pair, "log_probs", safe=look(pair, "target", "form") == "indices"),
                *without_activation(pair),
            ),
        )
