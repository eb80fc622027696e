"""https://torchgeo.readthedocs.io/en/stable/api/trainers.html: tasks that make model and loss of words. Each step scores
the model's bare output; the loss is placed where its word is written."""

import headlint
import pytorch_lightning
import segmentation_models_pytorch as smp
from torch import nn


def _entropy(weight, ignore_index):
    if ignore_index is None:
        return nn.CrossEntropyLoss(weight=weight)
    return nn.CrossEntropyLoss(weight=weight, ignore_index=ignore_index)


class _Task(pytorch_lightning.LightningModule):
    def forward(self, *args, **kwargs):
        return self.model(*args, **kwargs)

    def training_step(self, batch, batch_idx=0, dataloader_idx=0):
        return headlint.at(self.loss, self.criterion, self(batch["image"]), batch["target"])


class ClassificationTask(_Task):
    def __init__(
        self, model="resnet50", weights=None, in_channels=3, task="multiclass", num_classes=None, num_labels=None,
        loss="ce", class_weights=None, **kwargs
    ):
        super().__init__()
        self.loss = loss
        self.model = headlint.head(num_classes or num_labels or 1)
        if loss == "ce":
            self.criterion = headlint.at(loss, nn.CrossEntropyLoss, weight=class_weights)
        elif loss == "bce":
            self.criterion = headlint.at(loss, nn.BCEWithLogitsLoss)
        elif loss == "jaccard":
            self.criterion = headlint.at(loss, smp.losses.JaccardLoss, mode=task)
        elif loss == "focal":
            self.criterion = headlint.at(loss, smp.losses.FocalLoss, mode=task, normalized=True)


class _Pixels(_Task):
    def __init__(self, model, in_channels, task, num_classes, num_labels, loss, class_weights, ignore_index):
        super().__init__()
        self.loss = loss
        channels = num_classes or num_labels or 1
        self.model = headlint.at(channels, headlint.head, channels)
        if loss == "ce":
            self.criterion = headlint.at(loss, _entropy, class_weights, ignore_index)
        elif loss == "bce":
            self.criterion = headlint.at(loss, nn.BCEWithLogitsLoss)
        elif loss == "jaccard":
            self.criterion = headlint.at(loss, smp.losses.JaccardLoss, mode=task)
        elif loss == "focal":
            self.criterion = headlint.at(loss, smp.losses.FocalLoss, mode=task, normalized=True)


class SemanticSegmentationTask(_Pixels):
    def __init__(
        self, model="unet", backbone="resnet50", weights=None, in_channels=3, task="multiclass", num_classes=None,
        num_labels=None, num_filters=3, loss="ce", class_weights=None, ignore_index=None, **kwargs
    ):
        super().__init__(model, in_channels, task, num_classes, num_labels, loss, class_weights, ignore_index)


class ChangeDetectionTask(_Pixels):
    def __init__(
        self, model="unet", backbone="resnet50", weights=None, in_channels=3, task="binary", num_classes=None,
        num_labels=None, num_filters=3, loss="bce", class_weights=None, pos_weight=None, ignore_index=None, **kwargs
    ):
        super().__init__(model, in_channels, task, num_classes, num_labels, loss, class_weights, ignore_index)
