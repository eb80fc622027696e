"""Rule: logits into a metric that takes probabilities."""

from headlint.facts import Metric
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import plain
from headlint.rules._remedies import Remedies, metric_argument


@rule(level="warning")
def logits_into_metric(metric: Metric) -> Reports:
    """Logits into a metric that takes probabilities.

    Why:

    Keras' binary accuracy, precision, recall and AUC compare with thresholds in 0..1: of logits everything below 0.5 is
    "no", although "yes" begins at 0. torchmetrics looks at each batch and applies sigmoid or softmax if a value leaves
    0..1: a batch whose logits happen to lie inside is read as probabilities, and the metric mixes both.

    Bad:

    ```python
    import torch
    from torch import nn
    from torchmetrics.classification import BinaryAccuracy

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()
    accuracy = BinaryAccuracy()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 1))
    accuracy(scores, torch.ones(8, 1))
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    model.compile(
        optimizer="adam",
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy()],
    )
    ```

    Good:

    ```python
    import torch
    from torch import nn
    from torchmetrics.classification import BinaryAccuracy

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()
    accuracy = BinaryAccuracy()

    scores = model(torch.randn(8, 64))
    loss = criterion(scores, torch.ones(8, 1))
    accuracy(torch.sigmoid(scores), torch.ones(8, 1))
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
    model.compile(
        optimizer="adam",
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0)],
    )
    ```

    When this is fine:

    A metric that only asks which class has the largest score takes logits as well as probabilities.

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    ```

    Fix safety:

    Safe: a threshold of 0, or ``from_logits=True`` where a Keras metric has it, change what is measured and nothing
    else. Metrics of torchmetrics have neither: there the values need a sigmoid.

    ```diff
    -    metrics=[keras.metrics.BinaryAccuracy()],
    +    metrics=[keras.metrics.BinaryAccuracy(threshold=0)],
    ```

    Known misses:

    A metric that is called where the head cannot be followed to, by a trainer or in a callback, is not reached.
    """
    usual = metric.options.get("threshold", 0.5) == 0.5 and metric.options.get("thresholds") is None
    if usual and metric.expects in ("unit", "probs") and metric.head.domain == "logits":
        if metric.name.startswith("torchmetrics."):
            cost = "it activates only those batches where a value leaves 0..1"
        else:
            cost = "thresholds in 0..1 are no thresholds of logits"
        yield Seen(
            metric.place,
            f"logits go into {plain(metric.name)}, which takes probabilities: {cost}",
            remedies=remedies(metric),
        )


def remedies(metric: Metric) -> Remedies:
    """torchmetrics applies sigmoid where a batch leaves 0..1, so that no threshold of logits would hold there."""
    if metric.name.startswith("torchmetrics."):
        return ()
    return (*metric_argument(metric, "from_logits", True), *metric_argument(metric, "threshold", 0))
