"""https://keras.io/api/losses/: losses of one's own, and losses by name."""

import headlint
import keras


class Loss:
    def __init__(self, name=None, reduction="sum_over_batch_size", dtype=None, **kwargs):
        self.name = name
        self.reduction = reduction

    def __call__(self, y_true, y_pred, sample_weight=None):
        return self.call(y_true, y_pred)

    def call(self, y_true, y_pred):
        return headlint.opaque("loss")


class LossFunctionWrapper(Loss):
    def __init__(self, fn, reduction="sum_over_batch_size", name=None, dtype=None, **kwargs):
        super().__init__(name)
        self.fn = fn
        self._options = kwargs

    def call(self, y_true, y_pred):
        return self.fn(y_true, y_pred, **self._options)


def get(identifier):
    """A loss by name: class names begin with a capital and go on in small letters, but for CTC."""
    if callable(identifier):
        return identifier
    if isinstance(identifier, dict):
        return getattr(keras.losses, identifier["class_name"])(**identifier["config"])
    found = getattr(keras.losses, identifier)
    if identifier == "CTC" or (identifier[0].isupper() and not identifier.isupper()):
        return found()
    return found


deserialize = get
