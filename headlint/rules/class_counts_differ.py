"""Rule: class counts in a config that should be one and the same."""

from headlint.facts import Counts, Stated
from headlint.findings import Related
from headlint.rule import Reports, Seen, rule


@rule(level="error")
def class_counts_differ(counts: Counts) -> Reports:
    """Class counts in a config that should be one and the same.

    Why:

    A config often says twice how many classes there are: a number for the head, names for people, another number for
    the data. Frameworks take them for the same and do not always look. If they differ, the last class has no channel or
    a channel has no class; training stops with an index error in the best case, and goes on with labels that are off by
    one in the worst.

    Bad:

    ```yaml
    train: images/train
    val: images/val
    nc: 3
    names: [cat, dog]
    ```

    ```yaml
    train_dataset:
      type: Dataset
      num_classes: 4
    val_dataset:
      type: Dataset
      num_classes: 5
    model:
      type: BiSeNetV2
      num_classes: 4
    loss:
      types:
        - type: CrossEntropyLoss
      coef: [1]
    ```

    Good:

    ```yaml
    train: images/train
    val: images/val
    nc: 2
    names: [cat, dog]
    ```

    When this is fine:

    One channel is enough for two classes, and a detector may or may not count the background: where a framework does
    so, its counts are compared accordingly.

    ```yaml
    train: images/train
    val: images/val
    names: [cat, dog]
    ```

    In Keras:

    A Keras model that is saved as JSON says what was built, and counts its channels in one place.

    Fix safety:

    There is no fix: which of the numbers is right, the config does not say.

    Known misses:

    Only counts that the dialects know as such are compared; a number under a name of the project's own is not looked
    at, and neither is one that is computed or referred to from outside.
    """
    first, *others = counts.of
    for other in others:
        pair = {first.number, other.number}
        if len(pair) > 1 and not (counts.one_for_two and pair == {1, 2}):
            related = (Related(first.place, _says(first)),)
            yield Seen(other.place, f"{_says(other)}, but {_says(first)}", related)


def _says(stated: Stated) -> str:
    return f"{stated.where} {'lists' if stated.listed else 'says'} {stated.number}"
