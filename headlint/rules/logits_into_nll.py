"""Rule: logits into NLLLoss, which takes log-probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, trains
from headlint.rules._remedies import loss_expecting


@rule(level="error")
def logits_into_nll(pair: Pair) -> Reports:
    """Logits into NLLLoss, which takes log-probabilities.

    Why:

    NLLLoss returns minus the value that it finds at the target and looks at no other. On logits it has no lower bound:
    the head makes all of them larger for ever, the loss falls to minus infinity, and nothing is learned, because no
    class ever has to give way to another.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.NLLLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    When this is fine:

    Where log-softmax stands between the model and the loss, wherever that is.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Linear(64, 10)


    def score(logits, labels):
        return F.nll_loss(F.log_softmax(logits, dim=1), labels)


    loss = score(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    ```

    In Keras:

    Keras has no loss that takes log-probabilities: its cross-entropies take probabilities, or logits with
    ``from_logits=True``.

    Fix safety:

    Safe: NLLLoss becomes CrossEntropyLoss, which changes the loss and nothing else. What the model returns stays.

    ```diff
    -criterion = nn.NLLLoss()
    +criterion = nn.CrossEntropyLoss()
    ```

    Known misses:

    A loss that indexes the log-probabilities by hand (``gather``, fancy indexing) is not recognised as one in every
    spelling.
    """
    if trains(pair) and pair.loss.family == "nll" and pair.head.domain in ("logits", "leaky", "nonneg"):
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes log-probabilities: the loss has no lower bound, it only asks for larger values",
            remedies=loss_expecting(pair, "logits"),
        )
