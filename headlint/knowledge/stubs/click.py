"""https://click.palletsprojects.com/en/stable/options/: options become keyword arguments of the command."""

import headlint


def _name(flags):
    long = [flag for flag in flags if flag.startswith("--")]
    plain = [flag for flag in flags if not flag.startswith("-")]
    return (plain[0] if plain else long[0] if long else flags[0]).lstrip("-").split("/")[0].replace("-", "_")


def option(*flags, default=None, is_flag=False, **settings):
    def decorate(function):
        def command(*args, **kwargs):
            value = default if default is not None or is_flag else headlint.opaque(_name(flags))
            return function(*args, **{_name(flags): value, **kwargs})

        return command

    return decorate


def argument(*flags, **settings):
    return option(*flags, **settings)


def command(*args, **settings):
    def decorate(function):
        return function

    return decorate


group = command
