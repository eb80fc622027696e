"""http://tflearn.org/layers/estimator/: the layer at the end that brings the loss."""

import tensorflow
import tflearn
import headlint


def regression(incoming, placeholder="default", optimizer="adam", loss="categorical_crossentropy", *args, **kwargs):
    labels = headlint.opaque("targets")
    if loss == "categorical_crossentropy":
        tensorflow.keras.losses.categorical_crossentropy(labels, incoming)
    elif loss == "softmax_categorical_crossentropy":
        tensorflow.nn.softmax_cross_entropy_with_logits(labels=labels, logits=incoming)
    elif loss == "binary_crossentropy":
        # TFLearn's applies the sigmoid itself.
        tensorflow.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=incoming)
    elif loss == "mean_square":
        tensorflow.losses.mean_squared_error(labels, incoming)
    elif callable(loss):
        loss(incoming, labels)
    return incoming


def single_unit(incoming, activation="linear", *args, **kwargs):
    return tflearn.fully_connected(incoming, 1, activation=activation)


def custom_layer(incoming, custom_fn, **kwargs):
    return custom_fn(incoming, **kwargs)
