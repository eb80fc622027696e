"""https://hydra.cc/docs/advanced/hydra-command-line-flags/ and https://hydra.cc/docs/advanced/compose_api/: a program's
function gets the config that is composed from its defaults."""

import headlint

from hydra.utils import instantiate


def main(version_base=None, config_path=None, config_name=None):
    def decorate(function):
        def run(*args, **kwargs):
            return function(headlint.namespace(headlint.document((config_path, config_name), "hydra")))

        return run

    return decorate
