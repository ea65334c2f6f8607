"""How a file's other connections are followed: cheaply, by history, and by the runs of the sync."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.changes import EVERYTHING, MOST, FileChanges
from app.store.connection import Connection
from tests.plant import open_people, run_sql

ENTRY = (
    "INSERT INTO production_log (operation_id, recent_mo_id, mo_name, status, create_at, before, "
    "after) VALUES (?, ?, 'x', 'register', '2026-04-17 02:30:00', '{}', '{}')"
)
MO = (
    "INSERT INTO recent_mo (id, mo_id, mo_name, created_at) VALUES (?, ?, ?, '2026-04-17 00:00:00')"
)
_COUNTS = "requests, fetched, inserted, updated, unchanged, renamed, clashed, skipped, gone"
RUN = (
    f"INSERT INTO sync_run (run_id, started_at, finished_at, mode, outcome, {_COUNTS}) "
    "VALUES ('r', '2026-04-17 00:00:00', '2026-04-17 00:00:01', 'full', 'ok', "
    "2, 500, 0, ?, 0, 0, 0, 0, 0)"
)
_NUMBERS = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= {MOST})"
MOS = (
    f"{_NUMBERS} INSERT INTO recent_mo (id, mo_id, mo_name, created_at) "
    "SELECT i, 1000 + i, 'WH/MO/' || i, '2026-04-17 00:00:00' FROM n"
)
ENTRIES = (
    f"{_NUMBERS} INSERT INTO production_log (operation_id, recent_mo_id, mo_name, status, "
    "create_at, before, after) "
    "SELECT 'op-' || i, i, 'x', 'register', '2026-04-17 02:30:00', '{}', '{}' FROM n"
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "toko.db"
    open_people(path).close()
    run_sql(path, MOS)
    return path


@pytest.fixture
def db(store: Path) -> Iterator[Connection]:
    with closing(open_people(store)) as found:
        yield found


@pytest.fixture
def changes(db: Connection) -> FileChanges:
    found = FileChanges()
    assert found.since_last(db) is EVERYTHING
    assert found.since_last(db) is None
    return found


def test_the_history_names_the_mos(store: Path, db: Connection, changes: FileChanges) -> None:
    for number, key in enumerate((7, 9, 7)):
        run_sql(store, ENTRY, (f"op-{number}", key))
    assert changes.since_last(db) == {7, 9}
    assert changes.since_last(db) is None


def test_a_run_of_the_sync_may_have_changed_all(
    store: Path, db: Connection, changes: FileChanges
) -> None:
    run_sql(store, ENTRY, ("op-1", 7))
    run_sql(store, RUN, (1,))
    assert changes.since_last(db) is EVERYTHING
    run_sql(store, ENTRY, ("op-2", 8))
    assert changes.since_last(db) == {8}


def test_a_run_that_wrote_nothing_has_changed_nothing(
    store: Path, db: Connection, changes: FileChanges
) -> None:
    run_sql(store, RUN, (0,))
    assert changes.since_last(db) is None
    run_sql(store, RUN, (0,))
    run_sql(store, ENTRY, ("op-1", 7))
    assert changes.since_last(db) == {7}


def test_many_are_as_good_as_all(store: Path, db: Connection, changes: FileChanges) -> None:
    run_sql(store, ENTRIES)
    assert changes.since_last(db) is EVERYTHING


def test_what_concerns_no_mo_is_no_news(store: Path, db: Connection, changes: FileChanges) -> None:
    run_sql(store, "CREATE TABLE notes (text)")
    assert changes.since_last(db) is None


def test_ones_own_is_no_news(db: Connection, changes: FileChanges) -> None:
    db.execute_sql(ENTRY, ("op-1", 7))
    db.execute_sql(RUN, (1,))
    assert changes.since_last(db) is None
