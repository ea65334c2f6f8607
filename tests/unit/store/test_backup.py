"""Copies of the store, one by one: whole and verified, or not there at all."""

import shutil
import threading
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from app.domain.errors import Code, EnvironmentFaultError
from app.store import backup, database, migrations
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import dump, open_people, run_sql
from tests.unit.store.stores import code_of, scribble


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# ---------------------------------------------------------------------- copying


def test_a_copy_holds_what_was_committed_last_and_is_one_file(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "copy.db"
    with closing(open_people(store)) as db:
        db.execute_sql("UPDATE recent_mo SET note = 'in the log only'")
        backup.copy(store, target)
    assert dump(target) == dump(store)
    assert names(target.parent) == ["copy.db"]
    with closing(apsw.Connection(str(target))) as copy:
        assert copy.execute("PRAGMA journal_mode").get == "delete"


def test_a_copy_that_broke_off_before_is_no_hindrance(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    for suffix in ("", "-wal", "-shm", "-journal"):
        (target.parent / f"copy.db.part{suffix}").write_bytes(b"half of something" * 100)
    backup.copy(store, target)
    assert names(target.parent) == ["copy.db"]
    assert dump(target) == dump(store)


def test_a_damaged_store_gives_no_copy_and_leaves_nothing(store: Path, tmp_path: Path) -> None:
    scribble(store)
    target = tmp_path / "copies" / "copy.db"
    code_of(lambda: backup.copy(store, target), target.with_name("copy.db.part"))
    assert names(target.parent) == []


def test_a_store_of_another_program_is_copied_only_where_that_is_meant(tmp_path: Path) -> None:
    older, target = tmp_path / "older.db", tmp_path / "copies" / "copy.db"
    run_sql(older, "CREATE TABLE recent_mo (id)")
    draft = target.with_name("copy.db.part")
    assert code_of(lambda: backup.copy(older, target), draft) is Code.STORE_FOREIGN
    assert not target.exists()
    backup.copy(older, target, ours=False)
    assert dump(target) == {"recent_mo": []}


def test_a_store_that_is_not_there_gives_no_copy_and_is_not_made(tmp_path: Path) -> None:
    target = tmp_path / "copies" / "copy.db"
    code = code_of(lambda: backup.copy(tmp_path / "none.db", target), target)
    assert code is Code.STORE_UNWRITABLE
    assert names(tmp_path / "copies") == []
    assert not (tmp_path / "none.db").exists()


def test_a_second_copy_is_byte_for_byte_and_replaces_an_older_one(
    store: Path, tmp_path: Path
) -> None:
    target = tmp_path / "share" / "folder" / "copy.db"
    backup.copy_file(store, target)
    target.write_bytes(b"older")
    backup.copy_file(store, target)
    assert target.read_bytes() == store.read_bytes()
    assert names(target.parent) == ["copy.db"]


def test_a_second_copy_that_cannot_be_made_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"older")
    code_of(lambda: backup.copy_file(tmp_path / "none.db", target), target)
    assert names(tmp_path) == ["copy.db"]
    assert target.read_bytes() == b"older"


# ---------------------------------------------------------------------- checking


def test_what_is_no_good_store_is_told_apart(store: Path, tmp_path: Path) -> None:
    missing, foreign, newer, damaged, text = (tmp_path / name for name in "abcde")
    run_sql(foreign, "CREATE TABLE something (a)")
    backup.copy(store, newer)
    run_sql(newer, f"PRAGMA user_version = {migrations.VERSION + 1}")
    backup.copy(store, damaged)
    scribble(damaged)
    text.write_bytes(b"not a database, but long enough to look at " * 40)
    found = {file: code_of(lambda f=file: backup.verify(f), file)  # type: ignore[misc]
             for file in (missing, foreign, newer, damaged, text)}  # fmt: skip
    assert [*found.values()] == [
        Code.STORE_MISSING,
        Code.STORE_FOREIGN,
        Code.STORE_NEWER,
        Code.STORE_DAMAGED,
        Code.STORE_FOREIGN,
    ]
    assert not missing.exists()
    backup.verify(store)


def test_a_quick_check_finds_damage_and_changes_nothing(store: Path) -> None:
    backup.quick_check(store)
    scribble(store)
    before = store.read_bytes()
    assert code_of(lambda: backup.quick_check(store), store) is Code.STORE_DAMAGED
    assert store.read_bytes() == before


def test_a_quick_check_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFaultError):
        backup.quick_check(tmp_path / "none.db")
    assert names(tmp_path) == []


# ---------------------------------------------------------------------- putting back


def test_a_healthy_store_is_overwritten_and_kept_aside(store: Path, made: Path) -> None:
    before = dump(store)
    run_sql(store, "UPDATE recent_mo SET note = 'later'")
    later, aside = dump(store), store.with_name("aside.db")
    backup.restore(made, store, aside)
    assert dump(store) == before
    assert dump(aside) == later


def test_a_damaged_store_is_moved_away_as_it_is_with_its_log(
    store: Path, made: Path, tmp_path: Path
) -> None:
    found = tmp_path / "found" / "store.db"
    found.parent.mkdir()
    with closing(open_people(store)) as db:
        db.execute_sql("UPDATE recent_mo SET note = 'the newest' WHERE id = 300")
        for suffix in ("", "-wal"):  # as a power cut leaves them
            shutil.copy(f"{store}{suffix}", f"{found}{suffix}")
    scribble(found)
    before = [Path(f"{found}{suffix}").read_bytes() for suffix in ("", "-wal")]
    aside = found.with_name("aside.db")
    backup.restore(made, found, aside)
    assert dump(found) == dump(made)
    assert [Path(f"{aside}{suffix}").read_bytes() for suffix in ("", "-wal")] == before


def test_a_store_that_is_not_there_is_put_back(store: Path, made: Path) -> None:
    store.unlink()
    backup.restore(made, store, store.with_name("aside.db"))
    assert dump(store) == dump(made)


def test_a_store_that_is_no_database_is_replaced_and_kept_aside(store: Path, made: Path) -> None:
    store.write_bytes(b"not a database, but long enough to look at " * 40)
    aside = store.with_name("aside.db")
    backup.restore(made, store, aside)
    assert dump(store) == dump(made)
    assert aside.read_bytes().startswith(b"not a database")


def test_a_store_that_another_one_writes_to_is_not_overwritten(
    store: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(store)
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.05)
    with closing(apsw.Connection(str(store))) as other:
        other.execute("BEGIN IMMEDIATE")
        code = code_of(lambda: backup.restore(made, store, store.with_name("aside.db")), store)
        assert code is Code.STORE_LOCKED
        other.execute("ROLLBACK")
    assert dump(store) == before


def test_putting_back_waits_for_a_writer_that_is_about_to_finish(store: Path, made: Path) -> None:
    before = dump(store)
    run_sql(store, "UPDATE recent_mo SET note = 'later'")
    with closing(apsw.Connection(str(store))) as other:
        other.execute("BEGIN IMMEDIATE")
        soon = threading.Timer(0.3, other.execute, ("ROLLBACK",))
        soon.start()
        backup.restore(made, store, store.with_name("aside.db"))
        soon.join()
    assert dump(store) == before
