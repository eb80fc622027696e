"""https://huggingface.co/docs/transformers/main_classes/trainer: train() calls compute_loss on batches."""

import headlint


class Trainer:
    def __init__(self, model=None, args=None, *more, **options):
        self.model = model
        self.args = args

    def train(self, *args, **kwargs):
        return self.compute_loss(self.model, headlint.opaque("inputs"))

    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        return headlint.opaque("loss")
