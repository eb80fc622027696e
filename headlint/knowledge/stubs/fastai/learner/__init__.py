"""https://docs.fast.ai/learner.html: the learner applies loss_func to the model's output."""

import headlint


class Learner:
    def __init__(self, dls, model, loss_func=None, *args, **kwargs):
        self.model = model
        if loss_func is not None:
            loss_func(model(headlint.opaque("xb")), headlint.opaque("yb"))
