"""What the commands print: lines for a person, or one JSON document."""

import json
import sys
from datetime import datetime

from app.domain.clock import to_text

_BOX_WITH_WARNING = 0x30


def say(text: str) -> None:
    """Print a line for a person."""
    print(text, flush=True)  # also into a pipe, from a command that goes on


def say_error(text: str) -> None:
    """Print the one line that says why it was refused or failed.

    The windowed program of Windows has no stderr: there it is a box that waits to be read.
    """
    if sys.platform == "win32" and sys.stderr is None:
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "Stasiun MO", _BOX_WITH_WARNING)
        return
    print(text, file=sys.stderr)


def say_aside(text: str) -> None:
    """Print a line beside the output, for who has started it from a console; nothing waits."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)


def say_json(document: object) -> None:
    """Print one JSON document, and nothing else."""
    print(json.dumps(document, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: object) -> str:
    return to_text(value) if isinstance(value, datetime) else str(value)
