"""The addresses, with the names of the older system."""

import uuid
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response

from app.api import documents, problems
from app.api.desk import Desk, Reading, Writing
from app.api.schemas import (
    FIELD_NAMES,
    TEXT_LENGTH,
    ChangeoverBody,
    EndBody,
    Mo,
    MoList,
    OperationDone,
    RegisterBody,
    RunningMo,
    StartBody,
)
from app.api.times import Moment
from app.domain import requests
from app.domain.api import ApiKey, Scope
from app.domain.errors import Problem, RefusedError, StasiunError
from app.domain.people import Program
from app.services.messages import Done
from app.services.offers import Part, Wanted
from app.services.production import Production

SCOPES: Final[dict[str, Scope]] = {
    "/api/mo-options": Scope.READ,
    "/api/ready-mo": Scope.READ,
    "/api/running-mo": Scope.READ,
    "/api/ready-mo-details": Scope.READ,
    "/api/register-mo": Scope.REGISTER,
    "/api/start-production": Scope.RUN,
    "/api/changeover": Scope.RUN,
    "/api/end-production": Scope.RUN,
}
"""What a key needs, by path; the guard asks for it before a route is looked for."""

router: Final = APIRouter(generate_unique_id_function=lambda route: route.name)

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to pass over.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,64}$",
        description="Makes a repeat harmless; 1 to 64 visible ASCII characters.",
        examples=["7f6b8f0e-3a57-4f0e-9d0c-3a1f5f1c9a11"],
    ),
]

_DONE_HEADERS: Final[dict[str, Any]] = {
    "Idempotency-Key": {
        "schema": {"type": "string"},
        "required": True,
        "description": "The one that was sent, else a new one.",
    },
    "Idempotent-Replayed": {
        "schema": {"type": "string", "const": "true"},
        "description": "Stored by an earlier request; nothing was written now.",
    },
}


def _read(path: str, *, rules: bool = False) -> Callable[[Any], Any]:
    return router.get(
        path,
        responses=documents.answers(rules=rules),
        openapi_extra=documents.needs(SCOPES[path]),
        tags=["read"],
    )


def _operation(path: str) -> Callable[[Any], Any]:
    return router.post(
        path,
        response_model=OperationDone,
        responses={
            200: {"description": "Stored, durably and whole", "headers": _DONE_HEADERS},
            **documents.answers(body=True, rules=True),
        },
        openapi_extra=documents.needs(SCOPES[path]),
        tags=[str(SCOPES[path])],
    )


@_read("/api/mo-options")
async def mo_options(
    request: Request,
    limit: Limit = 50,
    offset: Offset = 0,
    created_from: Moment = None,
    created_to: Moment = None,
) -> MoList:
    """MOs that can be registered, the newest first. `created_to` is not included."""
    wanted = Wanted(limit, offset, created_from, created_to)
    part = await _reading(request, lambda reading: reading.offers.unregistered(wanted))
    return _list(part, wanted)


@_read("/api/ready-mo")
async def ready_mo(
    request: Request,
    limit: Limit = 50,
    offset: Offset = 0,
    created_from: Moment = None,
    created_to: Moment = None,
    registered_from: Moment = None,
    registered_to: Moment = None,
) -> MoList:
    """MOs that can be started, by the time of their registration. `…_to` is not included."""
    wanted = Wanted(limit, offset, created_from, created_to, registered_from, registered_to)
    part = await _reading(request, lambda reading: reading.offers.ready(wanted))
    return _list(part, wanted)


@_read("/api/running-mo")
async def running_mo(request: Request) -> RunningMo:
    """The MO that runs on this station, and for how long; `running` is null when none does."""
    order, now = await _reading(request, lambda reading: reading.offers.running())
    began = None if order is None else order.date_start
    return RunningMo(
        station=_desk(request).station,
        running=None if order is None else Mo.of(order),
        elapsed_seconds=None if began is None else max(0, int((now - began).total_seconds())),
    )


