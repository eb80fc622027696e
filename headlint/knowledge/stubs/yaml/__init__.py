"""https://pyyaml.org/wiki/PyYAMLDocumentation: loading gives what the file says."""

import headlint


def load(stream, Loader=None):
    return headlint.document(stream, "yaml")


def safe_load(stream):
    return headlint.document(stream, "yaml")


full_load = unsafe_load = safe_load
