"""``python -m app`` does what ``stasiun-mo`` does."""

import gc
import sys
from typing import Final

BEFORE_COLLECTION: Final = 100_000
"""Objects made before the garbage collection looks for any: there is none while a program loads."""


def main() -> int:
    """Do what the arguments of the process say and give the exit code."""
    gc.set_threshold(BEFORE_COLLECTION, 20, 20)
    from app.cli import main as run  # what it loads is what makes a start long

    try:
        return run()
    finally:
        gc.freeze()  # nor is it looked for at the end: the system takes everything back


if __name__ == "__main__":
    sys.exit(main())
