"""One HTTP exchange with Odoo: limits, retries, and every failure as a typed error."""

import logging
import queue
import random
import ssl
import threading
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from app.domain.clock import Clock, utc_now
from app.domain.errors import Code, EnvironmentFaultError, OdooError, Problem
from app.domain.frozen import dataclass
from app.odoo.access import Access
from app.odoo.causes import code_of
from app.odoo.courier import Courier

log = logging.getLogger(__name__)

SIZE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of one answer, unpacked."""

ATTEMPTS: Final = 3
"""How often a request is sent when the fault may pass by itself."""

BACKOFF: Final = 0.5
"""Seconds before the second attempt; doubled for each further one, and spread by chance."""

LONGEST_WAIT: Final = 20.0
"""Seconds that a pass waits for Odoo on its word (Retry-After); longer than that it ends."""

PASSING: Final = frozenset(
    {Code.NO_NETWORK, Code.HOST_UNKNOWN, Code.CONNECTION_LOST, Code.TIMED_OUT, Code.ODOO_DOWN}
)
"""Faults that may pass by themselves."""

UNSENT: Final = frozenset({Code.NO_NETWORK, Code.HOST_UNKNOWN})
"""Those of them after which Odoo has certainly not seen the request."""

_CHUNK: Final = 64 * 1024
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_GRACE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole; header names in lower case."""

    status: int
    content: bytes
    kind: str
    headers: Mapping[str, str]
    came_at: datetime


