"""What the history of an MO says, line by line."""

from datetime import datetime, tzinfo

from app.domain.entries import Entry, restored
from app.domain.frozen import dataclass
from app.domain.orders import Order, Segment
from app.domain.plans import LogStatus
from app.services.messages import HistoryRead
from app.texts import mark, tr
from app.texts.formats import NOTHING, clock, number
from app.ui.changed_values import changed_values

STATUSES: dict[LogStatus, str] = {
    LogStatus.REGISTER: mark("registered"),
    LogStatus.UNREGISTER: mark("registration taken back"),
    LogStatus.START: mark("started"),
    LogStatus.CHANGEOVER_END: mark("changeover (ended)"),
    LogStatus.CHANGEOVER_START: mark("changeover (started)"),
    LogStatus.CHANGE_ROLL: mark("roll changed"),
    LogStatus.END: mark("ended"),
    LogStatus.CORRECT: mark("corrected"),
    LogStatus.UNDO: mark("undone"),
}
HEADERS = (
    mark("Time"),
    mark("Event"),
    mark("Leader"),
    mark("Station"),
    mark("Changes"),
    mark("Reason"),
)
WHO = mark("By")
SEGMENT_HEADERS = (mark("Roll"), mark("First → last code"), mark("Labels used"))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, cell by cell."""

    cells: tuple[str, ...]
    faded: bool = False


def headers(read: HistoryRead) -> tuple[str, ...]:
    """Give the names of the columns; who did it is one of them where that is known of anything."""
    return (*HEADERS, WHO) if _signed(read) else HEADERS


def _signed(read: HistoryRead) -> bool:
    return any(entry.person for entry in read.entries)


def lines(read: HistoryRead, zone: tzinfo, now: datetime) -> tuple[Line, ...]:
    """Give the history, the newest first."""
    undone = {e.reason: e for e in read.entries if e.status == LogStatus.UNDO}
    by_id = {entry.operation_id: entry for entry in read.entries}
    found, signed = [], _signed(read)
    for entry in reversed(read.entries):
        what, reason = status(entry), entry.reason or ""
        if entry.status == LogStatus.UNDO:
            # The older entry's id says nothing to a person.
            taken = by_id.get(reason)
            reason = "" if taken is None else _when(taken, zone, now)
        elif entry.operation_id in undone:
            what = tr("{what} (undone)", what=what)
        cells = (
            clock(entry.create_at, zone, now),
            what,
            entry.leader_id or NOTHING,
            entry.station or NOTHING,
            _changes(read.order, entry, zone, now),
            reason,
            *((entry.person or NOTHING,) if signed else ()),
        )
        found.append(Line(cells, faded=entry.operation_id in undone))
    return tuple(found)


def segment_lines(order: Order) -> tuple[Line, ...]:
    """Give the label segments, in their order."""
    return tuple(map(_segment, order.segments))


def status(entry: Entry) -> str:
    """Say what was done; the older system's word as it is."""
    known = {str(name): text for name, text in STATUSES.items()}
    return tr(known[entry.status]) if entry.status in known else entry.status


def former_names(read: HistoryRead) -> tuple[str, ...]:
    """Give the names under which its history was written, except the one that it has now."""
    names = dict.fromkeys(entry.mo_name for entry in read.entries)
    return tuple(name for name in names if name != read.order.mo_name)


def _segment(segment: Segment) -> Line:
    labels = f"{segment.auth_first or NOTHING} → {segment.auth_last or '…'}"
    return Line((segment.roll_number or NOTHING, labels, number(segment.used)))


def _when(entry: Entry, zone: tzinfo, now: datetime) -> str:
    return f"{status(entry)} · {clock(entry.create_at, zone, now)}"


def _changes(order: Order, entry: Entry, zone: tzinfo, now: datetime) -> str:
    if not entry.before or not entry.after:
        return ""
    states = (restored(order, entry.before), restored(order, entry.after))
    return "\n".join(row.line for row in changed_values(*states, zone, now))
