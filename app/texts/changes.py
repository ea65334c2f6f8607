"""What an operation changed, said field by field: for previews, the command line and history."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from app.domain.frozen import dataclass
from app.domain.orders import Order
from app.domain.plans import Change
from app.texts import formats, mark, tr

FIELDS = {
    "auth_first": mark("First code"),
    "auth_last": mark("Last code"),
    "roll_number": mark("Roll"),
    "leader_id": mark("Leader"),
    "date_start": mark("Started"),
    "date_finished": mark("Finished"),
    "ready_for_production": mark("Registered"),
    "used": mark("Labels used"),
    "difference": mark("Difference to target"),
}
"""What people call each value, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value before and after, as texts; equal where it stays."""

    field: str
    label: str
    before: str
    after: str


def field_changes(change: Change, zone: tzinfo, now: datetime) -> Iterator[FieldChange]:
    """Give what the operation changes of one MO, in the order of `FIELDS`."""
    for field, label in FIELDS.items():
        before = _shown(change.before, field, zone, now)
        after = _shown(change.after, field, zone, now)
        if before != after:
            yield FieldChange(field, tr(label), before, after)


def _shown(order: Order, field: str, zone: tzinfo, now: datetime) -> str:
    value = getattr(order, field)
    match field:
        case "ready_for_production":
            return tr("yes") if value else tr("no")
        case "date_start" | "date_finished":
            return formats.clock(value, zone, now)
        case "used":
            return formats.number(value)
        case "difference":
            return formats.signed(value)
    return value or formats.NOTHING
