"""One window on a store: the lock decides who has it."""

import hashlib
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLockFile

from app.bootstrap.place import make_store_folder


def lock(store: Path) -> QLockFile | None:
    """Take the lock of `store`; None while another window has it.

    Raises:
        EnvironmentFaultError: there is no such folder, or it cannot be written.
    """
    make_store_folder(store)
    taken = QLockFile(f"{store}.lock")
    taken.setStaleLockTime(0)  # only a dead process loses it, however long a living one holds it
    return taken if taken.tryLock(0) else None


def name_of(store: Path) -> str:
    """Give the name under which this user's window on `store` is spoken to."""
    user = os.environ.get("USERNAME", "") if sys.platform == "win32" else os.getuid()
    place = f"{os.path.normcase(store.resolve())}\n{user}"
    return f"stasiun-mo-{hashlib.sha256(place.encode()).hexdigest()[:24]}"
