"""Who owns which column of ``recent_mo``: named once, here, as data.

The statement of the sync is generated from `ODOO_OWNED`; everything that protects what a person
typed is generated from `PEOPLE_OWNED`.
"""

from typing import Final

ODOO_OWNED: Final = (
    "mo_id",
    "mo_name",
    "state",
    "group_worker_id",
    "note",
    "product_id",
    "product_name",
    "product_uom",
    "product_qty",
    "initial_qty_target",
    "create_date",
    "origin",
    "transfer_id",
)
"""Written by the sync at every pass, by no screen."""

PEOPLE_OWNED: Final = (
    "auth_first",
    "auth_last",
    "leader_id",
    "roll_number",
    "ready_for_production",
    "date_start",
    "date_finished",
    "station",
)
"""Written by people's operations only; the sync writes them neither on insert nor on update."""

BOOKKEEPING: Final = ("id", "write_date", "synced_at", "gone_at", "created_at")
"""The program's own columns."""
