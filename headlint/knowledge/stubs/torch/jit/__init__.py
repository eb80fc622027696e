def script(obj, *args, **kwargs):
    return obj


def trace(func, *args, **kwargs):
    return func