class Http:
    """The connection to one Odoo. Belongs to one thread; only `abandon` may come from another.

    Attributes:
        host: the name that people know it by.
        cookies: the jar; Odoo's own cookie replaces the one set here.
        requests: requests sent so far.
        clock_off: seconds by which this machine's clock is ahead of Odoo's; None: not told yet.
    """

    def __init__(self, access: Access, clock: Clock = utc_now, *, cookies: bool = True) -> None:
        """Prepare; nothing is sent yet. Without `cookies` none are kept or sent.

        Raises:
            OdooError: `Code.NOT_CONFIGURED` or `Code.PLAIN_HTTP`.
            EnvironmentFaultError: `Code.CONFIG_INVALID`, the file of certificates.
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
        self._courier = Courier("odoo-request")
        self._session = _Session()
        self._session.trust_env = self.host not in _LOOPBACK  # no proxy stands before loopback
        self._session.auth = _as_it_is
        if parts.scheme == "https":
            self._session.mount("https://", _SystemTrust(_context(access.ca_file)))
        self.cookies = self._session.cookies
        if not cookies:
            self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def set_cookie(self, name: str, value: str) -> None:
        """Put a cookie into the jar, where Odoo's own one of this name will replace it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        # The jar files a host without a dot under ".local".
        domain = host if "." in host else f"{host}.local"
        self.cookies.clear()
        self.cookies.set(name, value, domain=domain)

    def close(self) -> None:
        """Give up the connections."""
        self._courier.dismiss()
        self._session.close()

    def abandon(self) -> None:
        """Make a request that waits for the network fail within a tenth of a second."""
        self._abandoned.set()

    def post(
        self,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        again: Collection[Code] = PASSING,
        understood: Callable[[Answer], bool] = lambda _answer: False,
    ) -> Answer:
        """Send a request, again after the faults `again`; redirects are not followed.

        An answer of 5xx that is `understood` is Odoo's own word and not a fault.

        Raises:
            OdooError: no whole answer came, or Odoo is down, or sends on to another address.
        """
        attempt = 1
        while True:
            self.requests += 1
            try:
                return self._checked(self._exchange(path, body, headers), understood)
            except OdooError as error:
                wait = BACKOFF * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311
                told = error.problem.params.get("retry_after")
                if told is not None:
                    wait = float(told)
                if attempt == ATTEMPTS or error.problem.code not in again or wait > LONGEST_WAIT:
                    raise
                log.info("%s, tried again in %.1f s", error, wait)
            if self._abandoned.wait(wait):
                raise OdooError(Problem(Code.ABANDONED))
            attempt += 1

    def problem(self, code: Code, **params: str | int) -> OdooError:
        """Make an error that names the host."""
        return OdooError(Problem(code, params={"host": self.host, **params}))

    def _checked(self, answer: Answer, understood: Callable[[Answer], bool]) -> Answer:
        if 300 <= answer.status < 400:
            raise self.problem(Code.REDIRECTED)
        if answer.status == 429 or (answer.status >= 500 and not understood(answer)):
            waits = {}
            if (seconds := _retry_after(answer)) is not None:
                waits["retry_after"] = seconds
            raise self.problem(Code.ODOO_DOWN, status=answer.status, **waits)
        theirs = _moment(answer.headers.get("date", ""))
        if theirs is not None:
            self.clock_off = (answer.came_at - theirs).total_seconds()
        return answer

    def _exchange(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one request from another thread, so that closing need not wait for it."""
        # Each wait for a byte is bounded by the read timeout, the whole answer by three of them.
        access = self._access
        deadline = monotonic() + access.connect_timeout + 3 * access.read_timeout
        came = self._courier.begin(lambda: self._send(path, body, headers, deadline))
        while True:
            if self._abandoned.is_set():
                self._courier.dismiss()
                raise OdooError(Problem(Code.ABANDONED))
            try:
                result: Answer | BaseException = came.get(timeout=0.1)
            except queue.Empty:
                if monotonic() > deadline + _GRACE:  # names or headers that never end
                    self._courier.dismiss()
                    raise self.problem(Code.TIMED_OUT) from None
                continue
            if isinstance(result, BaseException):
                raise result
            return result

    def _send(self, path: str, body: bytes, headers: Mapping[str, str], deadline: float) -> Answer:
        access = self._access
        try:
            with self._session.post(
                access.url.rstrip("/") + path,
                data=body,
                headers={"Content-Type": "application/json", **headers},
                timeout=(access.connect_timeout, access.read_timeout),
                allow_redirects=False,  # never carry a session, key or password elsewhere
                stream=True,
            ) as response:
                came_at = self._clock()
                lower = {name.lower(): value for name, value in response.headers.items()}
                kind = lower.get("content-type", "").partition(";")[0].strip().lower()
                content = self._read(response.raw, deadline)
                return Answer(response.status_code, content, kind, lower, came_at)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            code = code_of(error)
            key = {"key": "odoo.url"} if code is Code.NOT_CONFIGURED else {}
            raise self.problem(code, **key) from error

    def _read(self, raw: urllib3.HTTPResponse, deadline: float) -> bytes:
        """Read the body as it trickles in, so that its end in time is watched byte by byte."""
        content = bytearray()
        while chunk := raw.read1(_CHUNK, decode_content=True):
            content += chunk
            if len(content) > SIZE_LIMIT:
                raise self.problem(Code.TOO_LARGE)
            if monotonic() > deadline:
                raise self.problem(Code.TIMED_OUT)
        return bytes(content)


def _retry_after(answer: Answer) -> int | None:
    """Read how many seconds Odoo, or what stands before it, asks to wait."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9])
    until = _moment(text)
    if until is None:
        return None
    # By its own clock, if it tells the time: ours may be wrong.
    now = _moment(answer.headers.get("date", "")) or answer.came_at
    return max(0, round((until - now).total_seconds()))


def _moment(text: str) -> datetime | None:
    """Read a date of HTTP; None: it is none."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send what we say: else `requests` puts what it finds in .netrc in the place of a key."""
    return request


def _context(ca_file: str | None) -> ssl.SSLContext:
    """Make what checks certificates: against the system's trust store, or against one file."""
    if ca_file is None:
        import truststore  # only where https is used: it costs start time

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # not there, or no certificate in it
        params = {"file": ca_file, "key": "odoo.ca_file", "allowed": "PEM"}
        raise EnvironmentFaultError(Problem(Code.CONFIG_INVALID, params=params)) from error


class _Session(requests.Session):
    """Looks at no redirection: to say where it leads, `requests` would read it whole."""

    def get_redirect_target(self, _response: requests.Response) -> None:
        """Say that there is none."""


class _SystemTrust(HTTPAdapter):
    """Checks certificates by one context, and by nothing else."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Hand the pool the context."""
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Hand a pool that goes through a proxy the context too."""
        return super().proxy_manager_for(*args, **kwargs, ssl_context=self._context)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, _verify: Any, _cert: Any = None
    ) -> Any:
        """Make a pool, whatever bundle the environment names."""
        return super().build_connection_pool_key_attributes(request, True, None)

    def cert_verify(self, conn: Any, *_rest: Any) -> None:
        """Demand a certificate; `requests` would let the issuers of its own bundle in as well."""
        conn.cert_reqs = "CERT_REQUIRED"
