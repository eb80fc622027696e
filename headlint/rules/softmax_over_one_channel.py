"""Rule: softmax over one channel."""

from headlint.facts import Pair
from headlint.maths import KERAS_LOG_CLAMP, TORCH_LOG_CLAMP
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import activation, binary_cross_entropy, look, plain
from headlint.rules._remedies import loss_expecting, other_activation, together, without_activation

MAKES = {"softmax": "probs", "log_softmax": "log_probs"}


@rule(level="error")
def softmax_over_one_channel(pair: Pair) -> Reports:
    """Softmax over one channel.

    Why:

    Softmax divides by the sum over the channels. Of one channel that leaves the constant 1 (log-softmax: 0), whatever
    the network computes, and a gradient that is exactly 0: nothing is learned, and every prediction is "positive".
    BCELoss on it is 100 for each negative, Keras' on torch and jax 15.942. TensorFlow's graph code finds the logit
    behind the softmax and trains, but the model still predicts 1 for everything.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 1), nn.Softmax(dim=1))
    criterion = nn.BCELoss()

    loss = criterion(model(torch.randn(8, 64)), torch.zeros(8, 1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="softmax")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="softmax")])
    model.compile(optimizer="adam", loss="mse")
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.zeros(8, 1))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    ```

    When this is fine:

    With one score a position, softmax over the positions is an attention or a pointer: its axis is not the channel's.

    ```python
    import torch
    from torch import nn

    score = nn.Linear(64, 1)
    criterion = nn.CrossEntropyLoss()

    positions = score(torch.randn(8, 20, 64)).squeeze(-1)
    loss = criterion(positions, torch.randint(20, (8,)))
    shown = torch.softmax(positions, dim=1)
    ```

    Fix safety:

    Unsafe: sigmoid makes other numbers than before, which were all 1. In PyTorch the loss takes logits in its stead. A
    second channel is for people to decide. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 1), nn.Softmax(dim=1))
    -criterion = nn.BCELoss()
    +model = nn.Sequential(nn.Linear(64, 1))
    +criterion = nn.BCEWithLogitsLoss()
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="softmax")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="softmax")])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    ```

    Known misses:

    A channel count that is computed from data is unknown. The size of an axis after a reshape by unknown numbers is
    unknown, too.
    """
    last = pair.head.activation
    constant = last.axis_channels == 1 and MAKES.get(last.kind) == pair.head.domain
    if constant and otherwise_right(pair):
        value = 1 if pair.head.domain == "probs" else 0
        yield Seen(
            last.place,
            f"{activation(pair.head)} over one channel is the constant {value}: {plain(pair.loss.name)} sees no "
            f"prediction and sends back no gradient{price(pair)}",
            remedies=(
                *other_activation(pair, "sigmoid"),
                *together(without_activation(pair), loss_expecting(pair, "logits")),
            ),
        )


def price(pair: Pair) -> str:
    """What a binary cross-entropy takes for a certain "yes" where the answer is no."""
    if not binary_cross_entropy(pair.loss):
        return ""
    if look(pair.head, "framework") == "torch":
        return f", and costs {TORCH_LOG_CLAMP:g} for each target of 0"
    graph = "TensorFlow's graph code trains the logit behind it, but predicts 1 all the same"
    return f", and costs {KERAS_LOG_CLAMP:.3f} for each target of 0 (torch and jax; {graph})"


def otherwise_right(pair: Pair) -> bool:
    """No other rule speaks: the loss could do with one channel, and with what the activation makes."""
    fits = ("unit", "probs", "any") if pair.head.domain == "probs" else ("any",)
    return pair.loss.min_channels == 1 and pair.loss.expects in fits
