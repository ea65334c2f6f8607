"""A station between people and the office, as a state machine: all of it but the people.

`tests.integration.test_state_machine` adds what people do, and runs it.
"""

import copy
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final, ParamSpec, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from app.demo.records import Database, stamp
from app.demo.server import StandIn
from app.domain.errors import OdooError
from app.domain.plans import Rules
from app.domain.sync_filter import SyncFilter
from app.odoo.access import Access
from app.services.messages import Done
from app.services.production import Production
from app.services.sync import Sync
from tests import engines
from tests.integration import model
from tests.integration.floor import NOW, ORDER, TestClock
from tests.marks import marked
from tests.torture import verify

STATIONS: Final = ("Lini 1", "Lini 2")
PRODUCTS: Final = (7, "Liquid Mangga 60 ml"), (8, "Liquid Kopi 30 ml")
NOWHERE: Final = "http://127.0.0.1:9"
"""The port that discards: nobody listens there."""

P = ParamSpec("P")
R = TypeVar("R")


class Office:
    """One Odoo on loopback for all examples; each begins with an empty one."""

    def __init__(self) -> None:
        self.clock = TestClock()
        self.database = Database("pabrik", clock=self.clock)
        self.database.add_user("stasiun", marked("rahasia"))
        self.server = StandIn([self.database], clock=self.clock)
        self.names = 0

    def empty(self) -> None:
        self.clock.now = NOW
        self.names = 0
        for kind in (ORDER, "stock.picking"):
            self.database.unlink(kind, [int(str(row["id"])) for row in self.database.rows(kind)])
        for key, name in PRODUCTS:
            self.database.rename_related("product.product", key, name)

    def access(self, url: str | None = None) -> Access:
        return Access(url or self.server.url, "pabrik", "stasiun", marked("rahasia"))

    def orders(self) -> dict[int, dict[str, Any]]:
        return {int(str(row["id"])): row for row in self.database.records(ORDER)}

    def columns(self) -> dict[int, dict[str, Any]]:
        """Give the Odoo-owned columns that each MO must have after a pass, but for transfers."""
        return {key: _columns(row) for key, row in self.orders().items()}


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    group, product, uom = row["group_worker"], row["product_id"], row["product_uom_id"]
    return {
        "mo_id": row["id"],
        "mo_name": row["name"],
        "state": row["state"],
        "group_worker_id": group[0] if group else None,
        "note": row["note"] or None,
        "product_id": product[0] if product else None,
        "product_name": product[1] if product else None,
        "product_uom": uom[1] if uom else None,
        "product_qty": row["product_qty"],
        "initial_qty_target": row["initial_qty_target"],
        "create_date": row["create_date"],
        "origin": row["origin"] or None,
        "write_date": row["write_date"],
    }


def counted(method: Callable[P, R]) -> Callable[P, R]:
    """Count how often a rule ran."""

    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        Surroundings.ran[method.__name__] += 1
        return method(*args, **kwargs)

    wrapper.__name__ = method.__name__
    return wrapper


