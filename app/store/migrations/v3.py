"""Version 3: people with a role and a PIN, keys of other programs, and who did it."""

from typing import Final, Protocol


class Executes(Protocol):
    """Something that runs one SQL statement."""

    def execute_sql(self, sql: str) -> object:
        """Run `sql`."""


_STATEMENTS: Final = (
    "ALTER TABLE production_log ADD COLUMN person TEXT",
    """
    CREATE TABLE person (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        badge TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        pin TEXT NOT NULL,
        wrong INTEGER NOT NULL DEFAULT 0,
        blocked_until TEXT,
        created_at TEXT NOT NULL,
        ended_at TEXT
    )
    """,
    """
    CREATE TABLE api_key (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        created_at TEXT NOT NULL,
        revoked_at TEXT,
        used_at TEXT
    )
    """,
)


def apply(db: Executes) -> None:
    """Add them."""
    for statement in _STATEMENTS:
        db.execute_sql(statement)
