"""What other programs are told when something is refused: problem details of RFC 9457."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import Response

from app import texts
from app.domain.errors import (
    Code,
    ConfirmationNeededError,
    EnvironmentFaultError,
    Problem,
    RefusedError,
    StasiunError,
)
from app.texts import mark, tr
from app.texts.sentences import sentence

MEDIA_TYPE: Final = "application/problem+json"
_URN: Final = "urn:stasiun-mo:problem:"

RETRY_SECONDS: Final = 5
"""After how long a store that cannot be used now is worth another try."""

TITLES: Final[dict[int, str]] = {
    400: mark("The request cannot be read"),
    401: mark("No valid key"),
    403: mark("The key does not allow this"),
    404: mark("Not found"),
    405: mark("This method is not allowed here"),
    408: mark("The request took too long"),
    409: mark("Refused by the rules of the line"),
    413: mark("The request is too large"),
    415: mark("Not the right kind of content"),
    421: mark("Not the name of this computer"),
    422: mark("The request is not right"),
    429: mark("Too many requests"),
    500: mark("A fault of the program"),
    503: mark("Not possible at the moment"),
}
"""The title by status: what happened, without the particulars."""

DETAILS: Final[dict[str, tuple[int, str]]] = {
    "bad-request": (400, mark("The request is not valid HTTP.")),
    "bad-json": (400, mark("The body is not valid JSON in UTF-8, or a name occurs twice in it.")),
    "unauthorised": (401, mark("Send a valid key: Authorization: Bearer smo_…")),
    "missing-scope": (403, mark("This key lacks the scope {scope}.")),
    "unknown-path": (404, mark("There is nothing at this address. See /openapi.json.")),
    "wrong-method": (405, mark("This address does not take this method. See /openapi.json.")),
    "slow-request": (408, mark("The body did not arrive in time.")),
    "confirmation-needed": (409, mark('Odd but legal. Send it again with "confirm": true.')),
    "body-too-large": (413, mark("The body may have {bytes} bytes at most.")),
    "wrong-media-type": (415, mark("The body must be JSON: Content-Type: application/json")),
    "wrong-host": (421, mark("This computer is not called so. Use the address it listens at.")),
    "invalid": (422, mark("Some values do not fit. See /openapi.json.")),
    "too-many-requests": (429, mark("Wait {seconds} s before the next request.")),
    "bug": (500, mark("Something went wrong inside the program. It is in the log.")),
    "overloaded": (503, mark("Too many requests wait already. Try again in a moment.")),
}
"""Status and sentence of each problem that the API itself has, by the end of its type."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One of several reasons.

    Attributes:
        field: the field or parameter to blame, as the request names it; None: all of it.
    """

    code: str
    detail: str
    field: str | None = None


@dataclass(slots=True)
class ApiError(Exception):
    """Ends a request with one of `DETAILS`.

    Attributes:
        params: values that the sentence names.
        headers: of the answer.
        findings: the single reasons, where there are several.
    """

    slug: str
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def response(self) -> Response:
        """Say it in the language in use."""
        status, detail = DETAILS[self.slug]
        return _response(
            self.slug, status, tr(detail, **self.params), self.findings, dict(self.headers)
        )


def too_many(seconds: float) -> ApiError:
    """Ask for patience."""
    wait = max(1, math.ceil(seconds))
    return ApiError("too-many-requests", {"seconds": wait}, {"Retry-After": str(wait)})


def of_error(error: StasiunError, names: Mapping[str, str]) -> Response:
    """Say why an operation was not done; `names`: the API's name for a field, where another one.

    422 is left to requests that do not fit the OpenAPI document: what fits it and is refused by
    the rules, or by what the line is doing, is a 409, an unknown MO a 404.
    """
    findings = tuple(_finding(problem, names) for problem in error.problems)
    match error:
        case ConfirmationNeededError():
            detail = " ".join(
                [*(f.detail for f in findings), tr(DETAILS["confirmation-needed"][1])]
            )
            return _response("confirmation-needed", 409, detail, findings, {})
        case RefusedError():
            status = _REFUSED.get(error.problem.code, 409)
            headers: dict[str, str] = {}
        case EnvironmentFaultError():
            status, headers = 503, {"Retry-After": str(RETRY_SECONDS)}
        case _:
            status, headers = 500, {}
    detail = " ".join(finding.detail for finding in findings)
    return _response(findings[0].code, status, detail, findings, headers)


_REFUSED: Final = {Code.MO_NOT_FOUND: 404, Code.OPERATION_ID_REUSED: 422}


def _finding(problem: Problem, names: Mapping[str, str]) -> Finding:
    name = problem.field
    code = problem.code.value.replace("_", "-")
    return Finding(code, _public(problem), None if name is None else names.get(name, name))


def _public(problem: Problem) -> str:
    """Say it without the folders of this computer, which are no other program's business."""
    params = dict(problem.params)
    if "file" in params:
        params["file"] = str(params["file"]).replace("\\", "/").rsplit("/", 1)[-1]
    return sentence(Problem(problem.code, problem.field, params))


def _response(
    slug: str,
    status: int,
    detail: str,
    findings: tuple[Finding, ...],
    headers: dict[str, str],
) -> Response:
    body = document(slug, status, detail, findings)
    said = {"Content-Language": texts.language(), **headers}
    # Escaped: what a request brought along may not be text that UTF-8 can hold.
    return Response(json.dumps(body).encode("ascii"), status, said, MEDIA_TYPE)


def document(
    slug: str, status: int, detail: str, findings: tuple[Finding, ...] = ()
) -> dict[str, Any]:
    """Make a problem document in the language in use."""
    return {
        "type": _URN + slug,
        "title": tr(TITLES[status]),
        "status": status,
        "detail": detail,
        "problems": [
            {"type": _URN + one.code, "detail": one.detail, "field": one.field} for one in findings
        ],
    }
