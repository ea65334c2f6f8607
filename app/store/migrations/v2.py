"""Version 2: indexes, so that years of history cost nothing at the line."""

from typing import Final, Protocol


class Executes(Protocol):
    """Something that runs one SQL statement."""

    def execute_sql(self, sql: str) -> object:
        """Run `sql`."""


_INDEXES: Final = (
    # Whose labels these are: new codes lie behind most that were used, so the last one leads.
    "CREATE INDEX label_usage_labels ON label_usage (auth_last, auth_first, recent_mo_id)",
    "CREATE INDEX label_usage_roll ON label_usage (roll_number)",
    "CREATE INDEX production_log_undone ON production_log (reason) WHERE status = 'undo'",
    # Names are looked for in whatever case a scanner sends them.
    "CREATE INDEX recent_mo_folded ON recent_mo (lower(mo_name))",
    "CREATE INDEX mo_alias_folded ON mo_alias (lower(mo_name))",
)


def apply(db: Executes) -> None:
    """Add them."""
    for statement in _INDEXES:
        db.execute_sql(statement)
