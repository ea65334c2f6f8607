"""Keys of other programs: made, listed, revoked, recognised."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from typing import Final, Self

from app.domain.api import KEY_PREFIX, ApiKey, Scope
from app.domain.clock import Clock
from app.domain.errors import Code, Problem, RefusedError
from app.domain.store_address import StoreAddress
from app.store import api_keys, engine

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")
_KEY_BYTES: Final = 32


class ApiKeys:
    """The keys of one store; lives in the thread that made it."""

    def __init__(self, store: StoreAddress, clock: Clock) -> None:
        """Open the store.

        Raises:
            EnvironmentFaultError: it cannot be used, and why.
        """
        self._store = engine.open_store(store, clock())
        self._clock = clock

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def create(self, name: str, scopes: Collection[Scope]) -> str:
        """Make a key and give it: 256 random bits, of which only the SHA-256 is kept.

        A fast hash is enough: there is nothing in such a key to be guessed.

        Raises:
            RefusedError: `Code.API_KEY_NAME`, or `API_KEY_EXISTS` for a name that is in use.
        """
        if not _NAME.fullmatch(name):
            raise RefusedError(Problem(Code.API_KEY_NAME, "name", {"text": name[:60]}))
        key = new_key()
        with self._store.writing() as db:
            known = api_keys.everything(db)
            if any(one.name == name and one.revoked_at is None for one in known):
                raise RefusedError(Problem(Code.API_KEY_EXISTS, "name", {"name": name}))
            api_keys.add(db, name, frozenset(scopes), _hashed(key), self._clock())
        return key

    def everything(self) -> list[ApiKey]:
        """Give every key, revoked ones too."""
        with self._store.reading() as db:
            return api_keys.everything(db)

    def revoke(self, which: str) -> ApiKey:
        """Let a key count no more, from this moment on; `which`: its name or its id.

        Raises:
            RefusedError: `Code.API_KEY_UNKNOWN`, no key in use is called so.
        """
        with self._store.writing() as db:
            valid = [one for one in api_keys.everything(db) if one.revoked_at is None]
            found = next((one for one in valid if one.name == which), None) or next(
                (one for one in valid if str(one.id) == which), None
            )
            if found is None:
                raise RefusedError(Problem(Code.API_KEY_UNKNOWN, params={"text": which[:60]}))
            api_keys.revoke(db, found.id, self._clock())
        return found

    def recognise(self, key: str) -> ApiKey | None:
        """Give whose key this is; None: nobody's, or a revoked one."""
        hashed = _hashed(key)
        with self._store.reading() as db:
            found = api_keys.by_hash(db, hashed)
        if found is None or not hmac.compare_digest(found[1], hashed):
            return None
        return None if found[0].revoked_at is not None else found[0]

    def touch(self, key: ApiKey) -> None:
        """Note that it was used now."""
        with self._store.writing() as db:
            api_keys.touch(db, key.id, self._clock())


def new_key() -> str:
    """Make up a key that nobody can guess."""
    return KEY_PREFIX + secrets.token_urlsafe(_KEY_BYTES)


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
