"""One pass at a time on a store: whoever comes while another one holds the turn is refused."""

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from app.domain.errors import Code, EnvironmentFaultError, RefusedError
from app.store import turn
from app.store.mirror import Mirror
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import NOW, odoo_order, open_people


def test_while_one_has_the_turn_another_one_is_refused(path: Path) -> None:
    def second() -> None:
        with turn.taken(path):
            pytest.fail("both have it")

    with turn.taken(path):
        for _ in range(2):  # being refused takes nothing away
            with pytest.raises(RefusedError) as caught:
                second()
            assert caught.value.problem.code is Code.SYNC_BUSY


def test_afterwards_it_is_free_also_after_a_failure(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), turn.taken(path):
        raise ZeroDivisionError
    with turn.taken(path):
        pass
    with turn.taken(path):
        pass


def test_stores_in_one_folder_have_turns_of_their_own(tmp_path: Path) -> None:
    with turn.taken(tmp_path / "one.db"), turn.taken(tmp_path / "other.db"):
        pass


def test_the_store_itself_can_be_written_meanwhile(path: Path) -> None:
    with (
        turn.taken(path),
        closing(open_people(path)) as people,
        closing(Mirror(path)) as mirror,
    ):
        mirror.write([odoo_order(1)], (), NOW)
        people.execute_sql("UPDATE recent_mo SET leader_id = '003'")
        assert people.execute_sql("SELECT leader_id FROM recent_mo").fetchall() == [("003",)]


def test_the_lock_is_a_file_beside_the_store_and_not_the_store(path: Path) -> None:
    with turn.taken(path):
        assert not path.exists()
        with closing(apsw.Connection(f"{path}.sync")) as other, pytest.raises(apsw.BusyError):
            other.execute("BEGIN IMMEDIATE")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    def take() -> None:
        with turn.taken(tmp_path / "nowhere" / "store.db"):
            pytest.fail("there is no such folder")

    with pytest.raises(EnvironmentFaultError) as caught:
        take()
    assert caught.value.problem.code is Code.STORE_UNWRITABLE
    assert str(caught.value.problem.params["file"]).startswith(str(tmp_path))


def test_a_lock_file_that_is_no_database_is_said(path: Path) -> None:
    Path(f"{path}.sync").write_bytes(b"not a database, but long enough to look at " * 40)

    def take() -> None:
        with turn.taken(path):
            pytest.fail("it cannot be locked")

    with pytest.raises(EnvironmentFaultError) as caught:
        take()
    assert caught.value.problem.code is Code.STORE_FOREIGN
