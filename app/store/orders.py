"""Reading MOs, and writing what people own of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, itemgetter
from typing import Any, Final

from peewee import SQL, Expression, Model, Value, fn

from app.domain.clock import from_text, to_text
from app.domain.errors import Code, Problem, RefusedError
from app.domain.orders import CLOSED_STATES, Order, Segment
from app.domain.ownership import ODOO_OWNED, PEOPLE_OWNED
from app.domain.plans import LogStatus
from app.store.connection import Connection
from app.store.models import LabelUsage, MoAlias, ProductionLog, RecentMo
from app.store.prepared import Prepared, Row

FEW: Final = 4
"""So many MOs are read one by one."""
BOARD_DAYS: Final = 7
"""How long a finished MO stays on the board."""

_TEXTS_OF_PEOPLE: Final = tuple(n for n in PEOPLE_OWNED if n != "ready_for_production")
_COLUMNS: Final = ("id", *ODOO_OWNED, *PEOPLE_OWNED, "gone_at")
"""What is read of an MO, in the order of the fields of `Order`; when it was registered follows."""

_READY: Final = _COLUMNS.index("ready_for_production")
_TIMES: Final = (
    *(_COLUMNS.index(name) for name in ("create_date", "date_start", "date_finished", "gone_at")),
    len(_COLUMNS),
)


def get(db: Connection, order_id: int) -> Order:
    """Give the MO with this local id.

    Raises:
        RefusedError: `Code.MO_NOT_FOUND`.
    """
    found = _made(_BY_ID.rows(db, order_id=order_id), _segments_of(db, (order_id,)))
    if not found:
        raise RefusedError(Problem(Code.MO_NOT_FOUND, params={"text": f"#{order_id}"}))
    return found[0]


def find(db: Connection, name: str) -> Order | None:
    """Give the MO of this name, or else the one that had it last; case does not matter."""
    wanted = name.strip()
    found = _load(db, RecentMo.mo_name == wanted)
    if not found:
        found = _load(db, fn.lower(RecentMo.mo_name) == wanted.lower())
    if not found:
        former = (
            MoAlias.select(MoAlias.recent_mo)
            .where(fn.lower(MoAlias.mo_name) == wanted.lower())
            .order_by(MoAlias.id.desc())
            .limit(1)
        )
        found = _load(db, RecentMo.id.in_(former))
    return found[0] if found else None


def is_name(db: Connection, text: str) -> bool:
    """Tell whether an MO has this name, or had it; as it is written."""
    return bool(_NAMED.rows(db, text=text) or _ONCE_NAMED.rows(db, text=text))


def running(db: Connection, station: str | None = None) -> Order | None:
    """Give the MO that runs, the one started last if an adopted file has several.

    Of those that run on `station`, or nobody knows where, if it is given.
    """
    rows = _RUNNING.rows(db) if station is None else _RUNNING_AT.rows(db, station=station)
    found = _made(rows, _segments_of(db, [row[0] for row in rows]))
    return max(found, key=lambda order: (order.date_start, order.id), default=None)


def board(db: Connection, now: datetime, only: Collection[int] | None = None) -> list[Order]:
    """Give what the table shows: everything open, and what finished in the last days.

    Of those with the local ids `only`, if given.
    """
    since = to_text(now - timedelta(days=BOARD_DAYS))
    if only is not None and len(only) <= FEW:
        rows = [row for i in sorted(only) for row in _SHOWN.rows(db, order_id=i, since=since)]
        return _made(rows, _segments_of(db, [row[0] for row in rows]))
    which = _shown(Value(since, converter=False))
    return _load(db, which if only is None else RecentMo.id.in_(sorted(only)) & which)


def everything(db: Connection) -> list[Order]:
    """Give every MO of the store, by local id."""
    return _load(db, RecentMo.id.is_null(False))


def selected(db: Connection, which: Expression) -> list[Order]:
    """Give the MOs that `which` selects, by local id."""
    return _load(db, which)


def write_people(db: Connection, after: Order) -> None:
    """Write the people-owned columns and the segments of one MO: both tables, always together.

    Belongs inside the caller's transaction.
    """
    values: dict[str, Any] = {name: getattr(after, name) for name in PEOPLE_OWNED}
    values["ready_for_production"] = int(after.ready_for_production)
    values["date_start"] = _text(after.date_start)
    values["date_finished"] = _text(after.date_finished)
    _WRITE_PEOPLE.run(db, order_id=after.id, **values)
    _DROP_SEGMENTS.run(db, order_id=after.id)
    for seq, segment in enumerate(after.segments, start=1):
        _ADD_SEGMENT.run(
            db,
            recent_mo=after.id,
            seq=seq,
            roll_number=segment.roll_number,
            auth_first=segment.auth_first,
            auth_last=segment.auth_last,
            started_at=_text(segment.started_at),
            ended_at=_text(segment.ended_at),
        )


def purge(db: Connection, before: datetime) -> int:
    """Delete MOs that nobody has touched and that Odoo has closed or lost since; count them.

    The delete trigger refuses a touched one, whatever is asked for here. Inside the caller's
    transaction.
    """
    over = RecentMo.gone_at.is_null(False) | RecentMo.state.in_(sorted(CLOSED_STATES))
    last = fn.coalesce(RecentMo.write_date, RecentMo.create_date, RecentMo.created_at)
    old = last < to_text(before)  # peewee does not know the type of what a function gives
    typed = [getattr(RecentMo, name).is_null() for name in _TEXTS_OF_PEOPLE]
    untouched = (
        reduce(and_, typed)
        & (RecentMo.ready_for_production == 0)
        & RecentMo.id.not_in(LabelUsage.select(LabelUsage.recent_mo))
        & RecentMo.id.not_in(ProductionLog.select(ProductionLog.recent_mo))
    )
    ids = RecentMo.select(RecentMo.id).where(over & old & untouched)
    doomed = [order_id for (order_id,) in ids.tuples().execute(db)]
    for start in range(0, len(doomed), 500):
        some = doomed[start : start + 500]
        MoAlias.delete().where(MoAlias.recent_mo.in_(some)).execute(db)
        RecentMo.delete().where(RecentMo.id.in_(some)).execute(db)
    return len(doomed)


def _load(db: Connection, which: Expression) -> list[Order]:
    # The bare rows: peewee's own way from a row to values takes several times as long.
    rows = list(db.execute(_orders(which)))
    ids = RecentMo.select(RecentMo.id).where(which)
    return _made(rows, db.execute(_segments(LabelUsage.recent_mo.in_(ids))) if rows else ())


def _made(rows: Iterable[Row], segments: Iterable[Row]) -> list[Order]:
    """Make MOs of what `_orders` and `_segments` selected, by local id."""
    of: dict[int, list[Segment]] = defaultdict(list)
    for order_id, roll, first, last, started, ended in segments:
        of[order_id].append(Segment(roll, first, last, _moment(started), _moment(ended)))
    # Sorted here: asked to sort, SQLite would walk through all history by its id.
    found = sorted(rows, key=itemgetter(0))
    return [_order(row, tuple(of.get(row[0], ()))) for row in found]


def _orders(which: Expression) -> Any:
    columns = [getattr(RecentMo, name) for name in _COLUMNS]
    return RecentMo.select(*columns, _registered_at()).where(which)


def _registered_at() -> Any:
    """When a ready MO was registered; others do not need it."""
    entry = ProductionLog.alias()
    newest = entry.select(fn.max(entry.create_at)).where(
        (entry.recent_mo == RecentMo.id)
        & (entry.status == LogStatus.REGISTER)
        & (RecentMo.ready_for_production == 1)
        & RecentMo.date_start.is_null()
    )
    return newest.alias("registered_at")


def _segments(which: Expression) -> Any:
    return (
        LabelUsage.select(
            LabelUsage.recent_mo,
            LabelUsage.roll_number,
            LabelUsage.auth_first,
            LabelUsage.auth_last,
            LabelUsage.started_at,
            LabelUsage.ended_at,
        )
        .where(which)
        .order_by(LabelUsage.recent_mo, LabelUsage.seq)
    )


def _segments_of(db: Connection, ids: Iterable[int]) -> list[Row]:
    return [row for order_id in ids for row in _SEGMENTS_OF.rows(db, order_id=order_id)]


def _runs() -> Expression:
    return RecentMo.date_start.is_null(False) & RecentMo.date_finished.is_null()


def _shown(since: Any) -> Any:
    """Select what the table shows: of what is finished, what was so at `since` or later."""
    closed = RecentMo.state.in_(sorted(CLOSED_STATES)) | RecentMo.gone_at.is_null(False)
    begun = (RecentMo.ready_for_production == 1) | RecentMo.date_start.is_null(False)
    unfinished = RecentMo.date_finished.is_null() & (begun | ~fn.coalesce(closed, False))
    return unfinished | (RecentMo.date_finished >= since)


def there_is(model: type[Model], which: Expression) -> Any:
    """Ask whether `model` has a row of these."""
    return model.select(SQL("1")).where(which).limit(1)


def _order(row: Sequence[Any], segments: tuple[Segment, ...]) -> Order:
    values: list[Any] = [*row, segments]
    for place in _TIMES:
        values[place] = _moment(values[place])
    values[_READY] = bool(values[_READY])
    return Order(*values)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)


# What every operation asks and writes: composed once.

_BY_ID: Final = Prepared(lambda order_id: _orders(RecentMo.id == order_id), "order_id")
_SHOWN: Final = Prepared(
    lambda order_id, since: _orders((RecentMo.id == order_id) & _shown(since)), "order_id", "since"
)
_RUNNING: Final = Prepared(lambda: _orders(_runs()))
_RUNNING_AT: Final = Prepared(
    lambda station: _orders(_runs() & ((RecentMo.station == station) | RecentMo.station.is_null())),
    "station",
)
_SEGMENTS_OF: Final = Prepared(
    lambda order_id: _segments(LabelUsage.recent_mo == order_id), "order_id"
)
_NAMED: Final = Prepared(lambda text: there_is(RecentMo, RecentMo.mo_name == text), "text")
_ONCE_NAMED: Final = Prepared(lambda text: there_is(MoAlias, MoAlias.mo_name == text), "text")
_WRITE_PEOPLE: Final = Prepared(
    lambda order_id, **values: RecentMo.update(values).where(RecentMo.id == order_id),
    *("order_id", *PEOPLE_OWNED),
)
_DROP_SEGMENTS: Final = Prepared(
    lambda order_id: LabelUsage.delete().where(LabelUsage.recent_mo == order_id), "order_id"
)
_ADD_SEGMENT: Final = Prepared(
    lambda **values: LabelUsage.insert(values),
    *("recent_mo", "seq", "roll_number", "auth_first", "auth_last", "started_at", "ended_at"),
)
