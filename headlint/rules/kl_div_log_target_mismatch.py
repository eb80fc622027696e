"""Rule: KLDivLoss whose log_target does not say what the target is."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import VALUES, plain, trains
from headlint.rules._remedies import loss_argument


@rule(level="error")
def kl_div_log_target_mismatch(pair: Pair) -> Reports:
    """KLDivLoss whose log_target does not say what the target is.

    Why:

    The target is a distribution, or with ``log_target=True`` the logarithm of one. Log-probabilities taken for
    probabilities are negative: their logarithm is nan, and so is the loss. Probabilities taken for log-probabilities
    become e^p, between 1 and 2.72 for every class, likely or not.

    Keras' KLDivergence has no such option: it takes two distributions and the logarithm of both itself. Of a
    logarithm as the target, which is negative, clipping leaves 1e-7 for every class: the loss is nearly 0 for every
    answer, and nothing is learned.

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    student = nn.Linear(64, 10)
    teacher = nn.Linear(64, 10)
    criterion = nn.KLDivLoss(reduction="batchmean")

    x = torch.randn(8, 64)
    loss = criterion(F.log_softmax(student(x), dim=1), F.log_softmax(teacher(x), dim=1))
    loss.backward()
    ```

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    student = nn.Linear(64, 10)
    teacher = nn.Linear(64, 10)
    criterion = nn.KLDivLoss(reduction="batchmean", log_target=True)

    x = torch.randn(8, 64)
    loss = criterion(F.log_softmax(student(x), dim=1), F.softmax(teacher(x), dim=1))
    loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    student = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    teacher = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="log_softmax")])
    divergence = keras.losses.KLDivergence()

    x = np.zeros((8, 64))
    loss = divergence(teacher(x), student(x))
    ```

    Good:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    student = nn.Linear(64, 10)
    teacher = nn.Linear(64, 10)
    criterion = nn.KLDivLoss(reduction="batchmean", log_target=True)

    x = torch.randn(8, 64)
    loss = criterion(F.log_softmax(student(x), dim=1), F.log_softmax(teacher(x), dim=1))
    loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    student = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    teacher = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    divergence = keras.losses.KLDivergence()

    x = np.zeros((8, 64))
    loss = divergence(teacher(x), student(x))
    ```

    When this is fine:

    Without ``log_target`` and with a softmax on the target: the usual form of distillation.

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    student = nn.Linear(64, 10)
    teacher = nn.Linear(64, 10)

    x = torch.randn(8, 64)
    loss = F.kl_div(F.log_softmax(student(x), dim=1), F.softmax(teacher(x), dim=1), reduction="batchmean")
    loss.backward()
    ```

    Fix safety:

    Safe: setting ``log_target`` to what the target is changes the loss and nothing else. In Keras there is none: the
    teacher should give probabilities, and others may use what it gives.

    ```diff
    -criterion = nn.KLDivLoss(reduction="batchmean")
    +criterion = nn.KLDivLoss(reduction="batchmean", log_target=True)
    ```

    ```diff
    -criterion = nn.KLDivLoss(reduction="batchmean", log_target=True)
    +criterion = nn.KLDivLoss(reduction="batchmean")
    ```

    Known misses:

    Where the target comes from a model or a file that cannot be followed, its form is unknown.
    """
    if trains(pair) and pair.loss.family == "kl_div" and pair.head.domain == pair.loss.expects:
        logs = pair.loss.expects == "log_probs"  # of a loss that takes probabilities, both sides are
        wanted = "log_probs" if logs and pair.loss.options.get("log_target", False) else "probs"
        if pair.target.form in ("probs", "log_probs") and pair.target.form != wanted:
            found = VALUES[pair.target.form]
            says = ", log_target says otherwise" if logs else ": it takes probabilities on both sides"
            yield Seen(
                pair.loss.place,
                f"the target of {plain(pair.loss.name)} is {found}{says}",
                remedies=loss_argument(pair, "log_target", wanted == "probs") if logs else (),
            )
