"""Rule: class numbers in a config that do not run from 0."""

from headlint.facts import Numbering
from headlint.rule import Reports, Seen, rule

MOST_TOLD = 5


@rule(level="error")
def class_numbers_with_gaps(numbering: Numbering) -> Reports:
    """Class numbers in a config that do not run from 0.

    Why:

    A class number is the index of a channel. A number that is left out leaves a channel without a class; numbers that
    begin at 1 leave the first one without, and the last class is out of range: an index error, or a
    device-side assertion, at the first sample that has it.

    Bad:

    ```yaml
    train: images/train
    val: images/val
    names:
      1: cat
      2: dog
    ```

    Good:

    ```yaml
    train: images/train
    val: images/val
    names:
      0: cat
      1: dog
    ```

    When this is fine:

    The order in which classes are written does not matter.

    ```yaml
    train: images/train
    val: images/val
    names:
      1: dog
      0: cat
    ```

    In Keras:

    A Keras model that is saved as JSON has no names and no numbers of classes.

    Fix safety:

    There is no fix: other numbers need other labels.

    Known misses:

    Only what the dialects know as the numbers of classes is looked at; a table in Python, or in a file that the config
    names, is not.
    """
    numbers = numbering.numbers
    missing = [number for number in range(max(numbers) + 1) if number not in numbers] if max(numbers) < 100_000 else []
    if missing:
        told = ", ".join(map(str, missing[:MOST_TOLD])) + (" …" if len(missing) > MOST_TOLD else "")
        verb = "is" if len(missing) == 1 else "are"
        said = f"{numbering.where} gives classes numbers up to {max(numbers)}, but {told} {verb} left out"
        yield Seen(numbering.place, said)
