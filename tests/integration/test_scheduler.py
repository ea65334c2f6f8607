"""The command that syncs without a window, as a process, and the other ways to ask for a pass."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from app.demo.records import Database
from app.demo.server import StandIn
from app.store import turn
from tests.integration.processes import ENDS, end, run, started
from tests.plant import LOGIN, PASSWORD, open_people, rows
from tests.unit.odoo.wire import Wire

SOON = 2.0
"""Seconds within which a process has to be gone."""


@pytest.fixture
def odoo() -> Iterator[StandIn]:
    database = Database("pabrik")
    database.add_user(LOGIN, PASSWORD)
    database.create("mrp.production", {"name": "A", "state": "confirmed"})
    with StandIn([database]) as server:
        yield server


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    open_people(path, datetime.now(UTC)).close()
    return path


def variables(url: str, store: Path, **values: str) -> dict[str, str]:
    given = {
        "ODOO_API_URL": url,
        "ODOO_DB": "pabrik",
        "ODOO_LOGIN": LOGIN,
        "ODOO_PASSWORD": PASSWORD,
        "SQLITE_PATH": str(store),
        "SYNC_INTERVAL_MINUTES": "0.1",
    }
    return {**given, **values}


@pytest.mark.parametrize("name", ENDS)
def test_passes_are_made_until_it_is_asked_to_end(odoo: StandIn, store: Path, name: str) -> None:
    with started("scheduler", **variables(odoo.url, store)) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert " 1 MO" in first
        began = monotonic()
        end(process, name)
        out, err = process.communicate(timeout=20)
        assert monotonic() - began < SOON
    assert (process.returncode, out, err) == (0, "", "")
    assert {row["outcome"] for row in rows(store, "sync_run")} == {"ok"}


@pytest.mark.parametrize("name", ENDS)
def test_it_ends_at_once_while_odoo_does_not_answer(store: Path, name: str) -> None:
    asked = threading.Event()

    def answer(_path: str, _body: object) -> bytes:
        asked.set()
        return b""

    with Wire(answer, hold=True) as wire, started("scheduler", **variables(wire.url, store)) as it:
        assert asked.wait(20)
        began = monotonic()
        end(it, name)
        out, err = it.communicate(timeout=20)
        assert monotonic() - began < SOON
    assert (it.returncode, out, err) == (0, "", "")
    assert [row["error_code"] for row in rows(store, "sync_run")] == ["abandoned"]


def test_two_processes_on_one_store_never_sync_at_once(store: Path) -> None:
    asked = threading.Event()

    def answer(_path: str, _body: object) -> bytes:
        asked.set()
        return b""

    with Wire(answer, hold=True) as wire, started("scheduler", **variables(wire.url, store)) as one:
        assert asked.wait(20)
        with started("scheduler", **variables(wire.url, store)) as two:
            assert two.stdout is not None
            assert two.stdout.readline()  # says that another one is at it
            refused = run("sync", **variables(wire.url, store))
            assert (refused.returncode, refused.stdout) == (1, "")
            assert refused.stderr.count("\n") == 1
            assert len(wire.seen) == 1
            for process in (one, two):
                end(process, ENDS[0])
                process.communicate(timeout=20)
            assert (one.returncode, two.returncode) == (0, 0)


def test_a_turn_that_is_taken_is_waited_for_and_not_asked_for_all_the_time(
    odoo: StandIn, store: Path
) -> None:
    with ExitStack() as stack:
        process = stack.enter_context(started("scheduler", **variables(odoo.url, store)))
        assert process.stdout is not None
        with turn.taken(store):
            assert " MO" not in process.stdout.readline()
        began = monotonic()
        assert " 1 MO" in process.stdout.readline()
        assert monotonic() - began > 4  # the interval is six seconds
        end(process, ENDS[0])
        process.communicate(timeout=20)
    assert process.returncode == 0


def test_a_session_id_is_read_from_standard_input(odoo: StandIn, store: Path) -> None:
    sid = odoo.open_session("pabrik", LOGIN)
    given = variables(odoo.url, store, ODOO_PASSWORD="", ODOO_LOGIN="", ODOO_DB="")
    done = run("sync", "--full", "--json", "--session-id", "-", given=f"{sid}\n", **given)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["inserted"] == 1
    assert sid not in done.stdout
    assert [seen.step for seen in odoo.requests][:2] == ["fields_get", "mrp.production"]
    assert rows(store, "sync_run")[0]["mode"] == "full"


def test_an_empty_standard_input_is_not_a_session_id(odoo: StandIn, store: Path) -> None:
    given = variables(odoo.url, store, ODOO_PASSWORD="")
    done = run("sync", "--session-id", "-", **given)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert odoo.requests == []


def test_a_wrong_clock_is_said_although_the_pass_is_good(store: Path) -> None:
    def late() -> datetime:
        return datetime.now(UTC) - timedelta(minutes=7)

    database = Database("pabrik", clock=late)
    database.add_user(LOGIN, PASSWORD)
    words = "Jam komputer ini 7 menit lebih cepat dari Odoo. Perbaiki jamnya."
    with StandIn([database], clock=late) as odoo:
        given = variables(odoo.url, store)
        done = run("sync", "--json", **given)
        assert (done.returncode, done.stderr) == (0, f"{words}\n")
        assert json.loads(done.stdout)["requests"] > 0
        with started("scheduler", **given) as process:
            assert process.stdout is not None
            assert process.stdout.readline().endswith(f"{words}\n")
            end(process, ENDS[0])
            _out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
