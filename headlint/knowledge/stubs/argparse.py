"""Command-line options as values: a default where there is one, else any of the choices."""

import headlint


class Namespace:
    def __init__(self, **entries):
        for name, value in entries.items():
            setattr(self, name, value)


class _Options:
    def __init__(self, *args, **kwargs):
        self._values = {}
        self._defaults = {}

    def add_argument(self, *flags, default=None, choices=None, action=None, dest=None, nargs=None, type=None, **kwargs):
        name = dest
        if name is None:
            long = [flag for flag in flags if flag.startswith("--")]
            name = (long[0] if long else flags[0]).lstrip("-").replace("-", "_")
        given = headlint.opaque(name)
        if action == "store_true" or action == "store_false":
            value = action == "store_false"
            if given == (not value):
                value = not value
        elif choices is not None:
            value = {choice: choice for choice in choices}[given]
        elif default is not None and isinstance(default, str):
            # Words choose among alternatives that the code knows; the default is only one of them.
            value = given
            if given == default:
                value = default
        elif default is not None:
            value = default
        else:
            value = given
        self._values[name] = value

    def add_argument_group(self, *args, **kwargs):
        return self

    add_mutually_exclusive_group = add_argument_group

    def set_defaults(self, **entries):
        self._values.update(entries)

    def add_subparsers(self, *args, **kwargs):
        return self

    def add_parser(self, *args, **kwargs):
        return self

    def parse_args(self, args=None, namespace=None):
        return Namespace(**self._values)

    def parse_known_args(self, args=None, namespace=None):
        return Namespace(**self._values), []


class ArgumentParser(_Options):
    pass
