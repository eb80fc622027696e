"""https://hydra.cc/docs/advanced/instantiate_objects/overview/: a node with a ``_target_`` is a call, at its own line."""

import functools

import headlint

_OWN = ("_target_", "_partial_", "_args_", "_recursive_", "_convert_")


def _made(node):
    if isinstance(node, list):
        return [_made(item) for item in node]
    if isinstance(node, dict):
        if "_target_" in node:
            return _called(node, (), {})
        return headlint.namespace({name: _made(held) for name, held in node.items()})
    return node


def _called(node, args, kwargs):
    target = headlint.imported(node["_target_"])
    given = {name: _made(held) for name, held in node.items() if name not in _OWN}
    given.update(kwargs)
    args = args or [_made(item) for item in node.get("_args_", [])]
    if node.get("_partial_", False):
        return functools.partial(target, *args, **given)
    return headlint.at(node["_target_"], target, *args, **given)


def instantiate(config, *args, **kwargs):
    if not headlint.known(config):
        return headlint.recorded("hydra.utils.instantiate", config, *args, **kwargs)
    if isinstance(config, dict) and "_target_" in config:
        return _called(config, args, kwargs)
    return _made(config)


call = instantiate


def get_class(path):
    return headlint.imported(path)


get_method = get_object = get_class
