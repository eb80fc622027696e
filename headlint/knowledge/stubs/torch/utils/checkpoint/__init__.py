"""https://docs.pytorch.org/docs/stable/checkpoint.html: the function's own result, computed again when needed."""


def checkpoint(function, *args, use_reentrant=None, **kwargs):
    return function(*args, **kwargs)


def checkpoint_sequential(functions, segments, input, **kwargs):
    for function in functions:
        input = function(input)
    return input
