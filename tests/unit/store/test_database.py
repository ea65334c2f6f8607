"""Opening the store: durable, and a file that is not ours is told apart and left untouched."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.errors import Code, EnvironmentFaultError
from app.store import database, migrations
from app.store.mirror import Mirror
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import NOW, odoo_order, open_people, run_sql

OPENERS = pytest.mark.parametrize("opener", [open_people, database.open_mirror])


def refusal(opener: object, path: Path) -> Code:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(EnvironmentFaultError) as caught:
        opener(path)  # type: ignore[operator]
    assert (path.read_bytes() if path.is_file() else None) == before
    assert caught.value.problem.params["file"] == str(path)
    return caught.value.problem.code


def pragma(db: APSWDatabase, name: str) -> object:
    return db.execute_sql(f"PRAGMA {name}").fetchone()[0]


def test_the_bundled_sqlite_is_recent_enough() -> None:
    found = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    assert found >= (3, 51, 3)


def test_an_older_sqlite_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.2")
    with pytest.raises(EnvironmentFaultError) as caught:
        open_people(path)
    assert caught.value.problem.code is Code.SQLITE_OLD
    assert caught.value.problem.params == {"found": "3.51.2", "needed": "3.51.3"}
    assert not path.exists()


def test_operations_of_people_are_durable(people: APSWDatabase) -> None:
    assert pragma(people, "journal_mode") == "wal"
    assert pragma(people, "synchronous") == 2  # FULL
    assert pragma(people, "foreign_keys") == 1
    assert pragma(people, "recursive_triggers") == 1


def test_replace_meets_the_delete_trigger_on_the_sync_connection_too(guarded: APSWDatabase) -> None:
    # A pragma cannot be asked for through the guard: look at what it does, in test_guards.
    with pytest.raises(Exception, match="not authorized"):
        guarded.execute_sql("PRAGMA recursive_triggers")


def test_the_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "store.db"
    open_people(path).close()
    assert path.exists()


def test_a_store_is_marked_as_ours_with_its_version(people: APSWDatabase) -> None:
    assert pragma(people, "application_id") == database.APPLICATION_ID
    assert pragma(people, "user_version") == migrations.VERSION


def test_opening_again_changes_nothing(path: Path) -> None:
    open_people(path).close()
    before = path.read_bytes()
    open_people(path).close()
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    with closing(open_people(path)) as db:
        assert pragma(db, "user_version") == migrations.VERSION


@OPENERS
def test_a_store_of_a_newer_version_is_refused_untouched(opener: object, path: Path) -> None:
    open_people(path).close()
    run_sql(path, f"PRAGMA user_version = {migrations.VERSION + 1}")
    assert refusal(opener, path) is Code.STORE_NEWER


@OPENERS
def test_a_database_of_another_program_is_refused_untouched(opener: object, path: Path) -> None:
    run_sql(path, "CREATE TABLE something (a)")
    assert refusal(opener, path) is Code.STORE_FOREIGN


@OPENERS
@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to look at " * 40, b"\x00" * 4096, b"%PDF-1.7\n"]
)
def test_a_file_that_is_no_database_is_refused_untouched(
    opener: object, path: Path, content: bytes
) -> None:
    path.write_bytes(content)
    assert refusal(opener, path) is Code.STORE_FOREIGN


@OPENERS
def test_a_damaged_store_is_told_apart(opener: object, path: Path) -> None:
    open_people(path).close()
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3996  # the first page after its header: the schema
    path.write_bytes(content)
    assert refusal(opener, path) is Code.STORE_DAMAGED


def test_the_sync_does_not_make_a_store(path: Path) -> None:
    assert refusal(database.open_mirror, path) is Code.STORE_MISSING
    assert not path.exists()


def test_the_sync_refuses_a_store_that_is_not_set_up(path: Path) -> None:
    path.touch()
    assert refusal(database.open_mirror, path) is Code.STORE_FOREIGN


@OPENERS
def test_a_folder_in_the_place_of_the_file_is_named(opener: object, path: Path) -> None:
    path.mkdir()
    assert refusal(opener, path) is Code.STORE_IS_FOLDER


def test_a_file_in_the_place_of_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "store.db"
    assert refusal(open_people, path) is Code.STORE_UNWRITABLE


@pytest.mark.parametrize("name", ["\\\\server\\share\\store.db", "//server/share/store.db"])
@OPENERS
def test_a_network_share_is_refused(opener: object, name: str) -> None:
    with pytest.raises(EnvironmentFaultError) as caught:
        opener(_Named(name))  # type: ignore[operator]
    assert caught.value.problem.code is Code.STORE_ON_SHARE


class _Named(type(Path())):  # type: ignore[misc]
    """A path that keeps both slashes or backslashes, as Windows does."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __new__(cls, name: str) -> "_Named":
        made: _Named = super().__new__(cls, name)
        made._name = name
        return made

    def __str__(self) -> str:
        return self._name


@OPENERS
def test_a_locked_store_is_told_apart_and_untouched(
    opener: object, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_people(path).close()
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.05)
    with closing(apsw.Connection(str(path))) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert refusal(opener, path) is Code.STORE_LOCKED
        other.execute("ROLLBACK")


def test_a_writer_that_waits_too_long_is_told_that_the_store_is_locked(
    people: APSWDatabase, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.05)
    with closing(Mirror(path)) as mirror, people.atomic("IMMEDIATE"):
        with pytest.raises(EnvironmentFaultError) as caught:
            mirror.write([odoo_order(1)], (), NOW)
        assert caught.value.problem.code is Code.STORE_LOCKED


def test_a_full_disk_is_told_and_nothing_is_half_written(people: APSWDatabase, path: Path) -> None:
    pages = pragma(people, "page_count")
    people.execute_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with database.faults(path), people.atomic("IMMEDIATE"):
            for number in range(500):
                people.execute_sql(
                    "INSERT INTO recent_mo (mo_name, note, created_at) VALUES (?, ?, ?)",
                    (f"WH/MO/{number}", "x" * 500, "2026-04-17 02:30:00"),
                )

    with pytest.raises(EnvironmentFaultError) as caught:
        fill()
    assert caught.value.problem.code is Code.DISK_FULL
    assert people.execute_sql("SELECT count(*) FROM recent_mo").fetchone() == (0,)
