"""Rule: log-softmax in a skorch classifier with NLLLoss, which takes the logarithm itself."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, trains


@rule(level="error")
def log_softmax_into_skorch_nll(pair: Pair) -> Reports:
    """Log-softmax in a skorch classifier with NLLLoss, which takes the logarithm itself.

    Why:

    ``skorch.NeuralNetClassifier`` wants probabilities from the module, because that is what ``predict_proba`` returns,
    and takes their logarithm before it calls NLLLoss. Log-probabilities are negative: their logarithm is nan, and so is
    the loss, from the first batch on.

    Bad:

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

    With a loss that is not NLLLoss nothing is added: CrossEntropyLoss wants logits, as everywhere.

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

    Fix safety:

    Log-softmax becomes softmax. Code that reads the module's output as log-probabilities has to take the logarithm.
    """
    if trains(pair) and pair.loss.family == "nll" and pair.loss.expects == "probs" and pair.head.domain == "log_probs":
        yield Seen(pair.loss.place, f"{goes(pair)}, but skorch takes the logarithm itself: a second one gives nan")
