"""The sync's connection stays open from pass to pass; what becomes of the file is noticed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import Code, EnvironmentFaultError, RefusedError
from app.domain.orders import OdooOrder
from app.store import backup, migrations, turn
from app.store.mirror import Mirror
from app.store.turn import Turns
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import NOW, dump, odoo_order, open_people, rows, run_sql


@pytest.fixture
def turns(path: Path) -> Iterator[Turns]:
    open_people(path).close()
    with closing(turn.turns(path)) as found:
        yield found


def write(turns: Turns, *orders: OdooOrder) -> Mirror:
    with turns.taken():
        mirror = turns.mirror()
        mirror.write(orders, (), NOW)
    return mirror


def names(path: Path) -> list[str]:
    return [row["mo_name"] for row in rows(path, "recent_mo")]


def followed(turns: Turns) -> list[int]:
    with turns.taken():
        return list(turns.mirror().followed())


def test_it_is_the_same_from_pass_to_pass(turns: Turns, path: Path) -> None:
    first = write(turns, odoo_order(1))
    assert write(turns, odoo_order(2)) is first
    assert names(path) == ["WH/MO/00001", "WH/MO/00002"]


def test_it_holds_nobody_up_between_passes(turns: Turns, path: Path) -> None:
    write(turns, odoo_order(1))
    with closing(open_people(path)) as people, people.atomic("EXCLUSIVE"):
        people.execute_sql("UPDATE recent_mo SET leader_id = '003'")
    with closing(turn.turns(path)) as other:
        write(other, odoo_order(2))
    assert names(path) == ["WH/MO/00001", "WH/MO/00002"]


def test_closed_it_leaves_the_store_as_one_file(turns: Turns, path: Path) -> None:
    write(turns, odoo_order(1))
    turns.close()
    assert [file.name for file in path.parent.iterdir() if file.suffix != ".sync"] == [path.name]
    write(turns, odoo_order(2))  # and the next pass opens it again
    assert len(names(path)) == 2


def test_after_a_failure_it_is_another_one(turns: Turns) -> None:
    first = write(turns, odoo_order(1))
    with pytest.raises(ZeroDivisionError), turns.taken():
        raise ZeroDivisionError
    assert write(turns, odoo_order(2)) is not first


def test_who_comes_in_vain_keeps_it(turns: Turns, path: Path) -> None:
    first = write(turns, odoo_order(1))
    with turn.taken(path), pytest.raises(RefusedError), turns.taken():
        pytest.fail("both have the turn")
    assert write(turns, odoo_order(2)) is first


def test_another_file_in_its_place_is_written_and_the_old_one_left_alone(
    turns: Turns, path: Path, tmp_path: Path
) -> None:
    write(turns, odoo_order(1))
    aside = tmp_path / "aside.db"
    for suffix in ("-shm", "-wal", ""):  # as a restore moves a damaged store away
        side = path.with_name(path.name + suffix)
        side.replace(aside.with_name(aside.name + suffix))
    with closing(open_people(path)) as people:
        people.execute_sql(
            "INSERT INTO recent_mo (mo_name, created_at) VALUES ('NEW', '2026-04-17 00:00:00')"
        )
        write(turns, odoo_order(2))
        people.execute_sql("UPDATE recent_mo SET leader_id = '003'")  # its log is still its own
    turns.close()
    backup.verify(path)
    assert names(path) == ["NEW", "WH/MO/00002"]
    assert {row["leader_id"] for row in rows(path, "recent_mo")} == {"003"}
    assert names(aside) == ["WH/MO/00001"]


def test_a_store_that_is_gone_is_said(turns: Turns, path: Path) -> None:
    write(turns, odoo_order(1))
    path.rename(path.with_name("elsewhere.db"))
    for _ in range(2):
        with pytest.raises(EnvironmentFaultError) as caught:
            write(turns, odoo_order(2))
        assert caught.value.problem.code is Code.STORE_MISSING
    assert not path.exists()


def test_a_store_of_another_version_by_now_is_not_written(turns: Turns, path: Path) -> None:
    write(turns, odoo_order(1))
    run_sql(path, f"PRAGMA user_version = {migrations.VERSION + 1}")
    before = dump(path)
    with pytest.raises(EnvironmentFaultError) as caught:
        write(turns, odoo_order(2))
    assert caught.value.problem.code is Code.STORE_NEWER
    assert dump(path) == before


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("UPDATE recent_mo SET state = 'done' WHERE mo_id = 1", [2]),
        ("UPDATE recent_mo SET gone_at = '2026-04-17 00:00:00' WHERE mo_id = 2", [1]),
        ("DELETE FROM recent_mo", []),
    ],
)
def test_what_others_do_is_followed(
    turns: Turns, path: Path, sql: str, expected: list[int]
) -> None:
    write(turns, odoo_order(1), odoo_order(2))
    assert followed(turns) == followed(turns) == [1, 2]
    run_sql(path, sql)
    assert followed(turns) == followed(turns) == expected


def test_what_it_does_itself_is_followed(turns: Turns) -> None:
    found = []
    for gone, orders in [
        ((), [odoo_order(1), odoo_order(2)]),
        ((), [odoo_order(1), odoo_order(2)]),  # nothing new
        ((), [odoo_order(1, state="done")]),
        ((), [odoo_order(3, "OTHER")]),
        ((2,), []),
        ((), [odoo_order(2)]),  # it is back
    ]:
        with turns.taken():
            turns.mirror().write(orders, gone, NOW)
        found.append(followed(turns))
    assert found == [[1, 2], [1, 2], [2], [2, 3], [3], [2, 3]]


def test_an_mo_that_gets_its_odoo_id_is_followed(turns: Turns, path: Path) -> None:
    run_sql(
        path,
        "INSERT INTO recent_mo (mo_name, state, created_at) VALUES "
        "('WH/MO/00001', 'confirmed', '2026-04-17 00:00:00')",
    )
    assert followed(turns) == []
    write(turns, odoo_order(1))
    assert followed(turns) == [1]


def test_what_was_taken_back_is_not_followed(turns: Turns, path: Path) -> None:
    write(turns, odoo_order(1), odoo_order(2))
    assert followed(turns) == [1, 2]
    with turns.taken():
        mirror = turns.mirror()
        with pytest.raises(Exception, match=r"NOT NULL"):
            mirror.write([odoo_order(1, state="done"), odoo_order(3, mo_name=None)], (), NOW)
        assert list(mirror.followed()) == [1, 2]


def test_a_restored_backup_is_noticed(turns: Turns, path: Path, tmp_path: Path) -> None:
    write(turns, odoo_order(1))
    made = tmp_path / "made.db"
    backup.copy(path, made)
    write(turns, odoo_order(2))
    assert followed(turns) == [1, 2]
    backup.restore(made, path, tmp_path / "aside.db")
    assert followed(turns) == [1]
    write(turns, odoo_order(2, state="done"))
    assert [(row["mo_id"], row["state"]) for row in rows(path, "recent_mo")] == [
        (1, "confirmed"),
        (2, "done"),
    ]
    backup.verify(path)
