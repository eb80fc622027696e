"""Rule: KLDivLoss on values that are not log-probabilities."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, trains
from headlint.rules._remedies import other_activation


@rule(level="error")
def kl_div_input_not_log_probs(pair: Pair) -> Reports:
    """KLDivLoss on values that are not log-probabilities.

    Why:

    The loss is target·(ln target - input): its input must be the logarithm of a distribution. On probabilities it is
    lowest where all mass sits on the largest target, not where input and target agree, it goes below 0, and it is not 0
    for two equal distributions; on logits it has no lower bound.

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    student = nn.Linear(64, 10)
    teacher = nn.Linear(64, 10)
    criterion = nn.KLDivLoss(reduction="batchmean")

    x = torch.randn(8, 64)
    loss = criterion(F.softmax(student(x), dim=1), F.softmax(teacher(x), dim=1))
    loss.backward()
    ```

    Good:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    student = nn.Linear(64, 10)
    teacher = nn.Linear(64, 10)
    criterion = nn.KLDivLoss(reduction="batchmean")

    x = torch.randn(8, 64)
    loss = criterion(F.log_softmax(student(x), dim=1), F.softmax(teacher(x), dim=1))
    loss.backward()
    ```

    When this is fine:

    With the logarithm taken in between. Keras' KLDivergence takes the logarithm itself and wants probabilities.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    student = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    teacher = nn.Linear(64, 10)

    x = torch.randn(8, 64)
    loss = F.kl_div(student(x).log(), F.softmax(teacher(x), dim=1), reduction="batchmean")
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss=keras.losses.KLDivergence())
    ```

    In Keras:

    Keras' KLDivergence takes probabilities and the logarithm itself. Other values in it are reported by
    ``logits-into-categorical-cross-entropy`` and ``out-of-range-into-cross-entropy``.

    Fix safety:

    Safe: softmax becomes log-softmax in the call of the loss. Unsafe: if it stands in the model, the model's output
    changes with it.

    ```diff
    -loss = criterion(F.softmax(student(x), dim=1), F.softmax(teacher(x), dim=1))
    +loss = criterion(F.log_softmax(student(x), dim=1), F.softmax(teacher(x), dim=1))
    ```

    Known misses:

    A divergence that is written out by hand is an expression like any other and not reported.
    """
    other = ("probs", "logits", "unit", "nonneg", "symmetric", "leaky", "bounded")
    if trains(pair) and pair.loss.family == "kl_div" and pair.loss.expects == "log_probs" and pair.head.domain in other:
        yield Seen(
            pair.loss.place,
            f"{goes(pair)}, which takes log-probabilities: the loss is not lowest where both distributions agree",
            remedies=other_activation(pair, "log_softmax") if pair.head.domain == "probs" else (),
        )
