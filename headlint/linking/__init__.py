"""Configs as part of a program: the calls that they stand for, made through the evaluator, so that heads, losses and
rules are the same as everywhere else.

``files`` finds and reads the configs of a project, ``build`` makes calls of nodes that name a class, ``pairs`` brings a
dialect's heads and losses together, ``documents`` gives a program what it loads.
"""

from __future__ import annotations

from headlint.linking.files import ConfigFiles, without_data
from headlint.linking.loader import LinkedProject
from headlint.linking.run import connect, run

__all__ = ["ConfigFiles", "LinkedProject", "connect", "run", "without_data"]
