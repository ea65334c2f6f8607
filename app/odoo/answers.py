"""What an answer says, whichever way it came."""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.errors import Code, OdooError
from app.odoo.http import Answer, Http


def parsed(answer: Answer) -> Any:
    """Read an answer as JSON; None: it is not."""
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def odoos_own(answer: Answer) -> bool:
    """Tell an error that JSON-2 worded, 500 for an unknown field, from one of a proxy before it."""
    content = parsed(answer)
    name = content.get("name") if isinstance(content, dict) else None
    # Of its database: that Odoo is not working right now.
    return isinstance(name, str) and not name.startswith("psycopg2.")


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
