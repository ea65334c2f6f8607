"""One HTTP exchange with Odoo: limits, retries, and every failure as a typed error."""

import logging
import queue
import random
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from app.domain.clock import Clock, utc_now
from app.domain.errors import Code, OdooError, Problem
from app.odoo.access import Access

log = logging.getLogger(__name__)

SIZE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of one answer, unpacked."""

ATTEMPTS: Final = 3
"""How often a request is sent when the fault may pass by itself."""

BACKOFF: Final = 0.5
"""Seconds before the second attempt; doubled for each further one, and spread by chance."""

LONGEST_WAIT: Final = 20.0
"""Seconds that a pass waits for Odoo on its word (Retry-After); longer than that it ends."""

_CHUNK: Final = 64 * 1024
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PASSING: Final = frozenset({Code.NO_NETWORK, Code.CONNECTION_LOST, Code.TIMED_OUT, Code.ODOO_DOWN})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    content: bytes
    kind: str


class Http:
    """The connection to one Odoo. Belongs to one thread; only `abandon` may come from another.

    Attributes:
        host: the name that people know it by.
        cookies: the jar; Odoo's own cookie replaces the one set here.
        requests: requests sent so far.
        clock_off: seconds by which this machine's clock is ahead of Odoo's; None: not told yet.
    """

    def __init__(self, access: Access, clock: Clock = utc_now) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            OdooError: `Code.NOT_CONFIGURED` or `Code.PLAIN_HTTP`.
        """
        parts = urlsplit(access.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise OdooError(Problem(Code.NOT_CONFIGURED, params={"key": "odoo.url"}))
        self.host = parts.hostname
        if parts.scheme == "http" and self.host not in _LOOPBACK and not access.allow_http:
            raise OdooError(Problem(Code.PLAIN_HTTP, params={"url": f"http://{self.host}"}))
        self.requests = 0
        self.clock_off: float | None = None
        self._clock = clock
        self._access = access
        self._abandoned = threading.Event()
        self._session = requests.Session()
        if parts.scheme == "https":
            self._session.mount("https://", _SystemTrust(access.ca_file))
        self.cookies = self._session.cookies

    def set_cookie(self, name: str, value: str) -> None:
        """Put a cookie into the jar, where Odoo's own one of this name will replace it."""
        # The jar files a host without a dot under ".local".
        domain = self.host if "." in self.host else f"{self.host}.local"
        self.cookies.clear()
        self.cookies.set(name, value, domain=domain)

    def close(self) -> None:
        """Give up the connections."""
        self._session.close()

    def abandon(self) -> None:
        """Make a request that waits for the network fail within a tenth of a second."""
        self._abandoned.set()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a request, again if the fault may pass by itself; redirects are not followed.

        Raises:
            OdooError: no whole answer came, or Odoo is down, or sends on to another address.
        """
        attempt = 1
        while True:
            self.requests += 1
            try:
                return self._checked(self._exchange(path, body, headers))
            except OdooError as error:
                wait = BACKOFF * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311
                told = error.problem.params.get("retry_after")
                if told is not None:
                    wait = float(told)
                passing = error.problem.code in _PASSING and wait <= LONGEST_WAIT
                if attempt == ATTEMPTS or not passing:
                    raise
                log.info("%s, tried again in %.1f s", error, wait)
            if self._abandoned.wait(wait):
                raise OdooError(Problem(Code.ABANDONED))
            attempt += 1

    def problem(self, code: Code, **params: str | int) -> OdooError:
        """Make an error that names the host."""
        return OdooError(Problem(code, params={"host": self.host, **params}))

    def _checked(self, answer: tuple[Answer, Mapping[str, str]]) -> Answer:
        found, headers = answer
        if 300 <= found.status < 400:
            raise self.problem(Code.REDIRECTED)
        # JSON-2 tells of an unknown field by a 500 of its own, in JSON.
        down = found.status >= 500 and (found.status > 501 or found.kind != "application/json")
        if found.status == 429 or down:
            waits = {}
            if (seconds := _retry_after(headers, self._clock())) is not None:
                waits["retry_after"] = seconds
            raise self.problem(Code.ODOO_DOWN, status=found.status, **waits)
        if "date" in headers:
            self._compare_clocks(headers["date"])
        return found

    def _compare_clocks(self, text: str) -> None:
        try:
            theirs = parsedate_to_datetime(text)
        except ValueError:
            return
        if theirs.tzinfo is not None:
            self.clock_off = (self._clock() - theirs).total_seconds()

    def _exchange(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[Answer, Mapping[str, str]]:
        """Send one request from a thread of its own, so that closing need not wait for it."""
        came: queue.SimpleQueue[Any] = queue.SimpleQueue()

        def work() -> None:
            try:
                came.put(self._send(path, body, headers))
            except BaseException as error:  # noqa: BLE001  # raised again below
                came.put(error)

        threading.Thread(target=work, name="odoo-request", daemon=True).start()
        while True:
            if self._abandoned.is_set():
                raise OdooError(Problem(Code.ABANDONED))
            try:
                result = came.get(timeout=0.1)
            except queue.Empty:
                continue
            if isinstance(result, BaseException):
                raise result
            return result  # type: ignore[no-any-return]  # what `_send` gave

    def _send(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[Answer, Mapping[str, str]]:
        access = self._access
        # Each wait for a byte is bounded by the read timeout, the whole answer by three of them.
        deadline = monotonic() + access.connect_timeout + 3 * access.read_timeout
        try:
            with self._session.post(
                access.url.rstrip("/") + path,
                data=body,
                headers={"Content-Type": "application/json", **headers},
                timeout=(access.connect_timeout, access.read_timeout),
                allow_redirects=False,  # never carry a session, key or password elsewhere
                stream=True,
            ) as response:
                content = bytearray()
                for chunk in response.iter_content(_CHUNK):
                    content += chunk
                    if len(content) > SIZE_LIMIT:
                        raise self.problem(Code.TOO_LARGE)
                    if monotonic() > deadline:
                        raise self.problem(Code.TIMED_OUT)
                kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                lower = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, bytes(content), kind), lower
        except requests.exceptions.RequestException as error:
            raise self.problem(_code_of(error)) from error


def _retry_after(headers: Mapping[str, str], now: datetime) -> int | None:
    """Read how many seconds Odoo, or what stands before it, asks to wait."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0, round((until - now).total_seconds()))


_VERIFY_EXPIRED: Final = frozenset({9, 10})
_VERIFY_HOST: Final = frozenset({62, 64})


def _code_of(error: requests.exceptions.RequestException) -> Code:
    """Find out what went wrong by the kind of the causes, never by their words."""
    causes = list(_causes(error))
    for cause in causes:
        match cause:
            case ssl.SSLCertVerificationError():
                if cause.verify_code in _VERIFY_EXPIRED:
                    return Code.CERTIFICATE_EXPIRED
                if cause.verify_code in _VERIFY_HOST:
                    return Code.CERTIFICATE_HOST
                return Code.CERTIFICATE
            case socket.gaierror():
                return Code.HOST_UNKNOWN
            case ConnectionRefusedError():
                return Code.NO_NETWORK
    for cause in causes:
        match cause:
            case ssl.SSLError():
                return Code.NOT_TLS
            case requests.exceptions.Timeout() | TimeoutError():
                return Code.TIMED_OUT
            case requests.exceptions.InvalidURL() | requests.exceptions.InvalidSchema():
                return Code.NOT_CONFIGURED
            case requests.exceptions.ContentDecodingError():
                return Code.BAD_ANSWER
            case requests.exceptions.ChunkedEncodingError() | ConnectionResetError():
                return Code.CONNECTION_LOST
    # While the body is read, requests knows no timeout of its own.
    if any(type(cause).__name__ == "ReadTimeoutError" for cause in causes):
        return Code.TIMED_OUT
    return Code.NO_NETWORK


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk through an error, its reasons and its causes, each once."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        linked = [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
        waiting += [other for other in linked if isinstance(other, BaseException)]


class _SystemTrust(HTTPAdapter):
    """Checks certificates against the system's trust store, or against one file."""

    def __init__(self, ca_file: str | None) -> None:
        self._ca_file = ca_file
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Hand the pool a context of the system's own verifier."""
        context: ssl.SSLContext
        if self._ca_file:
            context = ssl.create_default_context(cafile=self._ca_file)
        else:
            import truststore  # only where https is used: it costs start time

            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, **kwargs, ssl_context=context)
