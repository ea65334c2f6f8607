"""Schema versions, in order. Each takes the store from the version before it to its own."""

from collections.abc import Callable
from typing import Protocol

from app.store.migrations import v1, v2, v3


class Executes(Protocol):
    """Something that runs one SQL statement."""

    def execute_sql(self, sql: str) -> object:
        """Run `sql`."""


STEPS: tuple[Callable[[Executes], None], ...] = (v1.apply, v2.apply, v3.apply)
"""``STEPS[n]`` makes version n + 1 of version n; 0 is an empty file."""

VERSION = len(STEPS)
