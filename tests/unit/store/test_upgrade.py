"""Bringing a store to this version: forward only, after a backup, whole or not at all."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest

from app.domain.errors import Code, EnvironmentFaultError
from app.store import database, migrations, upgrade
from app.store.migrations import Executes
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import NOW, dump, open_people, rows, run_sql

Step = Callable[[Executes], None]


def a_column(name: str) -> Step:
    """Make a step of a version that is still to come."""

    def step(db: Executes) -> None:
        db.execute_sql(f"ALTER TABLE recent_mo ADD COLUMN {name} TEXT DEFAULT 'baru'")

    return step


def spoilt(db: Executes) -> None:
    a_column("never")(db)
    db.execute_sql("UPDATE recent_mo SET leader_id = NULL")
    db.execute_sql("INSERT INTO recent_mo (mo_name) VALUES ('without its time')")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the program be of a later version, which has these steps more."""

    def become(*more: Step) -> None:
        steps = (*migrations.STEPS, *more)
        monkeypatch.setattr(migrations, "STEPS", steps)
        monkeypatch.setattr(migrations, "VERSION", len(steps))

    return become


@pytest.fixture
def store(path: Path) -> Path:
    """Give a store of this version on which somebody typed."""
    open_people(path).close()
    run_sql(path, "INSERT INTO recent_mo (mo_name, created_at) VALUES ('A', '2026-04-17 00:00:00')")
    run_sql(path, "UPDATE recent_mo SET leader_id = '003', auth_first = '0100'")
    return path


def backups(path: Path) -> list[Path]:
    folder = upgrade.backup_folder(path)
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_new_store_needs_no_backup(store: Path) -> None:
    open_people(store).close()
    assert backups(store) == []


def test_a_store_of_an_earlier_version_is_brought_up_after_a_backup(
    store: Path, later: Callable[..., None]
) -> None:
    before = dump(store)
    later(a_column("two"), a_column("three"))
    with closing(open_people(store)) as db:
        assert database.version(db) == migrations.VERSION
    (row,) = rows(store, "recent_mo")
    assert (row["leader_id"], row["auth_first"], row["two"], row["three"]) == (
        "003", "0100", "baru", "baru",
    )  # fmt: skip
    (backup,) = backups(store)
    assert backup.name == f"store-20260417-023000-before-v{migrations.VERSION}.db"
    assert dump(backup) == before
    open_people(store).close()
    assert backups(store) == [backup]


def test_only_the_missing_steps_are_done(store: Path, later: Callable[..., None]) -> None:
    now = migrations.VERSION
    later(a_column("two"))
    open_people(store).close()
    later(a_column("three"))  # "two" again would fail
    open_people(store).close()
    assert [file.stem[-3:] for file in backups(store)] == [f"-v{now + 1}", f"-v{now + 2}"]


def test_a_step_that_fails_leaves_the_store_as_it_was(
    store: Path, later: Callable[..., None]
) -> None:
    before = dump(store)
    later(a_column("two"), spoilt)
    with pytest.raises(Exception, match="NOT NULL"):
        open_people(store)
    assert dump(store) == before
    with closing(apsw.Connection(str(store))) as connection:
        assert connection.execute("PRAGMA user_version").get == migrations.VERSION - 2


def test_without_its_backup_nothing_is_changed(store: Path, later: Callable[..., None]) -> None:
    before = dump(store)
    upgrade.backup_folder(store).write_text("no folder")
    later(a_column("two"))
    with pytest.raises(EnvironmentFaultError) as caught:
        open_people(store)
    assert caught.value.problem.code is Code.STORE_UNWRITABLE
    assert dump(store) == before


def test_the_sync_waits_for_a_store_of_its_version(store: Path, later: Callable[..., None]) -> None:
    later(a_column("two"))
    with pytest.raises(EnvironmentFaultError):
        database.open_mirror(store)
    assert "two" not in rows(store, "recent_mo")[0]
    open_people(store).close()
    database.open_mirror(store).close()


# ---------------------------------------------------------------------- beside another process


def soon(work: Callable[[], Any]) -> threading.Timer:
    timer = threading.Timer(0.2, work)
    timer.start()
    return timer


def test_a_store_that_another_process_is_making_is_waited_for(path: Path) -> None:
    with closing(database.connect(path, create=True)) as other:
        other.execute_sql("BEGIN IMMEDIATE")
        for step in migrations.STEPS:
            step(other)
        other.execute_sql(f"PRAGMA application_id = {database.APPLICATION_ID}")
        other.execute_sql(f"PRAGMA user_version = {migrations.VERSION}")
        timer = soon(lambda: other.execute_sql("COMMIT"))
        with closing(open_people(path)) as db:
            assert database.version(db) == migrations.VERSION
            assert db.execute_sql("PRAGMA journal_mode").fetchone() == ("wal",)
        timer.join()
    assert backups(path) == []


def test_a_store_that_another_process_has_just_made_is_waited_for(store: Path) -> None:
    """SQLite does not wait by itself where the write-ahead log is turned on."""
    run_sql(store, "PRAGMA journal_mode = DELETE")
    with closing(apsw.Connection(str(store))) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = soon(lambda: other.execute("COMMIT"))
        with closing(open_people(store)) as db:
            assert db.execute_sql("PRAGMA journal_mode").fetchone() == ("wal",)
        timer.join()


def test_no_store_is_worked_on_without_its_write_ahead_log(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.01)
    run_sql(store, "PRAGMA journal_mode = DELETE")
    with closing(apsw.Connection(str(store))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM recent_mo").fetchall()
        with pytest.raises(EnvironmentFaultError) as caught:
            open_people(store, NOW)
        assert caught.value.problem.code is Code.STORE_LOCKED
    open_people(store).close()
