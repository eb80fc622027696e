"""https://docs.python.org/3/library/types.html: a function bound by hand, an object made of its attributes."""


class SimpleNamespace:
    def __init__(self, **entries):
        for name, value in entries.items():
            setattr(self, name, value)


def MethodType(function, instance):
    def method(*args, **kwargs):
        return function(instance, *args, **kwargs)

    return method
