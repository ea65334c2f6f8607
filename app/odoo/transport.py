"""The two ways into Odoo behind one interface: a web session, and JSON-2 with a key."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from app.domain.clock import Clock, utc_now
from app.domain.errors import Code, OdooError, Problem
from app.odoo.access import Access
from app.odoo.http import Answer, Http

log = logging.getLogger(__name__)


class Transport(Protocol):
    """A way to call methods of Odoo's models. Belongs to one thread, but for `abandon`."""

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""

    @property
    def clock_off(self) -> float | None:
        """Seconds by which this machine's clock is ahead of Odoo's; None: not told yet."""

    def begin_pass(self) -> None:
        """Allow one log-in from now on: more than one a pass, and Odoo may lock the user out."""

    def call(self, model: str, method: str, kwargs: Mapping[str, Any]) -> Any:
        """Call a method with named arguments; `OdooError` when it does not work."""

    def abandon(self) -> None:
        """Make a request that waits for the network fail within a tenth of a second."""

    def close(self) -> None:
        """Give up the connections."""


def connect(
    access: Access, remember: Callable[[str], None] | None = None, clock: Clock = utc_now
) -> Transport:
    """Choose the way in that `access` names, else the one for which it has what is needed.

    Args:
        access: where Odoo is and what opens it.
        remember: is told every session id that Odoo gives.
        clock: this machine's.

    Raises:
        OdooError: `Code.NOT_CONFIGURED` names what is missing; `Code.PLAIN_HTTP`.
    """
    http = Http(access, clock)
    auth = access.auth or (
        "api_key" if access.api_key else "session" if access.session_id else "password"
    )
    needed = {
        "api_key": ("api_key",),
        "session": ("session_id",),
        "password": ("database", "login", "password"),
    }[auth]
    for name in needed:
        if not getattr(access, name):
            raise OdooError(Problem(Code.NOT_CONFIGURED, params={"key": f"odoo.{name}"}))
    if auth == "api_key":
        return Json2Transport(http, access)
    return SessionTransport(http, access, remember or (lambda _id: None))


class SessionTransport:
    """Odoo's web session: ``/web/session/authenticate`` and ``/web/dataset/call_kw``."""

    def __init__(self, http: Http, access: Access, remember: Callable[[str], None]) -> None:
        """Begin with the session id that is known, or else log in at the first call."""
        self._http = http
        self._access = access
        self._remember = remember
        self._logged_in = bool(access.session_id)
        self._may_log_in = True
        if access.session_id:
            http.set_cookie("session_id", access.session_id)

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._http.requests

    @property
    def clock_off(self) -> float | None:
        """Seconds by which this machine's clock is ahead of Odoo's."""
        return self._http.clock_off

    def close(self) -> None:
        """Give up the connections."""
        self._http.close()

    def abandon(self) -> None:
        """Make a request that waits for the network fail. Any thread."""
        self._http.abandon()

    def begin_pass(self) -> None:
        """Allow one log-in from now on."""
        self._may_log_in = True

    def call(self, model: str, method: str, kwargs: Mapping[str, Any]) -> Any:
        """Call a method; a dead session is renewed once where a password is known.

        Raises:
            OdooError: it did not work, and why.
        """
        if self._logged_in:
            try:
                return self._call(model, method, kwargs)
            except OdooError as error:
                if error.problem.code is not Code.SESSION_EXPIRED or not self._may_renew:
                    raise
        self._log_in()
        return self._call(model, method, kwargs)

    @property
    def _may_renew(self) -> bool:
        access = self._access
        return self._may_log_in and bool(access.database and access.login and access.password)

    def _log_in(self) -> None:
        if not self._may_log_in:
            raise self._http.problem(Code.SESSION_EXPIRED)
        self._logged_in = self._may_log_in = False
        self._http.cookies.clear()
        access = self._access
        result = self._post(
            "/web/session/authenticate",
            {"db": access.database, "login": access.login, "password": access.password},
            self._login_refusal,
        )
        if not isinstance(result, dict) or "uid" not in result:
            raise self._http.problem(Code.BAD_ANSWER)
        if not result["uid"]:
            raise self._http.problem(Code.TWO_FACTOR)
        self._logged_in = True
        log.info("logged in")

    def _call(self, model: str, method: str, kwargs: Mapping[str, Any]) -> Any:
        params = {"model": model, "method": method, "args": [], "kwargs": dict(kwargs)}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params, self._call_refusal)

    def _post(
        self,
        path: str,
        params: Mapping[str, Any],
        refusal: Callable[[Mapping[str, Any], str], OdooError],
    ) -> Any:
        request = {"jsonrpc": "2.0", "method": "call", "id": self.requests + 1, "params": params}
        before = self._session_id()
        answer = self._http.post(path, json.dumps(request).encode(), {})
        after = self._session_id()
        if after and after != before:  # also in the middle of a session: 19 replaces it
            self._remember(after)
        content = self._parse(answer, is_call="/call_kw/" in path)
        error = content.get("error")
        if error is None:
            return content.get("result")  # a method that returns None sends no result
        if not isinstance(error, dict):
            raise self._http.problem(Code.BAD_ANSWER)
        name = error_name(error)
        if error.get("code") == 100 or name.endswith("SessionExpiredException"):
            raise self._http.problem(Code.SESSION_EXPIRED)
        raise refusal(params, name)

    def _session_id(self) -> str | None:
        found = [cookie.value for cookie in self._http.cookies if cookie.name == "session_id"]
        return found[-1] if found else None

    def _parse(self, answer: Answer, *, is_call: bool) -> dict[str, Any]:
        content = parsed(answer)
        if isinstance(content, dict) and answer.status == 200:
            return content
        if content is None and answer.status == 404 and is_call:
            # With several databases Odoo answers a dead session by an HTML page.
            raise self._http.problem(Code.SESSION_EXPIRED)
        raise self._http.problem(*bad_answer(answer))

    def _login_refusal(self, _params: Mapping[str, Any], name: str) -> OdooError:
        match name:
            case "odoo.exceptions.AccessDenied":
                return self._http.problem(Code.WRONG_LOGIN)
            case "odoo.exceptions.AccessError" | "psycopg2.OperationalError":
                return self._http.problem(Code.WRONG_DATABASE, database=self._access.database)
        return self._http.problem(Code.ODOO_REFUSED, name=name or "?")

    def _call_refusal(self, params: Mapping[str, Any], name: str) -> OdooError:
        return refused(self._http, str(params["model"]), name)


