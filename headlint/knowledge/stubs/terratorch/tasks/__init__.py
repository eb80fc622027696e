"""https://terrastackai.github.io/terratorch/stable/guide/tasks/: as in torchgeo, with the model's arguments in a dictionary."""

import headlint
import pytorch_lightning
import segmentation_models_pytorch as smp
from torch import nn


class _Task(pytorch_lightning.LightningModule):
    def __init__(self, model_args, loss, class_weights, ignore_index):
        super().__init__()
        self.loss = loss
        self.model = headlint.at(model_args["num_classes"], headlint.head, model_args["num_classes"])
        if loss == "ce":
            if ignore_index is None:
                self.criterion = headlint.at(loss, nn.CrossEntropyLoss, weight=class_weights)
            else:
                self.criterion = headlint.at(
                    loss, nn.CrossEntropyLoss, weight=class_weights, ignore_index=ignore_index
                )
        elif loss == "jaccard":
            self.criterion = headlint.at(loss, smp.losses.JaccardLoss, mode="multiclass")
        elif loss == "dice":
            self.criterion = headlint.at(loss, smp.losses.DiceLoss, mode="multiclass")
        elif loss == "focal":
            self.criterion = headlint.at(loss, smp.losses.FocalLoss, mode="multiclass", normalized=True)

    def training_step(self, batch, batch_idx=0, dataloader_idx=0):
        return headlint.at(self.loss, self.criterion, self.model(batch["image"]), batch["mask"])


class SemanticSegmentationTask(_Task):
    def __init__(
        self, model_args, model_factory=None, model=None, loss="ce", aux_heads=None, aux_loss=None, class_weights=None,
        ignore_index=None, **kwargs
    ):
        super().__init__(model_args, loss, class_weights, ignore_index)


class ClassificationTask(SemanticSegmentationTask):
    pass
