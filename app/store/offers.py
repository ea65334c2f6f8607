"""Reading what other programs ask for: MOs that wait."""

from datetime import datetime

from peewee import Expression, fn

from app.domain.orders import CLOSED_STATES, Order
from app.store import orders
from app.store.connection import Connection
from app.store.models import RecentMo


def unregistered(
    db: Connection,
    limit: int,
    offset: int,
    created_from: datetime | None = None,
    created_to: datetime | None = None,
) -> tuple[int, list[Order]]:
    """Give some of the MOs that can be registered, newest first, and how many there are in all."""
    which = _not_begun() & (RecentMo.ready_for_production == 0) & _open_in_odoo()
    if created_from is not None:
        which &= RecentMo.create_date >= created_from
    if created_to is not None:
        which &= RecentMo.create_date < created_to
    total = RecentMo.select(fn.count(RecentMo.id)).where(which).scalar(db)
    newest = (RecentMo.create_date.desc(nulls="LAST"), RecentMo.id.desc())
    query = RecentMo.select(RecentMo.id).where(which).order_by(*newest).limit(limit).offset(offset)
    ids = [order_id for (order_id,) in query.tuples().execute(db)]
    found = {order.id: order for order in orders.selected(db, RecentMo.id.in_(ids))}
    return int(total or 0), [found[order_id] for order_id in ids]


def ready(db: Connection) -> list[Order]:
    """Give every MO that can be started, by local id."""
    registered = RecentMo.ready_for_production == 1
    return orders.selected(db, _not_begun() & registered & _open_in_odoo())


def _not_begun() -> Expression:
    return RecentMo.date_start.is_null() & RecentMo.date_finished.is_null()


def _open_in_odoo() -> Expression:
    unclosed = RecentMo.state.is_null() | RecentMo.state.not_in(sorted(CLOSED_STATES))
    return RecentMo.gone_at.is_null() & unclosed
