"""Queries that are composed once: peewee takes longer to write one than SQLite to answer it."""

from collections.abc import Callable, Sequence
from typing import Any

from peewee import SQL, Value

from app.store.connection import Connection

Row = Sequence[Any]


class _Gap:
    """Where a value goes that is known at each call only."""

    def __init__(self, name: str) -> None:
        self.name = name


class Prepared:
    """A query whose values come by name at each call, as the store has them: times as text.

    Its shape must not depend on them, so no list of any length is among them.
    """

    def __init__(self, compose: Callable[..., Any], *names: str) -> None:
        """Compose it with `compose` when it is first asked, once for each engine.

        `names` are those of its arguments, which stand for the values.
        """
        self._compose, self._names = compose, names
        self._texts: dict[type, tuple[str, list[Any]]] = {}

    def rows(self, db: Connection, **values: object) -> list[Row]:
        """Give the rows as the engine has them."""
        return list(self._run(db, values))

    def run(self, db: Connection, **values: object) -> None:
        """Write."""
        self._run(db, values)

    def _run(self, db: Connection, values: dict[str, object]) -> Any:
        known = self._texts.get(type(db))
        if known is None:
            gaps = {name: Value(_Gap(name), converter=False) for name in self._names}
            known = db.get_sql_context().sql(self._compose(**gaps)).query()
            self._texts[type(db)] = known
        text, given = known
        ready = [values[one.name] if isinstance(one, _Gap) else one for one in given]
        return db.execute(SQL(text, ready))
