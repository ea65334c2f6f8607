"""Builders that several rooms' tests share: a clock, orders, facts in memory, a whole station."""

import dataclasses
import ssl
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

from app.demo.records import Database, stamp
from app.demo.server import StandIn
from app.domain import operations
from app.domain.clock import to_text
from app.domain.codes import AuthenticityCode, CodeRange
from app.domain.errors import Code, Problem, RefusedError
from app.domain.orders import OdooOrder, Order, Segment, Stage
from app.domain.ownership import PEOPLE_OWNED
from app.domain.plans import Facts, Occupied, Past, Plan, Rules
from app.domain.requests import Request
from app.domain.stations import is_elsewhere
from app.domain.store_address import StoreAddress
from app.domain.sync_filter import SyncFilter
from app.odoo.access import Access
from app.services.production import Production
from app.services.sync import Sync
from app.store.connection import Connection
from tests import engines
from tests.engines import dump as dump
from tests.engines import row as row
from tests.engines import rows as rows
from tests.engines import run_sql as run_sql
from tests.marks import marked

NOW: Final = datetime(2026, 4, 17, 2, 30, tzinfo=UTC)
STATION: Final = "Lini 1"
LOGIN: Final = "stasiun"
PASSWORD: Final = marked("r4hasia-sekali")


class HandClock:
    """A clock that stands until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        self.now += timedelta(**time)


# ---------------------------------------------------------------------- orders


def order(key: int, **values: Any) -> Order:
    """Make an unregistered MO, confirmed in Odoo, target 100."""
    given = {
        "mo_id": 1000 + key,
        "mo_name": f"WH/MO/{key:05}",
        "state": "confirmed",
        "product_name": "Liquid Mangga 60 ml",
        "product_uom": "Botol",
        "product_qty": 100.0,
    }
    return Order(id=key, **{**given, **values})


def ready(key: int, first: str | None, roll: str | None, **values: Any) -> Order:
    """Make a ready MO; without `first` it is registered in mid-production."""
    segments = (Segment(roll, first),) if first else ()
    given = {"auth_first": first, "roll_number": roll, "ready_for_production": True}
    return order(key, segments=segments, **{**given, **values})


def running(
    key: int, first: str | None, roll: str | None, *, started: datetime = NOW, **values: Any
) -> Order:
    """Make a running MO with one open segment; `first` None: nobody knows its first label."""
    segments = (Segment(roll, first, None, started),)
    given = {
        "segments": segments,
        "auth_first": first,
        "roll_number": roll,
        "ready_for_production": True,
        "date_start": started,
        "leader_id": "003",
        "station": STATION,
    }
    return order(key, **{**given, **values})


def finished(key: int, first: str, last: str, roll: str, **values: Any) -> Order:
    """Make a finished MO with one closed segment."""
    segments = (Segment(roll, first, last, NOW - timedelta(hours=4), NOW - timedelta(hours=2)),)
    given = {
        "segments": segments,
        "auth_first": first,
        "auth_last": last,
        "roll_number": roll,
        "ready_for_production": True,
        "date_start": NOW - timedelta(hours=4),
        "date_finished": NOW - timedelta(hours=2),
        "leader_id": "003",
        "station": STATION,
    }
    return order(key, **{**given, **values})


def odoo_order(mo_id: int, name: str | None = None, **values: Any) -> OdooOrder:
    """Make an MO as the sync reads it."""
    given: dict[str, Any] = {
        "mo_name": name or f"WH/MO/{mo_id:05}",
        "state": "confirmed",
        "group_worker_id": 3,
        "note": "TEAM LIQUID - SHIFT 1",
        "product_id": 7,
        "product_name": "Liquid Mangga 60 ml",
        "product_uom": "Botol",
        "product_qty": 100.0,
        "initial_qty_target": 90.0,
        "create_date": to_text(NOW - timedelta(days=1)),
        "origin": "SO00007",
        "transfer_id": None,
        "write_date": to_text(NOW - timedelta(hours=1)),
    }
    return OdooOrder(mo_id=mo_id, **{**given, **values})


# ---------------------------------------------------------------------- facts in memory


@dataclasses.dataclass
class MemoryFacts:
    """`app.domain.plans.Facts` over a dict; looks at every label, one by one, for an overlap."""

    orders: dict[int, Order]
    now: datetime = NOW
    station: str = STATION
    rules: Rules = dataclasses.field(default_factory=Rules)
    last_entry: datetime | None = None
    done: list[Past] = dataclasses.field(default_factory=list)

    @classmethod
    def of(cls, *orders: Order, **values: Any) -> Self:
        return cls({one.id: one for one in orders}, **values)

    def order(self, order_id: int) -> Order:
        if order_id not in self.orders:
            raise RefusedError(Problem(Code.MO_NOT_FOUND, params={"text": f"#{order_id}"}))
        return self.orders[order_id]

    def running(self) -> Order | None:
        found = [
            one
            for one in self.orders.values()
            if one.stage is Stage.RUNNING and not is_elsewhere(one, self.rules.home(self.station))
        ]
        return found[0] if found else None

    def occupied(self, labels: CodeRange, but: frozenset[int]) -> Occupied | None:
        wanted = printed(labels)
        for one in self.orders.values():
            for segment in one.segments if one.id not in but else ():
                if segment.labels is not None and wanted & printed(segment.labels):
                    return Occupied(one.mo_name, segment.labels)
        return None

    def is_mo(self, text: str) -> bool:
        return text in {one.mo_name for one in self.orders.values()}

    def is_roll(self, text: str) -> bool:
        found = (s for one in self.orders.values() for s in one.segments)
        return any(segment.roll_number == text for segment in found)

    def usual_labels(self) -> tuple[str, str] | None:
        running = self.running()
        pairs = [(o.auth_first, o.roll_number) for o in (running, *self.orders.values()) if o]
        return next(((code, roll) for code, roll in pairs if code and roll), None)

    def last_entry_at(self) -> datetime | None:
        return self.last_entry

    def newest_operation(self) -> Past | None:
        return self.done[-1] if self.done else None

    def store(self, plan: Plan) -> None:
        """Keep what an accepted plan stores."""
        assert plan.problems == ()
        self.orders.update({change.after.id: change.after for change in plan.changes})
        self.last_entry = self.now
        self.done.append(Past(f"op-{len(self.done)}", plan.changes))


def printed(labels: CodeRange) -> set[str]:
    """Give the text of every label of a (short) range."""
    first, last = int(labels.first.digits), int(labels.last.digits)
    width = len(labels.first.digits)
    return {f"{labels.first.prefix}{number:0{width}}" for number in range(first, last + 1)}


def labels(first: str, last: str) -> CodeRange:
    return CodeRange(AuthenticityCode.parse(first), AuthenticityCode.parse(last))


def plan(request: Request, facts: Facts) -> Plan:
    """Plan `request`, whatever kind it is."""
    return operations.plan(request, facts)


def codes(problems: Iterable[Problem]) -> list[Code]:
    return [problem.code for problem in problems]


def after(plan: Plan, index: int = 0) -> Order:
    """Give what a plan would store of one MO; it must not be refused."""
    assert plan.problems == ()
    return plan.changes[index].after


# ---------------------------------------------------------------------- a store on disk


def open_people(path: StoreAddress, now: datetime = NOW) -> Connection:
    """Open the store as people's operations do, made when it does not exist."""
    return engines.open_people(path, now)


