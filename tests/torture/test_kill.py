"""SIGKILL at random moments over running operations and passes: confirmed is there, half is not.

``STASIUN_MO_KILLS=1000`` for the full run.
"""

import os
import random
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Final

import pytest

from tests.torture.processes import Child
from tests.torture.verify import Reading, check_file, check_passes_whole

KILLS: Final = int(os.environ.get("STASIUN_MO_KILLS", "60"))
SEED: Final = int(os.environ.get("STASIUN_MO_SEED", "0")) or random.SystemRandom().getrandbits(32)
KILLS_PER_STORE: Final = 12
WARM: Final = 2
"""Children that are being started while one is killed."""


class Bench:
    """One store after another, killed over and over."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self._folder = folder
        self._dice = dice
        self._confirmed: dict[str, int] = {}
        self._revision = 0
        self.count: Counter[str] = Counter()

    def spawn(self, number: int) -> Child:
        store = self._folder / f"{number // KILLS_PER_STORE}.db"
        # Revisions of different children are far apart, so that a row tells which one wrote it.
        return Child("both", f"k{number}", store, self._dice.getrandbits(32), number * 10_000, 0)

    def kill(self, number: int, child: Child) -> None:
        if number % KILLS_PER_STORE == 0:
            self._confirmed, self._revision = {}, 0
        assert child.listen_for("ready")
        child.go()
        in_time = self._wait_for_the_moment(child)
        child.kill()
        _code, errors = child.end()
        assert in_time, errors
        assert errors == ""
        marks = [line for line in child.heard if line in ("begin", "end")]
        self.count["kills"] += 1
        self.count["in a transaction"] += marks[-1:] == ["begin"]
        self._confirmed.update(child.confirmed())
        self.count["operations confirmed"] += len(child.confirmed())
        self.count["passes confirmed"] += len(child.passes())
        store = self._folder / f"{number // KILLS_PER_STORE}.db"
        if store.exists() and store.stat().st_size:
            self._check(check_file(store), child)
        else:
            self.count["before there was a store"] += 1
            assert not self._confirmed

    def _wait_for_the_moment(self, child: Child) -> bool:
        """Wait for a random transaction and a little more, or for any moment at all."""
        alive = True
        if self._dice.random() < 0.75:
            for _ in range(self._dice.randint(1, 25)):
                alive = alive and child.listen_for("begin")
            delay = self._dice.uniform(0, 0.003)
        else:
            delay = self._dice.uniform(0, 0.4)
        until = perf_counter() + delay
        while (left := until - perf_counter()) > 0:
            child.listen(left)
        return alive

    def _check(self, reading: Reading, child: Child) -> None:
        stored = {key: len(rows) for key, rows in reading.operations.items()}
        lost = {key: rows for key, rows in self._confirmed.items() if stored.get(key) != rows}
        assert not lost
        more = stored.keys() - self._confirmed.keys()
        assert len(more) <= 1, more  # the one that was on its way
        self.count["operations stored, not confirmed"] += len(more)
        self._confirmed.update({key: stored[key] for key in more})
        revision = check_passes_whole(reading)
        last = max([self._revision, *child.passes()])
        assert revision >= last
        assert revision <= last + 1 or not child.passes()
        self._revision = revision


@pytest.mark.timeout(3600)
def test_what_was_confirmed_survives_a_kill(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    bench = Bench(tmp_path, dice)
    began = perf_counter()
    waiting = [bench.spawn(number) for number in range(min(WARM, KILLS))]
    try:
        for number in range(KILLS):
            if number + WARM < KILLS:
                waiting.append(bench.spawn(number + WARM))
            child = waiting.pop(0)
            try:
                bench.kill(number, child)
            except BaseException:
                waiting.append(child)
                raise
    finally:
        for child in waiting:
            child.kill()
            child.end()
    share = bench.count["in a transaction"] / KILLS
    figures = ", ".join(f"{name}: {count}" for name, count in bench.count.items())
    print(f"\n{figures} ({share:.0%}); seed {SEED}, {perf_counter() - began:.1f} s")
    assert share >= 0.2
    assert bench.count["operations confirmed"] > KILLS
    assert bench.count["passes confirmed"] > KILLS / 2
