"""https://keras.io/api/keras_cv/losses/"""

import keras


class FocalLoss(keras.losses.Loss):
    def __init__(self, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0, **kwargs):
        super().__init__()
        self._from_logits = from_logits

    def call(self, y_true, y_pred):
        return keras.losses.binary_focal_crossentropy(y_true, y_pred, from_logits=self._from_logits)


class BinaryPenaltyReducedFocalCrossEntropy(FocalLoss):
    def __init__(self, alpha=2.0, beta=4.0, from_logits=False, *args, **kwargs):
        super().__init__(from_logits=from_logits)
