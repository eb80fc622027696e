"""https://keras.io/api/applications/: a pretrained network, with its classifier unless that is left out."""

import keras


def _network(include_top, classes, classifier_activation):
    inputs = keras.Input()
    features = keras.applications.features(inputs)
    if not include_top:
        return keras.Model(inputs, features)
    # Written again, so that defaults stand where the network is built.
    if classes == 1000:
        classes = 1000
    if classifier_activation == "softmax":
        classifier_activation = "softmax"
    return keras.Model(inputs, keras.applications.classifier(classes, activation=classifier_activation)(features))


def ConvNeXtBase(
    include_top=True,
    include_preprocessing=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
):
    return _network(include_top, classes, classifier_activation)


ConvNeXtLarge = ConvNeXtSmall = ConvNeXtTiny = ConvNeXtXLarge = ConvNeXtBase


def DenseNet121(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
):
    return _network(include_top, classes, classifier_activation)


DenseNet169 = DenseNet201 = EfficientNetB0 = EfficientNetB1 = DenseNet121
EfficientNetB2 = EfficientNetB3 = EfficientNetB4 = EfficientNetB5 = DenseNet121
EfficientNetB6 = EfficientNetB7 = InceptionResNetV2 = InceptionV3 = DenseNet121
ResNet101 = ResNet101V2 = ResNet152 = ResNet152V2 = DenseNet121
ResNet50 = ResNet50V2 = VGG16 = VGG19 = DenseNet121
Xception = DenseNet121


def EfficientNetV2B0(
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    input_shape=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    include_preprocessing=True,
    name=None,
):
    return _network(include_top, classes, classifier_activation)


EfficientNetV2B1 = EfficientNetV2B2 = EfficientNetV2B3 = EfficientNetV2L = EfficientNetV2B0
EfficientNetV2M = EfficientNetV2S = EfficientNetV2B0


def MobileNet(
    input_shape=None,
    alpha=1.0,
    depth_multiplier=1,
    dropout=0.001,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
):
    return _network(include_top, classes, classifier_activation)


def MobileNetV2(
    input_shape=None,
    alpha=1.0,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
):
    return _network(include_top, classes, classifier_activation)


def MobileNetV3Large(
    input_shape=None,
    alpha=1.0,
    minimalistic=False,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    classes=1000,
    pooling=None,
    dropout_rate=0.2,
    classifier_activation="softmax",
    include_preprocessing=True,
    name=None,
):
    return _network(include_top, classes, classifier_activation)


MobileNetV3Small = MobileNetV3Large


def NASNetLarge(
    input_shape=None,
    include_top=True,
    weights="imagenet",
    input_tensor=None,
    pooling=None,
    classes=1000,
    classifier_activation="softmax",
    name=None,
):
    return _network(include_top, classes, classifier_activation)


NASNetMobile = NASNetLarge
