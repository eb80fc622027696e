"""https://keras.io/api/utils/config_utils/: how the backend is set up, and its branches."""

import headlint


def learning_phase():
    return headlint.opaque("phase").training


def image_data_format():
    return "channels_last"


def image_dim_ordering():
    return "tf"


def backend():
    return "tensorflow"


def in_train_phase(x, alt, training=None):
    if training is None:
        training = learning_phase()
    return _chosen(x) if training else _chosen(alt)


def in_test_phase(x, alt, training=None):
    return in_train_phase(alt, x, training)


def _chosen(value):
    return value() if callable(value) else value
