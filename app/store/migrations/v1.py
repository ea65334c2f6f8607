"""Version 1: the tables, and the triggers that keep the promise whatever code runs."""

from typing import Protocol

from app.domain.ownership import PEOPLE_OWNED


class Executes(Protocol):
    """Something that runs one SQL statement."""

    def execute_sql(self, sql: str) -> object:
        """Run `sql`."""


_TABLES = """
CREATE TABLE recent_mo (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mo_id INTEGER UNIQUE,
    mo_name TEXT NOT NULL UNIQUE,
    state TEXT,
    group_worker_id INTEGER,
    note TEXT,
    product_id INTEGER,
    product_name TEXT,
    product_uom TEXT,
    product_qty REAL,
    initial_qty_target REAL,
    create_date TEXT,
    origin TEXT,
    transfer_id INTEGER,
    auth_first TEXT,
    auth_last TEXT,
    leader_id TEXT,
    roll_number TEXT,
    ready_for_production INTEGER NOT NULL DEFAULT 0,
    date_start TEXT,
    date_finished TEXT,
    station TEXT,
    write_date TEXT,
    synced_at TEXT,
    gone_at TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX recent_mo_date_finished ON recent_mo (date_finished);
CREATE TABLE label_usage (
    id INTEGER NOT NULL PRIMARY KEY,
    recent_mo_id INTEGER NOT NULL REFERENCES recent_mo (id) ON DELETE RESTRICT,
    seq INTEGER NOT NULL,
    roll_number TEXT,
    auth_first TEXT,
    auth_last TEXT,
    started_at TEXT,
    ended_at TEXT,
    UNIQUE (recent_mo_id, seq)
);
CREATE INDEX label_usage_auth_first ON label_usage (auth_first);
CREATE TABLE production_log (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    operation_id TEXT NOT NULL,
    recent_mo_id INTEGER NOT NULL REFERENCES recent_mo (id) ON DELETE RESTRICT,
    mo_name TEXT NOT NULL,
    product_name TEXT,
    leader_id TEXT,
    station TEXT,
    status TEXT NOT NULL,
    create_at TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT,
    UNIQUE (operation_id, recent_mo_id)
);
CREATE INDEX production_log_recent_mo ON production_log (recent_mo_id, status);
CREATE INDEX production_log_create_at ON production_log (create_at);
CREATE TABLE mo_alias (
    id INTEGER NOT NULL PRIMARY KEY,
    recent_mo_id INTEGER NOT NULL REFERENCES recent_mo (id) ON DELETE RESTRICT,
    mo_name TEXT NOT NULL,
    until TEXT NOT NULL
);
CREATE INDEX mo_alias_name ON mo_alias (mo_name);
CREATE TABLE sync_run (
    id INTEGER NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    mode TEXT NOT NULL,
    outcome TEXT NOT NULL,
    error_code TEXT,
    requests INTEGER NOT NULL,
    fetched INTEGER NOT NULL,
    inserted INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    renamed INTEGER NOT NULL,
    clashed INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    gone INTEGER NOT NULL
)
"""


def apply(db: Executes) -> None:
    """Make the tables and the guards."""
    for statement in _TABLES.split(";"):
        db.execute_sql(statement)
    typed = " OR ".join(
        f"NEW.{column} IS NOT {'0' if column == 'ready_for_production' else 'NULL'}"
        for column in PEOPLE_OWNED
    )
    db.execute_sql(
        # A new MO comes from Odoo, and nobody has typed anything for it yet.
        f"CREATE TRIGGER recent_mo_insert BEFORE INSERT ON recent_mo WHEN {typed} "
        "BEGIN SELECT RAISE(ABORT, 'a new MO carries people-owned values'); END"
    )
    touched = typed.replace("NEW.", "OLD.")
    db.execute_sql(
        f"CREATE TRIGGER recent_mo_delete BEFORE DELETE ON recent_mo WHEN {touched} "  # noqa: S608
        "OR EXISTS (SELECT 1 FROM label_usage WHERE recent_mo_id = OLD.id) "
        "OR EXISTS (SELECT 1 FROM production_log WHERE recent_mo_id = OLD.id) "
        "BEGIN SELECT RAISE(ABORT, 'a touched MO is never deleted'); END"
    )
    for verb in ("UPDATE", "DELETE"):
        db.execute_sql(
            f"CREATE TRIGGER production_log_{verb.lower()} BEFORE {verb} ON production_log "
            "BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END"
        )
