"""A file of the older system as it may be met: typed values, planned dates, a twin, a log."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

SCHEMA: Final = """
CREATE TABLE recent_mo (
    id INTEGER PRIMARY KEY, mo_id INTEGER, mo_name VARCHAR(50), state VARCHAR(20),
    ready_for_production INTEGER DEFAULT 0, group_worker_id INTEGER, note TEXT,
    product_id INTEGER, product_name TEXT, product_uom TEXT, product_qty REAL,
    initial_qty_target REAL, auth_used INTEGER, loss_value REAL, percentage_loss REAL,
    create_date DATETIME, date_start DATETIME, date_finished DATETIME, origin TEXT,
    transfer_id INTEGER, auth_first TEXT, auth_last TEXT, leader_id INTEGER, roll_number TEXT,
    created_at DATETIME, catatan_gudang TEXT
);
CREATE INDEX recent_mo_date_finished ON recent_mo (date_finished);
CREATE TABLE production_log (
    id INTEGER PRIMARY KEY, mo_name TEXT, product_name TEXT, leader_id INTEGER, status TEXT,
    create_at DATETIME
);
"""

PLANNED = {
    # Nobody touched it; the dates are Odoo's plan, in UTC.
    "id": 1, "mo_id": 10, "mo_name": "WH/MO/1", "state": "confirmed", "note": "False",
    "product_id": 3, "product_name": "Liquid", "product_uom": "pcs", "product_qty": 100.0,
    "initial_qty_target": 0.0, "create_date": "2026-11-20 01:00:00",
    "date_start": "2026-11-20 02:00:00", "date_finished": "2026-11-20 03:00:00",
    "transfer_id": 0, "created_at": "2026-11-20 08:00:00", "catatan_gudang": "rak merah",
}  # fmt: skip
RUNNING = {
    "id": 2, "mo_id": 11, "mo_name": "WH/MO/2", "state": "progress", "ready_for_production": 1,
    "auth_used": 50, "loss_value": 1.5, "percentage_loss": 2.5, "transfer_id": 5,
    "create_date": "2026-11-20 01:00:00", "date_start": "2026-11-20 09:00:00.250",
    "auth_first": "01024585539", "leader_id": 3, "roll_number": "1300300624",
    "created_at": "2026-11-20 08:00:00",
}  # fmt: skip
FINISHED = {
    "id": 3, "mo_id": 12, "mo_name": "WH/MO/3", "state": "done", "ready_for_production": 1,
    "date_start": "2026-11-20T09:00:00", "date_finished": "kemarin sore", "origin": "False",
    "auth_first": "01024585540", "auth_last": "01024585640", "leader_id": 1234,
    "roll_number": "1300300624", "created_at": None,
}  # fmt: skip
LOGGED_ONLY = {
    "id": 4, "mo_id": 13, "mo_name": "WH/MO/4", "ready_for_production": 1,
    "date_start": "2026-11-21 06:30:00", "created_at": "2026-11-20 08:00:00",
}  # fmt: skip
TWIN = {"id": 5, "mo_id": 11, "mo_name": "WH/MO/2", "created_at": "2026-11-20 08:00:00"}


ROWS: Final[tuple[dict[str, Any], ...]] = (PLANNED, RUNNING, FINISHED, LOGGED_ONLY, TWIN)


def write(file: Path, rows: tuple[dict[str, Any], ...] = ROWS) -> None:
    """Write the file with these rows and one entry in its log."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(SCHEMA)
        for row in rows:
            names = ", ".join(row)
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO recent_mo ({names}) VALUES ({marks})", [*row.values()])
        connection.execute(
            "INSERT INTO production_log VALUES (7, 'WH/MO/4', 'Liquid', 3, 'start', "
            "'2026-11-21 06:30:00')"
        )
        connection.commit()
