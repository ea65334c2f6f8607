"""Which values of an MO a person can correct, in words and with what they are now."""

from datetime import datetime, tzinfo
from typing import Literal

from app.domain.frozen import dataclass
from app.domain.orders import Order, Segment, Stage
from app.texts import tr
from app.texts.changes import FIELDS
from app.texts.formats import NOTHING
from app.ui.dialogs.picker import Choice

Kind = Literal["code", "roll", "leader", "time"]


@dataclass(frozen=True, slots=True)
class Correctable:
    """One value that may be corrected.

    Attributes:
        field, segment: as `app.domain.requests.Correct` takes them.
        now: as it is stored, times in the station's zone to the second; empty: there is none.
        typed: `now` as a person writes it.
    """

    field: str
    segment: int | None
    title: str
    kind: Kind
    now: str
    typed: str

    @property
    def may_be_empty(self) -> bool:
        """Tell whether it can be taken away, not only replaced."""
        return self.kind in ("code", "roll") and bool(self.now)


def correctables(order: Order, zone: tzinfo) -> tuple[Correctable, ...]:
    """Give what the stage of `order` allows."""
    found = list(_of_segments(order))
    if order.stage in (Stage.RUNNING, Stage.FINISHED):
        leader = order.leader_id or ""
        found.append(
            Correctable("leader_id", None, tr(FIELDS["leader_id"]), "leader", *2 * (leader,))
        )
        for field in ("date_start", "date_finished"):
            moment: datetime | None = getattr(order, field)
            if moment is not None:
                local = moment.astimezone(zone)
                exact, typed = f"{local:%Y-%m-%d %H:%M:%S}", f"{local:%Y-%m-%d %H:%M}"
                found.append(Correctable(field, None, tr(FIELDS[field]), "time", exact, typed))
    return tuple(found)


def choices(values: tuple[Correctable, ...]) -> tuple[Choice, ...]:
    """Give the rows of the picker; the key is the place in `values`."""
    return tuple(
        Choice(place, v.title, "", v.typed or NOTHING, f"{v.title} {v.typed}".casefold())
        for place, v in enumerate(values)
    )


def _of_segments(order: Order) -> list[Correctable]:
    if order.stage is Stage.UNREGISTERED:
        return []
    segments = order.segments or (Segment(order.roll_number, None),)
    found = []
    for number, segment in enumerate(segments, 1):
        # What ends the last segment is Changeover, End or Ganti Roll, not a correction.
        ended = number < len(segments) or order.stage is Stage.FINISHED
        kinds: list[tuple[str, Kind, str | None]] = [("auth_first", "code", segment.auth_first)]
        if ended:
            kinds.append(("auth_last", "code", segment.auth_last))
        kinds.append(("roll_number", "roll", segment.roll_number))
        for field, kind, now in kinds:
            title = _title(field, segment, number) if len(segments) > 1 else tr(FIELDS[field])
            found.append(Correctable(field, number, title, kind, now or "", now or ""))
    return found


def _title(field: str, segment: Segment, number: int) -> str:
    """Say which segment's value it is."""
    if field == "roll_number":
        return tr("Roll number {number}", number=number)
    roll = segment.roll_number or NOTHING
    return tr("{value} · roll {roll}", value=tr(FIELDS[field]), roll=roll)
