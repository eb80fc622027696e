"""Rule: labels outside of the classes that the loss is not told to ignore."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import VOID, classes, look, plain
from headlint.rules._remedies import loss_argument


@rule(level="error")
def void_label_without_ignore_index(pair: Pair) -> Reports:
    """Labels outside of the classes that the loss is not told to ignore.

    Why:

    Data sets mark what has no class with 255 or -1. CrossEntropyLoss and NLLLoss ignore -100 unless they are told
    otherwise; any other label outside of 0..C-1 is an IndexError on the CPU and a device-side assertion on a GPU, with
    which the process is lost.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 3)
    criterion = nn.CrossEntropyLoss()
    labels = torch.tensor([0, 1, 2, 255])


    def step(x):
        loss = criterion(model(x), labels)
        loss.backward()
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 3)
    criterion = nn.CrossEntropyLoss(ignore_index=255)
    labels = torch.tensor([0, 1, 2, 255])


    def step(x):
        loss = criterion(model(x), labels)
        loss.backward()
    ```

    When this is fine:

    With -100, which PyTorch ignores by default.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 3)
    criterion = nn.CrossEntropyLoss()
    labels = torch.tensor([0, 1, 2, -100])


    def step(x):
        loss = criterion(model(x), labels)
        loss.backward()
    ```

    Fix safety:

    Safe: ``ignore_index`` with the label in question changes the loss and nothing else.

    ```diff
    -criterion = nn.CrossEntropyLoss()
    +criterion = nn.CrossEntropyLoss(ignore_index=255)
    ```

    Known misses:

    The range of the labels has to be told by the code. Masks that are read from files say nothing.
    """
    if pair.loss.family in ("cross_entropy", "nll") and pair.head.framework == "torch":
        ignored = pair.loss.options.get("ignore_index", -100)
        ends = [end for end in (look(pair.target, "low"), look(pair.target, "high")) if end in VOID and end != ignored]
        if ends and not 0 <= ends[0] < classes(pair):
            known = f"has classes 0..{classes(pair) - 1} and ignores {ignored}"
            yield Seen(
                pair.loss.place,
                f"the labels contain {ends[0]:g}, {plain(pair.loss.name)} {known}",
                remedies=loss_argument(pair, "ignore_index", int(ends[0])),
            )
