"""A dictionary whose entries are attributes."""

import headlint


def Munch(entries=None, *args, **kwargs):
    made = headlint.namespace({} if entries is None else entries)
    if kwargs:
        made.update(kwargs)
    return made


def munchify(entries):
    return headlint.namespace(entries)
