"""Rule: sigmoid before a cross-entropy that applies softmax itself."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import floor_of, goes, softmax_cross_entropy, trains, unless_tensorflow
from headlint.rules._remedies import without_activation


@rule(level="error")
def sigmoid_before_cross_entropy(pair: Pair) -> Reports:
    """Sigmoid before a cross-entropy that applies softmax itself.

    Why:

    The loss takes logits, any real numbers. Squeezed into 0..1 they differ by 1 at most, so softmax can make the right
    class at most e times as likely as another one: over C classes the loss cannot fall below ln(1 + (C-1)/e), 0.3133
    for 2 classes, 1.461 for 10, 5.909 for 1000. Besides, sigmoid speaks of independent labels and the loss of classes
    that exclude each other: one of the two is not what was meant.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Sigmoid())
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="sigmoid")])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    ```

    When this is fine:

    A sigmoid further inside the network, a gate for example, is no head.

    ```python
    import torch
    from torch import nn


    class Gated(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate = nn.Linear(64, 64)
            self.last = nn.Linear(64, 10)

        def forward(self, x):
            return self.last(x * torch.sigmoid(self.gate(x)))


    loss = nn.CrossEntropyLoss()(Gated()(torch.randn(8, 64)), torch.randint(10, (8,)))
    ```

    Fix safety:

    Unsafe: the loss is one for exclusive classes, so the sigmoid goes, and the model returns logits. If the labels are
    independent of each other, take a binary cross-entropy instead, and targets with one column a label. Safe: inside
    the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.Sigmoid())
    +model = nn.Sequential(nn.Linear(64, 10))
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="sigmoid")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    ```

    Known misses:

    A loss that is chosen by a name from a file or the command line without a default is unknown.
    """
    if trains(pair) and softmax_cross_entropy(pair.loss) and pair.head.domain == "unit":
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which applies log-softmax itself: {floor_of(pair, 1)}{unless_tensorflow(pair)}",
            remedies=without_activation(pair),
        )
