"""Rule: a leaky or smooth rectifier before a cross-entropy that takes logits."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, sigmoid_cross_entropy, softmax_cross_entropy, trains
from headlint.rules._remedies import without_activation


@rule(level="warning")
def leaky_relu_before_cross_entropy(pair: Pair) -> Reports:
    """A leaky or smooth rectifier before a cross-entropy that takes logits.

    Why:

    LeakyReLU, ELU, GELU, SiLU and their like keep positive logits and flatten negative ones: to say "no" as clearly as
    "yes" the layer before has to shout, and the gradient of what it says is scaled down (0.01 for LeakyReLU) or dies
    out. The loss does the squashing itself; a nonlinearity before it has nothing to add.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.LeakyReLU())
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="leaky_relu")])
    model.compile(optimizer="adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 32), nn.LeakyReLU(), nn.Linear(32, 10))
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

    Before a layer that produces the logits, any activation is fine.

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Conv2d(3, 16, 3), nn.GELU(), nn.Conv2d(16, 5, 1))
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(2, 3, 9, 9)), torch.randint(5, (2, 7, 7)))
    ```

    Fix safety:

    Unsafe: removing the activation changes what the model returns, but not the order of the classes. Safe: inside the
    call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.LeakyReLU())
    +model = nn.Sequential(nn.Linear(64, 10))
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="leaky_relu")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    ```

    Known misses:

    An activation of a library that no table knows is unknown, also where its name says what it does.
    """
    logits_wanted = softmax_cross_entropy(pair.loss) or sigmoid_cross_entropy(pair.loss)
    if trains(pair) and logits_wanted and pair.head.domain == "leaky":
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes logits: the negative side is flattened on the way",
            remedies=without_activation(pair),
        )