@_read("/api/ready-mo-details", rules=True)
async def ready_mo_details(
    request: Request,
    mo_name: Annotated[str, Query(min_length=1, max_length=TEXT_LENGTH, examples=["WH/MO/00048"])],
) -> Mo:
    """One ready MO; a former name finds it, too."""
    return Mo.of(await _reading(request, lambda reading: reading.offers.ready_one(mo_name)))


@_operation("/api/register-mo")
async def register_mo(
    request: Request, response: Response, body: RegisterBody, key: IdempotencyKey = None
) -> Any:
    """Daftarkan MO: mark an MO as ready for production."""

    def make(production: Production) -> requests.Request:
        return requests.Register(
            _find(production, body.mo_name, "order_id"),
            body.auth_first or "",
            body.roll_number or "",
            body.run_mid_production,
        )

    return await _operate("register", request, response, make, key, confirmed=body.confirm)


@_operation("/api/start-production")
async def start_production(
    request: Request, response: Response, body: StartBody, key: IdempotencyKey = None
) -> Any:
    """Start Production of a ready MO."""

    def make(production: Production) -> requests.Request:
        return requests.Start(_find(production, body.mo_name, "order_id"), body.leader_id)

    return await _operate("start", request, response, make, key, confirmed=body.confirm)


@_operation("/api/changeover")
async def changeover(
    request: Request, response: Response, body: ChangeoverBody, key: IdempotencyKey = None
) -> Any:
    """Changeover: the running MO ends and the next one starts, at the same instant."""

    def make(production: Production) -> requests.Request:
        return requests.Changeover(
            _find(production, body.current_mo, "current_id"),
            _find(production, body.next_mo, "next_id"),
            body.new_auth,
            body.roll_number or "",
            body.old_last or "",
            body.leader_id or "",
        )

    return await _operate("changeover", request, response, make, key, confirmed=body.confirm)


@_operation("/api/end-production")
async def end_production(
    request: Request, response: Response, body: EndBody, key: IdempotencyKey = None
) -> Any:
    """End Production of the running MO."""

    def make(production: Production) -> requests.Request:
        return requests.End(
            _find(production, body.mo_name, "order_id"),
            body.authenticity,
            body.first or "",
            body.roll_number or "",
            body.old_last or "",
            body.new_first or "",
        )

    return await _operate("end", request, response, make, key, confirmed=body.confirm)


async def _operate(
    kind: str,
    request: Request,
    response: Response,
    make: Callable[[Production], requests.Request],
    given: str | None,
    *,
    confirmed: bool,
) -> OperationDone | Response:
    key: ApiKey = request.state.key
    given = given or uuid.uuid4().hex

    def work(writing: Writing) -> Done:
        production = writing.production
        return production.execute(
            make(production), f"{key.id}:{given}", confirmed=confirmed, person=Program(key.name)
        )

    try:
        done = await _desk(request).writing.run(work)
    except StasiunError as error:
        refusal = problems.of_error(error, FIELD_NAMES[kind])
        refusal.headers["Idempotency-Key"] = given
        return refusal
    response.headers["Idempotency-Key"] = given
    if done.repeated:
        response.headers["Idempotent-Replayed"] = "true"
    return OperationDone.of(done)


def _find(production: Production, name: str, field: str) -> int:
    try:
        return production.find(name).id
    except RefusedError as error:
        problem = error.problem
        raise RefusedError(Problem(problem.code, field, problem.params)) from error


async def _reading(request: Request, job: Callable[[Reading], Any]) -> Any:
    return await _desk(request).reading.run(job)


def _desk(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)  # noqa: S101  # for the type: `make` put it there
    return desk


def _list(part: Part, wanted: Wanted) -> MoList:
    items = [Mo.of(order) for order in part.orders]
    return MoList(total=part.total, limit=wanted.limit, offset=wanted.offset, items=items)
