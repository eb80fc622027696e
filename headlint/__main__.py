"""``python -m headlint``."""

import sys

from headlint.cli import main

sys.exit(main())
