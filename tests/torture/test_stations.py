"""Four stations on one PostgreSQL; stations and server are killed in between: nothing is lost."""

import os
import random
import threading
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from tests.torture import hall, verify

STATIONS: Final = ("Lini 1", "Lini 2", "Lini 3", "Lini 4")
OPERATIONS: Final = int(os.environ.get("STASIUN_MO_STATION_OPERATIONS", "120"))
"""Operations that are stored before the hall closes."""
SEED: Final = int(os.environ.get("STASIUN_MO_SEED", "0")) or random.SystemRandom().getrandbits(32)
SETTLING: Final = 5.0
"""Seconds after a crash of the server in which a pass that it interrupted may still be read."""


@pytest.mark.timeout(3600)
def test_four_stations_never_lose_or_mix_anything(tmp_path: Path, server: object) -> None:
    dice = random.Random(SEED)
    kills: list[float] = []
    crashes: list[float] = []
    began = monotonic()
    with ExitStack() as stack:
        office = hall.Office(STATIONS, mos=OPERATIONS)
        for door in office.doors.values():
            stack.enter_context(door)
        stations = [
            hall.Station(
                name, tmp_path, hall.environment(name, tmp_path, office.doors[name], {}), dice
            )
            for name in STATIONS
        ]
        for station in stations:
            stack.callback(station.kill)
        pause = threading.Event()
        while sum(station.said["done"] for station in stations) < OPERATIONS:
            pause.wait(dice.uniform(0.2, 1.0))
            office.revise(dice)
            if dice.random() < 0.5:
                victim = dice.choice(stations)
                kills.append(hall.now())
                victim.kill()
                victim.start()
            if dice.random() < 0.15:
                crashes.append(hall.now())
                server.crash()
                server.start()
        for station in stations:
            station.finish()
        reading = verify.read(server.query)
    verify.check(reading, shared=True)
