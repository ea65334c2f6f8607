"""Scenarios 1 to 5 of the specification, by the command line, with real passes in between."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.demo.records import Database
from app.demo.server import StandIn
from app.domain.ownership import ODOO_OWNED, PEOPLE_OWNED
from app.store import turn
from tests import engines
from tests.integration.floor import ORDER, Floor, TestClock, factory, serve
from tests.integration.processes import ROOT
from tests.marks import marked
from tests.postgres_server import PASSWORD as STORE_PASSWORD

Plant = tuple[Floor, Database, StandIn]


@pytest.fixture(params=engines.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def plant(tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: str) -> Iterator[Plant]:
    clock = TestClock()
    store = engines.place_for(engine, tmp_path)
    place = {"SQLITE_PATH": str(store), "STASIUN_MO_STORE_PASSWORD": STORE_PASSWORD}
    database = factory(clock)
    with serve(database, clock=clock) as odoo:
        yield (
            Floor(tmp_path / "store.db", odoo.url, database.name, capsys, clock, extra=place),
            database,
            odoo,
        )


def people(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in (*PEOPLE_OWNED, "segments")}


def odoo_changes_everything(database: Database) -> None:
    """Odoo moves every MO on, and sends values in fields that are called like ours."""
    ids = [int(str(record["id"])) for record in database.records(ORDER)]
    database.write(
        ORDER,
        ids,
        {
            "state": "progress",
            "date_start": "2026-11-20 03:00:00",
            "date_finished": "2026-11-20 11:00:00",
            "product_qty": 777.0,
            "note": "diubah kantor",
        },
    )


NOTHING: dict[str, Any] = {
    "auth_first": None,
    "auth_last": None,
    "leader_id": None,
    "roll_number": None,
    "ready_for_production": False,
    "date_start": None,
    "date_finished": None,
    "station": None,
    "segments": [],
}


def test_a_new_mo_arrives_untouched_although_odoo_sends_dates(plant: Plant) -> None:
    floor, _database, _odoo = plant
    counts = floor.sync()
    assert (counts["inserted"], counts["requests"]) == (5, 4)
    for row in floor.orders().values():
        assert people(row) == NOTHING
        assert row["state"] == "confirmed"


def test_registered_values_survive_a_pass_that_changes_all_of_odoo(plant: Plant) -> None:
    floor, database, _odoo = plant
    floor.sync()
    floor.ok("register", "WH/MO/00001", "--auth-first", "01024585539", "--roll", "1300300624")
    typed = people(floor.order("WH/MO/00001"))
    assert typed["auth_first"] == "01024585539"
    assert typed["ready_for_production"] is True
    odoo_changes_everything(database)
    counts = floor.sync()
    assert counts["updated"] == 5
    after = floor.order("WH/MO/00001")
    assert people(after) == typed
    assert (after["state"], after["product_qty"], after["note"]) == (
        "progress",
        777.0,
        "diubah kantor",
    )


def test_a_start_survives_a_pass_in_the_same_second(plant: Plant) -> None:
    floor, database, _odoo = plant
    floor.sync()
    floor.ok("register", "WH/MO/00001", "--auth-first", "01024585539", "--roll", "1300300624")
    floor.ok("start", "WH/MO/00001", "--leader", "003")
    typed = people(floor.order("WH/MO/00001"))
    assert (typed["date_start"], typed["leader_id"]) == ("2026-11-23 07:00:00", "003")
    odoo_changes_everything(database)
    floor.sync()
    assert people(floor.order("WH/MO/00001")) == typed


def test_changeover_and_end_survive_passes(plant: Plant) -> None:
    floor, database, _odoo = plant
    floor.sync()
    floor.ok("register", "WH/MO/00001", "--auth-first", "01024585539", "--roll", "1300300624")
    floor.ok("register", "WH/MO/00002", "--mid-production")
    floor.ok("start", "WH/MO/00001", "--leader", "003")
    floor.clock.forward(hours=2)
    floor.ok("changeover", "WH/MO/00001", "WH/MO/00002", "--new-auth", "01024585639")
    one, two = floor.order("WH/MO/00001"), floor.order("WH/MO/00002")
    assert (one["auth_last"], one["used"]) == ("01024585638", 100)
    assert one["date_finished"] == two["date_start"] == "2026-11-23 09:00:00"
    assert (two["auth_first"], two["roll_number"]) == ("01024585639", "1300300624")
    odoo_changes_everything(database)
    floor.sync()
    assert people(floor.order("WH/MO/00001")) == people(one)
    assert people(floor.order("WH/MO/00002")) == people(two)

    floor.clock.forward(hours=1)
    floor.ok("end", "WH/MO/00002", "--auth", "01024585838")
    ended = floor.order("WH/MO/00002")
    assert (ended["auth_last"], ended["date_finished"], ended["roll_number"]) == (
        "01024585838",
        "2026-11-23 10:00:00",
        "1300300624",
    )
    database.write(ORDER, [2], {"state": "cancel"})
    floor.sync()
    assert people(floor.order("WH/MO/00002")) == people(ended)


def test_a_value_is_corrected_and_a_registration_taken_back(plant: Plant) -> None:
    floor, _database, _odoo = plant
    floor.sync()
    mo = "WH/MO/00001"
    floor.ok("register", mo, "--auth-first", "01024585539", "--roll", "R1")
    floor.ok("unregister", mo, "--reason", "salah MO")
    assert people(floor.order(mo)) == NOTHING
    floor.ok("register", mo, "--auth-first", "01024585539", "--roll", "R1")
    floor.ok("start", mo, "--leader", "003")
    floor.clock.forward(hours=1)
    floor.ok(
        "change-roll", mo, "--old-last", "01024585600", "--roll", "R2", "--new-first", "01024590000"
    )
    floor.ok("correct", mo, "leader_id", "017", "--reason", "salah orang")
    floor.ok("correct", mo, "date_start", "2026-11-23 13:30:00", "--reason", "jam")
    floor.ok("correct", mo, "roll_number", "R9", "--segment", "1", "--reason", "salah baca")
    row = floor.order(mo)
    assert (row["leader_id"], row["roll_number"]) == ("017", "R2")
    assert row["date_start"] == "2026-11-23 06:30:00"  # typed in the station's time
    assert [segment["roll_number"] for segment in row["segments"]] == ["R9", "R2"]
    assert "salah baca" in floor.ok("history", mo)


def test_every_odoo_column_follows_and_no_people_column_is_shared() -> None:
    assert not set(ODOO_OWNED) & set(PEOPLE_OWNED)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("register", "WH/MO/99999", "--auth-first", "1", "--roll", "1"), "WH/MO/99999"),
        (("register", "WH/MO/00001", "--auth-first", "ABC", "--roll", "1"), "ABC"),
        (("register", "WH/MO/00001", "--auth-first", "1", "--roll", "r oll"), "R OLL"),
        (("register", "WH/MO/00001"), ""),
        (("start", "WH/MO/00001", "--leader", "003"), "WH/MO/00001"),
        (("changeover", "WH/MO/00001", "WH/MO/00002", "--new-auth", "5"), "WH/MO/00001"),
        (("changeover", "WH/MO/00001", "WH/MO/00001", "--new-auth", "5"), "WH/MO/00001"),
        (("end", "WH/MO/00001", "--auth", "9"), "WH/MO/00001"),
        (("change-roll", "WH/MO/00001", "--old-last", "1", "--roll", "2"), "WH/MO/00001"),
        (("correct", "WH/MO/00001", "state", "done", "--reason", "x"), "state"),
        (("unregister", "WH/MO/00001", "--reason", "x"), "WH/MO/00001"),
        (("undo",), ""),
    ],
)
def test_bad_input_gets_one_sentence_and_changes_nothing(
    plant: Plant, command: tuple[str, ...], says: str
) -> None:
    floor, _database, _odoo = plant
    floor.sync()
    before = floor.orders()
    assert says in floor.refused(*command)
    assert floor.orders() == before


def test_odoo_switched_off_is_one_sentence_and_the_store_stays(plant: Plant) -> None:
    floor, _database, odoo = plant
    floor.sync()
    before = floor.orders()
    odoo.stop()
    assert "127.0.0.1" in floor.refused("sync")
    assert floor.orders() == before


def test_a_wrong_password_is_one_sentence_without_the_password(plant: Plant) -> None:
    floor, _database, _odoo = plant
    floor.password = marked("salah-sekali-88")
    assert "salah-sekali-88" not in floor.refused("sync")


def test_usage_errors_exit_with_2(plant: Plant) -> None:
    floor, _database, _odoo = plant
    with pytest.raises(SystemExit) as stop:
        floor.run("tidak-ada")
    assert stop.value.code == 2


def test_whoever_stops_reading_gets_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app", "--demo", "list"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()  # long before there is anything to read
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait(60)) == (b"", 1)


def test_a_repeated_operation_id_is_harmless(plant: Plant) -> None:
    floor, _database, _odoo = plant
    floor.sync()
    command = ("register", "WH/MO/00001", "--auth-first", "0100", "--roll", "7")
    first = floor.ok(*command, "--operation-id", "satu")
    assert floor.ok(*command, "--operation-id", "satu") == first
    other = ("register", "WH/MO/00001", "--auth-first", "0200", "--roll", "7")
    floor.refused(*other, "--operation-id", "satu")
    assert floor.order("WH/MO/00001")["auth_first"] == "0100"


def test_what_is_odd_needs_a_yes(plant: Plant) -> None:
    floor, _database, _odoo = plant
    floor.sync()
    floor.ok("register", "WH/MO/00001", "--auth-first", "0100", "--roll", "7")
    floor.ok("start", "WH/MO/00001", "--leader", "003")
    assert "--yes" in floor.refused("end", "WH/MO/00001", "--auth", "9999")
    assert floor.order("WH/MO/00001")["stage"] == "running"
    floor.ok("end", "WH/MO/00001", "--auth", "9999", "--yes")
    assert floor.order("WH/MO/00001")["used"] == 9900


@engines.SQLITE
def test_a_pass_while_another_process_makes_one_is_refused_in_one_sentence(plant: Plant) -> None:
    floor, _database, odoo = plant
    floor.sync()
    before = odoo.requests
    with turn.taken(floor.store):
        assert floor.refused("sync")
    assert odoo.requests == before
    floor.sync()
