"""Which MOs of Odoo belong on this station."""

from app.domain.frozen import dataclass


@dataclass(frozen=True, slots=True)
class SyncFilter:
    """The filter of the sync, as it is configured.

    Attributes:
        days: created within so many days.
        exclude_states: Odoo states that are left out.
        group_worker_ids: only these groups; empty: every one.
        note_contains: only notes that contain one of these texts; empty: every one.
    """

    days: int = 7
    exclude_states: tuple[str, ...] = ("done",)
    group_worker_ids: tuple[int, ...] = ()
    note_contains: tuple[str, ...] = ()
