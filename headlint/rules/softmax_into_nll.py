"""Rule: softmax into NLLLoss, which takes log-probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, trains
from headlint.rules._remedies import other_activation


@rule(level="error")
def softmax_into_nll(pair: Pair) -> Reports:
    """Softmax into NLLLoss, which takes log-probabilities.

    Why:

    NLLLoss takes no logarithm: it returns minus the value that it finds at the target. On probabilities that is -p, not
    -ln p: the loss is negative and ends at -1, and its gradient is p(1-p), which vanishes exactly where the head is
    wrong and sure of it. With ten classes it still learns, with a thousand it does not.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    criterion = nn.NLLLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
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

    With the logarithm taken in between, as where probabilities of several sources are mixed first. (skorch takes the
    logarithm itself when its criterion is NLLLoss.)

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    criterion = nn.NLLLoss()

    loss = criterion(torch.log(model(torch.randn(8, 64))), torch.randint(10, (8,)))
    loss.backward()
    ```

    In Keras:

    Keras has no loss that takes log-probabilities: its cross-entropies take probabilities, or logits with
    ``from_logits=True``.

    Fix safety:

    Unsafe: softmax becomes log-softmax, and the model then returns log-probabilities. Who reads them as probabilities
    has to take ``exp``; an argmax stays as it is. Safe: inside the call of the loss nobody else sees them.

    ```diff
    -model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    +model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=1))
    ```

    Known misses:

    A loss that indexes the log-probabilities by hand (``gather``, fancy indexing) is not recognised as one in every
    spelling.
    """
    if trains(pair) and pair.loss.family == "nll" and pair.head.domain == "probs":
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes log-probabilities: the loss is -p instead of -ln p, and its gradient vanishes "
            "where the head is sure and wrong",
            remedies=other_activation(pair, "log_softmax"),
        )
