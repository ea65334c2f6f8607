"""How Qt is loaded, in a Python of its own: this one has it already."""

import subprocess
import sys

LOOK = """
from app.bootstrap import qt
qt.load()
import linecache
before = set(linecache.cache)
from app.ui import labels
from PySide6.QtWidgets import QTableView
print(sorted(set(linecache.cache) - before), hasattr(QTableView, "setModel"))
"""


def test_no_source_is_read_for_what_is_imported_after_it() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "[] True"
