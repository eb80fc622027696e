"""https://omegaconf.readthedocs.io/en/latest/usage.html: dictionaries whose entries are attributes."""

import headlint


def _merge(base, over):
    for name, held in over.items():
        if isinstance(held, dict) and isinstance(base.get(name), dict):
            _merge(base[name], held)
        else:
            base[name] = held


class OmegaConf:
    @staticmethod
    def load(file_):
        return headlint.namespace(headlint.document(file_, "omegaconf"))

    @staticmethod
    def create(obj=None, **kwargs):
        return headlint.namespace({} if obj is None else obj)

    @staticmethod
    def to_container(cfg, **kwargs):
        return cfg

    to_object = to_container

    @staticmethod
    def merge(first, *others):
        merged = headlint.namespace(first)
        for other in others:
            if headlint.known(merged) and headlint.known(other):
                _merge(merged, other)
        return merged

    @staticmethod
    def set_struct(conf, value):
        return None

    @staticmethod
    def resolve(cfg):
        return None
