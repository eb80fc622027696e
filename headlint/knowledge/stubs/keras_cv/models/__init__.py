"""https://keras.io/api/keras_cv/models/tasks/: the classifier ends in a softmax, unless it is told otherwise."""

import headlint
import keras


class ImageClassifier(keras.Model):
    def __init__(self, backbone=None, num_classes=None, pooling="avg", activation="softmax", **kwargs):
        inputs = keras.Input()
        features = keras.applications.features(inputs)
        super().__init__(inputs, keras.layers.Dense(num_classes, activation=activation)(features))
        self.backbone = backbone

    @classmethod
    def from_preset(cls, preset, load_weights=None, input_shape=None, num_classes=None, activation="softmax", **kwargs):
        if num_classes is None:
            # As many as the preset was trained for.
            num_classes = headlint.opaque("num_classes")
        return cls(num_classes=num_classes, activation=activation)
