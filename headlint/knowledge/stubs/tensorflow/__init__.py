"""https://www.tensorflow.org/api_docs/python/tf: what calls the functions it is given."""


def function(func=None, *args, **kwargs):
    if func is None:
        return _decorator
    return func


def _decorator(func):
    return func


def cond(pred, true_fn=None, false_fn=None, *args, **kwargs):
    return true_fn() if pred else false_fn()


def map_fn(fn, elems, *args, **kwargs):
    """Applied to every sample; the samples stand for themselves."""
    return fn(elems)


vectorized_map = map_fn
