"""The server: listens at one address until it is told to stop."""

import asyncio
import json
import logging
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from app import texts
from app.api import application, problems
from app.api.desk import Desk, Opening
from app.api.hosts import Hosts, is_loopback
from app.api.limits import Limits
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.domain.frozen import dataclass
from app.texts import tr

KEEP_ALIVE_SECONDS: Final = 15
STOP_SECONDS: Final = 1
HEAD_BYTES: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Address:
    """Where it listens; port 0: a free one.

    Attributes:
        certificate, key: PEM files; both or none, and none for loopback only.
    """

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


class Server:
    """Answers other programs; made, run and stopped from any thread, run once."""

    def __init__(
        self,
        opening: Opening,
        station: str,
        address: Address,
        language: str,
        limits: Limits | None = None,
    ) -> None:
        """Take the address; nothing is answered before `run`.

        Raises:
            EnvironmentFaultError: `Code.API_NEEDS_TLS`, `API_TLS_FILES`, `API_ADDRESS`.
        """
        limits = limits or Limits()
        secure = address.certificate is not None or address.key is not None
        if not secure and not is_loopback(address.host):
            raise EnvironmentFaultError(Problem(Code.API_NEEDS_TLS, params={"host": address.host}))
        if secure:
            _check_certificate(address)
        self._socket = _listen(address)
        self._desk = Desk(opening, station)
        app = application.make(self._desk, Hosts(address.host), language, limits)
        self._server = _Uvicorn(_configuration(app, address, language, limits))
        shown = f"[{address.host}]" if ":" in address.host else address.host
        port = self._socket.getsockname()[1]
        self.url = f"{'https' if secure else 'http'}://{shown}:{port}"

    def run(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Answer until `stop`; then finish what was begun and close the store."""
        self._desk.start()
        try:
            asyncio.run(self._serve(on_ready))
        finally:
            self._socket.close()
            self._desk.stop()

    def stop(self) -> None:
        """Let `run` come to its end; from any thread."""
        self._server.should_exit = True

    async def _serve(self, on_ready: Callable[[], None]) -> None:
        on_ready()  # connections are taken from now on: the socket listens
        await self._server.serve([self._socket])


class _Uvicorn(uvicorn.Server):
    """Leaves signals to who runs it: uvicorn would end the process before the store is closed."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _configuration(app: Any, address: Address, language: str, limits: Limits) -> uvicorn.Config:
    class Protocol(_Protocol):
        head_seconds = limits.head_seconds
        most_connections = limits.connections
        default_language = language

    # What anybody may send is no news: it would push everything else out of the log.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        backlog=2048,
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
    )


class _Protocol(H11Protocol):
    """HTTP/1.1 that does not wait for ever, and refuses in the same words as all the rest."""

    head_seconds: float
    most_connections: int
    default_language: str
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        if len(self.connections) > self.most_connections:
            self.transport.abort()
            return
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request
        answering = cycle is not None and not cycle.response_complete
        if answering:
            self._wait_no_more()
        elif self._patience is None:  # the next request has begun to arrive
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        self._patience = self.loop.call_later(self.head_seconds, self._on_no_request)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _on_no_request(self) -> None:
        """Let go of a connection on which nobody has asked anything yet."""
        self.transport.abort()

    def send_400_response(self, _msg: str) -> None:
        with texts.speaking(self.default_language):
            status, detail = problems.DETAILS["bad-request"]
            body = json.dumps(problems.document("bad-request", status, tr(detail))).encode()
        headers = [
            (b"content-type", problems.MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        reply = h11.Response(status_code=status, headers=headers, reason=b"Bad Request")
        for event in (reply, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _check_certificate(address: Address) -> None:
    problem = Problem(Code.API_TLS_FILES)
    if address.certificate is None or address.key is None:
        raise EnvironmentFaultError(problem)
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # With a password, so that OpenSSL does not ask at the terminal for that of a locked key.
        context.load_cert_chain(address.certificate, address.key, password="")
    except (OSError, ssl.SSLError) as error:
        raise EnvironmentFaultError(problem) from error


def _listen(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # Named, the protocol lets asyncio send small answers at once: 40 ms less for each.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":  # where REUSEADDR lets two programs have one port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address.host, address.port))
        made.listen(2048)
    except (OSError, OverflowError) as error:
        made.close()
        params = {"host": address.host, "port": str(address.port)}
        raise EnvironmentFaultError(Problem(Code.API_ADDRESS, params=params)) from error
    return made
