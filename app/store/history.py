"""The append-only history of what people did."""

from collections.abc import Collection, Iterator
from dataclasses import fields
from datetime import datetime
from typing import Final

from peewee import Expression, fn

from app.domain.clock import from_text, to_text
from app.domain.entries import Entry, dump, restored
from app.domain.plans import Change, LogStatus, Past
from app.store import legacy, orders
from app.store.connection import Connection
from app.store.models import MoAlias, ProductionLog
from app.store.prepared import Prepared

_COLUMNS = {"recent_mo_id": "recent_mo"}
"""Names of fields of `Entry` that the model calls otherwise."""

_APPEND: Final = Prepared(
    lambda **values: ProductionLog.insert(values),
    *(name for name in ProductionLog._meta.sorted_field_names if name != "id"),
)
_NEWEST: Final = Prepared(lambda: ProductionLog.select(fn.max(ProductionLog.create_at)))


def append(
    db: Connection,
    operation_id: str,
    change: Change,
    now: datetime,
    station: str,
    reason: str | None,
    person: str | None = None,
) -> None:
    """Add one MO's part of an operation. Belongs inside the caller's transaction."""
    after = change.after
    _APPEND.run(
        db,
        operation_id=operation_id,
        recent_mo=after.id,
        mo_name=after.mo_name,
        product_name=after.product_name,
        leader_id=after.leader_id,
        station=station,
        status=str(change.status),
        create_at=to_text(now),
        before=dump(change.before),
        after=dump(after),
        reason=reason,
        person=person,
    )


def of_operation(db: Connection, operation_id: str) -> list[Entry]:
    """Give what one operation wrote, in order; empty when there was none with this id."""
    return _entries(db, ProductionLog.operation_id == operation_id)


def of_order(db: Connection, order_id: int) -> list[Entry]:
    """Give the history of one MO, oldest first, with what the older system wrote of it."""
    entries = _entries(db, ProductionLog.recent_mo == order_id)
    former = MoAlias.select(MoAlias.mo_name).where(MoAlias.recent_mo == order_id)
    names = {orders.get(db, order_id).mo_name, *(name for (name,) in former.tuples().execute(db))}
    return [*_legacy_entries(db, names), *entries]


def past(db: Connection, operation_id: str) -> Past:
    """Give an operation with its MOs before and after it, all else as it is now."""
    return Past(
        operation_id, tuple(to_change(db, entry) for entry in of_operation(db, operation_id))
    )


def to_change(db: Connection, entry: Entry) -> Change:
    """Give what an entry did to its MO, all that is not people's as it is now."""
    now = orders.get(db, entry.recent_mo_id)
    return Change(restored(now, entry.before), restored(now, entry.after), LogStatus(entry.status))


def newest_operation(db: Connection, station: str) -> str | None:
    """Give the id of a station's newest operation that is neither undone nor an undo."""
    undo = ProductionLog.alias()
    undone = undo.select(undo.reason).where(undo.status == LogStatus.UNDO)
    found = (
        ProductionLog.select(ProductionLog.operation_id)
        .where(
            (ProductionLog.station == station)
            & (ProductionLog.status != LogStatus.UNDO)
            & ProductionLog.operation_id.not_in(undone)
        )
        .order_by(ProductionLog.id.desc())
        .limit(1)
        .scalar(db)
    )
    return None if found is None else str(found)


def _legacy_entries(db: Connection, names: Collection[str]) -> Iterator[Entry]:
    for number, name, leader, status, at in legacy.log_of(db, names):
        yield Entry(f"legacy-{number}", 0, name, leader, None, status, at, "", "", None)


def _entries(db: Connection, which: Expression) -> list[Entry]:
    columns = [getattr(ProductionLog, _COLUMNS.get(f.name, f.name)) for f in fields(Entry)]
    rows = ProductionLog.select(*columns).where(which).order_by(ProductionLog.id).tuples()
    entries = (Entry(*row) for row in rows.execute(db))
    return list(entries)


def last_entry_at(db: Connection) -> datetime | None:
    """Tell when the newest entry was made."""
    ((newest,),) = _NEWEST.rows(db)
    return None if newest is None else from_text(newest)
