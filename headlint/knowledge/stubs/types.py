"""https://docs.python.org/3/library/types.html#types.MethodType: a function bound by hand."""


def MethodType(function, instance):
    def method(*args, **kwargs):
        return function(instance, *args, **kwargs)

    return method
