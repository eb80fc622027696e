"""A dictionary whose entries are attributes."""

import headlint


def EasyDict(entries=None, *args, **kwargs):
    made = headlint.namespace({} if entries is None else entries)
    if kwargs:
        made.update(kwargs)
    return made
