"""Which of some MOs have a label or a roll, as a scan of it asks."""

from collections.abc import Iterable
from datetime import UTC, datetime

from app.domain.codes import AuthenticityCode, CodeRange
from app.domain.orders import Order, Segment
from app.services.messages import LabelUse

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def uses_of(text: str, orders: Iterable[Order]) -> tuple[LabelUse, ...]:
    """Give the uses of a cleaned code or roll number, one for each MO, the last mounted first.

    What is a label of one MO and the number of a roll, too, is taken for the label.
    """
    code = AuthenticityCode.read(text)
    wanted = CodeRange(code, code) if code else None
    codes: dict[int, LabelUse] = {}
    rolls: dict[int, LabelUse] = {}
    for order in orders:
        for segment in order.segments:
            if wanted and segment.labels and segment.labels.overlaps(wanted):
                codes[order.id] = LabelUse(order, segment, is_roll=False)
            elif segment.roll_number == text:
                rolls[order.id] = LabelUse(order, segment, is_roll=True)
    return tuple(sorted((codes or rolls).values(), key=_mounted, reverse=True))


def _mounted(use: LabelUse) -> tuple[bool, datetime, int]:
    """Tell when; a roll that is only registered was not mounted yet, so it comes last."""
    segment: Segment = use.segment
    begun = segment.started_at or use.order.date_start
    return (begun is not None, begun or _LONG_AGO, use.order.id)
