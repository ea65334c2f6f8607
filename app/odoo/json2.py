"""JSON-2, the way in with a key that Odoo has from 19 on."""

import json
from collections.abc import Mapping
from typing import Any, Final

from app.domain.errors import Code, OdooError
from app.odoo.access import Access
from app.odoo.answers import bad_answer, error_name, odoos_own, parsed, refused
from app.odoo.http import Answer, Http
from app.odoo.over_http import OverHttp
from app.odoo.pages import Watch

SINCE: Final = 19
"""The first version that has JSON-2."""


class Json2Transport(OverHttp):
    """JSON-2 of Odoo 19 and later: a bearer key, real statuses, bare results."""

    def __init__(self, http: Http, access: Access) -> None:
        """Begin; nothing is sent yet."""
        super().__init__(http)
        self._access = access

    def begin_pass(self) -> None:
        """A key needs no log-in."""

    def call(
        self, model: str, method: str, kwargs: Mapping[str, Any], watch: Watch | None = None
    ) -> Any:
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
        is_right = answer.status == 200 and answer.kind == "application/json"
        if watch is not None and is_right and watch.look_at(answer.content):
            return None
        content = parsed(answer)
        if is_right:
            return content
        match answer.status:
            case 401 if odoos_own(answer):
                raise self._http.problem(Code.WRONG_KEY)
            case 404 if content is None:
                raise self._why_a_page(answer)
            case status if status >= 400 and odoos_own(answer):
                raise refused(self._http, model, error_name({"data": content}), status)
        raise self._http.problem(*bad_answer(answer))

    def _why_a_page(self, page: Answer) -> OdooError:
        """Tell an Odoo without JSON-2 from one without this database, and both from no Odoo.

        Their pages differ in words only, which say nothing; every version tells which it is.
        """
        told = parsed(self._http.post("/web/webclient/version_info", b'{"params": {}}', {}))
        match told:
            case {"result": {"server_version_info": [version, *_]}}:
                digits = "".join(filter(str.isdigit, str(version)))  # "saas~18" online
                if digits.isascii() and digits and int(digits[:4]) < SINCE:
                    return self._http.problem(Code.NO_JSON2, version=digits[:4])
                return self._http.problem(Code.WRONG_DATABASE, database=self._access.database)
        return self._http.problem(*bad_answer(page))
