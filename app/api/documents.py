"""What the OpenAPI document says beside what the routes say themselves."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app import __version__, texts
from app.api.problems import DETAILS, MEDIA_TYPE, TITLES, Finding, document
from app.api.schemas import ProblemDetails
from app.domain.api import Scope
from app.domain.errors import Code, Problem
from app.texts import tr
from app.texts.sentences import sentence

DESCRIPTION: Final = """\
What happens at the line, for other programs: the same operations as in the window, with the same
rules.

**Keys.** `stasiun-mo api-key create NAME --scope read,register,run` prints a key once. Send it as
`Authorization: Bearer smo_…`. `read` is for every GET, `register` for register-mo, `run` for the
three others; none includes another. The history names the key as the person who did it.

**Refusals** are problem details (RFC 9457); `detail` is in the language of `Accept-Language`
(`id`, `en`), `type` says the same to a program. 422: the request does not fit this document. 409:
it fits, and the rules of the line, or what runs now, refuse it. 409 `confirmation-needed`: odd
but legal; the same request with `"confirm": true` is done. 429 and 503 say in `Retry-After` after
how many seconds it is worth another try.

**Idempotency-Key** makes a repeat harmless: the same key of the same program with the same input
is answered like the first time, with `Idempotent-Replayed: true`, and stores nothing; with other
input it is a 422. Without the header the server makes one and sends it back. Two programs cannot
collide: the id in the history is `<id of the key>:<header>`.

**Texts** are trimmed and put into upper case, control characters are removed, as for a scanner.
Times are UTC."""

_ALWAYS: Final = ("bad-request", "unauthorised", "missing-scope", "wrong-method", "wrong-host")
_MORE: Final = ("invalid", "too-many-requests", "bug", "overloaded")
_BODY: Final = ("slow-request", "body-too-large", "wrong-media-type")


def answers(*, body: bool = False, rules: bool = False) -> dict[int | str, dict[str, Any]]:
    """Describe every answer of an operation but the good one.

    `body`: it takes one. `rules`: it names an MO, which the rules of the line may refuse.
    """
    slugs = [*_ALWAYS, *_MORE, *(_BODY if body else ())]
    with texts.speaking("en"):
        found = {DETAILS[slug][0]: document(slug, *_example(slug)) for slug in slugs}
        if rules:
            found |= {404: _refusal(404, _UNKNOWN), 409: _refusal(409, _NOT_READY)}
    return {
        status: {
            "description": TITLES[status],
            "model": ProblemDetails,
            "content": {MEDIA_TYPE: {"example": example}},
            **_headers(status),
        }
        for status, example in sorted(found.items())
    }


_UNKNOWN: Final = Problem(Code.MO_NOT_FOUND, "mo_name", {"text": "WH/MO/00048"})
_NOT_READY: Final = Problem(Code.NOT_READY, "mo_name", {"mo_name": "WH/MO/00048"})


def _example(slug: str) -> tuple[int, str]:
    status, detail = DETAILS[slug]
    return status, tr(detail, scope="run", bytes=65536, seconds=2)


def _refusal(status: int, problem: Problem) -> dict[str, Any]:
    slug, detail = problem.code.value.replace("_", "-"), sentence(problem)
    return document(slug, status, detail, (Finding(slug, detail, problem.field),))


def _headers(status: int) -> dict[str, Any]:
    text = {"schema": {"type": "string"}, "required": True}
    match status:
        case 401 | 403:
            return {"headers": {"WWW-Authenticate": text}}
        case 429 | 503:
            seconds = {"schema": {"type": "integer", "minimum": 1}, "required": True}
            return {"headers": {"Retry-After": {**seconds, "description": "Seconds to wait."}}}
        case 405:
            return {"headers": {"Allow": text}}
    return {}


def needs(scope: Scope) -> dict[str, Any]:
    """Say which scope an operation needs."""
    return {"security": [{"key": [str(scope)]}]}


def make(app: FastAPI) -> dict[str, Any]:
    """Make the document, an OpenAPI 3.1 one."""
    made = get_openapi(
        title="Stasiun MO",
        version=__version__,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        routes=app.routes,
    )
    made["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A key, see above."}
    }
    for path in made["paths"].values():
        for operation in path.values():
            _only_problems(operation["responses"])
    return made


def _only_problems(responses: dict[str, Any]) -> None:
    """Say that every refusal is a problem document: the framework calls each model plain JSON."""
    for status, response in responses.items():
        if status >= "400":
            plain = response["content"].pop("application/json", None)
            if plain is not None:
                response["content"].setdefault(MEDIA_TYPE, {}).update(schema=plain["schema"])