class Json2Transport:
    """JSON-2 of Odoo 19 and later: a bearer key, real statuses, bare results."""

    def __init__(self, http: Http, access: Access) -> None:
        """Begin; nothing is sent yet."""
        self._http = http
        self._access = access

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._http.requests

    @property
    def clock_off(self) -> float | None:
        """Seconds by which this machine's clock is ahead of Odoo's."""
        return self._http.clock_off

    def close(self) -> None:
        """Give up the connections."""
        self._http.close()

    def abandon(self) -> None:
        """Make a request that waits for the network fail. Any thread."""
        self._http.abandon()

    def begin_pass(self) -> None:
        """A key needs no log-in."""

    def call(self, model: str, method: str, kwargs: Mapping[str, Any]) -> Any:
        """Call a method with named arguments.

        Raises:
            OdooError: it did not work, and why.
        """
        headers = {"Authorization": f"Bearer {self._access.api_key}"}
        if self._access.database:
            headers["X-Odoo-Database"] = self._access.database
        body = json.dumps(dict(kwargs)).encode()
        answer = self._http.post(f"/json/2/{model}/{method}", body, headers)
        content = parsed(answer)
        if answer.status == 200 and answer.kind == "application/json":
            return content
        match answer.status:
            case 401:
                raise self._http.problem(Code.WRONG_KEY)
            case 404 if content is None:  # a page: no such database, or no JSON-2 here
                raise self._http.problem(Code.WRONG_DATABASE, database=self._access.database)
            case status if status >= 400 and isinstance(content, dict):
                raise refused(self._http, model, error_name({"data": content}), status)
        raise self._http.problem(*bad_answer(answer))


def parsed(answer: Answer) -> Any:
    """Read an answer as JSON; None: it is not."""
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def error_name(error: Mapping[str, Any]) -> str:
    """Give the name of Odoo's exception, never its words: they differ by version and language."""
    data = error.get("data")
    return str(data.get("name", "")) if isinstance(data, dict) else ""


def refused(http: Http, model: str, name: str, status: int = 200) -> OdooError:
    """Make the error for a call that Odoo refused."""
    if name in ("odoo.exceptions.AccessError", "odoo.exceptions.AccessDenied") or status == 403:
        return http.problem(Code.NO_RIGHTS, model=model)
    return http.problem(Code.ODOO_REFUSED, name=name or f"HTTP {status}")


def bad_answer(answer: Answer) -> tuple[Code]:
    """Tell a page, as of a login or a captive portal, from something else that is not Odoo's."""
    return (Code.LOGIN_PAGE,) if answer.kind == "text/html" else (Code.BAD_ANSWER,)
