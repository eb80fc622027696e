"""Rule: targets outside of 0..1 in a binary cross-entropy."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import binary_cross_entropy, look, plain, sigmoid_cross_entropy, trains


@rule(level="error")
def bce_target_out_of_range(pair: Pair) -> Reports:
    """Targets outside of 0..1 in a binary cross-entropy.

    Why:

    On a logit z and a target t the loss is log(1 + e^z) - tz, its gradient sigmoid(z) - t. For t above 1 or below 0 the
    gradient has no zero: the loss falls without end, and such samples pull the harder the longer training takes.
    With labels 1 and 2 a linear layer on separable data stands at -68 after 2000 steps and answers 64 % right, with
    labels -1 and 1 at -109 and 76 %; with 0 and 1 it is at 0.03 and all are right. BCELoss, and Keras on its torch
    backend, raise an error; BCEWithLogitsLoss and the other backends do not.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()
    labels = torch.tensor([-1.0, 1.0, 1.0, -1.0])

    loss = criterion(model(torch.randn(4, 64)).squeeze(1), labels)
    loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    labels = np.array([1, 2, 2, 1])

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")


    def train(x):
        model.fit(x, labels)
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()
    labels = torch.tensor([0.0, 1.0, 1.0, 0.0])

    loss = criterion(model(torch.randn(4, 64)).squeeze(1), labels)
    loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    labels = np.array([1, 2, 2, 1]) - 1

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")


    def train(x):
        model.fit(x, labels)
    ```

    When this is fine:

    Anything between 0 and 1 is a probability: smoothed labels, a teacher's answer, a share. And there are losses for
    -1 and 1.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    smoothed = torch.tensor([0.1, 0.9, 0.9, 0.1])
    signs = torch.tensor([-1.0, 1.0, 1.0, -1.0])

    scores = model(torch.randn(4, 64)).squeeze(1)
    loss = nn.BCEWithLogitsLoss()(scores, smoothed) + nn.SoftMarginLoss()(scores, signs)
    loss.backward()
    ```

    Fix safety:

    There is no fix: labels may have to be shifted or scaled, or the loss may be one for regression.

    Known misses:

    The range of the targets has to be told by the code: literals, a generator, a cast, a rescaling. Targets of a file
    say nothing.
    """
    binary = binary_cross_entropy(pair.loss) or sigmoid_cross_entropy(pair.loss)
    # more than two classes: see too-few-channels and class-indices-into-bce
    if trains(pair) and binary and pair.target.form in ("binary", "continuous"):
        ends = (look(pair.target, "low"), look(pair.target, "high"))
        beyond = [end for end in ends if isinstance(end, (int, float)) and not 0 <= end <= 1]
        if beyond:
            known = f"reach {beyond[-1]:g}" if abs(beyond[-1]) != float("inf") else "have no bounds"
            raises = pair.head.framework == "torch" and pair.loss.expects == "unit"
            then = "torch raises an error" if raises else "the loss has no lowest value"
            yield Seen(pair.loss.place, f"the targets of {plain(pair.loss.name)} {known}, it takes 0..1: {then}")
