"""``python -m dl101.command``: the same as the command ``dl101``."""

import sys

from . import main

sys.exit(main())
