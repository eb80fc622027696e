"""https://huggingface.co/docs/accelerate: ``prepare`` returns its arguments, wrapped."""


class Accelerator:
    def __init__(self, *args, **kwargs):
        pass

    def prepare(self, *args, **kwargs):
        return args[0] if len(args) == 1 else args

    def unwrap_model(self, model, *args, **kwargs):
        return model

    def backward(self, loss, **kwargs):
        return None
