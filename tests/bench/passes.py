"""Passes of the sync beside the same requests alone, and storing beside plain SQLite."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import requests

from app.domain.orders import OdooOrder
from app.domain.ownership import ODOO_OWNED
from app.domain.sync_filter import SyncFilter
from app.odoo.access import Access
from app.odoo.http import Answer, Http
from app.services.sync import Sync
from app.store import upgrade
from app.store.mirror import Mirror
from tests.bench.figures import NOW, Figure, ms, ratio, times
from tests.bench.odoo import Odoo, running

COLUMNS: Final = (*ODOO_OWNED, "write_date")
HEADERS: Final = {"Content-Type": "application/json"}


class Floor:
    """The same requests with `requests` and JSON, and what they bring into plain SQLite."""

    def __init__(self, access: Access, folder: Path) -> None:
        self._url = access.url
        self._session = requests.Session()
        self._session.trust_env = False
        params = {"db": access.database, "login": access.login, "password": access.password}
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        self._post("/web/session/authenticate", body.encode())
        self._db = sqlite3.connect(folder / "plain.db", isolation_level=None)
        make_plain(self._db)

    def read(self, sent: Sequence[tuple[str, bytes]]) -> list[Any]:
        """Send and decode, store nothing."""
        return [self._post(path, body) for path, body in sent]

    def read_and_store(self, sent: Sequence[tuple[str, bytes]]) -> None:
        """Send, decode, and upsert the MOs."""
        pages = self.read(sent)
        upsert(self._db, [_plain(r) for page in pages for r in page["result"] if "name" in r])

    def empty(self) -> None:
        """Forget what is stored."""
        self._db.execute("DELETE FROM mo")

    def close(self) -> None:
        """Give up the connections."""
        self._session.close()
        self._db.close()

    def _post(self, path: str, body: bytes) -> Any:
        return self._session.post(self._url + path, data=body, headers=HEADERS).json()


def make_plain(db: sqlite3.Connection) -> None:
    """Make a table of the same columns; as durable as ours."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    rest = ", ".join(name for name in COLUMNS if name not in ("mo_id", "mo_name"))
    db.execute(
        "CREATE TABLE mo (id INTEGER PRIMARY KEY, mo_id INTEGER UNIQUE, "
        f"mo_name TEXT NOT NULL UNIQUE, {rest})"
    )


def upsert(db: sqlite3.Connection, rows: Sequence[Sequence[object]]) -> None:
    """Write the rows in one transaction."""
    marks = ", ".join("?" * len(COLUMNS))
    changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "mo_id")
    db.execute("BEGIN IMMEDIATE")
    db.executemany(
        f"INSERT INTO mo ({', '.join(COLUMNS)}) VALUES ({marks}) "
        f"ON CONFLICT (mo_id) DO UPDATE SET {changes}",
        rows,
    )
    db.execute("COMMIT")


def _plain(record: dict[str, Any]) -> tuple[object, ...]:
    product, unit = record["product_id"] or (None, None), record["product_uom_id"] or (None, None)
    return (
        record["id"],
        record["name"],
        record["state"],
        (record.get("group_worker") or (None,))[0],
        record.get("note") or None,
        *product,
        unit[1],
        record["product_qty"],
        record.get("initial_qty_target") or None,
        record["create_date"] or None,
        record["origin"] or None,
        None,
        record["write_date"] or None,
    )


@contextmanager
def listening() -> Iterator[list[tuple[str, bytes]]]:
    """Note every request that the program sends meanwhile."""
    sent: list[tuple[str, bytes]] = []
    post: Callable[..., Answer] = Http.post

    def noting(self: Http, path: str, body: bytes, *rest: Any, **options: Any) -> Answer:
        sent.append((path, body))
        return post(self, path, body, *rest, **options)

    Http.post = noting  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        Http.post = post  # type: ignore[method-assign]


def make_sync(path: Path, access: Access) -> Sync:
    """Give a sync as the window has it, over a new store."""
    upgrade.open_store(path, NOW).close()
    return Sync(path, access, SyncFilter(), lambda: NOW, full_every=timedelta(hours=1))


