"""A client for the stand-in's own tests: one keep-alive connection, no redirects, no jar."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self

from app.demo.factory import training_database
from app.demo.records import Database
from app.demo.server import StandIn

NOW: Final = datetime(2026, 4, 17, 2, 30, tzinfo=UTC)
EXPIRED: Final = "odoo.http.SessionExpiredException"


@dataclass(frozen=True)
class Answer:
    """One answer; ``cookies`` are the session ids that it sets."""

    status: int
    content_type: str
    text: str
    cookies: tuple[str, ...]

    @property
    def body(self) -> Any:
        """The parsed JSON."""
        return json.loads(self.text)

    @property
    def error(self) -> str:
        """The name of the JSON-RPC error, empty for none."""
        return str(self.body.get("error", {}).get("data", {}).get("name", ""))


class Client:
    """Talks to one stand-in; remembers the session of the last login."""

    def __init__(self, server: StandIn, sid: str = "") -> None:
        self.sid = sid
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def send(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        """Send one request; header names with ``_`` for ``-``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.sid:
            named["Cookie"] = f"session_id={self.sid}"
        self._connection.request(method, path, body=body, headers=named)
        response = self._connection.getresponse()
        cookies = [
            value.partition(";")[0].removeprefix("session_id=")
            for name, value in response.getheaders()
            if name.lower() == "set-cookie" and value.startswith("session_id=")
        ]
        kind = response.getheader("Content-Type") or ""
        return Answer(response.status, kind, response.read().decode(), tuple(cookies))

    def rpc(self, path: str, params: Mapping[str, Any], **headers: str) -> Answer:
        """Send one JSON-RPC request."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 7, "params": params})
        return self.send("POST", path, body, Content_Type="application/json", **headers)

    def login(self, database: str, login: str, password: str) -> Answer:
        """Log in and keep the session."""
        params = {"db": database, "login": login, "password": password}
        answer = self.rpc("/web/session/authenticate", params)
        if answer.cookies:
            self.sid = answer.cookies[-1]
        return answer

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Answer:
        """Call a model's method with the session."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", params)

    def result(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a model's method and return its result."""
        return self.call(model, method, *args, **kwargs).body["result"]


def factory() -> Database:
    database = training_database(NOW, orders=30)
    database.add_user("dua", "faktor", two_factor=True)
    database.add_user("tamu", "tamu", may_read_mos=False)
    return database
