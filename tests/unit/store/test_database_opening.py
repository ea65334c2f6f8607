"""What stays the same from one version of the program to the next, and what a closed store does."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest
from peewee import InterfaceError

from app.store import database
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import open_people


def test_a_store_of_any_version_is_known_by_the_same_mark(path: Path) -> None:
    open_people(path).close()
    assert path.read_bytes()[68:72] == b"StMO"  # where SQLite keeps the application id


def test_the_oldest_sqlite_that_is_good_enough_is_accepted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.3")
    with closing(open_people(path)) as db:
        assert database.version(db) > 0


@pytest.mark.parametrize("opener", [open_people, database.open_mirror])
def test_a_closed_store_does_not_open_by_itself(opener: object, path: Path) -> None:
    open_people(path).close()
    db = opener(path)  # type: ignore[operator]
    db.close()
    with pytest.raises(InterfaceError):
        db.execute_sql("SELECT 1")


def test_a_writer_waits_ten_seconds_for_another_one(path: Path) -> None:
    with closing(open_people(path)) as db:
        assert db.execute_sql("PRAGMA busy_timeout").fetchone() == (10_000,)


def test_a_store_that_another_one_makes_in_the_same_moment_is_ours(path: Path) -> None:
    looked: list[str] = []

    def between(_cursor: object, sql: str, _values: object) -> bool:
        if "sqlite_schema" in sql or "application_id" in sql:
            looked.append(sql)
            if len(looked) == 2:  # one of the two has been answered, the other one not yet
                apsw.connection_hooks.remove(watch)
                open_people(path).close()
        return True

    def watch(connection: apsw.Connection) -> None:
        connection.exec_trace = between

    apsw.connection_hooks.append(watch)
    database.connect(path, create=True).close()
    assert len(looked) >= 2
