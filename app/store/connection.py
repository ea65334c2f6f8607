"""A connection of either engine, as peewee has it."""

from typing import Any, TypeAlias

Connection: TypeAlias = Any
"""`peewee.Database`; its stubs leave out half, and its SQLite driver has none at all."""
