"""Power cuts below SQLite: whatever was not synced is dropped, scattered or torn.

``STASIUN_MO_CUTS=500`` for the full run.
"""

import os
import random
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import pytest

from app.domain.clock import utc_now
from app.domain.errors import RefusedError
from app.domain.plans import Rules
from app.services.production import Production
from tests.torture.disk import Disk, lay_down
from tests.torture.verify import check_file, check_passes_whole
from tests.torture.workload import STATION, Office, next_request

CUTS: Final = int(os.environ.get("STASIUN_MO_CUTS", "60"))
SEED: Final = int(os.environ.get("STASIUN_MO_SEED", "0")) or random.SystemRandom().getrandbits(32)
CUTS_PER_STORE: Final = 30


@dataclass(frozen=True)
class Cut:
    """What the disk held at one instant, and what people were promised by then.

    Attributes:
        synced: the office's revision that was stored when people's last operation was: its commit
            syncs what was written before it. A later pass may be lost, and is made again.
        revision: the office's revision of the last pass.
    """

    image: dict[str, bytes]
    kept: str
    confirmed: dict[str, int]
    synced: int
    revision: int
    during: str


class Victim:
    """A store on a disk that loses power, again and again, while a line and a sync work on it."""

    def __init__(self, path: Path, dice: random.Random) -> None:
        self._path = path
        self._dice = dice
        self._disk = Disk(dice)
        self._confirmed: dict[str, int] = {}
        self._revision = self._synced = 0
        self._during = "the store is made"
        self.cuts: list[Cut] = []

    def suffer(self, count: int) -> list[Cut]:
        """Work until the power was cut `count` times; each leaves another disk."""
        self._disk.on_cut = self._on_cut
        self._plan_cut()
        office = Office(revision=0, mos=40)
        with self._disk, office.server, closing(office.sync(self._path)) as sync:
            production = self._opened()
            while len(self.cuts) < count:
                office.revise()
                self._during = "a pass"
                sync.run()
                self._revision = office.revision
                for _ in range(self._dice.randint(1, 4)):
                    self._operate(production)
                if self._dice.random() < 0.2:
                    self._during = "the store is closed and opened"
                    production.close()
                    production = self._opened()
            production.close()
        return self.cuts

    def _opened(self) -> Production:
        return Production(self._path, Rules(), STATION, utc_now)

    def _operate(self, production: Production) -> None:
        self._during = "an operation"
        request = next_request(production.everything(), self._dice)
        operation_id = f"op-{self._disk.events}-{len(self._confirmed)}"
        try:
            done = production.execute(request, operation_id, confirmed=True)
        except RefusedError:
            return
        self._confirmed[operation_id] = len(done.changes)
        self._synced = self._revision

    def _plan_cut(self) -> None:
        self._disk.cut_at = self._disk.events + self._dice.randint(1, 60)

    def _on_cut(self, image: dict[str, bytes], kept: str) -> None:
        during = self._during
        if self._disk.files[str(self._path)].pending and self._confirmed:
            during = "a checkpoint"
        promised = dict(self._confirmed), self._synced, self._revision
        self.cuts.append(Cut(image, kept, *promised, during))
        self._plan_cut()


def check(cut: Cut, folder: Path, dice: random.Random) -> None:
    """Switch the power on again: start the program, look at the store, work on."""
    folder.mkdir()
    lay_down(cut.image, folder, dice)
    store = folder / "store.db"
    with Production(store, Rules(), STATION, utc_now) as production:
        reading = check_file(store)
        stored = {key: len(rows) for key, rows in reading.operations.items()}
        lost = {key: rows for key, rows in cut.confirmed.items() if stored.get(key) != rows}
        assert not lost
        assert len(stored) <= len(cut.confirmed) + 1
        assert cut.synced <= check_passes_whole(reading) <= cut.revision + 1
        if not reading.people:
            return  # no pass had come through yet
        request = next_request(production.everything(), dice)
        try:
            production.execute(request, "afterwards", confirmed=True)
        except RefusedError:
            return
    assert "afterwards" in check_file(store).operations


@pytest.mark.timeout(3600)
def test_what_was_confirmed_survives_a_power_cut(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    during: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    confirmed = done = 0
    began = perf_counter()
    while done < CUTS:
        work = tmp_path / f"work-{done}"
        work.mkdir()
        for cut in Victim(work / "store.db", dice).suffer(min(CUTS_PER_STORE, CUTS - done)):
            during[cut.during] += 1
            kept[cut.kept] += 1
            confirmed += len(cut.confirmed)
            check(cut, tmp_path / f"cut-{done}", dice)
            done += 1
    print(f"\n{done} power cuts: during {dict(during)}; kept of what was not synced {dict(kept)};")
    print(
        f"{confirmed} confirmed operations looked for; seed {SEED}, {perf_counter() - began:.1f} s"
    )
    assert confirmed > done
    assert during["an operation"] > done / 5
