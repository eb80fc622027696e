"""https://segmentation-models.readthedocs.io/en/latest/api.html#losses: all of them take probabilities."""

import keras


class Loss(keras.losses.Loss):
    def __add__(self, other):
        return SumOfLosses(self, other)

    def __mul__(self, value):
        return self

    __rmul__ = __mul__

    def __call__(self, gt, pr):
        return self.call(gt, pr)


class SumOfLosses(Loss):
    def __init__(self, first, second):
        super().__init__()
        self.first = first
        self.second = second

    def call(self, gt, pr):
        return self.first(gt, pr) + self.second(gt, pr)


class DiceLoss(Loss):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def call(self, gt, pr):
        return keras.losses.dice(gt, pr)


class JaccardLoss(DiceLoss):
    pass


class BinaryCELoss(Loss):
    def call(self, gt, pr):
        return keras.losses.binary_crossentropy(gt, pr)


class CategoricalCELoss(Loss):
    def __init__(self, *args, **kwargs):
        super().__init__()

    def call(self, gt, pr):
        return keras.losses.categorical_crossentropy(gt, pr)


class BinaryFocalLoss(CategoricalCELoss):
    def call(self, gt, pr):
        return keras.losses.binary_focal_crossentropy(gt, pr)


class CategoricalFocalLoss(CategoricalCELoss):
    def call(self, gt, pr):
        return keras.losses.categorical_focal_crossentropy(gt, pr)


dice_loss = DiceLoss()
jaccard_loss = JaccardLoss()
binary_crossentropy = BinaryCELoss()
categorical_crossentropy = CategoricalCELoss()
binary_focal_loss = BinaryFocalLoss()
categorical_focal_loss = CategoricalFocalLoss()


def bce_dice_loss(gt, pr, *args, **kwargs):
    return binary_crossentropy(gt, pr) + dice_loss(gt, pr)


def bce_jaccard_loss(gt, pr, *args, **kwargs):
    return binary_crossentropy(gt, pr) + jaccard_loss(gt, pr)


def cce_dice_loss(gt, pr, *args, **kwargs):
    return categorical_crossentropy(gt, pr) + dice_loss(gt, pr)


def cce_jaccard_loss(gt, pr, *args, **kwargs):
    return categorical_crossentropy(gt, pr) + jaccard_loss(gt, pr)


def binary_focal_dice_loss(gt, pr, *args, **kwargs):
    return binary_focal_loss(gt, pr) + dice_loss(gt, pr)


def categorical_focal_dice_loss(gt, pr, *args, **kwargs):
    return categorical_focal_loss(gt, pr) + dice_loss(gt, pr)
