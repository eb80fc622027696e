"""Rule: a class weight whose length is not the channel count."""

from headlint.facts import Pair
from headlint.rule import Reports, Seen, rule
from headlint.rules._common import classes, plain

LABELLED = ("cross_entropy", "nll", "bce", "bce_logits", "focal")
"""Families of losses that compare classes: of a regression nobody knows what its class weights are for."""


@rule(level="error")
def weight_of_wrong_length(pair: Pair) -> Reports:
    """A class weight whose length is not the channel count.

    Why:

    ``weight`` of CrossEntropyLoss and NLLLoss and ``pos_weight`` of BCEWithLogitsLoss have one number a channel. With
    another length PyTorch raises an error at the first batch; often it shows that the head has a channel more or less
    than the data has classes.

    Keras takes ``class_weight={class: weight}`` in ``fit`` and is silent. A number that is no class changes nothing. A
    class that has no number keeps a weight of 1, however large or small the others are, in Keras 3; Keras 2 wants a
    number for every class from 0 on.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 4)
    criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 2.0]))


    def step(x, y):
        loss = criterion(model(x), y)
        loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(4, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")


    def train(x, y):
        model.fit(x, y, class_weight={1: 1.0, 2: 2.0, 3: 2.0, 4: 0.5})
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 4)
    criterion = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 2.0, 0.5]))

    loss = criterion(model(torch.randn(8, 64)), torch.randint(4, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(4, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")


    def train(x, y):
        model.fit(x, y, class_weight={0: 1.0, 1: 2.0, 2: 2.0, 3: 0.5})
    ```

    When this is fine:

    One number as ``pos_weight`` is used for all channels. In Keras a few classes may be singled out.

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 4)
    criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))

    loss = criterion(model(torch.randn(8, 64)), torch.ones(8, 4))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile(optimizer="adam", loss="binary_crossentropy")


    def train(x, y):
        model.fit(x, y, class_weight={1: 5.0})
    ```

    Fix safety:

    There is no fix: only the data says which of the two counts is right.

    Known misses:

    Only weights whose length is in the code are counted: literals, and what is made from them. Weights computed from
    data have an unknown length. Of several independent labels Keras weighs the first only, which is not looked at.
    """
    if pair.loss.name.startswith("keras."):
        yield from by_class(pair)
        return
    if pair.loss.over == "channels":
        channels, allowed = classes(pair), {classes(pair)}
    else:
        channels, allowed = pair.head.channels, {1, pair.head.channels}
    if pair.loss.weight_length not in allowed:
        yield Seen(
            pair.loss.place,
            f"{plain(pair.loss.name)} has {pair.loss.weight_length} class weights for {channels} "
            f"channel{'s' if channels != 1 else ''}: torch raises an error",
        )


def by_class(pair: Pair) -> Reports:
    """Weights by class number: one for what is no class, or for the first classes and not for the others."""
    given = pair.loss.weight_classes
    count = classes(pair) if pair.loss.over == "channels" else 2 if pair.head.channels == 1 else 0
    if not count or not given or pair.loss.family not in LABELLED:
        return
    beyond = [number for number in given if not 0 <= number < count]
    if beyond:
        said = f"a weight for class {beyond[-1]} of 0..{count - 1}, which changes nothing"
        yield Seen(pair.loss.place, f"class_weight has {said}")
    elif len(given) > 1 and given == tuple(range(len(given))) and len(given) < count:
        said = f"no weight for class {len(given)} of 0..{count - 1}, which keeps a weight of 1"
        yield Seen(pair.loss.place, f"class_weight has {said}")
