"""Rule: a regression loss on softmax, log-softmax or logits against class labels."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import goes, trains

LABELS = {"one_hot": "one-hot labels", "multi_hot": "multi-hot labels", "indices": "class indices"}


@rule(level="warning")
def regression_loss_for_classes(pair: Pair) -> Reports:
    """A regression loss on softmax, log-softmax or logits against class labels.

    Why:

    Squared error between probabilities and one-hot labels (the Brier score) can be trained, but where the head is sure
    and wrong the gradient vanishes with the softmax's own, so it learns slowly where it should learn most. Log-softmax
    never meets a 0 or 1 at all, and logits are asked to be exactly 0 and 1, so that a score above 1 for the right class
    is punished.

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    criterion = nn.MSELoss()
    labels = torch.randint(10, (8,))

    loss = criterion(model(torch.randn(8, 64)), F.one_hot(labels, 10).float())
    loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    labels = keras.utils.to_categorical([0, 2, 1, 1], 3)
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="mse")
    model.fit(np.zeros((4, 64)), labels, verbose=0)
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

    ```python
    import keras
    import numpy as np

    labels = keras.utils.to_categorical([0, 2, 1, 1], 3)
    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    model.fit(np.zeros((4, 64)), labels, verbose=0)
    ```

    When this is fine:

    Two distributions may well be compared by their squares, as in distillation and consistency training; and a Brier
    score may be what is wanted.

    ```python
    import torch
    from torch import nn

    student = nn.Linear(64, 10)
    teacher = nn.Linear(64, 10)
    criterion = nn.MSELoss()

    x = torch.randn(8, 64)
    loss = criterion(torch.softmax(student(x), dim=1), torch.softmax(teacher(x), dim=1))
    loss.backward()
    ```

    Fix safety:

    There is no fix: a cross-entropy is another loss, with other values and another learning rate; the head may have to
    change with it.

    Known misses:

    The form of the labels has to be told by the code, else the targets may be a distribution, and nothing is said. A
    distance that is written out by hand is not recognised as a loss.
    """
    scores = pair.head.domain in ("probs", "log_probs", "logits") and pair.head.channels > 1
    if trains(pair) and scores and pair.loss.family in ("mse", "l1") and pair.target.form in LABELS:
        yield Seen(
            pair.loss.place,
            f"{goes(pair)} against {LABELS[pair.target.form]}: a cross-entropy is made to learn classes",
        )
