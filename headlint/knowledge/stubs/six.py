"""https://six.readthedocs.io: what its names are in Python 3."""

string_types = (str,)
integer_types = (int,)
text_type = str
PY2 = False
PY3 = True


def iteritems(mapping):
    return mapping.items()


def itervalues(mapping):
    return mapping.values()


def iterkeys(mapping):
    return mapping.keys()
