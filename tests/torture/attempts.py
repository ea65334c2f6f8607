"""One thing done again and again, each time with a fault at a later write, and looked at after."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import apsw
import pytest

from app.domain.errors import Code, EnvironmentFaultError
from app.texts.sentences import sentence
from tests.torture.faulty import BROKEN, FULL, FaultyDisk

SAID: Final = frozenset({Code.DISK_FULL, Code.STORE_UNWRITABLE})
_USUAL: Final = "1" if os.environ.get("STASIUN_MO_FAULTS") == "all" else "7"
EVERY: Final = int(os.environ.get("STASIUN_MO_EVERY", _USUAL))
"""Of the many writes of a backup or an adoption: every how many-th fails.

``STASIUN_MO_FAULTS=all``: each; ``STASIUN_MO_EVERY=N``: each N-th.
"""

FAULTS: Final = [(FULL, True), (BROKEN, False), (FULL, False), (BROKEN, True)][
    : 4 if EVERY == 1 else 2
]
"""What fails, and whether it stays broken: all four in the full run."""

LIMIT: Final = 2000
"""No single thing writes that often; a count beyond it means that faults are never hit."""


class Attempts:
    """Does one thing with a fault at its 1st, 2nd, … write, until it gets by without one.

    `prepare` makes a store in an empty folder, `act` is the thing, which is done once more when the
    disk is well again; `verify` is told whether the store is as before and reads it.
    """

    def __init__(self, folder: Path, every: int = 1) -> None:
        self._folder = folder
        self._every = every
        self.count: Counter[str] = Counter()

    def run(
        self,
        prepare: Callable[[Path], None],
        act: Callable[[Path], None],
        read: Callable[[Path], Any],
        done: Callable[[Any, Any], bool],
    ) -> None:
        for kind, stays in FAULTS:
            for number in range(1, LIMIT, self._every):
                if not self._attempt(number, kind, stays, prepare, act, read, done):
                    break
            else:
                pytest.fail("there is no end of writes")

    def _attempt(
        self,
        number: int,
        kind: str,
        stays: bool,
        prepare: Callable[[Path], None],
        act: Callable[[Path], None],
        read: Callable[[Path], Any],
        done: Callable[[Any, Any], bool],
    ) -> bool:
        """Tell whether the fault was met."""
        folder = self._folder / f"{kind}-{stays}-{number}"
        folder.mkdir()
        path = folder / "store.db"
        prepare(path)
        before = read(path)
        refused, lost = None, False
        with FaultyDisk() as disk:
            disk.fail_at(number, kind, stays=stays)
            try:
                act(path)
            except EnvironmentFaultError as error:
                refused = error
            except SystemError as error:
                # apsw's `Backup` cannot pass on what a VFS in Python raises while it ends.
                lost = isinstance(error.__cause__, apsw.Error)
                self.count["lost in apsw"] += lost
            disk.heal()
            met = disk.failed > 0
        assert met or not (refused or lost)
        between = read(path)
        if lost:
            assert between == before or done(before, between)
        elif refused is None:
            assert done(before, between)
        else:
            assert refused.problem.code in SAID
            told = sentence(refused.problem).lower()  # in any language
            assert str(folder).lower() in told or "disk" in told
            assert between == before or done(before, between)
        self.count["faults"] += met
        self.count["said"] += refused is not None
        self.count["as before"] += refused is not None and between == before
        act(path)
        assert done(before, read(path))
        shutil.rmtree(folder)
        return met

    def print(self, what: str) -> None:
        print(f"\n{what}: {', '.join(f'{k} {v}' for k, v in self.count.items())}")
