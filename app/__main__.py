"""``python -m app`` does what ``stasiun-mo`` does."""

import sys

from app.cli import main

sys.exit(main())
