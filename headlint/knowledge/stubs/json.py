"""https://docs.python.org/3/library/json.html: loading gives what the file says."""

import headlint


def load(fp, **options):
    return headlint.document(fp, "json")


def loads(s, **options):
    return headlint.document(s, "json")
