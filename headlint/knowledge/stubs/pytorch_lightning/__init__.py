"""https://lightning.ai/docs/pytorch/stable/common/lightning_module.html: which methods the trainer calls."""

import headlint
from torch import nn
from torch.utils.data import DataLoader


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

    def fit(self, model, train_dataloaders=None, val_dataloaders=None, datamodule=None, *args, **kwargs):
        if "train_dataloader" in kwargs:
            train_dataloaders = kwargs["train_dataloader"]
        if headlint.is_instance(train_dataloaders, LightningDataModule):
            datamodule = train_dataloaders
        if headlint.is_instance(datamodule, LightningDataModule):
            if hasattr(datamodule, "setup"):
                datamodule.setup("fit")
            if hasattr(datamodule, "train_dataloader"):
                train_dataloaders = datamodule.train_dataloader()
        elif train_dataloaders is None and hasattr(model, "train_dataloader"):
            train_dataloaders = model.train_dataloader()
        if hasattr(model, "training_step"):
            model.train()
            model.training_step(_batch(train_dataloaders), 0)
        if hasattr(model, "validation_step"):
            model.eval()
            model.validation_step(_batch(val_dataloaders), 0)
            model.train()

    def test(self, model=None, *args, **kwargs):
        if model is not None and hasattr(model, "test_step"):
            model.eval()
            model.test_step(headlint.opaque("batch"), 0)

    def validate(self, model=None, *args, **kwargs):
        if model is not None and hasattr(model, "validation_step"):
            model.eval()
            model.validation_step(headlint.opaque("batch"), 0)


def _batch(loader):
    """What a loader yields, if it is one that is known."""
    if headlint.is_instance(loader, DataLoader):
        for batch in loader:
            return batch
    return headlint.opaque("batch")
