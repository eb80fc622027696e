"""Rule: labels outside of the classes that the loss is not told to ignore."""

from headlint.facts import Loss, Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import VOID, classes, look, plain
from headlint.rules._remedies import loss_argument


@rule(level="error")
def void_label_without_ignore_index(pair: Pair) -> Reports:
    """Labels outside of the classes that the loss is not told to ignore.

    Why:

    Data sets mark what has no class with 255 or -1. CrossEntropyLoss and NLLLoss ignore -100 unless they are told
    otherwise; any other label outside of 0..C-1 is an IndexError on the CPU and a device-side assertion on a GPU, with
    which the process is lost. Keras ignores no label unless ``ignore_class`` names it: its torch backend raises the
    same IndexError, TensorFlow's an InvalidArgumentError on a CPU and none, but a loss of nan, on a GPU. On jax such a
    label costs nothing, but counts in the mean.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 3)
    criterion = nn.CrossEntropyLoss()
    labels = torch.tensor([0, 1, 2, 255])


    def step(x):
        loss = criterion(model(x), labels)
        loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy())
    labels = np.array([0, 1, 2, 255])


    def train(x):
        model.fit(x, labels)
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 3)
    criterion = nn.CrossEntropyLoss(ignore_index=255)
    labels = torch.tensor([0, 1, 2, 255])


    def step(x):
        loss = criterion(model(x), labels)
        loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=255))
    labels = np.array([0, 1, 2, 255])

    model.fit(np.zeros((4, 64)), labels, verbose=0)
    ```

    When this is fine:

    With -100, which PyTorch ignores by default.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 3)
    criterion = nn.CrossEntropyLoss()
    labels = torch.tensor([0, 1, 2, -100])


    def step(x):
        loss = criterion(model(x), labels)
        loss.backward()
    ```

    Fix safety:

    Safe: ``ignore_index`` (in Keras ``ignore_class``) with the label in question changes the loss and nothing else.

    ```diff
    -criterion = nn.CrossEntropyLoss()
    +criterion = nn.CrossEntropyLoss(ignore_index=255)
    ```

    ```diff
    -model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy())
    +model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(ignore_class=255))
    ```

    Known misses:

    The range of the labels has to be told by the code. Masks that are read from files say nothing.
    """
    if pair.loss.family in ("cross_entropy", "nll") and pair.loss.target_form in ("indices", "either"):
        option, ignored = ignoring(pair.loss)
        ends = [end for end in (look(pair.target, "low"), look(pair.target, "high")) if end in VOID and end != ignored]
        if ends and not 0 <= ends[0] < classes(pair):
            ignores = "none" if ignored is None else ignored
            yield Seen(
                pair.loss.place,
                f"the labels contain {ends[0]:g}, {plain(pair.loss.name)} has classes 0..{classes(pair) - 1} and "
                f"ignores {ignores}",
                remedies=loss_argument(pair, option, int(ends[0])),
            )


def ignoring(loss: Loss) -> tuple[str, int | None]:
    """The option that names an ignored label, and the one that is ignored."""
    if loss.name.startswith(("keras.", "tensorflow.")):
        return "ignore_class", loss.options.get("ignore_class")
    return "ignore_index", loss.options.get("ignore_index", -100)
