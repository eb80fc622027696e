"""Rule: an activation in the model that a focal, Dice or other loss applies again."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import flattened, goes, sigmoid_cross_entropy, softmax_cross_entropy, trains
from headlint.rules._remedies import loss_expecting, without_activation


@rule(level="error")
def activation_repeated_by_loss(pair: Pair) -> Reports:
    """An activation in the model that a focal, Dice or other loss applies again.

    Why:

    Many losses apply sigmoid or softmax themselves: focal losses nearly always, MONAI's with ``sigmoid=True`` or
    ``softmax=True``, segmentation_models_pytorch's by default (``from_logits=True``). Applied to probabilities, sigmoid
    makes 0.5..0.7311 of them and softmax over C classes nothing above e/(e + C-1): no pixel is ever clearly background,
    and Dice cannot come near 0.

    Bad:

    ```python
    import torch
    from monai.losses import DiceLoss
    from torch import nn

    model = nn.Sequential(nn.Conv2d(3, 1, 1), nn.Sigmoid())
    criterion = DiceLoss(sigmoid=True)

    loss = criterion(model(torch.randn(2, 3, 8, 8)), torch.ones(2, 1, 8, 8))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=keras.losses.BinaryFocalCrossentropy(from_logits=True))
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

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss=keras.losses.BinaryFocalCrossentropy())
    ```

    When this is fine:

    Where the loss is told that the model has applied the activation.

    ```python
    import torch
    from monai.losses import DiceLoss
    from torch import nn

    model = nn.Sequential(nn.Conv2d(3, 1, 1), nn.Sigmoid())
    criterion = DiceLoss()

    loss = criterion(model(torch.randn(2, 3, 8, 8)), torch.ones(2, 1, 8, 8))
    loss.backward()
    ```

    Fix safety:

    Safe: telling the loss not to apply the activation leaves the model's output as it is. Unsafe: a loss that cannot be
    told makes the activation go from the model, which changes what it returns.

    ```diff
    -criterion = DiceLoss(sigmoid=True)
    +criterion = DiceLoss()
    ```

    ```diff
    -model.compile(optimizer="adam", loss=keras.losses.BinaryFocalCrossentropy(from_logits=True))
    +model.compile(optimizer="adam", loss=keras.losses.BinaryFocalCrossentropy())
    ```

    Known misses:

    A loss of a library that no table knows is unknown, and so is a flag that comes from a file or the command line
    without a default. The project's own losses are followed.
    """
    elsewhere = softmax_cross_entropy(pair.loss) or sigmoid_cross_entropy(pair.loss)
    applies = pair.loss.expects == "logits" and pair.loss.applies in ("sigmoid", "softmax")
    if trains(pair) and applies and not elsewhere and pair.head.domain in ("probs", "unit"):
        again = pair.loss.applies
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which applies {again} itself: {flattened(pair.head, again)}",
            remedies=(*loss_expecting(pair, "unit"), *loss_expecting(pair, "probs"), *without_activation(pair)),
        )
