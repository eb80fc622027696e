"""What all tests share: they never take a result of an earlier run, unless they are about that, and they say the same
about the same code every time: properties are tried on examples that depend on nothing but the test. ``tests.fuzz``
looks further."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["HEADLINT_NO_CACHE"] = "1"

settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
