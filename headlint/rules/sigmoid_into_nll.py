"""Rule: sigmoid, tanh or another bounded activation into NLLLoss, which takes log-probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, sigmoid_in_logs, trains
from headlint.rules._remedies import loss_expecting, together, without_activation


@rule(level="error")
def sigmoid_into_nll(pair: Pair) -> Reports:
    """Sigmoid, tanh or another bounded activation into NLLLoss, which takes log-probabilities.

    Why:

    NLLLoss returns minus the value that it finds at the target and looks at no other. Without a softmax before it the
    classes do not compete: the cheapest answer is to push all of them to the upper end, whatever the input, and there
    the loss is lowest and the gradient gone. The logarithm of a sigmoid has the same fault.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Sigmoid())
    criterion = nn.NLLLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Tanh())

    loss = F.nll_loss(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
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

    When this is fine:

    A sigmoid before the layer that makes the scores is no head.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 2)

    loss = F.nll_loss(F.log_softmax(model(torch.sigmoid(torch.randn(8, 64))), dim=1), torch.randint(2, (8,)))
    ```

    In Keras:

    Keras has no loss that takes log-probabilities: its cross-entropies take probabilities, or logits with
    ``from_logits=True``.

    Fix safety:

    Unsafe: the activation goes and the loss becomes CrossEntropyLoss, which changes what is learned and what the model
    returns. Safe: inside the call of the loss nobody else sees it.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.Sigmoid())
    -criterion = nn.NLLLoss()
    +model = nn.Sequential(nn.Linear(64, 10))
    +criterion = nn.CrossEntropyLoss()
    ```

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.Tanh())
    +model = nn.Sequential(nn.Linear(64, 10))
    -loss = F.nll_loss(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    +loss = F.cross_entropy(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    ```

    Known misses:

    A loss that indexes the log-probabilities by hand (``gather``, fancy indexing) is not recognised as one in every
    spelling.
    """
    if trains(pair) and pair.loss.family == "nll":
        if pair.head.domain not in ("unit", "symmetric", "bounded") and not sigmoid_in_logs(pair.head):
            return
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes log-probabilities: the classes do not compete, pushing all of them up is best",
            remedies=together(without_activation(pair), loss_expecting(pair, "logits")),
        )
