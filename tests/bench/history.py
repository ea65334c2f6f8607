"""A store with years behind it: finished MOs with labels and history, and what is open today."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.domain.clock import to_text
from app.domain.entries import dump
from app.domain.orders import OdooOrder, Order, Segment
from app.domain.ownership import PEOPLE_OWNED
from app.store import upgrade
from app.store.mirror import Mirror
from tests.bench.figures import NOW

OPEN: Final = 500
LABELS: Final = 1000
"""Labels of each finished MO; the next one goes on behind them."""


def make(path: Path, finished: int, still_open: int = OPEN) -> None:
    """Make a store with so many finished MOs (out of sight) and open ones (on the board)."""
    db = upgrade.open_store(path, NOW)
    with closing(Mirror(path)) as mirror:
        mirror.write(list(_from_odoo(finished, still_open)), (), NOW)
    with closing(db):
        connection = db.connection()
        connection.execute("BEGIN IMMEDIATE")
        columns = ", ".join(f"{name} = ?" for name in PEOPLE_OWNED)
        connection.executemany(
            f"UPDATE recent_mo SET {columns} WHERE id = ?",
            ((*(plain(o, n) for n in PEOPLE_OWNED), o.id) for o in _finished(finished)),
        )
        connection.executemany(
            "INSERT INTO label_usage (recent_mo_id, seq, roll_number, auth_first, auth_last, "
            "started_at, ended_at) VALUES (?, 1, ?, ?, ?, ?, ?)",
            (_label(order) for order in _finished(finished)),
        )
        connection.executemany(
            "INSERT INTO production_log (operation_id, recent_mo_id, mo_name, product_name, "
            "leader_id, station, status, create_at, before, after) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (entry for order in _finished(finished) for entry in _entries(order)),
        )
        connection.execute("COMMIT")


def first_code(key: int) -> str:
    """Give the first label of an MO by its number."""
    return f"{10_000_000_000 + key * LABELS:011}"


def plain(order: Order, name: str) -> Any:
    """Give a value as the store has it."""
    value = getattr(order, name)
    return to_text(value) if isinstance(value, datetime) else value


def _from_odoo(finished: int, still_open: int) -> Iterator[OdooOrder]:
    empty: dict[str, Any] = dict.fromkeys(OdooOrder._fields)
    for key in range(1, finished + still_open + 1):
        over = key <= finished
        at = to_text(NOW - timedelta(days=30) if over else NOW - timedelta(hours=8))
        given = {
            "mo_id": key,
            "mo_name": f"WH/MO/{key:06}",
            "state": "done" if over else "confirmed",
            "note": f"TEAM LIQUID - SHIFT {key % 3 + 1}",
            "product_id": key % 40,
            "product_name": f"[LQ{key % 40:03}] Liquid Mangga {key % 40} 60 ml",
            "product_uom": "pcs",
            "product_qty": float(LABELS),
            "create_date": at,
            "write_date": at,
        }
        yield OdooOrder(**{**empty, **given})


def _finished(count: int) -> Iterator[Order]:
    for key in range(1, count + 1):
        begun = NOW - timedelta(days=20, minutes=count - key)
        ended = begun + timedelta(minutes=40)
        first, last = first_code(key), f"{10_000_000_000 + (key + 1) * LABELS - 1:011}"
        segment = Segment(f"R{key // 5:06}", first, last, begun, ended)
        yield Order(
            id=key,
            mo_id=key,
            mo_name=f"WH/MO/{key:06}",
            auth_first=first,
            auth_last=last,
            leader_id=f"{key % 12:03}",
            roll_number=segment.roll_number,
            ready_for_production=True,
            date_start=begun,
            date_finished=ended,
            station="Lini 1",
            segments=(segment,),
        )


def _label(order: Order) -> tuple[object, ...]:
    (one,) = order.segments
    assert one.started_at is not None
    assert one.ended_at is not None
    times = to_text(one.started_at), to_text(one.ended_at)
    return (order.id, one.roll_number, one.auth_first, one.auth_last, *times)


def _entries(order: Order) -> Iterator[tuple[object, ...]]:
    (one,) = order.segments
    assert order.date_start is not None
    assert order.date_finished is not None
    new = Order(order.id, order.mo_id, order.mo_name)
    opened = replace(one, auth_last=None, started_at=None, ended_at=None)
    ready = replace(
        new,
        ready_for_production=True,
        auth_first=one.auth_first,
        roll_number=one.roll_number,
        segments=(opened,),
    )
    begun = replace(
        ready,
        date_start=order.date_start,
        leader_id=order.leader_id,
        station=order.station,
        segments=(replace(opened, started_at=order.date_start),),
    )
    steps = (
        ("register", new, ready, order.date_start - timedelta(hours=1)),
        ("start", ready, begun, order.date_start),
        ("end", begun, order, order.date_finished),
    )
    for status, before, after, at in steps:
        yield (
            f"{order.id:06}-{status}",
            order.id,
            order.mo_name,
            None,
            after.leader_id,
            "Lini 1",
            status,
            to_text(at),
            dump(before),
            dump(after),
        )
