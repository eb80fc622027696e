"""Rule: a logarithm of log-probabilities or logits before NLLLoss."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import VALUES, plain, trains
from headlint.rules._remedies import without_activation


@rule(level="error")
def log_of_negative_values(pair: Pair) -> Reports:
    """A logarithm of log-probabilities or logits before NLLLoss.

    Why:

    NLLLoss takes the logarithm of a distribution, so a softmax needs a logarithm and a log-softmax does not. Taken
    twice it meets negative values: the result is nan, and so is the loss, from the first batch on.

    skorch takes the logarithm itself when the criterion of a classifier is NLLLoss, because ``predict_proba`` returns
    what the module does: there softmax is right and log-softmax wrong.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=1))
    criterion = nn.NLLLoss()

    loss = criterion(torch.log(model(torch.randn(8, 64))), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    from skorch import NeuralNetClassifier
    from torch import nn


    class Classifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(20, 3), nn.LogSoftmax(dim=-1))

        def forward(self, x):
            return self.layers(x)


    net = NeuralNetClassifier(Classifier, criterion=nn.NLLLoss)
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
    from skorch import NeuralNetClassifier
    from torch import nn


    class Classifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(20, 3), nn.Softmax(dim=-1))

        def forward(self, x):
            return self.layers(x)


    net = NeuralNetClassifier(Classifier, criterion=nn.NLLLoss)
    ```

    When this is fine:

    With another criterion skorch adds nothing: CrossEntropyLoss wants logits, as everywhere.

    ```python
    from skorch import NeuralNetClassifier
    from torch import nn


    class Classifier(nn.Module):
        def __init__(self):
            super().__init__()
            self.last = nn.Linear(20, 3)

        def forward(self, x):
            return self.last(x)


    net = NeuralNetClassifier(Classifier, criterion=nn.CrossEntropyLoss)
    ```

    In Keras:

    Keras has no loss that takes log-probabilities: its cross-entropies take probabilities, or logits with
    ``from_logits=True``.

    Fix safety:

    Safe: a second logarithm in the call of the loss goes, and nobody else has seen it. Unsafe: elsewhere its values may
    be used. For skorch there is none: log-softmax should become softmax, and the module would return probabilities.

    ```diff
    -loss = criterion(torch.log(model(torch.randn(8, 64))), torch.randint(10, (8,)))
    +loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    ```

    Known misses:

    Values whose sign is not known before the logarithm are unknown, also where they turn out to be negative.
    """
    last = pair.head.activation
    negative = last.kind == "log" and last.before in ("log_probs", "log_unit", "logits", "leaky", "symmetric")
    if trains(pair) and negative and pair.loss.family == "nll":
        values = VALUES[last.before]
        yield Seen(
            pair.loss.place,
            f"the logarithm of {values} goes into {plain(pair.loss.name)}: nan where they are negative",
            remedies=without_activation(pair),
        )
