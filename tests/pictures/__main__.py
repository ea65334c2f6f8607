"""Draws every state of the window: `python3 packaging/dev.py pictures [FOLDER] [--only NAME ...]`.

Each in both languages and themes and in three sizes, from invented data; the clock stands still
and there is no network. `STATE.png` shows the twelve of a state side by side.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import config
from app.ui import theme
from tests.pictures.album import LANGUAGES, SIZES, THEMES, Album, StateError
from tests.pictures.states import STATES

FOLDER: Final = "build/pictures"


def main(arguments: Sequence[str]) -> int:
    """Draw them; give the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py pictures")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(FOLDER))
    parser.add_argument("--only", metavar="NAME", nargs="+", help="states that begin so")
    given = parser.parse_args(arguments)
    wanted = [name for name in STATES if not given.only or name.startswith(tuple(given.only))]
    if not wanted:
        print(f"There is no such state. These there are: {', '.join(STATES)}")
        return 2
    given.folder.mkdir(parents=True, exist_ok=True)
    qInstallMessageHandler(_tell)
    app = QApplication(list(theme.ARGUMENTS))
    app.setCursorFlashTime(0)
    theme.load_fonts(config.resource("fonts"))
    gc.disable()  # it would collect a window while another one is drawn
    start = perf_counter()
    album = Album(app, given.folder)
    failed = draw(album, wanted)
    try:
        album.finish()
    except StateError as error:
        print(error)
        return 1
    count = len(wanted) * len(SIZES) * len(LANGUAGES) * len(THEMES) - sum(failed.values())
    print(f"{count} pictures of {len(wanted)} states in {perf_counter() - start:.0f} s.")
    if failed:
        print(f"Not reached: {', '.join(failed)}.")
    return 1 if failed else 0


def draw(album: Album, wanted: Sequence[str]) -> dict[str, int]:
    """Draw states and their sheets; count what is missing, by state."""
    failed: dict[str, int] = {}
    for size in SIZES:
        theme.dress(album.app, theme.COLORS[THEMES[0]], theme.Sizes.of(*size))
        for name in wanted:
            for language in LANGUAGES:
                try:
                    for file in album.draw(name, STATES[name], size, language):
                        print(file, flush=True)
                except StateError as error:
                    print(f"{name} ({language}, {size[0]}x{size[1]}) is not reached: {error}")
                    failed[name] = failed.get(name, 0) + len(THEMES)
    for name in wanted:
        if failed.get(name, 0) == 0:
            print(album.sheet(name))
    return failed


def _tell(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Tell what Qt says, but not that there is no screen on which to raise something."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
