"""https://keras.io/api/layers/: layers that run other layers or a function."""

import keras

Layer = keras.Layer


class Wrapper(keras.Layer):
    def __init__(self, layer, *args, **kwargs):
        super().__init__(**kwargs)
        self.layer = layer

    def call(self, inputs, *args, **kwargs):
        return self.layer(inputs)


class TimeDistributed(Wrapper):
    pass


class SpectralNormalization(Wrapper):
    pass


class Bidirectional(Wrapper):
    def __init__(self, layer, merge_mode="concat", weights=None, backward_layer=None, **kwargs):
        super().__init__(layer, **kwargs)
        self.merge_mode = merge_mode
        self.backward_layer = layer if backward_layer is None else backward_layer

    def call(self, inputs, *args, **kwargs):
        both = [self.layer(inputs), self.backward_layer(inputs)]
        if self.merge_mode == "concat":
            return keras.layers.concatenate(both)
        if self.merge_mode == "sum":
            return keras.layers.add(both)
        if self.merge_mode == "mul":
            return keras.layers.multiply(both)
        if self.merge_mode == "ave":
            return keras.layers.average(both)
        return both


class Lambda(keras.Layer):
    def __init__(self, function, output_shape=None, mask=None, arguments=None, **kwargs):
        super().__init__(**kwargs)
        self.function = function
        self.arguments = {} if arguments is None else arguments

    def call(self, inputs, *args, **kwargs):
        return self.function(inputs, **self.arguments)


class Pipeline(keras.Sequential):
    pass


class Merge(keras.Layer):
    """Keras 1: a layer that joins the outputs of models."""

    def __init__(self, layers=None, mode="sum", concat_axis=-1, *args, **kwargs):
        super().__init__(**kwargs)
        self.mode = mode
        self.concat_axis = concat_axis

    def call(self, inputs, *args, **kwargs):
        return merge(inputs, mode=self.mode, concat_axis=self.concat_axis)


def merge(inputs, mode="sum", concat_axis=-1, *args, **kwargs):
    """Keras 1."""
    if callable(mode):
        return mode(inputs)
    if mode == "concat":
        return keras.layers.concatenate(inputs, axis=concat_axis)
    if mode == "sum":
        return keras.layers.add(inputs)
    if mode == "mul":
        return keras.layers.multiply(inputs)
    if mode == "ave":
        return keras.layers.average(inputs)
    if mode == "max":
        return keras.layers.maximum(inputs)
    return keras.layers.dot(inputs, axes=-1)
