"""Sessions of the stand-in: ids as each version makes them, their death, and the rotation of 19."""

import base64
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from app.demo.accounts import User
from app.demo.records import Database

_ROTATION_AGE: Final = timedelta(hours=3)
_GRACE: Final = timedelta(seconds=120)
# The part of an id that survives a rotation.
_STABLE_PART: Final = 42


@dataclass(frozen=True, slots=True)
class Session:
    """One session; ``login`` is empty while nobody is logged in.

    Attributes:
        password_version: The user's when the session began; another one means a changed password.
        told: Whether the id was sent since the login (from 18 on the first call sends it again).
        next_sid: The id that took this one's place.
        dies_at: When an id that was replaced stops to be answered.
    """

    sid: str
    database: str
    created: datetime
    login: str = ""
    password_version: int = 0
    told: bool = False
    next_sid: str = ""
    dies_at: datetime | None = None


class SessionStore:
    """All sessions of one server; every method may be called from any thread."""

    def __init__(self, version: int, clock: Callable[[], datetime]) -> None:
        """``clock`` gives the time now; its kind (aware or naive) must not change."""
        self._version = version
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}

    def open(self, database: str, user: User | None = None) -> Session:
        """Begin a session in a database, logged in when ``user`` is given."""
        with self._lock:
            session = Session(self.new_sid(), database, self._clock())
            if user is not None:
                version = user.password_version
                session = replace(session, login=user.login, password_version=version)
            self._sessions[session.sid] = session
            return session

    def find(self, sid: str | None) -> Session | None:
        """Return the session of an id, ``None`` when there is none (any more)."""
        if not sid:
            return None
        with self._lock:
            session = self._sessions.get(sid)
            if session is not None and session.dies_at and session.dies_at <= self._clock():
                del self._sessions[sid]
                return None
            return session

    def close(self, sid: str | None) -> None:
        """Forget a session; an unknown id is passed over."""
        with self._lock:
            self._sessions.pop(sid or "", None)

    def close_all(self) -> None:
        """Forget every session, as after seven idle days."""
        with self._lock:
            self._sessions.clear()

    def make_old(self) -> None:
        """Age every session so that the next answer replaces its id."""
        with self._lock:
            old = self._clock() - _ROTATION_AGE - timedelta(hours=1)
            self._sessions = {
                sid: replace(session, created=old) for sid, session in self._sessions.items()
            }

    def sid_to_send(self, session: Session) -> str | None:
        """Return the id that an answered call must send by ``Set-Cookie``, if any.

        From 19 on a session older than 3 h gets a new id, and the old one lives 120 s longer.
        """
        with self._lock:
            if self._version < 18 or session.sid not in self._sessions:
                return None
            if session.next_sid:
                return session.next_sid
            now = self._clock()
            if self._version >= 19 and now - session.created >= _ROTATION_AGE:
                sid = session.sid[:_STABLE_PART] + self.new_sid()[_STABLE_PART:]
                self._sessions[sid] = replace(session, sid=sid, created=now, told=True)
                dying = replace(session, next_sid=sid, dies_at=now + _GRACE)
                self._sessions[session.sid] = dying
                return sid
            if session.told:
                return None
            self._sessions[session.sid] = replace(session, told=True)
            return session.sid

    def mark_told(self, session: Session) -> None:
        """Note that the id was sent, so that the next call need not send it."""
        with self._lock:
            if session.sid in self._sessions:
                self._sessions[session.sid] = replace(session, told=True)

    def new_sid(self) -> str:
        """Return an id of the version's kind that belongs to no session."""
        if self._version < 18:
            return secrets.token_hex(20)
        return base64.urlsafe_b64encode(secrets.token_bytes(63)).decode()


def user_of(session: Session, databases: Mapping[str, Database]) -> User | None:
    """Return the user who is logged in, ``None`` for nobody or after a changed password."""
    database = databases.get(session.database)
    if database is None or not session.login:
        return None
    try:
        user = database.user(session.login)
    except KeyError:
        return None
    return user if user.password_version == session.password_version else None
