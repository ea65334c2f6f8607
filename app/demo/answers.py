"""How the stand-in words its replies: JSON-RPC envelopes, errors and pages, per Odoo version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from app.demo.exchange import Reply

FIRST_WITH_JSON2: Final = 19
_SESSION_EXPIRED: Final = 100
_JSON: Final = "application/json; charset=utf-8"
_HTML: Final = "text/html; charset=utf-8"
_DEBUG: Final = "The stand-in keeps no traceback."


@dataclass(eq=False)
class OdooError(Exception):
    """An error as a server raises it: ``name`` is what a client reads, ``message`` is not.

    Attributes:
        status: The HTTP status on the JSON-2 routes; JSON-RPC answers 200 whatever it is.
        code: The JSON-RPC code where it is not the version's usual one.
        title: The text beside the code, for such a code.
    """

    name: str
    message: str
    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    code: int | None = None
    title: str = "Odoo Server Error"
    arguments: list[object] | None = field(default=None)

    def data(self) -> dict[str, object]:
        """Return what stands under ``error.data``, and alone in a JSON-2 answer."""
        arguments = [self.message] if self.arguments is None else self.arguments
        return {
            "name": self.name,
            "debug": _DEBUG,
            "message": self.message,
            "arguments": arguments,
            "context": {},
        }


def value_error(message: str) -> OdooError:
    """An argument with an unusable value: unknown field, bad domain, bad operator."""
    return OdooError("builtins.ValueError", message)


def type_error(message: str) -> OdooError:
    """A call with missing or unknown arguments."""
    return OdooError("builtins.TypeError", message)


def access_error(message: str) -> OdooError:
    """No rights, or a method that nobody may call from outside."""
    return OdooError("odoo.exceptions.AccessError", message, HTTPStatus.FORBIDDEN)


def access_denied() -> OdooError:
    """A wrong login name or password: the answer does not say which."""
    return OdooError("odoo.exceptions.AccessDenied", "Access Denied", HTTPStatus.UNAUTHORIZED)


def session_expired() -> OdooError:
    """No session, or a dead one, where the database is known nevertheless."""
    name, message = "odoo.http.SessionExpiredException", "Session expired"
    return OdooError(
        name, message, HTTPStatus.FORBIDDEN, code=_SESSION_EXPIRED, title="Odoo Session Expired"
    )


def unknown_model(model: str, version: int) -> OdooError:
    """A model that the database does not have; 17 fell over it, later versions say 404."""
    if version < 18:
        return OdooError("builtins.KeyError", model)
    name = "werkzeug.exceptions.NotFound"
    text = "404 Not Found: the stand-in has no such model"
    return OdooError(
        name, text, HTTPStatus.NOT_FOUND, code=404, title="404: Not Found", arguments=[]
    )


def http_error(name: str, message: str, status: HTTPStatus) -> OdooError:
    """An error of the HTTP layer on a JSON-2 route (``werkzeug.exceptions.<name>``)."""
    arguments: list[object] = [message, int(status)]
    return OdooError(f"werkzeug.exceptions.{name}", message, status, arguments=arguments)


def rpc_result(request_id: object, result: object) -> Reply:
    """Wrap a result; ``None`` gives an answer with neither ``result`` nor ``error``, as seen."""
    envelope: dict[str, object] = {"jsonrpc": "2.0", "id": request_id}
    if result is not None:
        envelope["result"] = result
    return json_reply(envelope)


def rpc_error(request_id: object, error: OdooError, version: int) -> Reply:
    """Wrap an error: HTTP 200, ``error.code`` 200 up to 18 and 0 from 19 on."""
    usual = 200 if version < 19 else 0
    code = usual if error.code is None else error.code
    told = {"code": code, "message": error.title, "data": error.data()}
    return json_reply({"jsonrpc": "2.0", "id": request_id, "error": told})


def json_reply(payload: object, status: int = HTTPStatus.OK) -> Reply:
    """Answer with bare JSON."""
    return Reply(int(status), json.dumps(payload).encode(), _JSON)


def page(status: HTTPStatus, text: str = "") -> Reply:
    """Answer with an HTML page, as a server does for whatever is not JSON."""
    told = text or status.description or status.phrase
    body = (
        "<!doctype html>\n<html lang=en>\n"
        f"<title>{int(status)} {status.phrase}</title>\n<h1>{status.phrase}</h1>\n<p>{told}</p>\n"
    )
    return Reply(int(status), body.encode(), _HTML)


def text_page(status: HTTPStatus, text: str) -> Reply:
    """Answer with plain words under an HTML content type (17 does so for a broken body)."""
    return Reply(int(status), text.encode(), _HTML)


def redirect(target: str, status: HTTPStatus = HTTPStatus.SEE_OTHER) -> Reply:
    """Send a browser elsewhere."""
    return page(status, f'See <a href="{target}">{target}</a>.').with_header("Location", target)


def version_info(version: int) -> Mapping[str, object]:
    """Return what ``version_info`` tells of the server."""
    return {
        "server_version": f"{version}.0",
        "server_version_info": [version, 0, 0, "final", 0, ""],
        "server_serie": f"{version}.0",
        "protocol_version": 1,
    }
