"""Rule: labels that do not fit the problem type of a Hugging Face classifier."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import trains

HOT = {"one_hot": "one-hot", "multi_hot": "multi-hot"}
"""The forms with one column a class."""


@rule(level="error")
def labels_against_problem_type(pair: Pair) -> Reports:
    """Labels that do not fit the problem type of a Hugging Face classifier.

    Why:

    ForSequenceClassification models choose their loss by ``problem_type``, and without one by the labels' type:
    integers make it ``single_label_classification`` (cross-entropy, one class index a sample), floats
    ``multi_label_classification`` (binary cross-entropy, a 0 or 1 for each class). One-hot labels as integers, or class
    indices as floats, choose the loss that they do not fit, and the model raises an error ("Expected input batch_size
    to match target batch_size", "Target size must be the same as input size").

    Bad:

    ```python
    import torch
    import torch.nn.functional as F
    from transformers import BertConfig, BertForSequenceClassification

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    model = BertForSequenceClassification(BertConfig(num_labels=3, **small))
    labels = F.one_hot(torch.tensor([0, 2, 1, 1]), 3)


    def step(words):
        return model(words, labels=labels).loss
    ```

    ```python
    import torch
    import torch.nn.functional as F
    from transformers import BertConfig, BertForSequenceClassification

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    kind = "multi_label_classification"
    model = BertForSequenceClassification(BertConfig(num_labels=3, problem_type=kind, **small))
    labels = torch.tensor([[1, 0, 1], [0, 1, 1]])


    def step(words):
        return model(words, labels=labels).loss
    ```

    Good:

    ```python
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    model = BertForSequenceClassification(BertConfig(num_labels=3, **small))
    labels = torch.tensor([0, 2, 1, 1])

    loss = model(torch.randint(100, (4, 7)), labels=labels).loss
    loss.backward()
    ```

    ```python
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    kind = "multi_label_classification"
    model = BertForSequenceClassification(BertConfig(num_labels=3, problem_type=kind, **small))
    labels = torch.tensor([[1, 0, 1], [0, 1, 1]]).float()

    loss = model(torch.randint(100, (2, 7)), labels=labels).loss
    loss.backward()
    ```

    When this is fine:

    Several numbers for each sample may be a regression, of any type.

    ```python
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    model = BertForSequenceClassification(BertConfig(num_labels=2, problem_type="regression", **small))

    loss = model(torch.randint(100, (2, 7)), labels=torch.tensor([[0.5, 3.0], [2.5, 1.0]])).loss
    loss.backward()
    ```

    In Keras:

    Hugging Face has a problem type in its PyTorch models only; its TensorFlow models ended with Transformers 5.

    Fix safety:

    There is no fix: a cast where the labels are made changes which loss the model chooses; only the data says which.

    Known misses:

    The type and the form of the labels have to be told by the code; a collator that converts them is not followed.
    """
    if not trains(pair) or pair.loss.name != "transformers.loss.ForSequenceClassificationLoss":
        return
    dtype, form = pair.target.dtype, pair.target.form
    asked, several = pair.loss.options.get("asked"), pair.head.channels > 1
    said = ""
    if asked is None and several and dtype == "int" and form in HOT:
        said = f"{HOT[form]} labels as integers choose the cross-entropy that wants one class index a sample"
    elif asked is None and several and dtype == "float" and form == "indices":
        said = "class indices as floats choose the binary cross-entropy that wants a 0 or 1 for each class"
    elif asked == "multi_label_classification" and dtype == "int" and form in HOT:
        said = f"{HOT[form]} labels are integers, {asked} wants floats"
    elif asked == "single_label_classification" and dtype == "float" and form == "indices":
        said = f"class indices are floats, {asked} wants integers"
    if said:
        yield Seen(pair.loss.place, f"{said}: the model raises an error")
