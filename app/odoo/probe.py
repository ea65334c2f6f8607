"""Questions to Odoo beside the sync's, for a person who tries out an access."""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.clock import Clock
from app.domain.errors import Code
from app.odoo.access import Access
from app.odoo.answers import bad_answer, parsed
from app.odoo.http import Http


class Probe:
    """Asks what needs no rights; lives in one thread, but for `abandon`.

    Its connection takes no cookies: what Odoo gives to nobody must not replace a session.
    """

    def __init__(self, access: Access, clock: Clock) -> None:
        """Prepare; nothing is sent yet.

        Raises:
            OdooError, EnvironmentFaultError: as `Http`.
        """
        self._http = Http(access, clock, cookies=False)

    @property
    def host(self) -> str:
        """The name of the server."""
        return self._http.host

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._http.requests

    @property
    def clock_off(self) -> float | None:
        """Seconds by which this machine's clock is ahead of Odoo's; None: not told."""
        return self._http.clock_off

    def version(self) -> tuple[int, str]:
        """Give Odoo's version, as a number to compare (0: not known) and as it calls itself.

        Raises:
            OdooError: nobody answers there, or not Odoo. It is asked once only.
        """
        told = self._ask("/web/webclient/version_info", {})
        info = told.get("server_version_info")
        name = told.get("server_version")
        if not isinstance(info, list) or not info or not isinstance(name, str):
            raise self._http.problem(Code.BAD_ANSWER)
        # Odoo Online counts like "saas~18".
        digits = "".join(c for c in str(info[0]) if c.isdigit())
        return int(digits or 0), name

    def session(self, session_id: str) -> tuple[str, str]:
        """Give login and database of a session; empty: Odoo does not tell.

        Raises:
            OdooError: no whole answer came.
        """
        cookie = {"Cookie": f"session_id={session_id}"}
        told = self._ask("/web/session/get_session_info", cookie)
        return str(told.get("username") or ""), str(told.get("db") or "")

    def abandon(self) -> None:
        """Make a request that waits for the network fail. Any thread."""
        self._http.abandon()

    def close(self) -> None:
        """Give up the connection."""
        self._http.close()

    def _ask(self, path: str, headers: Mapping[str, str]) -> Mapping[str, Any]:
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": {}}).encode()
        answer = self._http.post(path, body, headers, again=())
        content = parsed(answer)
        if answer.status != 200 or not isinstance(content, dict):
            raise self._http.problem(*bad_answer(answer))
        told = content.get("result")
        return told if isinstance(told, dict) else {}
