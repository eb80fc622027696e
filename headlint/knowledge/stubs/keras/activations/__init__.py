"""https://keras.io/api/layers/activations/: activations by name."""

import keras


def get(identifier):
    if identifier is None:
        return keras.activations.linear
    if callable(identifier):
        return identifier
    return getattr(keras.activations, identifier)


deserialize = get
