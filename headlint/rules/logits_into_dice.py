"""Rule: a Dice loss on values that are not probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, look, trains
from headlint.rules._remedies import Remedies, activated, loss_argument, loss_expecting


@rule(level="error")
def logits_into_dice(pair: Pair) -> Reports:
    """A Dice loss on values that are not probabilities.

    Why:

    Dice is twice the overlap over the sum of both areas. With logits both may be negative or of any size: the quotient
    has no bounds, the loss falls below 0 without end, and a mask is never what makes it least. Someone has to apply the
    activation: the model, or the loss (``sigmoid=True``, ``from_logits=True``).

    Bad:

    ```python
    import torch
    from monai.losses import DiceLoss
    from torch import nn

    model = nn.Conv2d(3, 1, 1)
    criterion = DiceLoss()

    loss = criterion(model(torch.randn(2, 3, 8, 8)), torch.ones(2, 1, 8, 8))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(1, 1)])
    model.compile(optimizer="adam", loss=keras.losses.Dice())
    ```

    Good:

    ```python
    import torch
    from monai.losses import DiceLoss
    from torch import nn

    model = nn.Conv2d(3, 1, 1)
    criterion = DiceLoss(sigmoid=True)

    loss = criterion(model(torch.randn(2, 3, 8, 8)), torch.ones(2, 1, 8, 8))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(1, 1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=keras.losses.Dice())
    ```

    When this is fine:

    Where the activation is applied on the way to the loss.

    ```python
    import torch
    from monai.losses import DiceLoss
    from torch import nn

    model = nn.Conv2d(3, 4, 1)
    criterion = DiceLoss(to_onehot_y=True)

    scores = model(torch.randn(2, 3, 8, 8))
    loss = criterion(torch.softmax(scores, dim=1), torch.zeros(2, 1, 8, 8))
    loss.backward()
    ```

    Fix safety:

    Safe: letting the loss apply the activation changes the loss and nothing else. Unsafe: where it cannot, the model
    gets the activation and returns other values. Over several channels only the labels say which of the two it is.

    ```diff
    -criterion = DiceLoss()
    +criterion = DiceLoss(sigmoid=True)
    ```

    ```diff
    -model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(1, 1)])
    +model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(1, 1, activation="sigmoid")])
    ```

    Known misses:

    A Dice loss of a library that no table knows is unknown. One of the project's own is followed as far as its overlap
    can be recognised.
    """
    raw = ("logits", "nonneg", "symmetric", "leaky", "log_probs", "log_unit")
    if (
        trains(pair)
        and pair.loss.family == "dice"
        and pair.loss.expects in ("unit", "probs")
        and pair.head.domain in raw
    ):
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes probabilities: neither head nor loss applies sigmoid or softmax",
            remedies=remedies(pair),
        )


def remedies(pair: Pair) -> Remedies:
    """The activation that one channel needs; over several the labels would have to say."""
    if look(pair, "loss", "options") and pair.loss.options.get("from_logits") is False:
        return loss_argument(pair, "from_logits", True)
    if look(pair, "head", "channels") != 1:
        return ()
    return (*loss_expecting(pair, "logits", applies="sigmoid"), *activated(pair, "sigmoid"))
