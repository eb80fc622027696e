"""``python -m headlint``."""

import sys

if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # ``-m`` puts the current directory there: nothing of a project that is checked is ever imported

from headlint.cli import main

sys.exit(main())
