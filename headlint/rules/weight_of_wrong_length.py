"""Rule: a class weight whose length is not the channel count."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import classes, plain


@rule(level="error")
def weight_of_wrong_length(pair: Pair) -> Reports:
    """A class weight whose length is not the channel count.

    Why:

    ``weight`` of CrossEntropyLoss and NLLLoss and ``pos_weight`` of BCEWithLogitsLoss have one number a channel. With
    another length PyTorch raises an error at the first batch; often it shows that the head has a channel more or less
    than the data has classes.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 4)
    criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 2.0]))


    def step(x, y):
        loss = criterion(model(x), y)
        loss.backward()
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 4)
    criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 2.0, 0.5]))

    loss = criterion(model(torch.randn(8, 64)), torch.randint(4, (8,)))
    loss.backward()
    ```

    When this is fine:

    One number as ``pos_weight`` is used for all channels.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 4)
    criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))

    loss = criterion(model(torch.randn(8, 64)), torch.ones(8, 4))
    loss.backward()
    ```

    Fix safety:

    There is no fix: only the data says which of the two counts is right.

    Known misses:

    Only weights whose length is in the code are counted: literals, and what is made from them. Weights computed from
    data have an unknown length.
    """
    if pair.loss.over == "channels":
        channels, allowed = classes(pair), {classes(pair)}
    else:
        channels, allowed = pair.head.channels, {1, pair.head.channels}
    if pair.loss.weight_length not in allowed:
        yield Seen(
            pair.loss.place,
            f"{plain(pair.loss.name)} has {pair.loss.weight_length} class weights for {channels} "
            f"channel{'s' if channels != 1 else ''}: torch raises an error",
        )
