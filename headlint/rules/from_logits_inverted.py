"""Rule: an activation that is applied where from_logits is false, and not where it is true."""

from headlint.facts import Switched
from headlint.maths import sigmoid
from headlint.rule import Reports, Seen, rule


@rule(level="error")
def from_logits_inverted(switched: Switched) -> Reports:
    """An activation that is applied where from_logits is false, and not where it is true.

    Why:

    Keras and the segmentation libraries agree on what `from_logits=True` says: what comes in are logits, so the loss
    has to apply the activation itself. With the test the wrong way round, both settings are wrong. Logits are scored as
    if they were probabilities: an overlap of values below 0 and above 1 can be improved without end and the logarithm
    of a negative value is NaN. And probabilities are squashed a second time: sigmoid makes 0.5..0.7311 of 0..1, so the
    loss cannot reach 0.

    Bad:

    ```python
    import torch
    from torch import nn


    class DiceLoss(nn.Module):
        def __init__(self, from_logits=True):
            super().__init__()
            self.from_logits = from_logits

        def forward(self, y_pred, y_true):
            if not self.from_logits:
                y_pred = torch.sigmoid(y_pred)
            overlap = (y_pred * y_true).sum()
            return 1 - (2 * overlap + 1) / (y_pred.sum() + y_true.sum() + 1)
    ```

    ```python
    import keras


    def dice(y_true, y_pred, from_logits):
        if not from_logits:
            y_pred = keras.ops.softmax(y_pred)
        overlap = keras.ops.sum(y_true * y_pred)
        return 1 - (2 * overlap + 1) / (keras.ops.sum(y_true) + keras.ops.sum(y_pred) + 1)
    ```

    Good:

    ```python
    import torch
    from torch import nn


    class DiceLoss(nn.Module):
        def __init__(self, from_logits=True):
            super().__init__()
            self.from_logits = from_logits

        def forward(self, y_pred, y_true):
            if self.from_logits:
                y_pred = torch.sigmoid(y_pred)
            overlap = (y_pred * y_true).sum()
            return 1 - (2 * overlap + 1) / (y_pred.sum() + y_true.sum() + 1)
    ```

    ```python
    import keras


    def dice(y_true, y_pred, from_logits):
        if from_logits:
            y_pred = keras.ops.softmax(y_pred)
        overlap = keras.ops.sum(y_true * y_pred)
        return 1 - (2 * overlap + 1) / (keras.ops.sum(y_true) + keras.ops.sum(y_pred) + 1)
    ```

    When this is fine:

    A flag of a model says what it returns, not what it is given: there the activation belongs where logits are not
    asked for.

    ```python
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self, return_logits=False):
            super().__init__()
            self.conv = nn.Conv2d(3, 1, 1)
            self.return_logits = return_logits

        def forward(self, x):
            x = self.conv(x)
            if not self.return_logits:
                x = torch.sigmoid(x)
            return x
    ```

    If logits come in whatever the flag says, and it chooses between a loss on logits and one on probabilities, nothing
    is scored wrongly: only the flag's name misleads.

    ```python
    import torch.nn.functional as F


    def score(y_pred, y_true, from_logits):
        if from_logits:
            return F.binary_cross_entropy_with_logits(y_pred, y_true)
        return F.mse_loss(y_pred.sigmoid(), y_true)
    ```

    Fix safety:

    There is no fix: whoever uses the loss has perhaps found out which setting works and passes the wrong one. With the
    test turned round those calls have to change as well.

    Known misses:

    Flags of other names that mean the same are not looked at, nor is a flag that is renamed or turned round before it
    is tested.
    """
    if switched.mode == "training" and switched.flag == "from_logits" and switched.direct and not switched.on:
        scale = "log-probabilities" if switched.kind.startswith("log_") else "probabilities"
        yield Seen(
            switched.place,
            f"{switched.kind.replace('_', '-')} is applied where from_logits is False, and not where it is True, which "
            f"says that logits come in: there logits are scored as {scale}, and where it is False probabilities are "
            f"squashed twice ({_twice(switched.kind)})",
        )


def _twice(kind: str) -> str:
    """What an activation makes of values that are probabilities already."""
    if kind in ("sigmoid", "log_sigmoid"):
        return f"of 0..1 sigmoid makes {sigmoid(0):g}..{sigmoid(1):.4g}"
    return "no class can get a high probability"
