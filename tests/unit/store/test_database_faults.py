"""What the system and SQLite say, told apart; and a refused file is let go of."""

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import apsw
import peewee
import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.errors import Code, EnvironmentFaultError, RefusedError
from app.store import database, turn, upgrade
from tests import older
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import NOW, open_people, run_sql


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, Code.DISK_FULL),
        (errno.EDQUOT, Code.DISK_FULL),
        (errno.EACCES, Code.STORE_UNWRITABLE),
        (errno.EROFS, Code.STORE_UNWRITABLE),
        (errno.EIO, Code.STORE_UNWRITABLE),
    ],
)
def test_what_the_system_says_is_told_apart(path: Path, number: int, code: Code) -> None:
    with pytest.raises(EnvironmentFaultError) as caught, database.faults(path):
        raise OSError(number, os.strerror(number))
    assert caught.value.problem.code is code
    assert caught.value.problem.params == {"file": str(path)}


def test_a_broken_rule_of_the_schema_is_no_fault_of_the_environment(
    people: APSWDatabase, path: Path
) -> None:
    with pytest.raises(peewee.IntegrityError), database.faults(path):
        people.execute_sql("INSERT INTO recent_mo (mo_name) VALUES (NULL)")


def test_a_connection_outlives_what_python_keeps_for_the_thread_that_made_it(path: Path) -> None:
    # In a QThread that is gone after each slot, and the connection must not go with it.
    with ThreadPoolExecutor(1) as thread:
        db = thread.submit(open_people, path).result()
    with closing(db):
        assert db.execute_sql("SELECT count(*) FROM recent_mo").fetchone() == (0,)


def _foreign(path: Path) -> None:
    run_sql(path, "CREATE TABLE something (a)")


def _not_set_up(path: Path) -> None:
    path.touch()


def _without_room_for_a_backup(path: Path) -> None:
    older.write(path)
    upgrade.backup_folder(path).write_text("no folder")


def _taken(path: Path) -> None:
    with turn.taken(path):
        pytest.fail("it has been taken")


@pytest.mark.parametrize(
    ("prepare", "open_"),
    [
        (_foreign, lambda path: database.connect(path, create=True)),
        (_not_set_up, database.open_mirror),
        (_without_room_for_a_backup, lambda path: upgrade.open_store(path, NOW)),
    ],
)
def test_a_refused_file_is_let_go_of(
    path: Path, prepare: Callable[[Path], None], open_: Callable[[Path], object]
) -> None:
    """Windows neither moves nor deletes a file that is open; a restore has to."""
    prepare(path)
    with pytest.raises(EnvironmentFaultError) as caught:
        open_(path)
    assert caught.value.__traceback__ is not None  # it holds on to all that is not closed
    assert [one.filename for one in apsw.connections()] == []


def test_a_turn_that_is_over_or_was_refused_is_let_go_of(path: Path) -> None:
    with closing(apsw.Connection(f"{path}.sync")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RefusedError) as caught:
            _taken(path)
        assert caught.value.__traceback__ is not None
        assert apsw.connections() == [other]
        other.execute("ROLLBACK")
    with turn.taken(path):
        assert len(apsw.connections()) == 1
    assert apsw.connections() == []
