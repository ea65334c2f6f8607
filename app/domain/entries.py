"""One line of the history, as people are shown it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of ``production_log``.

    Attributes:
        status: an `app.domain.plans.LogStatus`, or what the older system called it.
        create_at: aware UTC; None: the older system's cannot be read.
        before, after: JSON of the people-owned values and segments; empty in the older system's.
        reason: a person's; of an undo the id of the operation that it takes back.
    """

    operation_id: str
    recent_mo_id: int
    mo_name: str
    leader_id: str | None
    station: str | None
    status: str
    create_at: datetime | None
    before: str
    after: str
    reason: str | None
