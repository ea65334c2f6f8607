"""How many requests a pass costs by each way in (by the number of MOs: test_sync)."""

from datetime import timedelta
from pathlib import Path

import pytest

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
