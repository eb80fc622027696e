"""Rule: targets of a type that the loss refuses."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import plain

BINARY = ("BCELoss", "BCEWithLogitsLoss", "binary_cross_entropy", "binary_cross_entropy_with_logits")
"""MultiLabelSoftMarginLoss computes the same and takes integers."""

EXCLUSIVE = ("CrossEntropyLoss", "NLLLoss", "NLLLoss2d", "cross_entropy", "nll_loss")

WORDS = {"int": "integers", "bool": "booleans", "float": "floats"}


@rule(level="error")
def targets_of_wrong_dtype(pair: Pair) -> Reports:
    """Targets of a type that the loss refuses.

    Why:

    PyTorch does not convert targets. BCELoss and BCEWithLogitsLoss take floats and raise an error on integers and
    booleans ("Found dtype Long but expected Float", "result type Float can't be cast to the desired output type Long").
    CrossEntropyLoss and NLLLoss take class indices as integers ("expected target dtype to be Long or Byte, but got
    Float"), CrossEntropyLoss takes a probability for each class as floats ("Expected floating point type for target
    with class probabilities, got Long"). Labels come as integers out of data frames, encoders and files; features as
    floats: one cast for both is wrong for one of them. Regression losses and MultiLabelSoftMarginLoss take integers,
    and Keras casts to the type of the predictions.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()
    labels = torch.tensor([[0], [1], [1], [0]])


    def step(x):
        loss = criterion(model(x), labels)
        loss.backward()
    ```

    ```python
    import torch
    from sklearn.datasets import load_iris
    from torch import nn

    X, y = load_iris(return_X_y=True)
    features = torch.tensor(X, dtype=torch.float32)
    labels = torch.tensor(y, dtype=torch.float32)
    model = nn.Linear(4, 3)
    criterion = nn.CrossEntropyLoss()


    def step():
        loss = criterion(model(features), labels)
        loss.backward()
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    criterion = nn.BCEWithLogitsLoss()
    labels = torch.tensor([[0], [1], [1], [0]])

    loss = criterion(model(torch.randn(4, 64)), labels.float())
    loss.backward()
    ```

    ```python
    import torch
    from sklearn.datasets import load_iris
    from torch import nn

    X, y = load_iris(return_X_y=True)
    model = nn.Linear(4, 3)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.tensor(X, dtype=torch.float32)), torch.tensor(y))
    loss.backward()
    ```

    When this is fine:

    Where the loss converts: Keras does, and so do PyTorch's regression losses.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 1)
    counts = torch.tensor([[3], [0], [2], [7]])

    loss = nn.MSELoss()(model(torch.randn(4, 64)), counts)
    loss.backward()
    ```

    ```python
    import keras
    import numpy as np

    labels = np.array([0, 1, 1, 0])

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")
    model.fit(np.zeros((4, 64)), labels, verbose=0)
    ```

    In Keras:

    Keras casts targets to the type of the predictions, and class indices to integers.

    Fix safety:

    There is no fix: ``.float()`` or ``.long()`` where the loss is called changes nothing else, but the better place is
    where the labels are made.

    Known misses:

    The type of the targets has to be told by the code; what a data loader of unknown make gives has no known type.
    TensorFlow's own functions are not looked at: ``tf.nn.sigmoid_cross_entropy_with_logits`` raises an error on
    integers, ``tf.nn.sparse_softmax_cross_entropy_with_logits`` on floats, when they are called.
    """
    name = plain(pair.loss.name)
    if pair.head.framework != "torch" or not pair.loss.name.startswith("torch."):
        return
    wanted = ""
    if name in BINARY and pair.target.dtype in ("int", "bool"):
        wanted = "takes floats"
    elif name in EXCLUSIVE and pair.target.dtype == "float" and pair.target.form == "indices":
        wanted = "takes class indices as integers"
    elif name in EXCLUSIVE and pair.loss.target_form == "either" and pair.target.dtype == "int":
        wanted = "takes a probability for each class as floats" if pair.target.form in ("one_hot", "multi_hot") else ""
    if wanted:
        yield Seen(
            pair.loss.place, f"the targets are {WORDS[pair.target.dtype]}, {name} {wanted}: torch raises an error"
        )
