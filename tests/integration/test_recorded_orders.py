"""The 404 recorded MOs of real 17 and 19 servers, through `stasiun-mo sync` into the store."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.demo.server import StandIn
from app.domain.ownership import PEOPLE_OWNED
from tests.integration.floor import Floor, TestClock
from tests.recordings import (
    PASSWORDS,
    RECORDED_AT,
    RECORDINGS,
    all_recorded_orders,
    recorded_database,
)

pytestmark = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="the recordings of real servers are not on this machine"
)


def selected(record: dict[str, Any]) -> bool:
    """The default filter, written once more: created in the last 7 days, not done."""
    created = datetime.fromisoformat(record["create_date"]).replace(tzinfo=UTC)
    return created >= RECORDED_AT - timedelta(days=7) and record["state"] != "done"


def expected(record: dict[str, Any], *, vanilla: bool) -> dict[str, Any]:
    """What the Odoo-owned columns must hold, from the raw record."""

    def pair(name: str, index: int) -> Any:
        return record[name][index] if record[name] else None

    custom = {"group_worker_id": None, "note": None, "initial_qty_target": None}
    if not vanilla:
        custom = {
            "group_worker_id": pair("group_worker", 0),
            "note": record["note"] or None,
            "initial_qty_target": record["initial_qty_target"],
        }
    return {
        "mo_id": record["id"],
        "mo_name": record["name"],
        "state": record["state"],
        "product_id": pair("product_id", 0),
        "product_name": pair("product_id", 1),
        "product_uom": pair("product_uom_id", 1),
        "product_qty": record["product_qty"],
        "create_date": record["create_date"],
        "origin": record["origin"] or None,
        **custom,
    }


def transfer_of(record: dict[str, Any], pickings: list[dict[str, Any]]) -> int | None:
    for name in (record["name"], record["origin"]):
        found = [
            p["id"]
            for p in pickings
            if name and p["state"] != "cancel" and p["origin"] and name in _names(p["origin"])
        ]
        if found:
            return int(max(found))
    return None


def _names(origin: str) -> set[str]:
    return {origin, *origin.replace(",", " ").replace(";", " ").split()}


@pytest.mark.parametrize("vanilla", [False, True], ids=["customised", "plain"])
@pytest.mark.parametrize("version", [17, 19])
def test_the_store_holds_exactly_what_the_default_filter_selects(
    version: int, vanilla: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = recorded_database(version, vanilla=vanilla)
    if vanilla:  # the same MOs in a plain Odoo, where three fields do not exist
        custom = ("group_worker", "note", "initial_qty_target")
        known = {record["id"] for record in database.records("mrp.production")}
        database.load(
            "mrp.production",
            [
                {key: value for key, value in record.items() if key not in custom}
                for record in all_recorded_orders(version)
                if record["id"] not in known
            ],
        )
    records = {r["name"]: r for r in database.records("mrp.production") if selected(r)}
    pickings = database.records("stock.picking")
    clock = TestClock(RECORDED_AT)
    with StandIn([database], version=version, clock=clock) as odoo:
        floor = Floor(
            tmp_path / "toko.db",
            odoo.url,
            database.name,
            capsys,
            clock,
            login="operator",
            password=PASSWORDS["operator"],
        )
        counts = floor.sync()
        stored = floor.orders()
        again = floor.sync()
    with capsys.disabled():
        print(
            f"\nOdoo {version} {'plain' if vanilla else 'customised'}: {len(stored)} of "
            f"{len(database.records('mrp.production'))} MOs stored, "
            f"{sum(row['transfer_id'] is not None for row in stored.values())} with a transfer, "
            f"{counts['requests']} requests"
        )
    assert stored.keys() == records.keys()
    assert len(stored) > 0
    for name, row in stored.items():
        wanted = expected(records[name], vanilla=vanilla)
        assert {key: row[key] for key in wanted} == wanted
        assert row["transfer_id"] == transfer_of(records[name], pickings)
        assert records[name]["date_start"] is not False  # Odoo sends it; it is not taken
        assert [row[column] for column in PEOPLE_OWNED if row[column]] == []
    assert counts["requests"] <= 6
    assert (again["inserted"], again["updated"], again["unchanged"]) == (0, 0, len(stored))
