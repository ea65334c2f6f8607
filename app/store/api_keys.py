"""Keys of other programs. The key itself is never here: only the SHA-256 of it."""

from datetime import datetime

from peewee import Expression

from app.domain.api import ApiKey, Scope
from app.store.connection import Connection
from app.store.models import ApiKey as Row


def add(db: Connection, name: str, scopes: frozenset[Scope], hashed: str, now: datetime) -> None:
    """Keep the hash of a new key. Belongs inside the caller's transaction."""
    text = " ".join(sorted(scopes))
    Row.insert(name=name, scopes=text, hash=hashed, created_at=now).execute(db)


def everything(db: Connection) -> list[ApiKey]:
    """Give every key, revoked ones too, by id."""
    return [key for key, _hash in _load(db, Row.id.is_null(False))]


def by_hash(db: Connection, hashed: str) -> tuple[ApiKey, str] | None:
    """Give the key with this hash, and the hash as it is stored; None: there is none."""
    return next(iter(_load(db, Row.hash == hashed)), None)


def revoke(db: Connection, key_id: int, now: datetime) -> None:
    """Let a key count no more; one that is revoked already keeps its time."""
    Row.update(revoked_at=now).where((Row.id == key_id) & Row.revoked_at.is_null()).execute(db)


def touch(db: Connection, key_id: int, now: datetime) -> None:
    """Note that a key was used."""
    Row.update(used_at=now).where(Row.id == key_id).execute(db)


def _load(db: Connection, which: Expression) -> list[tuple[ApiKey, str]]:
    rows = (
        Row.select(
            Row.id, Row.name, Row.scopes, Row.created_at, Row.revoked_at, Row.used_at, Row.hash
        )
        .where(which)
        .order_by(Row.id)
        .tuples()
        .execute(db)
    )
    return [
        (ApiKey(key_id, name, _scopes(scopes), created, revoked, used), hashed)
        for key_id, name, scopes, created, revoked, used, hashed in rows
    ]


def _scopes(text: str) -> frozenset[Scope]:
    """Read what a key may do; a word that this version does not know allows nothing."""
    return frozenset(scope for scope in Scope if scope in text.split())
