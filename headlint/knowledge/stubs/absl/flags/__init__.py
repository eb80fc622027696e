"""https://abseil.io/docs/python/guides/flags: FLAGS.name is the default of the flag until the command line says other."""


class _Flags:
    pass


FLAGS = _Flags()


def _define(name, default=None, *args, **kwargs):
    setattr(FLAGS, name, default)


DEFINE_string = DEFINE_integer = DEFINE_float = DEFINE_bool = DEFINE_boolean = DEFINE_list = _define


def DEFINE_enum(name, default, enum_values, *args, **kwargs):
    setattr(FLAGS, name, default)
