"""JSON-2, the way in with a key that Odoo has from 19 on."""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.errors import Code
from app.odoo.access import Access
from app.odoo.answers import bad_answer, error_name, odoos_own, parsed, refused
from app.odoo.http import Http
from app.odoo.over_http import OverHttp


class Json2Transport(OverHttp):
    """JSON-2 of Odoo 19 and later: a bearer key, real statuses, bare results."""

    def __init__(self, http: Http, access: Access) -> None:
        """Begin; nothing is sent yet."""
        super().__init__(http)
        self._access = access

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
        path = f"/json/2/{model}/{method}"
        answer = self._http.post(path, body, headers, understood=odoos_own)
        content = parsed(answer)
        if answer.status == 200 and answer.kind == "application/json":
            return content
        match answer.status:
            case 401 if odoos_own(answer):
                raise self._http.problem(Code.WRONG_KEY)
            case 404 if content is None:  # a page: no such database, or no JSON-2 here
                raise self._http.problem(Code.WRONG_DATABASE, database=self._access.database)
            case status if status >= 400 and odoos_own(answer):
                raise refused(self._http, model, error_name({"data": content}), status)
        raise self._http.problem(*bad_answer(answer))
