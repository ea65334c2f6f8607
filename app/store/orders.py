"""Reading MOs, and writing what people own of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, itemgetter
from typing import Any, Final

from peewee import Expression, fn

from app.domain.clock import from_text, to_text
from app.domain.codes import AuthenticityCode, CodeRange
from app.domain.errors import Code, Problem, RefusedError
from app.domain.orders import CLOSED_STATES, Order, Segment
from app.domain.ownership import ODOO_OWNED, PEOPLE_OWNED
from app.domain.plans import LogStatus, Occupied
from app.store.connection import Connection
from app.store.models import LabelUsage, MoAlias, ProductionLog, RecentMo

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
    found = _load(db, RecentMo.id == order_id)
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
    return RecentMo.select().where(RecentMo.mo_name == text).exists(db) or MoAlias.select().where(
        MoAlias.mo_name == text
    ).exists(db)


def running(db: Connection, station: str | None = None) -> Order | None:
    """Give the MO that runs, the one started last if an adopted file has several.

    Of those that run on `station`, or nobody knows where, if it is given.
    """
    which = RecentMo.date_start.is_null(False) & RecentMo.date_finished.is_null()
    if station is not None:
        which &= (RecentMo.station == station) | RecentMo.station.is_null()
    found = _load(db, which)
    return max(found, key=lambda order: (order.date_start, order.id), default=None)


def board(db: Connection, now: datetime, only: Collection[int] | None = None) -> list[Order]:
    """Give what the table shows: everything open, and what finished in the last days.

    Of those with the local ids `only`, if given.
    """
    closed = RecentMo.state.in_(sorted(CLOSED_STATES)) | RecentMo.gone_at.is_null(False)
    begun = (RecentMo.ready_for_production == 1) | RecentMo.date_start.is_null(False)
    unfinished = RecentMo.date_finished.is_null() & (begun | ~fn.coalesce(closed, False))
    recent = RecentMo.date_finished >= now - timedelta(days=BOARD_DAYS)
    which = unfinished | recent
    return _load(db, which if only is None else RecentMo.id.in_(sorted(only)) & which)


def everything(db: Connection) -> list[Order]:
    """Give every MO of the store, by local id."""
    return _load(db, RecentMo.id.is_null(False))


def selected(db: Connection, which: Expression) -> list[Order]:
    """Give the MOs that `which` selects, by local id."""
    return _load(db, which)


def occupied(db: Connection, labels: CodeRange, but: frozenset[int]) -> Occupied | None:
    """Give another MO's segment that holds one of `labels`."""
    rows = (
        LabelUsage.select(RecentMo.mo_name, LabelUsage.auth_first, LabelUsage.auth_last)
        .join(RecentMo)
        .where(_holding(labels) & LabelUsage.recent_mo.not_in(but))
        .tuples()
        .execute(db)
    )
    for name, auth_first, auth_last in rows:
        found = Segment(None, auth_first, auth_last).labels
        if found is not None and found.overlaps(labels):
            return Occupied(name, found)
    return None


def labelled(db: Connection, text: str) -> list[Order]:
    """Give the MOs with a segment of the roll `text`, or with one that may have the label `text`.

    A label between two of the same length and letters may still be of another series.
    """
    which = LabelUsage.roll_number == text
    code = AuthenticityCode.read(text)
    if code is not None:
        which |= _holding(CodeRange(code, code))
    return _load(db, RecentMo.id.in_(LabelUsage.select(LabelUsage.recent_mo).where(which)))


def is_roll(db: Connection, text: str) -> bool:
    """Tell whether an MO has, or had, the roll of this number."""
    return LabelUsage.select().where(LabelUsage.roll_number == text).exists(db)


def newest_labels(db: Connection) -> tuple[str, str] | None:
    """Give first code and roll of the newest segment that has both."""
    known = LabelUsage.auth_first.is_null(False) & LabelUsage.roll_number.is_null(False)
    newest = LabelUsage.select(LabelUsage.auth_first, LabelUsage.roll_number).where(known)
    rows = newest.order_by(LabelUsage.id.desc()).limit(1).tuples().execute(db)
    return next(((str(first), str(roll)) for first, roll in rows), None)


def _holding(labels: CodeRange) -> Expression:
    """Select the segments that hold one of `labels`; an end that is not known is the other one.

    Each alternative has an index of its own. Within one prefix and width, text order is number
    order.
    """
    first, last = str(labels.first), str(labels.last)
    prefix = labels.first.prefix
    begin, end = LabelUsage.auth_first, LabelUsage.auth_last
    known = fn.coalesce(begin, end)
    return (
        ((end >= first) & (begin <= last))
        | (end.is_null() & begin.between(first, last))
        | (begin.is_null() & end.between(first, last))
    ) & ((fn.length(known) == len(first)) & (fn.substr(known, 1, len(prefix)) == prefix))


def write_people(db: Connection, after: Order) -> None:
    """Write the people-owned columns and the segments of one MO: both tables, always together.

    Belongs inside the caller's transaction.
    """
    values: dict[str, Any] = {name: getattr(after, name) for name in PEOPLE_OWNED}
    values["ready_for_production"] = int(after.ready_for_production)
    RecentMo.update(values).where(RecentMo.id == after.id).execute(db)
    LabelUsage.delete().where(LabelUsage.recent_mo == after.id).execute(db)
    rows = [
        {
            "recent_mo": after.id,
            "seq": seq,
            "roll_number": segment.roll_number,
            "auth_first": segment.auth_first,
            "auth_last": segment.auth_last,
            "started_at": segment.started_at,
            "ended_at": segment.ended_at,
        }
        for seq, segment in enumerate(after.segments, start=1)
    ]
    if rows:
        LabelUsage.insert_many(rows).execute(db)


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
    columns = [getattr(RecentMo, name) for name in _COLUMNS]
    # The bare rows: peewee's own way from a row to values takes several times as long.
    rows = db.execute(RecentMo.select(*columns, _registered_at()).where(which))
    # Sorted here: asked to sort, SQLite would walk through all history by its id.
    found = sorted(rows, key=itemgetter(0))
    segments = _segments(db, which) if found else {}
    return [_order(row, segments.get(row[0], ())) for row in found]


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


def _segments(db: Connection, which: Expression) -> dict[int, tuple[Segment, ...]]:
    rows = db.execute(
        LabelUsage.select(
            LabelUsage.recent_mo,
            LabelUsage.roll_number,
            LabelUsage.auth_first,
            LabelUsage.auth_last,
            LabelUsage.started_at,
            LabelUsage.ended_at,
        )
        .where(LabelUsage.recent_mo.in_(RecentMo.select(RecentMo.id).where(which)))
        .order_by(LabelUsage.recent_mo, LabelUsage.seq)
    )
    found: dict[int, list[Segment]] = defaultdict(list)
    for order_id, roll, first, last, started, ended in rows:
        segment = Segment(roll, first, last, _moment(started), _moment(ended))
        found[order_id].append(segment)
    return {order_id: tuple(segments) for order_id, segments in found.items()}


def _order(row: Sequence[Any], segments: tuple[Segment, ...]) -> Order:
    values: list[Any] = [*row, segments]
    for place in _TIMES:
        values[place] = _moment(values[place])
    values[_READY] = bool(values[_READY])
    return Order(*values)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)
