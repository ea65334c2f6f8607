"""The stand-in over HTTP: a server on loopback that other parts take for Odoo."""

import json
import ssl
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

from app.demo.exchange import Reply, Request
from app.demo.faults import Faults
from app.demo.listener import LOOPBACK, Listener
from app.demo.records import Database, utc_now
from app.demo.routes import Site

_VERSIONS: Final = (17, 18, 19)
_JOIN_SECONDS: Final = 2.0
_REQUESTS_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """What arrived: ``model`` and ``call`` of a model method (else empty), the parsed JSON body
    (text when it is not JSON, ``None`` when empty), whether a session cookie came with it, and
    when it arrived, in seconds of ``time.monotonic``.
    """

    method: str
    path: str
    model: str
    call: str
    body: Any
    cookie: bool
    at: float

    @property
    def step(self) -> str:
        """Which request of a sync it is: what it logs in, asks the fields of, or reads."""
        if self.call == "fields_get" or not self.model:
            return self.call or self.path.rpartition("/")[2]
        return self.model


class StandIn:
    """A server that answers like Odoo, on a free port of 127.0.0.1, until it is stopped.

    A context manager; ``start`` and ``stop`` belong to one thread, the rest may be used from any.

    Attributes:
        sessions: The server's sessions, for tests that need to age or end one.
        faults: What goes wrong with the next answers.
        date_off: By how much the time that its answers tell is ahead of ``clock``.
    """

    def __init__(
        self,
        databases: Sequence[Database],
        *,
        version: int = 17,
        visible: Sequence[str] | None = None,
        latency: float = 0.0,
        clock: Callable[[], datetime] = utc_now,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare a server over ``databases``; it listens from ``start`` on.

        ``visible`` names the databases that it shows (all when ``None``), ``latency`` is waited
        before each answer, in seconds, ``clock`` dates sessions and answers, and with ``tls`` it
        speaks https.
        """
        if version not in _VERSIONS:
            msg = f"no stand-in for version {version}: one of {_VERSIONS}"
            raise ValueError(msg)
        names = [database.name for database in databases] if visible is None else visible
        self._site = Site(databases, version, names, clock)
        self.sessions = self._site.sessions
        self.faults = Faults()
        self.date_off = timedelta()
        self.latency = latency
        self._clock = clock
        self._tls = tls
        self._stopping = threading.Event()
        self._guard = threading.Lock()
        self._seen: deque[RequestSeen] = deque(maxlen=_REQUESTS_KEPT)
        self._server: Listener | None = None
        self._thread: threading.Thread | None = None

    # ------------------------------------------------------------------ life

    def start(self) -> None:
        """Begin to listen; the address is known and answered when this returns."""
        if self._server is not None:
            return
        self._stopping.clear()
        server = Listener(self._handle, self._tls)
        self._server = server
        self._thread = threading.Thread(
            target=server.serve, args=(self._stopping,), name="stand-in", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Close the port and every open connection and wait for the threads; may be repeated."""
        self._stopping.set()
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is None or thread is None:
            return
        server.wake()
        thread.join(_JOIN_SECONDS)
        server.server_close()
        server.close_connections()

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    @property
    def port(self) -> int:
        """The port listened on. Raises ``RuntimeError`` while the server is stopped."""
        if self._server is None:
            msg = "the stand-in is not running"
            raise RuntimeError(msg)
        return self._server.server_port

    @property
    def url(self) -> str:
        """The base address, without a slash at the end."""
        return f"http{'s' if self._tls else ''}://{LOOPBACK}:{self.port}"

    # ------------------------------------------------------------------ what tests ask of it

    @property
    def requests(self) -> list[RequestSeen]:
        """The requests so far in their order (the last 10,000)."""
        with self._guard:
            return list(self._seen)

    def clear_requests(self) -> None:
        """Forget the requests so far."""
        with self._guard:
            self._seen.clear()

    def open_session(self, database: str, login: str) -> str:
        """Return the id of a new session of ``login``, as a browser would have it after login."""
        user = self._site.databases[database].user(login)
        return self.sessions.open(database, user).sid

    def expire_sessions(self) -> None:
        """End every session without a trace, as the server does after seven idle days."""
        self.sessions.close_all()

    def rotate_next(self) -> None:
        """Make the next answer to every session replace its id (19 does so every three hours)."""
        self.sessions.make_old()

    def _handle(self, request: Request) -> Reply | None:
        seen = _seen(request)
        with self._guard:
            self._seen.append(seen)
        fault = self.faults.take(seen.step)
        pause = self.latency + (fault.pause if fault else 0.0)
        if pause > 0 and self._stopping.wait(pause):
            return None
        now = self._clock() + self.date_off
        moment = now.astimezone(UTC) if now.tzinfo else now.replace(tzinfo=UTC)
        reply = self.faults.spoil(seen.step, self._site.answer(request), fault)
        return reply.with_header("Date", format_datetime(moment, usegmt=True))


def _seen(request: Request) -> RequestSeen:
    body: Any = None
    if request.body:
        try:
            body = json.loads(request.body)
        except ValueError:
            body = request.body.decode(errors="replace")
    model = call = ""
    if request.path.startswith("/json/2/"):
        model, _, call = request.path.removeprefix("/json/2/").partition("/")
    elif isinstance(body, dict) and isinstance(body.get("params"), Mapping):
        model = str(body["params"].get("model", ""))
        call = str(body["params"].get("method", ""))
    cookie = request.sid is not None
    return RequestSeen(request.method, request.path, model, call, body, cookie, monotonic())
