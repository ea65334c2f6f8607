"""HTTP to Odoo: one session, one cookie jar, limits, and every failure as a typed error."""

import json
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from app.domain.errors import Code, OdooError, Problem
from app.odoo.access import Access

log = logging.getLogger(__name__)

SIZE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of one answer, unpacked."""

_CHUNK: Final = 64 * 1024
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class SessionTransport:
    """Odoo's web session: ``/web/session/authenticate`` and ``/web/dataset/call_kw``.

    Belongs to one thread; only `abandon` may be called from another.

    Attributes:
        requests: HTTP requests made so far.
    """

    def __init__(self, access: Access) -> None:
        """Make a transport; nothing is sent yet.

        Raises:
            OdooError: `Code.NOT_CONFIGURED` or `Code.PLAIN_HTTP`.
        """
        self._access = _checked(access)
        self._host = urlsplit(access.url).hostname or ""
        self._abandoned = threading.Event()
        self._http = _http(access)
        self._logged_in = False
        self._may_log_in = True
        self.requests = 0
        if access.session_id:
            # The jar files a host without a dot under ".local"; Odoo's own cookie must replace it.
            domain = self._host if "." in self._host else f"{self._host}.local"
            self._http.cookies.set("session_id", access.session_id, domain=domain)
            self._logged_in = True

    def close(self) -> None:
        """Give up the connections."""
        self._http.close()

    def abandon(self) -> None:
        """Make a request that waits for the network fail within a tenth of a second."""
        self._abandoned.set()

    def begin_pass(self) -> None:
        """Allow one log-in from now on: more than one a pass, and Odoo may lock the user out."""
        self._may_log_in = True

    def call(self, model: str, method: str, args: list[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call a method of a model; a dead session is renewed once where a password is known.

        Raises:
            OdooError: it did not work, and why.
        """
        if not self._logged_in:
            self._log_in()
            return self._call(model, method, args, kwargs)
        try:
            return self._call(model, method, args, kwargs)
        except OdooError as error:
            if error.problem.code is not Code.SESSION_EXPIRED or not self._may_renew:
                raise
        self._logged_in = False
        self._log_in()
        return self._call(model, method, args, kwargs)

    @property
    def _may_renew(self) -> bool:
        return self._may_log_in and bool(self._access.password)

    def _log_in(self) -> None:
        if not self._may_log_in:
            raise OdooError(self._problem(Code.SESSION_EXPIRED))
        self._may_log_in = False
        access = self._access
        result = self._post(
            "/web/session/authenticate",
            {"db": access.database, "login": access.login, "password": access.password},
            _login_refusal,
        )
        if not isinstance(result, dict) or "uid" not in result:
            raise OdooError(self._problem(Code.BAD_ANSWER, host=self._host))
        if not result["uid"]:
            raise OdooError(self._problem(Code.TWO_FACTOR))
        self._logged_in = True
        log.info("logged in")

    def _call(self, model: str, method: str, args: list[Any], kwargs: Mapping[str, Any]) -> Any:
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": dict(kwargs)},
            _call_refusal,
        )

    def _post(
        self,
        path: str,
        params: Mapping[str, Any],
        refusal: Callable[[Access, Mapping[str, Any], str], OdooError],
    ) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "id": self.requests + 1, "params": params}
        self.requests += 1
        status, content = self._exchange(self._access.url.rstrip("/") + path, json.dumps(body))
        answer = self._parse(status, content, is_call="/call_kw/" in path)
        error = answer.get("error")
        if error is None:
            return answer.get("result")  # a method that returns None sends no result
        if not isinstance(error, dict):
            raise OdooError(self._problem(Code.BAD_ANSWER, host=self._host))
        data = error.get("data")
        name = str(data.get("name", "")) if isinstance(data, dict) else ""
        if error.get("code") == 100 or name.endswith("SessionExpiredException"):
            raise OdooError(self._problem(Code.SESSION_EXPIRED))
        raise refusal(self._access, params, name)

    def _parse(self, status: int, content: bytes, *, is_call: bool) -> dict[str, Any]:
        if 300 <= status < 400:
            raise OdooError(self._problem(Code.REDIRECTED, host=self._host))
        if status == 429 or status >= 500:
            raise OdooError(self._problem(Code.ODOO_DOWN, status=status))
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            # With several databases Odoo answers a dead session by an HTML page.
            code = Code.SESSION_EXPIRED if status == 404 and is_call else Code.BAD_ANSWER
            raise OdooError(self._problem(code, host=self._host)) from None
        if status != 200 or not isinstance(answer, dict):
            raise OdooError(self._problem(Code.BAD_ANSWER, host=self._host))
        return answer

    def _exchange(self, url: str, body: str) -> tuple[int, bytes]:
        """Send one request from a thread of its own, so that closing need not wait for it."""
        answer: queue.SimpleQueue[tuple[int, bytes] | BaseException] = queue.SimpleQueue()

        def work() -> None:
            try:
                answer.put(self._send(url, body))
            except BaseException as error:  # noqa: BLE001  # raised again below
                answer.put(error)

        threading.Thread(target=work, name="odoo-request", daemon=True).start()
        while True:
            if self._abandoned.is_set():
                raise OdooError(self._problem(Code.ABANDONED))
            try:
                result = answer.get(timeout=0.1)
            except queue.Empty:
                continue
            if isinstance(result, BaseException):
                raise result
            return result

    def _send(self, url: str, body: str) -> tuple[int, bytes]:
        timeout = (self._access.connect_timeout, self._access.read_timeout)
        try:
            with self._http.post(
                url,
                data=body.encode(),
                headers={"Content-Type": "application/json"},
                timeout=timeout,
                allow_redirects=False,  # never carry a session or a password elsewhere
                stream=True,
            ) as response:
                content = bytearray()
                for chunk in response.iter_content(_CHUNK):
                    content += chunk
                    if len(content) > SIZE_LIMIT:
                        raise OdooError(self._problem(Code.TOO_LARGE))
                return response.status_code, bytes(content)
        except requests.exceptions.SSLError as error:
            raise OdooError(self._problem(Code.CERTIFICATE, host=self._host)) from error
        except requests.exceptions.Timeout as error:
            raise OdooError(self._problem(Code.TIMED_OUT)) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema) as error:
            raise OdooError(self._problem(Code.NOT_CONFIGURED, key="odoo.url")) from error
        except requests.exceptions.RequestException as error:
            timed_out = "timed out" in str(error)  # while reading the body requests says less
            code = Code.TIMED_OUT if timed_out else Code.NO_NETWORK
            raise OdooError(self._problem(code, host=self._host)) from error

    def _problem(self, code: Code, **params: str | int) -> Problem:
        return Problem(code, params=params)


