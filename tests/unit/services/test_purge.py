"""What is forgotten after the retention time, and what never is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.requests import Register, Unregister
from app.domain.store_address import StoreAddress
from tests.plant import Plant, rows

RETENTION = timedelta(days=365)


@pytest.fixture
def plant(tmp_path: Path, path: StoreAddress) -> Iterator[Plant]:
    with Plant(tmp_path, store=path) as plant:
        for name in ("OPEN", "CANCELLED", "GONE", "TYPED", "TAKEN-BACK", "RECENT"):
            plant.add_mo(name)
        plant.sync.run()
        typed, back = plant.order("TYPED").id, plant.order("TAKEN-BACK").id
        plant.production.execute(Register(typed, "0100", "R1"), "op-1")
        plant.production.execute(Register(back, "0200", "R1"), "op-2")
        plant.production.execute(Unregister(back, "salah"), "op-3")
        for name in ("CANCELLED", "TYPED", "TAKEN-BACK"):
            plant.change_mo(plant.order(name).mo_id or 0, state="cancel")
        plant.change_mo(plant.order("GONE").mo_id or 0, name="GONE-001")
        plant.sync.run()
        plant.odoo.unlink("mrp.production", [plant.order("GONE-001").mo_id or 0])
        plant.sync.run()
        yield plant


def names(plant: Plant) -> set[str]:
    return {row["mo_name"] for row in rows(plant.path, "recent_mo")}


def test_only_what_is_over_and_untouched_is_forgotten(plant: Plant) -> None:
    plant.clock.advance(days=366)
    plant.change_mo(plant.order("RECENT").mo_id or 0, state="cancel")
    plant.sync.run()
    assert plant.production.purge(RETENTION) == 2
    assert names(plant) == {"OPEN", "TYPED", "TAKEN-BACK", "RECENT"}
    assert rows(plant.path, "mo_alias") == []


def test_nothing_is_forgotten_before_its_time(plant: Plant) -> None:
    plant.clock.advance(days=364)
    assert plant.production.purge(RETENTION) == 0
    assert len(names(plant)) == 6
