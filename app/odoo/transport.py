"""The two ways into Odoo behind one interface: a web session, and JSON-2 with a key."""

import json
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from app.domain.clock import Clock, utc_now
from app.domain.errors import Code, OdooError, Problem
from app.odoo.access import SECRET_OF, Access
from app.odoo.answers import bad_answer, error_name, parsed, refused
from app.odoo.http import PASSING, UNSENT, Answer, Http
from app.odoo.json2 import Json2Transport
from app.odoo.over_http import OverHttp
from app.odoo.pages import Watch

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

    def call(
        self, model: str, method: str, kwargs: Mapping[str, Any], watch: Watch | None = None
    ) -> Any:
        """Call a method with named arguments; `OdooError` when it does not work.

        Nothing is given when `watch` says that the answer is the one that it knows.
        """

    def abandon(self) -> None:
        """Make a request that waits for the network fail within a tenth of a second."""

    def close(self) -> None:
        """Give up the connections."""


def connect(
    access: Access,
    remember: Callable[[str], None] | None = None,
    clock: Clock = utc_now,
    recall: Callable[[], str] | None = None,
) -> Transport:
    """Choose the way in that `access` names, else the one for which it has what is needed.

    Args:
        access: where Odoo is and what opens it.
        remember: is told every session id that Odoo gives.
        clock: this machine's.
        recall: gives the session id that was remembered last, also by another process.

    Raises:
        OdooError: `Code.NOT_CONFIGURED` names what is missing; `Code.PLAIN_HTTP`.
        EnvironmentFaultError: the file of certificates cannot be used.
    """
    way = access.way
    http = Http(access, clock, cookies=way != "api_key")
    for name in ("database", "login", "password") if way == "password" else (SECRET_OF[way],):
        if not getattr(access, name):
            raise OdooError(Problem(Code.NOT_CONFIGURED, params={"key": f"odoo.{name}"}))
    if way == "api_key":
        return Json2Transport(http, access)
    return SessionTransport(http, access, remember or (lambda _id: None), recall or (lambda: ""))


class SessionTransport(OverHttp):
    """Odoo's web session: ``/web/session/authenticate`` and ``/web/dataset/call_kw``."""

    def __init__(
        self,
        http: Http,
        access: Access,
        remember: Callable[[str], None],
        recall: Callable[[], str],
    ) -> None:
        """Begin with the session that Odoo gave last, or with the one given to the station.

        Where there is neither, the first call logs in.
        """
        super().__init__(http)
        self._access = access
        self._remember = remember
        self._recall = recall
        # The last one that Odoo took, or that a person gave.
        self._good = recall() or access.session_id
        self._spare = ""  # another one that came with an answer that was none
        self._logged_in = bool(self._good)
        self._may_log_in = True
        if self._good:
            http.set_cookie("session_id", self._good)

    def begin_pass(self) -> None:
        """Allow one log-in from now on, and forget the cookie of whatever is not Odoo."""
        self._may_log_in = True
        here = self._session_id()
        if self._good and here != self._good:
            self._spare = here or ""
            self._http.set_cookie("session_id", self._good)

    def call(
        self, model: str, method: str, kwargs: Mapping[str, Any], watch: Watch | None = None
    ) -> Any:
        """Call a method; a dead session is renewed once where a password is known.

        Raises:
            OdooError: it did not work, and why.
        """
        tried: set[str | None] = set()
        while self._logged_in:
            tried.add(self._session_id())
            try:
                return self._call(model, method, kwargs, watch)
            except OdooError as error:
                if error.problem.code is not Code.SESSION_EXPIRED:
                    raise
                # The jar may hold what a proxy has set, or what another process of this
                # station has let Odoo replace since.
                known = (self._good, self._spare, self._recall())
                others = [one for one in known if one and one not in tried]
                if not others and not self._may_renew:
                    raise
                if not others:
                    break
                self._http.set_cookie("session_id", others[0])
        self._log_in()
        return self._call(model, method, kwargs, watch)

    @property
    def _may_renew(self) -> bool:
        access = self._access
        return self._may_log_in and bool(access.database and access.login and access.password)

    def _log_in(self) -> None:
        if not self._may_log_in:
            raise self._http.problem(Code.SESSION_EXPIRED)
        self._logged_in = self._may_log_in = False
        self._good = ""
        self._http.cookies.clear()
        access = self._access
        result = self._post(
            "/web/session/authenticate",
            {"db": access.database, "login": access.login, "password": access.password},
            self._login_refusal,
            UNSENT,  # an answer that was lost may have been a refusal: one more counts as another
        )
        if not isinstance(result, dict) or "uid" not in result:
            raise self._http.problem(Code.BAD_ANSWER)
        if not result["uid"]:
            raise self._http.problem(Code.TWO_FACTOR)
        self._logged_in = True
        self._keep()
        log.info("logged in")

    def _call(self, model: str, method: str, kwargs: Mapping[str, Any], watch: Watch | None) -> Any:
        params = {"model": model, "method": method, "args": [], "kwargs": dict(kwargs)}
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self._post(path, params, self._call_refusal, watch=watch)

    def _keep(self) -> None:
        """Remember the session id that Odoo took, or gave instead: 19 replaces it by and by."""
        session_id = self._session_id()
        if session_id and session_id != self._good:
            self._good = session_id
            self._remember(session_id)

    def _post(
        self,
        path: str,
        params: Mapping[str, Any],
        refusal: Callable[[Mapping[str, Any], str], OdooError],
        again: Collection[Code] = PASSING,
        watch: Watch | None = None,
    ) -> Any:
        request = {"jsonrpc": "2.0", "method": "call", "id": self.requests + 1, "params": params}
        answer = self._http.post(path, json.dumps(request).encode(), {}, again=again)
        if watch is not None and answer.status == 200 and watch.look_at(answer.content):
            self._keep()
            return None
        content = self._parse(answer, is_call="/call_kw/" in path)
        error = content.get("error")
        if error is not None and not isinstance(error, dict):
            raise self._http.problem(Code.BAD_ANSWER)
        name = error_name(error) if error else ""
        if error and (error.get("code") == 100 or name.endswith("SessionExpiredException")):
            raise self._http.problem(Code.SESSION_EXPIRED)
        if self._logged_in and "jsonrpc" in content:
            self._keep()
        if error is not None:
            raise refusal(params, name)
        return content.get("result")  # a method that returns None sends no result

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
