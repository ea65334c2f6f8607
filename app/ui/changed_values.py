"""What differs between two states of an MO, value by value, as people read it."""

from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import zip_longest

from app.domain.frozen import dataclass
from app.domain.orders import Order, Segment, Stage
from app.texts import tr
from app.texts.formats import NOTHING, clock, number, signed
from app.ui.theme import Figures


@dataclass(frozen=True, slots=True)
class Row:
    """One value before and after, empty: there is none; equal: it stays.

    Attributes:
        figures: how its digits are drawn: it is a code or a roll, or a number or a time, or words.
    """

    name: str
    old: str
    new: str
    figures: Figures = "codes"

    @property
    def line(self) -> str:
        """All of it in one line."""
        if self.stays:
            return f"{self.name}: {self.new}"
        return f"{self.name}: {self.old or NOTHING} → {self.new or NOTHING}"

    @property
    def stays(self) -> bool:
        """Whether it is the same before and after."""
        return self.old == self.new


def changed_values(
    before: Order,
    after: Order,
    zone: tzinfo,
    now: datetime,
    *,
    ahead: bool = False,
    codes: bool = False,
) -> tuple[Row, ...]:
    """Give every value of people's that differs, and what follows from it.

    `ahead`: it is yet to be done, and said so; with `codes` those that stay are given, too.
    """
    starts, ends = (tr("Starts"), tr("Ends")) if ahead else (tr("Started"), tr("Finished"))
    rows = (
        *_labels(before, after),
        Row(tr("Leader"), before.leader_id or "", after.leader_id or ""),
        _times(starts, before.date_start, after.date_start, zone, now),
        _times(ends, before.date_finished, after.date_finished, zone, now),
        Row(tr("Used"), used_of_target(before), used_of_target(after), "numbers"),
    )
    return tuple(
        row for row in rows if not row.stays or (codes and row.new and row.figures == "codes")
    )


def used_of_target(order: Order) -> str:
    """Say how many labels a finished MO used, of how many; empty while it is not finished."""
    return "" if order.stage is not Stage.FINISHED else of_target(order.used, order.target)


def of_target(used: int | None, target: float | None) -> str:
    """Say how many labels were used, of how many."""
    if used is None:
        return tr("unknown: no first code")
    if target is None:
        return number(used)
    return tr(
        "{used} of {target} ({difference})",
        used=number(used),
        target=number(target),
        difference=signed(used - target),
    )


def labels_of(segment: Segment | None) -> str:
    """Say a segment's labels: first – last, … while it is open. An arrow would be a change."""
    if segment is None:
        return ""
    return f"{segment.auth_first or NOTHING} – {segment.auth_last or '…'}"


def _labels(before: Order, after: Order) -> tuple[Row, ...]:
    """Compare codes and rolls: segment by segment where there are several."""
    if max(len(before.segments), len(after.segments)) < 2:
        return (
            Row(tr("First code"), before.auth_first or "", after.auth_first or ""),
            Row(tr("Last code"), before.auth_last or "", after.auth_last or ""),
            Row(tr("Roll"), before.roll_number or "", after.roll_number or ""),
        )
    places = range(max(len(before.segments), len(after.segments)))
    pairs = list(zip_longest(before.segments, after.segments))
    rows = [row for place in places for row in _segment(*pairs[place], last=place == places[-1])]
    if all(old == new for old, new in pairs):
        rows.append(Row(tr("Roll"), before.roll_number or "", after.roll_number or ""))
    return tuple(rows)


def _segment(old: Segment | None, new: Segment | None, *, last: bool) -> tuple[Row, ...]:
    """Compare one segment; the last one is what people mean when they name no roll."""
    if old is None or new is None:
        roll = next(s.roll_number for s in (new, old) if s is not None)
        return (Row(tr("Roll {roll}", roll=roll or NOTHING), labels_of(old), labels_of(new)),)
    values = (
        (tr("First code"), old.auth_first, new.auth_first),
        (tr("Last code"), old.auth_last, new.auth_last),
        (tr("Roll"), old.roll_number, new.roll_number),
    )
    rows = (Row(name, was or "", now or "") for name, was, now in values)
    if last:
        return tuple(rows)
    roll = old.roll_number or NOTHING
    return tuple(
        replace(row, name=tr("{value} · roll {roll}", value=row.name, roll=roll)) for row in rows
    )


def _times(
    name: str, before: datetime | None, after: datetime | None, zone: tzinfo, now: datetime
) -> Row:
    old, new = ("" if at is None else clock(at, zone, now) for at in (before, after))
    return Row(name, old, new, "numbers")
