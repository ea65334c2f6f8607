"""Four stations on one PostgreSQL; stations and server are killed in between: nothing is lost."""

import os
import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any, Final

import psycopg
import pytest
from psycopg.rows import dict_row

from environment import postgresql_programs
from tests import postgres_server
from tests.postgres_server import Server
from tests.torture import hall, verify

STATIONS: Final = ("Lini 1", "Lini 2", "Lini 3", "Lini 4")
OPERATIONS: Final = int(os.environ.get("STASIUN_MO_HALL", "150"))
"""Operations that are stored before the hall closes."""
SEED: Final = int(os.environ.get("STASIUN_MO_SEED", "0")) or random.SystemRandom().getrandbits(32)
SETTLING: Final = 3.0
"""Seconds after a crash of the server in which a pass that it cut off may still be at Odoo."""
INTERVAL: Final = 5.0
"""Seconds within which another station syncs: far less than the minutes between two passes."""


@dataclass
class Blows:
    """When something was killed, by the clock of the requests."""

    stations: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test alone, with an empty store: it is going to be killed."""
    with postgres_server.another() as found:
        postgres_server.set_up_on(found)
        yield found


@pytest.mark.skipif(postgresql_programs() is None, reason="PostgreSQL is not installed")
@pytest.mark.timeout(3600)
def test_four_stations_never_lose_or_mix_anything(tmp_path: Path, server: Server) -> None:
    dice = random.Random(SEED)
    began = monotonic()
    blows = Blows()
    address = postgres_server.address_of(server, "toko")
    store = {"SQLITE_PATH": str(address), "STASIUN_MO_STORE_PASSWORD": address.password}
    office = hall.Office(STATIONS, mos=max(60, OPERATIONS // 2))
    with ExitStack() as stack:
        for door in office.doors.values():
            stack.enter_context(door)
        stations = []
        for name in STATIONS:
            given = hall.environment(name, tmp_path, office.doors[name], store)
            stations.append(stack.enter_context(closing(hall.Station(name, tmp_path, given, dice))))
        strike(stations, server, office, dice, blows)
        for station in stations:
            station.finish()
    reading = verify.read(lambda sql: rows(server, sql))
    verify.check(reading, shared=True)
    wishes = {key: wish for one in stations for key, wish in one.wishes().items()}
    kinds = hall.replay(reading, wishes)
    check_answers(stations, reading)
    turns = hall.turns(office.seen())
    stored = rows(server, "SELECT * FROM sync_run WHERE outcome = 'ok'")
    said = sum((station.said for station in stations), Counter[str]())
    print(f"\n{sum(kinds.values())} operations of {len(STATIONS)} stations: {dict(kinds)};")
    print(f"refused and faults: { {key: n for key, n in said.items() if ' ' in key} };")
    print(f"{len(blows.stations)} stations and {len(blows.server)} times the server killed;")
    print(f"{len(stored)} passes stored, read at the doors: {dict(turns.passes)};")
    print(
        f"overlaps {len(turns.overlaps)}, taken over after {longest(turns.taken_over)} s at most;"
    )
    print(f"seed {SEED}, {monotonic() - began:.1f} s")
    # Who syncs has to find out that the server is gone: only then two may ask for a moment.
    assert hall.outside(turns.overlaps, blows.server, SETTLING) == []
    assert max(turns.taken_over, default=0.0) < INTERVAL
    assert len(stored) > 3


def strike(
    stations: Sequence[hall.Station],
    server: Server,
    office: hall.Office,
    dice: random.Random,
    blows: Blows,
) -> None:
    """Kill, until enough is stored."""
    pause = threading.Event()
    while sum(station.said["done"] for station in stations) < OPERATIONS:
        pause.wait(dice.uniform(0.3, 1.5))
        assert [station.errors for station in stations] == [""] * len(stations)
        office.revise(dice)
        if dice.random() < 0.6:
            victim = dice.choice(stations)
            blows.stations.append(monotonic())
            victim.kill()
            victim.start()
        if dice.random() < 0.15:
            blows.server.append(monotonic())
            server.stop("immediate")
            pause.wait(dice.uniform(0.0, 1.5))
            server.start()


def check_answers(stations: Sequence[hall.Station], reading: verify.Reading) -> None:
    """What was confirmed is there, once; what was refused is not."""
    stored = set(reading.operations)
    for station in stations:
        outcomes = station.outcomes()
        done = {key for key, outcome in outcomes.items() if outcome == "done"}
        assert station.wishes().keys() == outcomes.keys()  # each wish has got an answer
        assert stored & outcomes.keys() == done
        stored -= done
    assert stored == set()


def rows(server: Server, sql: str) -> list[dict[str, Any]]:
    with psycopg.connect(
        host=server.host, dbname="toko", user=postgres_server.ADMIN, row_factory=dict_row
    ) as connection:
        return list(connection.execute(sql.encode()).fetchall())


def longest(seconds: Sequence[float]) -> str:
    return f"{max(seconds, default=0.0):.2f}"
