"""Rule: KLDivLoss whose log_target does not say what the target is."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import plain, trains
from headlint.rules._remedies import loss_argument


@rule(level="error")
def kl_div_log_target_mismatch(pair: Pair) -> Reports:
    """KLDivLoss whose log_target does not say what the target is.

    Why:

    The target is a distribution, or with ``log_target=True`` the logarithm of one. Log-probabilities taken for
    probabilities are negative: their logarithm is nan, and so is the loss. Probabilities taken for log-probabilities
    become e^p, between 1 and 2.72 for every class, likely or not.

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

    Safe: setting ``log_target`` to what the target is changes the loss and nothing else.

    ```diff
    -criterion = nn.KLDivLoss(reduction="batchmean")
    +criterion = nn.KLDivLoss(reduction="batchmean", log_target=True)
    ```

    ```diff
    -criterion = nn.KLDivLoss(reduction="batchmean", log_target=True)
    +criterion = nn.KLDivLoss(reduction="batchmean")
    ```

    Known misses:

    Where the target comes from a model or a file that cannot be followed, its form is unknown. Only PyTorch has the
    option.
    """
    if trains(pair) and pair.loss.family == "kl_div" and pair.head.domain == pair.loss.expects == "log_probs":
        wanted = "log_probs" if pair.loss.options.get("log_target", False) else "probs"
        if pair.target.form in ("probs", "log_probs") and pair.target.form != wanted:
            found = pair.target.form.replace("probs", "probabilities").replace("_", "-")
            yield Seen(
                pair.loss.place,
                f"the target of {plain(pair.loss.name)} is {found}, log_target says otherwise",
                remedies=loss_argument(pair, "log_target", wanted == "probs"),
            )
