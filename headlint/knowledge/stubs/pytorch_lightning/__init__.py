"""https://lightning.ai/docs/pytorch/stable/common/lightning_module.html: which methods the trainer calls."""

import headlint
from torch import nn


class Hyperparameters:
    def __init__(self, entries):
        for name, value in entries.items():
            setattr(self, name, value)

    def __getitem__(self, name):
        return getattr(self, name)


class LightningModule(nn.Module):
    def save_hyperparameters(self, *args, **kwargs):
        self.hparams = Hyperparameters(headlint.caller_arguments())

    def log(self, *args, **kwargs):
        return None

    log_dict = log

    @classmethod
    def load_from_checkpoint(cls, *args, **kwargs):
        return headlint.opaque_instance(cls)


class LightningDataModule:
    def save_hyperparameters(self, *args, **kwargs):
        self.hparams = Hyperparameters(headlint.caller_arguments())


class Trainer:
    def __init__(self, *args, **kwargs):
        pass

    def fit(self, model, *args, **kwargs):
        if hasattr(model, "training_step"):
            model.training_step(headlint.opaque("batch"), 0)
        if hasattr(model, "validation_step"):
            model.validation_step(headlint.opaque("batch"), 0)

    def test(self, model=None, *args, **kwargs):
        if model is not None and hasattr(model, "test_step"):
            model.test_step(headlint.opaque("batch"), 0)

    def validate(self, model=None, *args, **kwargs):
        if model is not None and hasattr(model, "validation_step"):
            model.validation_step(headlint.opaque("batch"), 0)