def _checked(access: Access) -> Access:
    parts = urlsplit(access.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise OdooError(Problem(Code.NOT_CONFIGURED, params={"key": "odoo.url"}))
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not access.allow_http:
        raise OdooError(Problem(Code.PLAIN_HTTP, params={"url": f"http://{parts.hostname}"}))
    if not access.session_id:
        for key in ("database", "login", "password"):
            if not getattr(access, key):
                raise OdooError(Problem(Code.NOT_CONFIGURED, params={"key": f"odoo.{key}"}))
    return access


def _http(access: Access) -> requests.Session:
    session = requests.Session()
    if access.url.startswith("https:"):
        session.mount("https://", _SystemTrust(access.ca_file))
    return session


class _SystemTrust(HTTPAdapter):
    """Checks certificates against the system's trust store, or against one file."""

    def __init__(self, ca_file: str | None) -> None:
        self._ca_file = ca_file
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Hand the pool a context of the system's own verifier."""
        import ssl  # only where https is used: both cost start time

        import truststore

        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if self._ca_file:
            context = ssl.create_default_context(cafile=self._ca_file)
        super().init_poolmanager(*args, **kwargs, ssl_context=context)


def _login_refusal(access: Access, _params: Mapping[str, Any], name: str) -> OdooError:
    match name:
        case "odoo.exceptions.AccessDenied":
            return OdooError(Problem(Code.WRONG_LOGIN))
        case "odoo.exceptions.AccessError" | "psycopg2.OperationalError":
            return OdooError(Problem(Code.WRONG_DATABASE, params={"database": access.database}))
    return OdooError(Problem(Code.ODOO_REFUSED, params={"name": name or "?"}))


def _call_refusal(_access: Access, params: Mapping[str, Any], name: str) -> OdooError:
    if name in ("odoo.exceptions.AccessError", "odoo.exceptions.AccessDenied"):
        return OdooError(Problem(Code.NO_RIGHTS, params={"model": str(params["model"])}))
    return OdooError(Problem(Code.ODOO_REFUSED, params={"name": name or "?"}))
