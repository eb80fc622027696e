"""Rule: one output in a Hugging Face classifier whose labels are classes."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import look, trains

LABELS = {"indices": "class indices", "binary": "0 and 1"}


@rule(level="warning")
def one_label_for_classes(pair: Pair) -> Reports:
    """One output in a Hugging Face classifier whose labels are classes.

    Why:

    With ``num_labels=1`` and no ``problem_type`` a ForSequenceClassification model takes its labels for numbers: it
    sets ``problem_type="regression"`` and computes the mean squared error of its one output, without a word. Two
    classes then are a number near 0 or 1, more are an order that they do not have; an argmax over the one output is
    always 0, and a softmax 1. A classifier has ``num_labels`` of at least two.

    Bad:

    ```python
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    model = BertForSequenceClassification(BertConfig(num_labels=1, **small))
    labels = torch.tensor([0, 1, 1, 0])

    out = model(torch.randint(100, (4, 7)), labels=labels)
    out.loss.backward()
    ```

    Good:

    ```python
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    model = BertForSequenceClassification(BertConfig(num_labels=2, **small))
    labels = torch.tensor([0, 1, 1, 0])

    out = model(torch.randint(100, (4, 7)), labels=labels)
    out.loss.backward()
    ```

    When this is fine:

    A score is one number, and so is a rating whose order is meant: ``problem_type="regression"`` says so.

    ```python
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    scores = BertForSequenceClassification(BertConfig(num_labels=1, **small))
    stars = BertForSequenceClassification(BertConfig(num_labels=1, problem_type="regression", **small))

    loss = scores(torch.randint(100, (4, 7)), labels=torch.tensor([0.2, 4.5, 3.1, 0.0])).loss
    loss = loss + stars(torch.randint(100, (4, 7)), labels=torch.tensor([1, 5, 3, 2])).loss
    loss.backward()
    ```

    In Keras:

    Hugging Face's TensorFlow models ended with Transformers 5 and never ran on Keras 3; a Keras model is compiled with
    the loss that is named.

    Fix safety:

    There is no fix: another output changes the shape of the last layer, and predictions are then read with an argmax.

    Known misses:

    That the labels are classes has to be told by the code: names, a cast to integers, an accuracy. A ``num_labels``
    that is read from a file is unknown.
    """
    own = pair.loss.name == "transformers.loss.ForSequenceClassificationLoss" and pair.loss.family == "mse"
    unasked = own and pair.head.channels == 1 and pair.loss.options.get("asked") is None
    if trains(pair) and unasked and pair.target.form in LABELS:
        count = look(pair.target, "classes")
        labels = f"of {count} classes" if isinstance(count, int) else f"({LABELS[pair.target.form]})"
        yield Seen(
            pair.loss.place, f"num_labels=1 makes a regression of labels {labels}: the loss is their mean squared error"
        )
