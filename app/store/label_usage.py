"""Labels: which MO has which, of all MOs of the store."""

from typing import Any, Final

from peewee import fn

from app.domain.codes import AuthenticityCode, CodeRange
from app.domain.orders import Order, Segment
from app.domain.plans import Occupied
from app.store import orders
from app.store.connection import Connection
from app.store.models import LabelUsage, RecentMo
from app.store.prepared import Prepared


def occupied(db: Connection, labels: CodeRange, but: frozenset[int]) -> Occupied | None:
    """Give another MO's segment that holds one of `labels`."""
    for order_id, name, auth_first, auth_last in _HOLDERS.rows(db, **_ends(labels)):
        found = Segment(None, auth_first, auth_last).labels
        if order_id not in but and found is not None and found.overlaps(labels):
            return Occupied(name, found)
    return None


def labelled(db: Connection, text: str) -> list[Order]:
    """Give the MOs with a segment of the roll `text`, or with one that may have the label `text`.

    A label between two of the same length and letters may still be of another series.
    """
    which = LabelUsage.roll_number == text
    code = AuthenticityCode.read(text)
    if code is not None:
        which |= _holding(**_ends(CodeRange(code, code)))
    return orders.selected(
        db, RecentMo.id.in_(LabelUsage.select(LabelUsage.recent_mo).where(which))
    )


def is_roll(db: Connection, text: str) -> bool:
    """Tell whether an MO has, or had, the roll of this number."""
    return bool(_ON_ROLL.rows(db, text=text))


def newest_labels(db: Connection) -> tuple[str, str] | None:
    """Give first code and roll of the newest segment that has both."""
    return next(((str(first), str(roll)) for first, roll in _NEWEST_LABELS.rows(db)), None)


def _ends(labels: CodeRange) -> dict[str, Any]:
    """Give the arguments of `_holding`."""
    first, prefix = str(labels.first), labels.first.prefix
    return {
        "first": first,
        "last": str(labels.last),
        "length": len(first),
        "prefix": prefix,
        "letters": len(prefix),
    }


def _holding(first: Any, last: Any, length: Any, prefix: Any, letters: Any) -> Any:
    """Select the segments that hold a label from `first` to `last`, each of `length` signs.

    An end that is not known is the other one. Each alternative has an index of its own. Within one
    prefix and width, text order is number order.
    """
    begin, end = LabelUsage.auth_first, LabelUsage.auth_last
    known = fn.coalesce(begin, end)
    return (
        ((end >= first) & (begin <= last))
        | (end.is_null() & begin.between(first, last))
        | (begin.is_null() & end.between(first, last))
    ) & ((fn.length(known) == length) & (fn.substr(known, 1, letters) == prefix))


_ON_ROLL: Final = Prepared(
    lambda text: orders.there_is(LabelUsage, LabelUsage.roll_number == text), "text"
)
_NEWEST_LABELS: Final = Prepared(
    lambda: (
        LabelUsage.select(LabelUsage.auth_first, LabelUsage.roll_number)
        .where(LabelUsage.auth_first.is_null(False) & LabelUsage.roll_number.is_null(False))
        .order_by(LabelUsage.id.desc())
        .limit(1)
    )
)
_HOLDERS: Final = Prepared(
    lambda **ends: (
        LabelUsage.select(
            LabelUsage.recent_mo, RecentMo.mo_name, LabelUsage.auth_first, LabelUsage.auth_last
        )
        .join(RecentMo)
        .where(_holding(**ends))
    ),
    *("first", "last", "length", "prefix", "letters"),
)
