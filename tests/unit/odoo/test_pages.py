"""An answer that is byte for byte that of the last full pass is not read again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import OdooError
from app.odoo import client, pages
from app.odoo import http as http_module
from app.odoo.mapping import values_of
from app.services.sync import Sync
from tests.plant import Plant, run_sql


@pytest.fixture(params=[17, 19, pytest.param(19, id="by key")])
def plant(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Plant]:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)
    with Plant(tmp_path, version=request.param) as found, found.production:
        found.add_mo("A", note="SHIFT 1", origin="SO1")
        found.add_mo("B")
        found.add_picking("A")
        yield found


@pytest.fixture
def sync(request: pytest.FixtureRequest, plant: Plant) -> Sync:
    by_key = "by key" in request.node.callspec.id
    return plant.make_sync(plant.key_access() if by_key else None)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the ids of the MOs that were read from an answer so far."""
    seen: list[int] = []

    def noting(record: Any) -> list[Any]:
        seen.append(record["id"])
        return values_of(record)

    monkeypatch.setattr(pages, "values_of", noting)
    return seen


def test_the_same_answer_is_read_once(sync: Sync, plant: Plant, read: list[int]) -> None:
    sync.run(full=True)
    before = plant.tables()["recent_mo"]
    assert len(read) == 2
    for _ in range(2):
        counts = sync.run(full=True)
        assert (counts.requests, counts.fetched, counts.unchanged) == (2, 2, 2)
    assert len(read) == 2
    assert plant.tables()["recent_mo"] == before


def test_what_a_person_did_meanwhile_is_looked_at_by_the_store(
    sync: Sync, plant: Plant, read: list[int]
) -> None:
    sync.run(full=True)
    run_sql(plant.path, "UPDATE recent_mo SET note = 'SHIFT 9' WHERE mo_name = 'A'")
    assert sync.run(full=True).updated == 1
    assert plant.row("A")["note"] == "SHIFT 1"
    assert len(read) == 2


def test_any_change_is_read(sync: Sync, plant: Plant, read: list[int]) -> None:
    sync.run(full=True)
    plant.odoo.write("mrp.production", [plant.row("B")["mo_id"]], {"product_qty": 7.0})
    assert sync.run(full=True).updated == 1
    assert plant.row("B")["product_qty"] == 7.0
    assert len(read) == 4
    assert sync.run(full=True).unchanged == 2
    assert len(read) == 4


def test_a_new_transfer_of_the_same_mos_is_found(sync: Sync, plant: Plant, read: list[int]) -> None:
    sync.run(full=True)
    key = plant.add_picking("B")
    assert sync.run(full=True).updated == 1
    assert (plant.row("A")["transfer_id"], plant.row("B")["transfer_id"]) == (1, key)
    assert len(read) == 2


def test_a_transfer_that_was_there_before_its_mo_is_found(sync: Sync, plant: Plant) -> None:
    key = plant.add_picking("B, C")
    sync.run(full=True)
    plant.add_mo("C")
    assert sync.run(full=True).inserted == 1
    assert (plant.row("B")["transfer_id"], plant.row("C")["transfer_id"]) == (key, key)


def test_a_pass_that_failed_in_the_middle_leaves_no_half_page(
    sync: Sync, plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync.run(full=True)
    mo = plant.row("B")["mo_id"]
    plant.odoo.write("mrp.production", [mo], {"origin": "SO2"})
    key = plant.add_picking("SO2")

    def fail(_records: object) -> None:
        raise pages.bad_answer()

    with monkeypatch.context() as broken:
        broken.setattr(client, "read_transfers", fail)
        with pytest.raises(OdooError):
            sync.run(full=True)
    assert sync.run(full=True).updated == 1
    assert plant.row("B")["transfer_id"] == key
    plant.odoo.write("mrp.production", [mo], {"origin": False})
    sync.run(full=True)
    assert plant.row("B")["origin"] is None


def test_a_broken_record_is_told_every_time(
    sync: Sync, plant: Plant, caplog: pytest.LogCaptureFixture
) -> None:
    plant.odoo.write("mrp.production", [plant.add_mo("C")], {"state": 5})
    for told in (1, 2):
        assert sync.run(full=True).skipped == 1
        assert caplog.text.count("left out: broken") == told
