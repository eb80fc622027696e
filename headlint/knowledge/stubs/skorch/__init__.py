"""https://skorch.readthedocs.io/en/stable/user/neuralnet.html: how module and criterion meet."""

import headlint
import torch


def _made(given, options, prefix):
    """skorch accepts a class, to be built with its ``prefix__`` options, or an object."""
    if isinstance(given, type):
        return given(**{name[len(prefix) :]: value for name, value in options.items() if name.startswith(prefix)})
    return given


class NeuralNet:
    def __init__(self, module, criterion=None, *args, **options):
        self.module_ = _made(module, options, "module__")
        self.criterion_ = _made(criterion, options, "criterion__")
        self.get_loss(self.module_(headlint.opaque("X")), headlint.opaque("y"))

    def get_loss(self, y_pred, y_true, *args, **kwargs):
        return self.criterion_(y_pred, y_true)

    def fit(self, X, y=None, **fit_params):
        return self

    partial_fit = fit

    def initialize(self):
        return self


class NeuralNetClassifier(NeuralNet):
    def __init__(self, module, *args, criterion=torch.nn.NLLLoss, **options):
        super().__init__(module, criterion, *args, **options)

    def get_loss(self, y_pred, y_true, *args, **kwargs):
        if isinstance(self.criterion_, torch.nn.NLLLoss):
            # The one loss whose input skorch takes the logarithm of.
            return self.criterion_(torch.log(y_pred), y_true)
        return self.criterion_(y_pred, y_true)


class NeuralNetBinaryClassifier(NeuralNet):
    def __init__(self, module, *args, criterion=torch.nn.BCEWithLogitsLoss, **options):
        super().__init__(module, criterion, *args, **options)


class NeuralNetRegressor(NeuralNet):
    def __init__(self, module, *args, criterion=torch.nn.MSELoss, **options):
        super().__init__(module, criterion, *args, **options)
