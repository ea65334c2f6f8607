"""Users of one database of the stand-in, their passwords and API keys."""

import hashlib
import secrets
import threading
from dataclasses import dataclass
from typing import Final

_FIRST_USER_ID: Final = 2  # 1 is the server's own user


@dataclass(slots=True)
class User:
    """A user of one database; ``password_version`` grows with every change of the password."""

    uid: int
    login: str
    password_hash: str
    two_factor: bool
    may_read_mos: bool
    password_version: int = 0


class Accounts:
    """Who may log in; every method may be called from any thread."""

    def __init__(self) -> None:
        """Begin without users."""
        self._accounts_lock = threading.Lock()
        self._users: dict[str, User] = {}
        self._keys: dict[str, str] = {}

    def add_user(
        self,
        login: str,
        password: str,
        *,
        two_factor: bool = False,
        may_read_mos: bool = True,
    ) -> int:
        """Add a user and return the uid; ``two_factor`` ones cannot log in by password alone."""
        with self._accounts_lock:
            uid = _FIRST_USER_ID + len(self._users)
            hashed = _hash(password)
            self._users[login] = User(uid, login, hashed, two_factor, may_read_mos)
            return uid

    def set_password(self, login: str, password: str) -> None:
        """Change a password; every session of that user is dead from then on."""
        with self._accounts_lock:
            user = self._users[login]
            user.password_hash = _hash(password)
            user.password_version += 1

    def user(self, login: str) -> User:
        """Return a user. Raises ``KeyError`` when there is none of that login."""
        with self._accounts_lock:
            return self._users[login]

    def users(self) -> list[User]:
        """Return all users."""
        with self._accounts_lock:
            return list(self._users.values())

    def authenticate(self, login: str, password: str) -> User | None:
        """Return the user whose password this is, else ``None`` (two-factor users included)."""
        with self._accounts_lock:
            user = self._users.get(login)
        return user if user is not None and user.password_hash == _hash(password) else None

    def add_api_key(self, login: str) -> str:
        """Make an API key for the JSON-2 routes and return it."""
        with self._accounts_lock:
            key = new_key()
            self._keys[key] = self._users[login].login
            return key

    def revoke_api_key(self, key: str) -> None:
        """Make an API key one of nobody."""
        with self._accounts_lock:
            self._keys.pop(key, None)

    def user_of_key(self, key: str) -> User | None:
        """Return the user of an API key, ``None`` for a key of nobody."""
        with self._accounts_lock:
            login = self._keys.get(key)
            return None if login is None else self._users[login]


def new_key() -> str:
    """Return an API key that nobody has."""
    return secrets.token_hex(20)


def _hash(password: str) -> str:
    # Only so that no password lies about in memory: this is no place for real ones.
    return hashlib.sha256(password.encode()).hexdigest()
