"""Rule: a regression loss between a column and a flat row of numbers."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import plain, same_axis, trains

SILENT = ("mse", "l1", "poisson")
"""The families that stretch either side over the other. Binary cross-entropy raises an error."""


@rule(level="error")
def broadcast_in_regression_loss(pair: Pair) -> Reports:
    """A regression loss between a column and a flat row of numbers.

    Why:

    A head of one channel gives (N, 1). Against targets of shape (N,) PyTorch stretches both to (N, N) and compares
    every prediction with every target: the mean of (p_i - y_j)^2 over all i and j is the mean of (p_i - m)^2 plus
    Var(y), where m is the mean of the targets. So the best answer is m for every sample, and the loss ends at the
    variance of the targets. Training a linear layer on targets that are linear (variance 14.44): 14.44 and a constant,
    against 0.01 with both of one shape. With L1 the constant is the median. PyTorch warns once.

    Bad:

    ```python
    import torch
    from sklearn.datasets import make_regression
    from torch import nn

    X, y = make_regression(n_samples=100, n_features=8)
    model = nn.Linear(8, 1)
    criterion = nn.MSELoss()

    loss = criterion(model(torch.tensor(X).float()), torch.tensor(y).float())
    loss.backward()
    ```

    ```python
    import torch
    from torch import nn

    model = nn.Linear(8, 1)
    criterion = nn.L1Loss()
    targets = torch.tensor([[1.5], [0.2], [3.1]])

    loss = criterion(model(torch.randn(3, 8)).view(-1), targets)
    loss.backward()
    ```

    Good:

    ```python
    import torch
    from sklearn.datasets import make_regression
    from torch import nn

    X, y = make_regression(n_samples=100, n_features=8)
    model = nn.Linear(8, 1)
    criterion = nn.MSELoss()

    loss = criterion(model(torch.tensor(X).float()).squeeze(1), torch.tensor(y).float())
    loss.backward()
    ```

    ```python
    import torch
    from torch import nn

    model = nn.Linear(8, 1)
    criterion = nn.L1Loss()
    targets = torch.tensor([[1.5], [0.2], [3.1]])

    loss = criterion(model(torch.randn(3, 8)), targets)
    loss.backward()
    ```

    When this is fine:

    One number for all samples may be stretched: least-squares GANs score everything against 1 or 0.

    ```python
    import torch
    from torch import nn

    judge = nn.Linear(64, 1)
    criterion = nn.MSELoss()

    loss = criterion(judge(torch.randn(8, 64)), torch.ones(8))
    loss.backward()
    ```

    In Keras:

    Keras brings predictions and targets to one shape before it compares them, in its loss functions as in its loss
    classes.

    Fix safety:

    There is no fix: ``squeeze(1)`` on the head and ``unsqueeze(1)`` on the targets are both right, and which of them
    fits the rest of the code is not known here. ``squeeze()`` would take the axis of a batch of one as well.

    Known misses:

    The shape of the targets has to be told by the code: with labels of a data loader of unknown make nothing is said.
    """
    target = pair.target.rank
    if trains(pair) and pair.loss.family in SILENT and pair.loss.name.startswith("torch."):
        column = target == "(N,)" and pair.head.channels == 1 and same_axis(pair.head.axis, -1)
        if column or (target == "(N, 1)" and pair.head.rank == 1):
            scores = "(N, 1)" if column else "(N,)"
            yield Seen(
                pair.loss.place,
                f"scores of shape {scores} and targets of shape {target} are compared all with all by "
                f"{plain(pair.loss.name)}: the best answer is the same number for every sample",
            )
