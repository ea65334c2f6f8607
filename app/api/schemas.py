"""What goes over the wire: the bodies that come in and the documents that go out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field

from app.domain.orders import Order, Stage
from app.domain.plans import Change, LogStatus
from app.services.messages import Done
from app.texts.sentences import sentence

TEXT_LENGTH: Final = 200
"""The longest text that is read at all; the rules of the line are narrower."""

Text = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]
Optional = Annotated[str, Field(max_length=TEXT_LENGTH)] | None


class Body(BaseModel):
    """What every operation takes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    confirm: Annotated[
        bool,
        Field(description="Yes to what is odd but legal, after a 409 `confirmation-needed`."),
    ] = False


class RegisterBody(Body):
    """Daftarkan MO: the first label and its roll, or `run_mid_production` and neither."""

    mo_name: Annotated[Text, Field(examples=["WH/MO/00048"])]
    auth_first: Annotated[Optional, Field(examples=["01024585539"])] = None
    roll_number: Annotated[Optional, Field(examples=["1300300624"])] = None
    run_mid_production: bool = False


class StartBody(Body):
    """Start Production of a ready MO."""

    mo_name: Annotated[Text, Field(examples=["WH/MO/00048"])]
    leader_id: Annotated[
        Text, Field(examples=["003"], description="Text: leading zeros belong to it.")
    ]


class ChangeoverBody(Body):
    """The running MO ends and the next one starts, at the label `new_auth`."""

    current_mo: Annotated[Text, Field(examples=["WH/MO/00048"])]
    next_mo: Annotated[Text, Field(examples=["WH/MO/00049"])]
    new_auth: Annotated[
        Text, Field(examples=["01024586101"], description="First label of the next MO.")
    ]
    roll_number: Annotated[
        Optional, Field(description="Roll of the next MO; none: as registered, else the running.")
    ] = None
    old_last: Annotated[
        Optional,
        Field(description="Last label of the running MO; needed when the roll changes."),
    ] = None
    leader_id: Annotated[
        Optional, Field(description="Leader of the next MO; none: the running one's.")
    ] = None


class EndBody(Body):
    """End Production of the running MO."""

    mo_name: Annotated[Text, Field(examples=["WH/MO/00048"])]
    authenticity: Annotated[
        Text, Field(examples=["01024586100"], description="The last label used.")
    ]
    roll_number: Annotated[
        Optional,
        Field(description="Another roll than the running one needs `old_last` and `new_first`."),
    ] = None
    first: Annotated[Optional, Field(description="First label, only when none is known.")] = None
    old_last: Annotated[Optional, Field(description="Last label of the roll before.")] = None
    new_first: Annotated[Optional, Field(description="First label of the new roll.")] = None


class Answer(BaseModel):
    """A document that goes out: every field is there, null where nothing is known."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class LabelSegment(Answer):
    """Labels of one roll that an MO used; `auth_last` null: still in use."""

    roll_number: str | None
    auth_first: str | None
    auth_last: str | None
    started_at: datetime | None
    ended_at: datetime | None


class Mo(Answer):
    """A manufacturing order. Times are UTC."""

    mo_name: str
    stage: Stage
    state: Annotated[str | None, Field(description="What Odoo says.")]
    product_name: str | None
    product_uom: str | None
    product_qty: float | None
    target: Annotated[
        float | None, Field(description="`initial_qty_target` of Odoo, else `product_qty`.")
    ]
    note: str | None
    origin: str | None
    create_date: datetime | None
    registered_at: Annotated[datetime | None, Field(description="Of a ready MO, when it is read.")]
    run_mid_production: Annotated[bool, Field(description="Ready without label data.")]
    auth_first: str | None
    auth_last: str | None
    roll_number: str | None
    leader_id: str | None
    station: str | None
    date_start: datetime | None
    date_finished: datetime | None
    used: Annotated[int | None, Field(description="Labels used, when finished and known.")]
    difference: Annotated[float | None, Field(description="Labels used minus target.")]
    segments: list[LabelSegment]

    @classmethod
    def of(cls, order: Order) -> Self:
        """Show an MO of the store."""
        plain = {name: getattr(order, name) for name in cls.model_fields if name not in _MADE}
        segments = [
            LabelSegment(
                roll_number=s.roll_number,
                auth_first=s.auth_first,
                auth_last=s.auth_last,
                started_at=s.started_at,
                ended_at=s.ended_at,
            )
            for s in order.segments
        ]
        return cls(**plain, run_mid_production=order.mid_production, segments=segments)


_MADE: Final = ("run_mid_production", "segments")


class MoList(Answer):
    """A part of a list; `total` counts all that the filter lets through."""

    total: int
    limit: int
    offset: int
    items: list[Mo]


class RunningMo(Answer):
    """What runs on this station; null: nothing."""

    station: str
    running: Mo | None
    elapsed_seconds: int | None


class Stored(Answer):
    """What an operation stored of one MO."""

    status: Annotated[LogStatus, Field(description="What the history calls it.")]
    mo: Mo

    @classmethod
    def of(cls, change: Change) -> Self:
        """Show a change; a repeat must not say more than the first time."""
        return cls(status=change.status, mo=Mo.of(replace(change.after, registered_at=None)))


class Remark(Answer):
    """Something to be told beside it."""

    code: str
    detail: str


class OperationDone(Answer):
    """An operation that is stored, durably and whole."""

    operation_id: Annotated[
        str, Field(description="Its id in the history: the id of the key, a colon, the header's.")
    ]
    changes: list[Stored]
    notes: list[Remark]

    @classmethod
    def of(cls, done: Done) -> Self:
        """Show it, in the language in use."""
        return cls(
            operation_id=done.operation_id,
            changes=[Stored.of(change) for change in done.changes],
            notes=[
                Remark(code=note.code.value.replace("_", "-"), detail=sentence(note))
                for note in done.notes
            ],
        )


class ProblemFinding(Answer):
    """One of several reasons; `field` null: the request as a whole."""

    type: str
    detail: str
    field: str | None


class ProblemDetails(Answer):
    """Why it was not done (RFC 9457); `detail` is a sentence for a person."""

    type: Annotated[str, Field(examples=["urn:stasiun-mo:problem:mo-not-found"])]
    title: str
    status: int
    detail: str
    problems: list[ProblemFinding]


FIELD_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "register": {"order_id": "mo_name", "mid_production": "run_mid_production"},
    "start": {"order_id": "mo_name"},
    "changeover": {"current_id": "current_mo", "next_id": "next_mo"},
    "end": {"order_id": "mo_name", "auth": "authenticity", "auth_first": "first"},
}
"""How the API calls the fields of each operation's request, where it calls them otherwise."""
