"""Rule: softmax or sigmoid on what is already a probability, before the loss."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import activation, agrees, flattened, trains
from headlint.rules._remedies import without_activation, without_the_one_before

NORMALISING = ("softmax", "log_softmax", "sigmoid", "log_sigmoid")


@rule(level="error")
def activation_applied_twice(pair: Pair) -> Reports:
    """Softmax or sigmoid on what is already a probability, before the loss.

    Why:

    The second one sees values in 0..1: softmax over C classes then gives no class more than e/(e + C-1) (0.232 for 10
    classes), sigmoid gives 0.5..0.7311. The loss gets what it asks for, and can still not fall below the same bound as
    with a doubled activation in the loss, ln(1 + (C-1)/e) or 0.6931. It often comes from a model that ends in softmax
    and a training step that adds log-softmax.

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))

    loss = F.nll_loss(F.log_softmax(model(torch.randn(8, 64)), dim=1), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential(
        [keras.Input((64,)), keras.layers.Dense(10, activation="softmax"), keras.layers.Softmax()]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    Good:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 10)

    loss = F.nll_loss(F.log_softmax(model(torch.randn(8, 64)), dim=1), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10), keras.layers.Softmax()])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    When this is fine:

    With a layer of weights between the two, the first one is a gate or an attention inside the network.

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 32), nn.Sigmoid(), nn.Linear(32, 10), nn.LogSoftmax(dim=1))
    criterion = nn.NLLLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    Fix safety:

    Unsafe: removing either of the two changes what the model or the training step returns. The last one goes if the
    loss can do without it, else the one before. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    +model = nn.Sequential(nn.Linear(64, 10))
    ```

    ```diff
    -    [keras.Input((64,)), keras.layers.Dense(10, activation="softmax"), keras.layers.Softmax()]
    +    [keras.Input((64,)), keras.layers.Dense(10, activation="softmax")]
    ```

    Known misses:

    Where other steps stand between the two activations (an average over models, a mixture) they are a computation of
    its own, and nothing is said.
    """
    twice = pair.head.activation.kind in NORMALISING and pair.head.activation.before in ("probs", "unit")
    if trains(pair) and twice and agrees(pair):
        last = activation(pair.head)
        before = "probabilities" if pair.head.activation.before == "probs" else "values in 0..1"
        cost = flattened(pair.head, last.removeprefix("log-"))
        yield Seen(
            pair.head.activation.place,
            f"{last} is applied to {before} that another activation made: {cost}",
            remedies=(*without_activation(pair), *without_the_one_before(pair)),
        )
