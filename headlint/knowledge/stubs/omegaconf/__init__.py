"""https://omegaconf.readthedocs.io/en/latest/usage.html: dictionaries whose entries are attributes."""

import headlint


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
            merged.update(other)
        return merged

    @staticmethod
    def set_struct(conf, value):
        return None

    @staticmethod
    def resolve(cfg):
        return None
