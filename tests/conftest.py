"""What all tests share: they never take a result of an earlier run, unless they are about that."""

from __future__ import annotations

import os

os.environ["HEADLINT_NO_CACHE"] = "1"