def measure(count: int, folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure the passes over `count` MOs."""
    with ExitStack() as stack:
        odoo = stack.enter_context(running(count))
        sync = stack.enter_context(closing(make_sync(folder / f"{count}.db", odoo.access)))
        (folder / f"plain{count}").mkdir()
        floor = stack.enter_context(closing(Floor(odoo.access, folder / f"plain{count}")))
        sync.run(full=True)
        with listening() as full:
            sync.run(full=True)
        plain, ours = times(
            lambda: floor.read(full), lambda: sync.run(full=True), rounds=3 * rounds
        )
        yield ratio(f"full pass, {count:,} MOs, nothing changed", min(plain), min(ours), 1.3)
        yield _changed(odoo, sync, floor, full, count, rounds)
        yield _new(odoo.access, floor, full, folder, count, rounds)
        yield from _incremental(odoo, sync, floor, count, rounds)


def _changed(
    odoo: Odoo,
    sync: Sync,
    floor: Floor,
    sent: Sequence[tuple[str, bytes]],
    count: int,
    rounds: int,
) -> Figure:
    found: list[list[float]] = [[], []]
    for _ in range(rounds):
        odoo.change_everything()
        works = (lambda: floor.read_and_store(sent), lambda: sync.run(full=True))
        for one, measured in zip(times(*works, rounds=1), found, strict=True):
            measured += one
    return ratio(f"full pass, {count:,} MOs, all changed", min(found[0]), min(found[1]), 1.5)


def _new(
    access: Access,
    floor: Floor,
    sent: Sequence[tuple[str, bytes]],
    folder: Path,
    count: int,
    rounds: int,
) -> Figure:
    found: list[list[float]] = [[], []]
    for number in range(rounds):
        floor.empty()
        fresh = folder / f"fresh{count}-{number}.db"
        with closing(make_sync(fresh, access)) as sync:
            sync._open()  # the log-in and the fields are asked for once, not at every pass
            assert sync._client is not None
            sync._client.missing = ()
            sync._transport.call("mrp.production", "search_read", EMPTY)  # type: ignore[union-attr]
            works = (lambda: floor.read_and_store(sent), lambda: sync.run(full=True))
            for one, measured in zip(times(*works, rounds=1), found, strict=True):
                measured += one
    return ratio(f"full pass, {count:,} MOs, all new", min(found[0]), min(found[1]), 1.5)


EMPTY: Final = {"domain": [["id", "=", 0]], "fields": ["id"]}


def _incremental(odoo: Odoo, sync: Sync, floor: Floor, count: int, rounds: int) -> Iterator[Figure]:
    odoo.touch_one()
    sync.run()
    odoo.drop_it()  # else it would be read again as long as the overlap lasts
    with listening() as sent:
        counts = sync.run()
    assert counts.fetched == 0, counts
    plain, ours = times(lambda: floor.read(sent), sync.run, rounds=10 * rounds)
    what = f"incremental pass, {count:,} MOs known, nothing changed"
    yield ratio(what, min(plain), min(ours), 1.5)
    yield Figure(f"{what}, requests", "1", str(len(sent)), len(sent), "requests", 2)


def storing(count: int, folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure the storing of changed MOs alone."""
    path = folder / "store.db"
    upgrade.open_store(path, NOW).close()
    db = sqlite3.connect(folder / "upsert.db", isolation_level=None)
    make_plain(db)
    states = [[_order(key, 100.0 + state) for key in range(1, count + 1)] for state in (0, 1)]
    rows = [[tuple(order) for order in orders] for orders in states]
    with closing(db), closing(Mirror(path)) as mirror:
        turns = [0, 0]

        def plain() -> None:
            turns[0] = 1 - turns[0]
            upsert(db, rows[turns[0]])

        def ours() -> None:
            turns[1] = 1 - turns[1]
            mirror.write(states[turns[1]], (), NOW)

        plain()
        ours()
        floor, measured = times(plain, ours, rounds=2 * rounds)
    yield ratio(f"storing {count:,} changed MOs, alone", min(floor), min(measured), 2.0)


def _order(key: int, quantity: float) -> OdooOrder:
    empty: dict[str, Any] = dict.fromkeys(OdooOrder._fields)
    order = OdooOrder(**{**empty, "mo_id": key, "mo_name": f"WH/MO/{key:05}", "state": "confirmed"})
    return order._replace(
        note="TEAM LIQUID - SHIFT 1",
        product_id=7,
        product_name="Liquid Mangga 60 ml",
        product_uom="pcs",
        product_qty=quantity,
        create_date="2026-04-16 02:30:00",
        write_date="2026-04-16 02:30:00",
    )


def requests_per_pass(count: int, folder: Path) -> Figure:
    """Count the requests of a pass, beside one request per MO."""
    with running(count) as odoo, closing(make_sync(folder / "few.db", odoo.access)) as sync:
        sync.run(full=True)
        made = sync.run(full=True).requests
    seconds = 0.030
    return Figure(
        f"pass over {count:,} MOs at 30 ms round trip: times fewer requests",
        f"{count} in {count * seconds:.1f} s",
        f"{made} in {made * seconds:.2f} s",
        count / made,
        "fewer",
        50,
        at_least=True,
        note=f"waiting only; {ms(seconds)} each",
    )
