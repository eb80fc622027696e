"""Rule: softmax before a cross-entropy that applies softmax itself."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import floor_of, goes, softmax_cross_entropy, trains, unless_tensorflow
from headlint.rules._remedies import loss_expecting, without_activation


@rule(level="error")
def softmax_before_cross_entropy(pair: Pair) -> Reports:
    """Softmax before a cross-entropy that applies softmax itself.

    Why:

    The loss takes logits and applies log-softmax to them. Probabilities lie in 0..1, so the second softmax can make the
    right class at most e times as likely as another one, and over C classes the loss cannot fall below ln(1 + (C-1)/e):
    0.3133 for 2 classes, 1.461 for 10, 3.622 for 100, 5.909 for 1000. The gradient is weak where the head is wrong and
    sure of it. At 10 classes accuracy hardly shows it; at 1000 training stalls.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
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
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    ```

    When this is fine:

    Where softmax only runs outside training, or only for what is shown to people, the loss still sees logits. Softmax
    on the target is fine too: a target may be a distribution.

    ```python
    import torch
    from torch import nn


    class Classifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.last = nn.Linear(64, 10)

        def forward(self, x):
            scores = self.last(x)
            if not self.training:
                return torch.softmax(scores, dim=1)
            return scores


    model = Classifier()
    loss = nn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    ```

    Fix safety:

    Unsafe: removing the softmax changes what the model returns, and whoever reads its output as probabilities has to
    apply softmax there. Safe: in Keras the loss is told that it gets probabilities, and the output stays; a softmax
    that stands in the call of the loss is seen by nobody else.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    +model = nn.Sequential(nn.Linear(64, 10))
    ```

    ```diff
    -model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    +model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy())
    ```

    Known misses:

    A model that comes out of a file (``torch.load``, a hub) is unknown, so a softmax at its end is not seen. Neither is
    a softmax that is written out by hand, as a quotient of exponentials.
    """
    if trains(pair) and softmax_cross_entropy(pair.loss) and pair.head.domain == "probs":
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which applies log-softmax itself: {floor_of(pair, 1)}{unless_tensorflow(pair)}",
            remedies=(
                *loss_expecting(pair, "probs"),
                *without_activation(pair),
            ),
        )
