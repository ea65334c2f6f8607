"""How many requests a pass costs, by way in and by number of MOs."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.odoo import client as client_module
from tests.plant import LOGIN, Plant

HOUR = timedelta(hours=1)


def full(plant: Plant, count: int) -> None:
    """Fill Odoo with so many MOs, each tenth with a transfer."""
    for number in range(count):
        plant.add_mo(f"WH/MO/{number:05}", origin=f"S{number:05}")
        if number % 10 == 0:
            plant.add_picking(f"WH/MO/{number:05}")


@pytest.mark.parametrize("way", ["session id", "password", "API key"])
def test_up_to_500_mos_cost_three_requests_the_first_time_and_two_afterwards(
    tmp_path: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Plant(tmp_path, version=19) as plant, plant.production:
        full(plant, 500)
        access = {
            "session id": lambda: plant.access(
                session_id=plant.server.open_session("pabrik", LOGIN), login="", password=""
            ),
            "password": plant.access,
            "API key": plant.key_access,
        }[way]()
        sync = plant.make_sync(access, full_every=HOUR)
        first, second = sync.run(), sync.run(full=True)
        plant.clock.advance(minutes=15)
        plant.change_mo(1, product_qty=7.0)
        changed = sync.run()
        plant.clock.advance(minutes=15)
        still = sync.run()
    with capsys.disabled():
        print(
            f"\nby {way}: {first.requests} requests the first time, {second.requests} for all"
            f" again, {changed.requests} with a change, {still.requests} without"
        )
    assert first.inserted == second.unchanged == 500
    # A log-in is one request more, once.
    assert first.requests == 3 + (way == "password")
    assert second.requests == 2
    assert (changed.updated, changed.requests) == (1, 2)
    assert still.requests <= 2


@pytest.mark.parametrize(("count", "pages"), [(999, 1), (1000, 1), (1001, 2), (2000, 2), (2500, 3)])
def test_each_thousand_mos_costs_two_requests(tmp_path: Path, count: int, pages: int) -> None:
    assert client_module.PAGE_SIZE == 1000
    with Plant(tmp_path, version=19) as plant, plant.production:
        full(plant, count)
        sync = plant.make_sync(plant.key_access())
        first, second = sync.run(), sync.run()
        assert (first.inserted, first.requests) == (count, 1 + 2 * pages)
        assert (second.unchanged, second.requests) == (count, 2 * pages)
