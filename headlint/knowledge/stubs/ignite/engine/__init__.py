"""https://docs.pytorch.org/ignite/engine.html: the helper engines apply loss_fn to the model's output."""

import headlint


def create_supervised_trainer(model, optimizer, loss_fn, *args, **kwargs):
    loss_fn(model(headlint.opaque("x")), headlint.opaque("y"))
    return headlint.opaque("engine")
