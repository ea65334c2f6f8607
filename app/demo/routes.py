"""Who may ask what: finds the database and the session of a request and answers its route."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final, cast

from app.demo import answers
from app.demo.accounts import User
from app.demo.answers import FIRST_WITH_JSON2, OdooError
from app.demo.calls import Caller, user_context
from app.demo.exchange import Reply, Request
from app.demo.json2 import answer_json2
from app.demo.jsonrpc import call_service
from app.demo.records import Database
from app.demo.sessions import Session, SessionStore, user_of

_WEEK: Final = 604800
_CALL: Final = "/web/dataset/call_kw"


@dataclass(slots=True)
class _Context:
    """What is known of a request before its route runs."""

    request: Request
    session: Session | None
    database: Database | None
    user: User | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)

    def params(self) -> Mapping[str, Any]:
        return cast(Mapping[str, Any], self.payload.get("params") or {})


class Site:
    """The routes of one server over its databases; ``answer`` may be called from any thread."""

    def __init__(
        self,
        databases: Sequence[Database],
        version: int,
        visible: Sequence[str],
        clock: Callable[[], datetime],
    ) -> None:
        """``visible`` names the databases that the server shows, in its order."""
        self.databases = {database.name: database for database in databases}
        self.sessions = SessionStore(version, clock)
        self._version = version
        self._visible = [name for name in visible if name in self.databases]
        # Path → (route, whether it needs a logged-in user); these speak JSON-RPC.
        self._rpc: dict[str, tuple[Callable[[_Context], Reply], bool]] = {
            "/web/session/authenticate": (self._authenticate, False),
            "/web/webclient/version_info": (self._version_info, False),
            "/web/database/list": (self._database_list, False),
            "/jsonrpc": (self._old_service, False),
            "/web/session/get_session_info": (self._session_info, True),
            "/web/session/check": (self._check, True),
            "/web/session/destroy": (self._destroy, True),
            _CALL: (self._call_kw, True),
        }
        self._pages: dict[str, Callable[[_Context], Reply]] = {
            "/web": self._web,
            "/web/session/logout": self._logout,
        }
        if version >= FIRST_WITH_JSON2:
            self._pages["/doc"] = self._web

    # ------------------------------------------------------------------ from request to route

    def answer(self, request: Request) -> Reply:
        """Answer any request; nothing is raised."""
        early = self._without_database(request)
        if early is not None:
            return early
        session = self.sessions.find(request.sid)
        if session is not None and session.database not in self._visible:
            session = None
        named = request.headers.get("x-odoo-database") if self._version >= 19 else None
        if named and session is not None and session.database != named:
            return answers.page(
                HTTPStatus.FORBIDDEN,
                "Cannot use both the session_id cookie and the x-odoo-database header.",
            )
        context = _Context(request, session, self._database_of(session, named))
        path = request.path
        if path in self._pages and request.method == "GET":
            return self._pages[path](context)
        if path.startswith("/json/2/") and self._version >= FIRST_WITH_JSON2:
            if context.database is None:
                return answers.page(HTTPStatus.NOT_FOUND)
            return self._answer_json2(context)
        route = self._rpc.get(_CALL if path.startswith(f"{_CALL}/") else path)
        if route is None or (context.database is None and route[1]):
            missing = answers.page(HTTPStatus.NOT_FOUND)
            anonymous = context.database is not None and not request.sid
            return self._with_new_cookie(missing) if anonymous else missing
        return self._answer_rpc(context, *route)

    def _without_database(self, request: Request) -> Reply | None:
        """Answer what a server tells whatever the database."""
        if request.method != "GET":
            return None
        if request.path == "/web/health":
            told: dict[str, object] = {"status": "pass"}
            if self._version >= 19 and request.query.get("db_server_status"):
                told["db_server_status"] = True
            return answers.json_reply(told)
        if request.path in {"/web/version", "/json/version"} and self._version >= 19:
            info = [self._version, 0, 0, "final", 0, ""]
            return self._with_new_cookie(
                answers.json_reply({"version_info": info, "version": f"{self._version}.0"})
            )
        return None

    def _database_of(self, session: Session | None, named: str | None) -> Database | None:
        if session is not None:
            return self.databases[session.database]
        if named:
            return self.databases[named] if named in self._visible else None
        if len(self._visible) == 1:
            return self.databases[self._visible[0]]
        return None

    def _answer_json2(self, context: _Context) -> Reply:
        request = context.request
        if request.method == "POST" and not request.is_json():
            return answers.page(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        authorization = request.headers.get("authorization", "")
        database = cast(Database, context.database)
        return answer_json2(
            database, request.method, request.path, authorization, request.body, self._version
        )

    def _answer_rpc(
        self, context: _Context, route: Callable[[_Context], Reply], needs_user: bool
    ) -> Reply:
        if not context.request.is_json():
            status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
            return answers.page(HTTPStatus.BAD_REQUEST if self._version < 19 else status)
        session = context.session
        if session is not None:
            context.user = user_of(session, self.databases)
        if needs_user and context.user is None:
            # The server refuses before it reads the body, hence without the caller's id.
            return answers.rpc_error(None, answers.session_expired(), self._version)
        request_id = None
        try:
            payload = self._read_payload(context.request.body)
            if isinstance(payload, Reply):
                return payload
            request_id = payload.get("id")
            context.payload = payload
            return route(context)
        except OdooError as error:
            # What has a code of its own is raised by a server before it knows the caller's id.
            known_id = request_id if error.code is None else None
            return answers.rpc_error(known_id, error, self._version)

    def _read_payload(self, body: bytes) -> Mapping[str, Any] | Reply:
        try:
            payload = json.loads(body)
        except ValueError as error:
            if self._version < 19:
                return answers.text_page(HTTPStatus.BAD_REQUEST, "Invalid JSON data")
            raise OdooError("json.decoder.JSONDecodeError", str(error)) from error
        if isinstance(payload, dict):
            if self._version >= 19 and "params" not in payload:
                raise OdooError("builtins.KeyError", "params")
            return payload
        if self._version < 19:
            return answers.text_page(HTTPStatus.BAD_REQUEST, "Invalid JSON-RPC data")
        raise answers.type_error("list indices must be integers or slices, not str")

    # ------------------------------------------------------------------ JSON-RPC routes

    def _authenticate(self, context: _Context) -> Reply:
        params = context.params()
        missing = [repr(name) for name in ("db", "login", "password") if name not in params]
        if missing:
            noun = "argument" if len(missing) == 1 else "arguments"
            msg = (
                f"Session.authenticate() missing {len(missing)} required positional {noun}: "
                f"{' and '.join(missing)}"
            )
            raise answers.type_error(msg)
        if params["db"] not in self._visible:
            msg = "Database not found."
            raise answers.access_error(msg)
        database = self.databases[params["db"]]
        user = database.authenticate(str(params["login"]), str(params["password"]))
        if user is None:
            raise answers.access_denied()
        request_id = context.payload.get("id")
        self.sessions.close(context.request.sid)
        if user.two_factor:
            half_way = self.sessions.open(database.name)
            return _with_cookie(answers.rpc_result(request_id, {"uid": None}), half_way.sid)
        session = self.sessions.open(database.name, user)
        info = self._info(database, user)
        reply = _with_cookie(answers.rpc_result(request_id, info), session.sid)
        # With several databases the server switches environments and sends the cookie twice.
        return reply if len(self._visible) == 1 else _with_cookie(reply, session.sid)

    def _info(self, database: Database, user: User) -> dict[str, object]:
        is_admin = user.uid == 2
        return {
            "uid": user.uid,
            "is_system": is_admin,
            "is_admin": is_admin,
            "is_public": False,
            "is_internal_user": True,
            "user_context": user_context(user),
            "db": database.name,
            "server_version": f"{self._version}.0",
            "server_version_info": [self._version, 0, 0, "final", 0, ""],
            "name": user.login,
            "username": user.login,
            "partner_display_name": user.login,
            "partner_id": user.uid + 1,
        }

    def _version_info(self, context: _Context) -> Reply:
        info = answers.version_info(self._version)
        return self._with_new_cookie(answers.rpc_result(context.payload.get("id"), info))

    def _database_list(self, context: _Context) -> Reply:
        names = list(self._visible)
        return self._with_new_cookie(answers.rpc_result(context.payload.get("id"), names))

    def _old_service(self, context: _Context) -> Reply:
        result = call_service(self.databases, context.params(), self._version)
        return answers.rpc_result(context.payload.get("id"), result)

    def _session_info(self, context: _Context) -> Reply:
        session = cast(Session, context.session)
        info = self._info(cast(Database, context.database), cast(User, context.user))
        reply = answers.rpc_result(context.payload.get("id"), info)
        sid = self.sessions.sid_to_send(session) or session.sid
        if sid == session.sid:
            self.sessions.mark_told(session)
        return _with_cookie(reply, sid)

    def _check(self, context: _Context) -> Reply:
        return answers.rpc_result(context.payload.get("id"), None)

    def _destroy(self, context: _Context) -> Reply:
        self.sessions.close(context.request.sid)
        return self._with_new_cookie(answers.rpc_result(context.payload.get("id"), None))

    def _call_kw(self, context: _Context) -> Reply:
        params = context.params()
        missing = [name for name in ("model", "method", "args", "kwargs") if name not in params]
        if missing:
            msg = f"DataSet.call_kw() missing {len(missing)} required positional arguments"
            raise answers.type_error(msg)
        args, kwargs = params["args"], params["kwargs"]
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            msg = "call_kw() takes a list of arguments and a dict of named ones"
            raise answers.type_error(msg)
        caller = Caller(cast(Database, context.database), cast(User, context.user), self._version)
        result = caller.call(str(params["model"]), str(params["method"]), args, kwargs)
        reply = answers.rpc_result(context.payload.get("id"), result)
        sid = self.sessions.sid_to_send(cast(Session, context.session))
        return reply if sid is None else _with_cookie(reply, sid)

    # ------------------------------------------------------------------ pages

    def _web(self, context: _Context) -> Reply:
        request, session = context.request, context.session
        wanted = request.query.get("db")
        if wanted in self._visible and session is None and len(self._visible) > 1:
            fresh = self.sessions.open(str(wanted))
            reply = answers.redirect(f"{request.path}?db={wanted}", HTTPStatus.FOUND)
            return _with_cookie(reply, fresh.sid)
        if session is not None and user_of(session, self.databases) is not None:
            return answers.page(HTTPStatus.OK)
        if context.database is None:
            target = "/web/database/selector"
        elif self._version >= 19:
            target = f"/web/login?redirect=%2F{request.path.removeprefix('/')}%3F"
        else:
            target = "/web/login"
        reply = answers.redirect(target)
        return reply if request.sid or request.path != "/web" else self._with_new_cookie(reply)

    def _logout(self, context: _Context) -> Reply:
        self.sessions.close(context.request.sid)
        return self._with_new_cookie(answers.redirect("/odoo" if self._version >= 18 else "/web"))

    def _with_new_cookie(self, reply: Reply) -> Reply:
        # An id of nobody: the server would keep a session for it, which makes no difference.
        return _with_cookie(reply, self.sessions.new_sid())


def _with_cookie(reply: Reply, sid: str) -> Reply:
    value = f"session_id={sid}; Max-Age={_WEEK}; HttpOnly; Path=/"
    return reply.with_header("Set-Cookie", value)