class Surroundings(RuleBasedStateMachine):
    """A store, the people who write it, the office that changes MOs, and the sync between them."""

    office: Office
    engine: ClassVar[str] = "sqlite"
    ran: ClassVar[Counter[str]] = Counter()
    came_of: ClassVar[Counter[str]] = Counter()
    lengths: ClassVar[Counter[int]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="stasiun-mo-")
        self._store = engines.place_for(self.engine, Path(self._folder.name))
        self._clock = self.office.clock
        self._model = model.Model()
        self._station = STATIONS[0]
        self._rules = Rules(zone=model.JAKARTA)
        self._answers: dict[str, Done] = {}
        self._log: list[dict[str, Any]] = []
        self._deleted: list[dict[str, Any]] = []
        self._number = 0
        self._steps = self._since_pass = 0
        self.office.empty()

    def teardown(self) -> None:
        with suppress(AttributeError):  # `begin` failed
            self._close()
        self._folder.cleanup()
        Surroundings.lengths[self._steps] += 1

    def _open(self) -> None:
        self._productions = {
            name: Production(self._store, self._rules, name, self._clock) for name in STATIONS
        }
        self._production = self._productions[self._station]
        self._sync = Sync(self._store, self.office.access(), SyncFilter(), self._clock)
        self._reader = engines.reader(self._store)

    def _close(self) -> None:
        self._reader.close()
        self._sync.close()
        for production in self._productions.values():
            production.close()

    def _read(self) -> verify.Reading:
        return verify.read(self._reader)

    # ------------------------------------------------------------------ the office

    def _new_mo(self, quantity: float, **values: Any) -> int:
        self.office.names += 1
        given = {
            "name": f"WH/MO/{self.office.names:05}",
            "state": "confirmed",
            "product_id": list(PRODUCTS[0]),
            "product_uom_id": [1, "Botol"],
            "product_qty": quantity,
            "date_start": "2020-01-01 01:00:00",
            "date_finished": "2020-01-01 02:00:00",
        }
        return self.office.database.create(ORDER, {**given, **values})

    def _mo(self, data: st.DataObject) -> int | None:
        ids = sorted(self.office.orders())
        return data.draw(st.sampled_from(ids)) if ids else None

    def _change_mo(self, data: st.DataObject, **values: Any) -> None:
        mo_id = self._mo(data)
        if mo_id is not None:
            self.office.database.write(ORDER, mo_id, values)

    @rule(quantity=st.sampled_from([5.0, 10.0, 1000.0]), days=st.integers(0, 9))
    @counted
    def odoo_new(self, quantity: float, days: int) -> None:
        created = stamp(self._clock() - timedelta(days=days))
        self._new_mo(quantity, create_date=created, origin="SO00007")

    @counted
    def odoo_backorder(self, data: st.DataObject) -> None:
        mo_id = self._mo(data)
        if mo_id is not None:
            quantity = self.office.orders()[mo_id]["product_qty"]
            self.office.database.backorder(mo_id, quantity / 2)

    @counted
    def odoo_swaps_names(self, data: st.DataObject) -> None:
        orders = self.office.orders()
        one, two = self._mo(data), self._mo(data)
        if one is not None and two is not None:
            self.office.database.write(ORDER, one, {"name": orders[two]["name"]})
            self.office.database.write(ORDER, two, {"name": orders[one]["name"]})

    @counted
    def odoo_gives_a_name_twice(self, data: st.DataObject) -> None:
        """Two companies can hold one name."""
        mo_id = self._mo(data)
        if mo_id is not None:
            self._change_mo(data, name=self.office.orders()[mo_id]["name"])

    @counted
    def odoo_state(self, data: st.DataObject) -> None:
        state = data.draw(st.sampled_from(["progress", "to_close", "done", "cancel"]))
        self._change_mo(data, state=state)

    @counted
    def odoo_deletes(self, data: st.DataObject) -> None:
        mo_id = self._mo(data)
        if mo_id is not None:
            begun = sorted(
                set(self._model.in_stage("ready", "running")) & self.office.orders().keys()
            )
            if data.draw(st.booleans()) and begun:
                mo_id = begun[0]
            self._deleted.append(self.office.orders()[mo_id])
            self.office.database.unlink(ORDER, mo_id)

    @counted
    def odoo_brings_back(self, _data: st.DataObject) -> None:
        if self._deleted:
            self.office.database.load(ORDER, [self._deleted.pop()])

    @counted
    def odoo_renames_a_product(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(["Liquid Mangga 30 ml", "Liquid Jeruk 60 ml"]))
        self.office.database.rename_related("product.product", PRODUCTS[0][0], name)

    @counted
    def odoo_quantities(self, data: st.DataObject) -> None:
        quantity = data.draw(st.sampled_from([0.0, 4.0, 30.0]))
        self._change_mo(data, product_qty=quantity + 1, initial_qty_target=quantity)

    @counted
    def odoo_writes_dates(self, data: st.DataObject) -> None:
        values = {"date_start": stamp(self._clock()), "date_finished": stamp(self._clock())}
        self._change_mo(data, **values, note="TEAM LIQUID - SHIFT 1")

    @counted
    def odoo_transfer(self, data: st.DataObject) -> None:
        state = data.draw(st.sampled_from(["assigned", "assigned", "cancel"]))
        mo_id, other = self._mo(data), self._mo(data)
        orders = self.office.orders()
        if mo_id is not None and other is not None:
            name, listed = (
                orders[mo_id]["name"],
                f"{orders[mo_id]['name']}, {orders[other]['name']}",
            )
            origin = data.draw(st.sampled_from([name, listed, f"{name}2", "SO00007"]))
            self.office.database.create("stock.picking", {"origin": origin, "state": state})

    @counted
    def odoo_cancels_a_transfer(self, _data: st.DataObject) -> None:
        pickings = self.office.database.records("stock.picking")
        open_ones = [int(str(one["id"])) for one in pickings if one["state"] != "cancel"]
        if open_ones:
            self.office.database.write("stock.picking", open_ones[-1], {"state": "cancel"})

    @rule(
        data=st.data(),
        change=st.sampled_from(
            [
                odoo_backorder,
                odoo_brings_back,
                odoo_brings_back,
                odoo_cancels_a_transfer,
                odoo_deletes,
                odoo_gives_a_name_twice,
                odoo_quantities,
                odoo_renames_a_product,
                odoo_state,
                odoo_swaps_names,
                odoo_transfer,
                odoo_writes_dates,
            ]
        ),
        then_sync=st.booleans(),
    )
    def odoo_changes(
        self,
        data: st.DataObject,
        change: Callable[["Surroundings", st.DataObject], None],
        then_sync: bool,
    ) -> None:
        change(self, data)
        if then_sync:
            self.sync()

    # ------------------------------------------------------------------ sync, time, restart

    @precondition(lambda self: self._since_pass)
    @rule()
    @counted
    def sync(self) -> None:
        self._pass()

    def _pass(self) -> None:
        """Make a pass: Odoo's columns equal Odoo, and nothing else moves."""
        self._since_pass = -1  # the invariant behind the pass counts one
        was = self._read()
        held = {row["mo_id"]: row for row in was.columns.values()}
        orders, columns = self.office.orders(), self.office.columns()
        since = model.text(self._clock() - timedelta(days=7))
        selected = {
            key
            for key, row in orders.items()
            if row["create_date"] >= since and row["state"] != "done"
        }
        followed = {
            key
            for key, people in self._model.people.items()
            if model.stage(people) in ("ready", "running")
            or (key not in self._model.gone and self._model.odoo[key]["state"] not in model.CLOSED)
        }
        wanted = selected | (followed & orders.keys())
        self._add_transfers(columns, wanted, held)
        counts = self._sync.run()

        now = self._read()
        assert (now.log, now.people) == (was.log, {**now.people, **was.people})
        rows = {row["mo_id"]: (key, row) for key, row in now.columns.items()}
        holders = {row["mo_name"]: key for key, (_, row) in rows.items()}
        clashed = set()
        for mo_id in sorted(wanted):
            _, row = rows.get(mo_id, (0, None))
            if row is None or not _has(row, columns[mo_id]):
                clashed.add(mo_id)
                assert row == held.get(mo_id), "half written"
                assert holders.get(columns[mo_id]["mo_name"], mo_id) != mo_id, "no clash"
                continue
            assert row["gone_at"] is None
            self._model.known(mo_id, rows[mo_id][0], columns[mo_id])
            self._model.gone.discard(mo_id)
            if mo_id in held and held[mo_id]["mo_name"] != row["mo_name"]:
                self._check_alias(rows[mo_id][0], held[mo_id]["mo_name"])
        gone = followed - orders.keys() - self._model.gone
        self._model.gone |= gone
        for mo_id, (local_id, row) in rows.items():
            if mo_id in gone:
                assert row["gone_at"] == model.text(self._clock())
                row = {**row, "gone_at": None}
            if mo_id not in wanted and row != held[mo_id]:
                self._check_yielded(mo_id, local_id, held[mo_id], row)
                assert holders[held[mo_id]["mo_name"]] in wanted
        assert counts.fetched == len(wanted)
        assert counts.clashed == len(clashed)
        assert counts.gone == len(gone)
        assert counts.inserted == len(rows.keys() - held.keys())

    def _check_yielded(
        self, mo_id: int, local_id: int, was: dict[str, Any], row: dict[str, Any]
    ) -> None:
        """An MO that Odoo no longer has lets another one have its name, and nothing else of it."""
        assert mo_id in self._model.gone
        name = was["mo_name"]
        assert row == {**was, "mo_name": f"{name} (#{mo_id})"}
        self._check_alias(local_id, name)

    def _add_transfers(
        self, columns: dict[int, dict[str, Any]], wanted: set[int], held: dict[int, dict[str, Any]]
    ) -> None:
        pickings = self.office.database.records("stock.picking")
        for mo_id in sorted(wanted):
            found = None
            for wish in (columns[mo_id]["mo_name"], columns[mo_id]["origin"]):
                matching = [
                    int(str(one["id"]))
                    for one in pickings
                    if one["state"] != "cancel" and wish in str(one["origin"]).split(", ")
                ]
                found = found or max(matching, default=None)
            before = held[mo_id]["transfer_id"] if mo_id in held else None
            columns[mo_id]["transfer_id"] = found or before

    def _check_alias(self, local_id: int, name: str) -> None:
        sql = "SELECT 1 FROM mo_alias WHERE recent_mo_id = ? AND mo_name = ?"
        assert list(self._reader.execute(sql, (local_id, name)))
        assert self._production.find(name) is not None

    @counted
    def sync_without_network(self) -> None:
        was = self._read()
        self._sync._turns.close()  # on a server it would keep the turn
        sync = Sync(self._store, self.office.access(NOWHERE), SyncFilter(), self._clock)
        with pytest.raises(OdooError):
            sync.run()
        sync.close()
        assert self._read() == was

    @rule(seconds=st.sampled_from([1, 60, 5000, 90_000, 200_000]))
    @counted
    def time_passes(self, seconds: int) -> None:
        self._clock.forward(seconds=seconds)

    @counted
    def clock_is_put_back(self) -> None:
        self._clock.forward(minutes=-50)

    @counted
    def restart(self) -> None:
        self._close()
        self._open()

    @counted
    def purge(self) -> None:
        """Forget MOs that are over and that nobody has touched."""
        before = model.text(self._clock() - timedelta(days=1))
        touched = {mo_id for deed in self._model.deeds for mo_id in deed.after}
        over = {
            mo_id
            for mo_id, odoo in self._model.odoo.items()
            if (mo_id in self._model.gone or odoo["state"] in model.CLOSED)
            and odoo["write_date"] < before
        }
        assert self._production.purge(timedelta(days=1)) == len(over - touched)
        for mo_id in over - touched:
            self._model.forget(mo_id)

    @counted
    def station_is_renamed(self) -> None:
        self._station = STATIONS[1 - STATIONS.index(self._station)]
        self._close()
        self._open()

    @rule(
        what=st.sampled_from(
            [clock_is_put_back, purge, restart, station_is_renamed, sync_without_network]
        )
    )
    def trouble(self, what: Callable[["Surroundings"], None]) -> None:
        what(self)

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def what_people_typed_is_there(self) -> None:
        self._steps += 1
        self._since_pass += 1
        reading = self._read()
        mo_ids = {key: row["mo_id"] for key, row in reading.columns.items()}
        assert {mo_ids[key]: values for key, values in reading.people.items()} == (
            self._model.people
        )
        assert self._model.ids == mo_ids
        assert reading.log[: len(self._log)] == self._log, "the history is append-only"
        self._log = copy.deepcopy(reading.log)
        written = [
            (deed.operation_id, mo_id, status, deed.before[mo_id], after, deed.station, deed.at)
            for deed in self._model.deeds
            for (mo_id, after), status in zip(deed.after.items(), deed.statuses, strict=True)
        ]
        names = (
            "operation_id",
            "recent_mo_id",
            "status",
            "before",
            "after",
            "station",
            "create_at",
        )
        stored = [[row[name] for name in names] for row in reading.log]
        assert [(row[0], mo_ids[row[1]], *row[2:]) for row in stored] == written
        verify.check_operations_whole(reading)
        verify.check_history_is_the_present(reading)
        verify.check_columns_follow_segments(reading)
        verify.check_labels_once(reading)
        verify.check_one_runs(reading)


def _has(row: dict[str, Any], columns: dict[str, Any]) -> bool:
    return all(row[name] == value for name, value in columns.items())
