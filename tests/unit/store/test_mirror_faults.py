"""A pass among others: nobody writes in between, and what goes wrong is said."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.errors import Code, EnvironmentFaultError
from app.domain.orders import OdooOrder
from app.domain.ownership import ODOO_OWNED
from app.domain.store_address import StoreAddress
from app.store import engine
from app.store.mirror import INSERT, Mirror
from tests.engines import SQLITE, is_held, make_impatient
from tests.plant import NOW, dump, odoo_order, open_people, rows, run_sql

RUN = {
    "run_id": "r1", "started_at": NOW, "finished_at": NOW, "mode": "full", "outcome": "ok",
    "requests": 1, "fetched": 0, "inserted": 0, "updated": 0, "unchanged": 0, "renamed": 0,
    "clashed": 0, "skipped": 0, "gone": 0,
}  # fmt: skip


class Interrupted(list[OdooOrder]):
    """MOs of a pass; while it looks at them somebody else wants to write to the store."""

    def __init__(self, orders: list[OdooOrder], path: StoreAddress) -> None:
        super().__init__(orders)
        self._path = path
        self.held: list[bool] = []

    def __iter__(self) -> Iterator[OdooOrder]:
        self.held.append(is_held(self._path))
        return super().__iter__()


def test_what_a_pass_has_read_stays_true_until_it_has_written(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(1)], (), NOW)
    coming = Interrupted([odoo_order(1, state="done")], path)
    assert mirror.write(coming, (), NOW).updated == 1
    assert coming.held
    assert all(coming.held)
    assert not is_held(path)


def test_an_insert_of_an_mo_that_is_here_does_nothing(mirror: Mirror, path: StoreAddress) -> None:
    mirror.write([odoo_order(1)], (), NOW)
    run_sql(path, "UPDATE recent_mo SET leader_id = '003'")
    before = dump(path)
    other = {**odoo_order(1, "ANOTHER NAME", state="done")._asdict(), "write_date": "2030"}
    values = [other[name] for name in (*ODOO_OWNED, "write_date")]
    values[ODOO_OWNED.index("create_date")] = "2030"
    with closing(engine.open_mirror(path)) as store, store.writing():
        assert store.execute_many(INSERT, [(*values, "2030", "2030")]) == 0
    assert dump(path) == before


def test_a_row_without_odoo_id_gets_one_and_the_others_keep_theirs(
    mirror: Mirror, path: StoreAddress
) -> None:
    mirror.write([odoo_order(1)], (), NOW)
    for name in ("WH/MO/00002", "WH/MO/00003"):
        run_sql(
            path,
            "INSERT INTO recent_mo (mo_name, created_at) VALUES (?, '2026-04-17 00:00:00')",
            (name,),
        )
    mirror.write([odoo_order(2)], (), NOW)
    assert {r["mo_name"]: r["mo_id"] for r in rows(path, "recent_mo")} == {
        "WH/MO/00001": 1,
        "WH/MO/00002": 2,
        "WH/MO/00003": None,
    }


def test_a_pass_that_cannot_be_recorded_is_said(
    people: APSWDatabase, path: StoreAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_impatient(monkeypatch)
    with closing(Mirror(path)) as mirror, people.atomic("IMMEDIATE"):
        with pytest.raises(EnvironmentFaultError) as caught:
            mirror.record(**RUN)
        assert caught.value.problem.code is Code.STORE_LOCKED
    assert rows(path, "sync_run") == []


@SQLITE
def test_a_store_that_cannot_be_read_is_said(path: Path) -> None:
    with closing(open_people(path)) as people:
        people.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        with closing(Mirror(path)) as mirror, path.open("r+b") as opened:
            opened.seek(4096)
            opened.write(b"\xa5" * (path.stat().st_size - 4096))
            opened.flush()
            with pytest.raises(EnvironmentFaultError) as caught:
                mirror.followed()
    assert caught.value.problem.code is Code.STORE_DAMAGED
    assert caught.value.problem.params == {"file": str(path)}


@SQLITE
def test_a_closed_mirror_leaves_the_store_as_one_file(path: Path) -> None:
    open_people(path).close()
    mirror = Mirror(path)
    mirror.write([odoo_order(1)], (), NOW)
    mirror.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
