"""https://keras.io/keras_hub/api/base_classes/: classifiers give logits, unless they are told otherwise."""

import headlint
import keras


class _Classifier(keras.Model):
    def __init__(self, backbone=None, num_classes=None, preprocessor=None, activation=None, **kwargs):
        inputs = keras.Input()
        features = keras.applications.features(inputs)
        super().__init__(inputs, keras.layers.Dense(num_classes, activation=activation)(features))
        self.backbone = backbone
        self.preprocessor = preprocessor

    @classmethod
    def from_preset(cls, preset, load_weights=True, num_classes=None, activation=None, **kwargs):
        if num_classes is None:
            # As many as the preset was trained for.
            num_classes = headlint.opaque("num_classes")
        return cls(num_classes=num_classes, activation=activation)


class ImageClassifier(_Classifier):
    def __init__(self, backbone=None, num_classes=None, preprocessor=None, pooling="avg", activation=None, **kwargs):
        super().__init__(backbone, num_classes, preprocessor, activation)


class TextClassifier(_Classifier):
    pass


AlbertTextClassifier = BertTextClassifier = DebertaV3TextClassifier = DistilBertTextClassifier = TextClassifier
FNetTextClassifier = RobertaTextClassifier = XLMRobertaTextClassifier = TextClassifier
AlbertClassifier = BertClassifier = DebertaV3Classifier = DistilBertClassifier = TextClassifier
FNetClassifier = RobertaClassifier = XLMRobertaClassifier = TextClassifier
CSPNetImageClassifier = DeiTImageClassifier = DenseNetImageClassifier = EfficientNetImageClassifier = ImageClassifier
HGNetV2ImageClassifier = MiTImageClassifier = ResNetImageClassifier = ViTImageClassifier = ImageClassifier
XceptionImageClassifier = VGGImageClassifier = SwinTransformerImageClassifier = ImageClassifier
