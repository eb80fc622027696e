"""Losses that compute the same from another scale or another form of labels: which one to take instead.

Sources: the pages of the losses, each of which names the other (``NLLLoss``: "use CrossEntropyLoss instead, if you
prefer not to add an extra layer"; ``BCEWithLogitsLoss``: "combines a Sigmoid layer and the BCELoss"), and
https://keras.io/api/losses/probabilistic_losses/.
"""

from __future__ import annotations

from headlint import knowledge
from headlint.knowledge.rows import Row

_SCALES = (
    ("torch.nn.NLLLoss", "torch.nn.CrossEntropyLoss"),
    ("torch.nn.functional.nll_loss", "torch.nn.functional.cross_entropy"),
    ("torch.nn.BCELoss", "torch.nn.BCEWithLogitsLoss"),
    ("torch.nn.functional.binary_cross_entropy", "torch.nn.functional.binary_cross_entropy_with_logits"),
)
"""A loss that takes what an activation made, and the one that applies it itself."""

_LABELS = (
    ("keras.losses.CategoricalCrossentropy", "keras.losses.SparseCategoricalCrossentropy"),
    ("keras.losses.categorical_crossentropy", "keras.losses.sparse_categorical_crossentropy"),
    ("keras.ops.categorical_crossentropy", "keras.ops.sparse_categorical_crossentropy"),
)
"""A loss with one column a class, and the one with one class index a sample."""

_CLASSES = {
    "keras.losses.binary_crossentropy": "keras.losses.BinaryCrossentropy",
    "keras.losses.categorical_crossentropy": "keras.losses.CategoricalCrossentropy",
    "keras.losses.sparse_categorical_crossentropy": "keras.losses.SparseCategoricalCrossentropy",
    "keras.losses.binary_focal_crossentropy": "keras.losses.BinaryFocalCrossentropy",
    "keras.losses.categorical_focal_crossentropy": "keras.losses.CategoricalFocalCrossentropy",
}
"""Loss functions that are handed over without arguments, and the classes that take arguments."""


def counterpart(of: Row, field: str, value: str) -> Row | None:
    """The loss that is as ``of`` but for ``field``, which has ``value``; None if there is none."""
    for pair in (*_SCALES, *_LABELS):
        for one, other in (pair, pair[::-1]):
            found = knowledge.row(other) if of.name == one else None
            if found is not None and getattr(found.does, field) == value:
                return found
    return None


def with_arguments(of: Row) -> Row | None:
    """The class to construct where a loss function is handed over and should have an argument."""
    name = _CLASSES.get(of.name)
    return None if name is None else knowledge.row(name)
