"""Rule: an ignore comment without effect."""

from headlint.facts import Ignore
from headlint.rule import Reports, Seen, rule


@rule(level="warning")
def unused_ignore(ignore: Ignore) -> Reports:
    """An ignore comment that accepts nothing.

    Why:

    ``# headlint: ignore[rule]`` accepts the findings of a rule on its line. When the code has been mended, or the name
    of the rule is misspelled, the comment says something that is not so, and it hides the next mistake that is made
    there.

    Bad:

    ```python
    import torch
    from torch import nn

    model = nn.Linear(64, 10)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))  # headlint: ignore[softmax-into-nll]
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="categorical_crossentropy")  # headlint: ignore[softmax-before-bce]
    ```

    Good:

    ```python
    import torch
    from torch import nn

    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
    criterion = nn.CrossEntropyLoss()

    # headlint: ignore[softmax-before-cross-entropy] shown in the course on purpose
    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    ```python
    import keras

    model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(optimizer="adam", loss="binary_crossentropy")  # headlint: ignore[softmax-before-bce] soft labels
    ```

    When this is fine:

    Any place that takes part in a finding will do, so a comment may stand far from where the finding is shown. A rule
    that was not run (``--ignore``, ``--select``) says nothing about its comments.

    ```python
    import torch
    from torch import nn

    softmax = nn.Softmax(dim=1)  # headlint: ignore[softmax-before-cross-entropy]
    model = nn.Sequential(nn.Linear(64, 10), softmax)
    criterion = nn.CrossEntropyLoss()

    loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    loss.backward()
    ```

    Fix safety:

    Safe: the comment goes, or the name of the rule in it, and code stays as it is.

    ```diff
    -loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))  # headlint: ignore[softmax-into-nll]
    +loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
    ```

    ```diff
    -model.compile(optimizer="adam", loss="categorical_crossentropy")  # headlint: ignore[softmax-before-bce]
    +model.compile(optimizer="adam", loss="categorical_crossentropy")
    ```

    Known misses:

    A comment that names rules of another tool is left alone, and so is a bare ``# noqa``: what they are for, headlint
    does not know.
    """
    if ignore.wrong:
        yield Seen(ignore.place, ignore.wrong)
    elif not ignore.used:
        yield Seen(ignore.place, f"nothing to ignore: there is no finding of {ignore.rule} here")
