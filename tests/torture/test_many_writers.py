"""Four processes write operations and a fifth syncs, all on one store: nobody hears "locked"."""

import os
import random
import threading
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from time import perf_counter
from typing import Final

import apsw
import pytest

from app.domain.clock import utc_now
from app.domain.errors import EnvironmentFaultError
from app.domain.plans import Rules
from app.services.production import Production
from tests.torture.processes import Child, warm
from tests.torture.verify import check_file, check_passes_whole
from tests.torture.workload import STATION

WRITERS: Final = 4
OPERATIONS: Final = int(os.environ.get("STASIUN_MO_WRITES", "80"))
"""Attempts of each writer."""
TURNS: Final = 2
"""Stores that are made by four at once."""
SEED: Final = int(os.environ.get("STASIUN_MO_SEED", "0")) or random.SystemRandom().getrandbits(32)


@pytest.mark.timeout(600)
def test_four_processes_make_a_store_at_the_same_moment(tmp_path: Path) -> None:
    for turn in range(TURNS):
        store = tmp_path / f"{turn}.db"
        with ExitStack() as stack:
            makers = [
                stack.enter_context(warm("line", f"m{n}", store, n, 0, 1)) for n in range(WRITERS)
            ]
            step(makers, "ready")
            step(makers, "opened")
        assert check_file(store).log == []


def test_a_store_that_is_just_being_made_is_waited_for(tmp_path: Path) -> None:
    """SQLite does not wait by itself when one process writes and another one turns WAL on."""
    store = tmp_path / "store.db"
    Production(store, Rules(), STATION, utc_now).close()
    opened: list[object] = []

    def open_it() -> None:
        try:
            Production(store, Rules(), STATION, utc_now).close()
        except EnvironmentFaultError as error:
            opened.append(error)
        else:
            opened.append("opened")

    with closing(apsw.Connection(str(store))) as maker:
        maker.execute("PRAGMA journal_mode = DELETE")
        maker.execute("BEGIN IMMEDIATE")
        other = threading.Thread(target=open_it)
        other.start()
        other.join(0.2)
        waits = other.is_alive()
        maker.execute("COMMIT")
    other.join()
    assert (waits, opened) == (True, ["opened"])


@pytest.mark.timeout(600)
def test_four_writers_and_a_sync_lose_nothing(tmp_path: Path) -> None:
    store = tmp_path / "store.db"
    dice = random.Random(SEED)
    with ExitStack() as stack:
        writers = [
            stack.enter_context(warm("line", f"w{n}", store, dice.getrandbits(32), 0, OPERATIONS))
            for n in range(WRITERS)
        ]
        sync = stack.enter_context(warm("sync", "s", store, 1, 0, 0))
        began = perf_counter()
        step([*writers, sync], "ready")
        step(writers[:1], "opened")
        step(writers[1:], "opened")
        step([sync], "pass")
        for writer in writers:
            writer.go()
        for writer in writers:
            assert writer.listen_for("finished"), writer.end()
        sync.go()
        ends = [child.end() for child in (*writers, sync)]
        duration = perf_counter() - began
    assert ends == [(0, "")] * (WRITERS + 1)

    confirmed: dict[str, int] = {}
    for writer in writers:
        assert not confirmed.keys() & writer.confirmed().keys()
        confirmed.update(writer.confirmed())
    reading = check_file(store)
    assert {key: len(rows) for key, rows in reading.operations.items()} == confirmed
    assert check_passes_whole(reading) == sync.passes()[-1]
    refused = Counter(
        line.split()[1] for w in writers for line in w.heard if line.startswith("refused")
    )
    print(f"\n{len(confirmed)} operations of {WRITERS} processes and {len(sync.passes())} passes;")
    print(f"refused: {dict(refused)}; seed {SEED}, {duration:.1f} s")
    assert min(len(writer.confirmed()) for writer in writers) > OPERATIONS / 4
    assert len(sync.passes()) > 3


def step(children: list[Child], word: str) -> None:
    """Let all of them go at once until each says `word`."""
    if word != "ready":
        for child in children:
            child.go()
    for child in children:
        assert child.listen_for(word), child.end()