# ---------------------------------------------------------------------- a whole station


class Plant:
    """An Odoo on loopback, a store on disk and the station between them; a context manager."""

    def __init__(
        self,
        folder: Path,
        *,
        store: StoreAddress | None = None,
        wanted: SyncFilter | None = None,
        version: int = 17,
        custom_fields: bool = True,
        rules: Rules | None = None,
        databases: int = 1,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.clock = HandClock()
        self.path = store or folder / "store.db"
        self.wanted = wanted or SyncFilter()
        self.rules = rules or Rules()
        self.odoo = Database("pabrik", custom_fields=custom_fields, clock=self.clock)
        self.odoo.add_user(LOGIN, PASSWORD)
        others = [Database(f"lain{number}", clock=self.clock) for number in range(1, databases)]
        self.server = StandIn([self.odoo, *others], version=version, clock=self.clock, tls=tls)
        self.production = Production(self.path, self.rules, STATION, self.clock)
        self._syncs: list[Sync] = []

    def __enter__(self) -> Self:
        self.server.start()
        self.sync = self.make_sync()
        return self

    def __exit__(self, *_error: object) -> None:
        for sync in self._syncs:
            sync.close()
        self.production.close()
        self.server.stop()

    def access(self, **values: Any) -> Access:
        given = {
            "url": self.server.url,
            "database": "pabrik",
            "login": LOGIN,
            "password": PASSWORD,
        }
        return Access(**{**given, **values})

    def key_access(self, **values: Any) -> Access:
        """Give the way in by an API key of the station's user."""
        key = self.odoo.add_api_key(LOGIN)
        return Access(**{"url": self.server.url, "database": "pabrik", "api_key": key, **values})

    def make_sync(
        self, access: Access | None = None, wanted: SyncFilter | None = None, **options: Any
    ) -> Sync:
        """Prepare passes; the turn on a server, which the one before may keep, is free again."""
        for other in self._syncs:
            other._turns.close()
        if self._syncs:
            engines.await_free_sync(self.path)
        sync = Sync(
            self.path, access or self.access(), wanted or self.wanted, self.clock, **options
        )
        self._syncs.append(sync)
        return sync

    def add_mo(self, name: str, **values: object) -> int:
        """Make an MO in Odoo, with planned times in the fields that are named like ours."""
        given: dict[str, object] = {
            "name": name,
            "state": "confirmed",
            "product_id": [7, "Liquid Mangga 60 ml"],
            "product_uom_id": [1, "Botol"],
            "product_qty": 100.0,
            "create_date": stamp(self.clock() - timedelta(hours=8)),
            "date_start": "2020-01-01 01:00:00",
            "date_finished": "2020-01-01 02:00:00",
        }
        return self.odoo.create("mrp.production", {**given, **values})

    def add_picking(self, origin: str, **values: object) -> int:
        given: dict[str, object] = {"origin": origin, "state": "assigned"}
        return self.odoo.create("stock.picking", {**given, **values})

    def change_mo(self, mo_id: int, **values: object) -> None:
        self.odoo.write("mrp.production", mo_id, values)

    @property
    def file(self) -> Path:
        """The store, which is a file of this test."""
        assert isinstance(self.path, Path)
        return self.path

    def order(self, name: str) -> Order:
        return self.production.find(name)

    def row(self, name: str) -> dict[str, Any]:
        return row(self.path, name)

    def people(self, name: str) -> Mapping[str, Any]:
        """Give the people-owned columns of one MO as they stand in the store."""
        found = self.row(name)
        return {column: found[column] for column in PEOPLE_OWNED}

    def tables(self, *, without: Iterable[str] = ("sync_run",)) -> dict[str, Any]:
        return dump(self.path, without=without)
