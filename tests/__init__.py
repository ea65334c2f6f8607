"""The tests; also where one is run by itself, `python -m tests.torture.api` for instance."""

import sys
from pathlib import Path

_SCRIPTS = str(Path(__file__).resolve().parent.parent / "packaging")
if _SCRIPTS not in sys.path:  # pytest has it there by its own settings
    sys.path.append(_SCRIPTS)
