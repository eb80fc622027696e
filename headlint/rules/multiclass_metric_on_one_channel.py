"""Rule: a multiclass metric on one channel."""

from headlint.facts import Metric
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import plain
from headlint.rules._remedies import metric_argument


@rule(level="error")
def multiclass_metric_on_one_channel(metric: Metric) -> Reports:
    """A multiclass metric on one channel.

    Why:

    A multiclass metric takes the argmax over the channels. Over one channel that is 0 for every sample, so an accuracy
    is the share of zeros in the labels; torchmetrics raises an error if the shapes give it away. A head with one
    channel is binary.

    Bad:

    ```python
    from torch import nn
    from torchmetrics import Accuracy

    model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())
    accuracy = Accuracy(task="multiclass", num_classes=2)


    def measure(x, y):
        accuracy(model(x), y)
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["categorical_accuracy"])
    ```

    Good:

    ```python
    from torch import nn
    from torchmetrics import Accuracy

    model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())
    accuracy = Accuracy(task="binary")


    def measure(x, y):
        accuracy(model(x), y)
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["binary_accuracy"])
    ```

    When this is fine:

    With a channel for each class.

    ```python
    from torch import nn
    from torchmetrics import Accuracy

    model = nn.Linear(64, 2)
    accuracy = Accuracy(task="multiclass", num_classes=2)


    def measure(x, y):
        accuracy(model(x), y)
    ```

    Fix safety:

    Safe: ``task="binary"`` changes what is measured and nothing else.

    ```diff
    -accuracy = Accuracy(task="multiclass", num_classes=2)
    +accuracy = Accuracy(task="binary", num_classes=2)
    ```

    Known misses:

    A metric whose task or number of classes is not in the code is unknown.
    """
    if metric.task == "multiclass" and metric.head.channels == 1:
        yield Seen(
            metric.place,
            f"one channel goes into {plain(metric.name)} with task multiclass: its argmax is always 0, one channel is "
            "binary",
            remedies=metric_argument(metric, "task", "binary"),
        )
