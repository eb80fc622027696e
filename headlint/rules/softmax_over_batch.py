"""Rule: softmax over the batch."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import activation, after_activation, agrees, plain
from headlint.rules._remedies import over_channels

REBATCHING = ("unsqueeze", "expand_dims", "stack", "view", "reshape")
"""Steps that may put a batch axis before what had none."""


@rule(level="error")
def softmax_over_batch(pair: Pair) -> Reports:
    """Softmax over the batch.

    Why:

    Axis 0 is the batch: there softmax makes the samples compete with each other, class by class. The scores of one
    sample do not sum to 1, what a sample gets depends on its neighbours, and with one sample every class has
    probability 1.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=0))
    criterion = nn.NLLLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10), keras.layers.Softmax(axis=0)])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
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

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10), keras.layers.Softmax()])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    When this is fine:

    A single sample without a batch axis has its classes on axis 0.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 10)

    scores = F.log_softmax(model(torch.randn(64)), dim=0).unsqueeze(0)
    loss = F.nll_loss(scores, torch.tensor([3]))
    ```

    Fix safety:

    Unsafe: the channels are 1 in (N, C) and (N, C, H, W), and the last axis in (N, T, C). The fix takes the axis on
    which the last layer makes them; the code does not always say whether that is the axis of the classes. Safe: inside
    the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=0))
    +model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=-1))
    ```

    ```diff
    -model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10), keras.layers.Softmax(axis=0)])
    +model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10), keras.layers.Softmax()])
    ```

    Known misses:

    A softmax whose result goes into no loss is not looked at. Where the order of the axes is not known, other axes may
    be the batch: only axis 0 is reported.
    """
    last = pair.head.activation
    rebatched = any(plain(step.name) in REBATCHING for step in after_activation(pair.head))
    if agrees(pair) and last.kind in ("softmax", "log_softmax") and last.axis == 0 and not rebatched:
        yield Seen(
            last.place,
            f"{activation(pair.head)} over axis 0, the batch: samples compete instead of classes",
            remedies=over_channels(pair),
        )
