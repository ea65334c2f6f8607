"""The rules of taking back and putting right: unregister, Koreksi, Urungkan."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from app.domain.codes import AuthenticityCode, clean
from app.domain.errors import Code
from app.domain.orders import Order, Segment, Stage
from app.domain.plans import Change, Draft, Facts, LogStatus, Plan, written
from app.domain.production import check_finish
from app.domain.requests import Correct, Undo, Unregister
from app.domain.stations import refuse_elsewhere

FIELDS: Final = (
    "auth_first",
    "auth_last",
    "roll_number",
    "leader_id",
    "date_start",
    "date_finished",
)
"""What Koreksi can change."""

_OF_SEGMENT: Final = frozenset({"auth_first", "auth_last", "roll_number"})


def plan_unregister(request: Unregister, facts: Facts) -> Plan:
    """Take a ready MO back; its label data is free again."""
    draft = Draft(facts)
    order = facts.order(request.order_id)
    elsewhere = refuse_elsewhere(draft, order, "order_id")
    match order.stage:
        case _ if elsewhere:
            pass
        case Stage.UNREGISTERED:
            draft.refuse(Code.NOT_READY, "order_id", mo_name=order.mo_name)
        case Stage.RUNNING:
            draft.refuse(Code.ALREADY_STARTED, "order_id", mo_name=order.mo_name)
        case Stage.FINISHED:
            draft.refuse(Code.ALREADY_FINISHED, "order_id", mo_name=order.mo_name)
        case Stage.READY:
            pass
    reason = draft.reason(request.reason)
    after = written(order, (), None, ready_for_production=False)
    return draft.plan(Change(order, after, LogStatus.UNREGISTER), reason=reason)


def plan_correct(request: Correct, facts: Facts) -> Plan:
    """Change one value that a person filled in; MO and segment change together."""
    draft = Draft(facts)
    order = facts.order(request.order_id)
    reason = draft.reason(request.reason)
    field = request.field
    if field not in FIELDS:
        draft.refuse(Code.UNKNOWN_FIELD, "field", text=field[:60], allowed=", ".join(FIELDS))
        return draft.plan()
    if refuse_elsewhere(draft, order, "order_id"):
        return draft.plan()
    if order.stage is Stage.UNREGISTERED:
        draft.refuse(Code.NOT_READY, "order_id", mo_name=order.mo_name)
        return draft.plan()
    if field in _OF_SEGMENT:
        after = _with_segment(draft, order, request)
    elif field == "leader_id":
        after = _with_leader(draft, order, request.value)
    else:
        after = _with_time(draft, order, field, request.value)
    if after is None:
        return draft.plan()
    if after == order:
        draft.refuse(Code.NOTHING_CHANGES, "value")
    change = Change(order, after, LogStatus.CORRECT)
    draft.check_labels({order.id: "value"}, change)
    check_finish(draft, after)
    draft.check_clock()  # that Odoo is done with it is no reason to leave a wrong value
    if after.used != order.used:
        draft.check_used(after)
    return draft.plan(change, reason=reason)


def plan_undo(request: Undo, facts: Facts) -> Plan:
    """Put back what the newest operation changed, if nothing has changed it since."""
    draft = Draft(facts)
    past = facts.newest_operation()
    if past is None:
        draft.refuse(Code.NOTHING_TO_UNDO)
        return draft.plan()
    if request.operation_id not in (None, past.operation_id):
        draft.refuse(Code.UNDO_NOT_NEWEST)
        return draft.plan()
    changes = []
    for done in past.changes:
        present = facts.order(done.after.id)
        if not refuse_elsewhere(draft, present, None) and present != done.after:
            draft.refuse(Code.CHANGED_SINCE, mo_name=present.mo_name)
        changes.append(Change(present, done.before, LogStatus.UNDO))
    running = facts.running()
    runs_again = any(done.before.stage is Stage.RUNNING for done in past.changes)
    if running is not None and runs_again and running.id not in {c.after.id for c in changes}:
        draft.refuse(Code.OTHER_RUNNING, mo_name=running.mo_name)
    draft.check_labels({}, *changes)
    return draft.plan(*changes, reason=past.operation_id)


def _with_segment(draft: Draft, order: Order, request: Correct) -> Order | None:
    """Change a code or the roll of one segment; empty is no value."""
    if request.field == "roll_number" and not order.segments and request.segment in (None, 1):
        # It used no label: the roll that was mounted is known all the same.
        entered = draft.roll("value", request.value, required=False)
        return written(order, (), entered) if entered or not clean(request.value) else None
    segments = list(order.segments) or [Segment(order.roll_number, None)]
    number = request.segment or (1 if request.field == "auth_first" else len(segments))
    if not 1 <= number <= len(segments):
        draft.refuse(Code.NO_SUCH_SEGMENT, "segment", mo_name=order.mo_name, segment=str(number))
        return None
    read = (
        draft.roll("value", request.value, required=False)
        if request.field == "roll_number"
        else draft.code("value", request.value, missing=None)
    )
    if read is None and clean(request.value):
        return None
    is_last = number == len(segments)
    if request.field == "auth_last" and is_last and order.stage is not Stage.FINISHED:
        # Its last label ends a segment: that is Changeover, End or Ganti Roll.
        draft.refuse(Code.STAGE_WOULD_CHANGE, "field", mo_name=order.mo_name)
        return None
    value = None if read is None else str(read)
    changed = replace(segments[number - 1], **{request.field: value})  # type: ignore[arg-type]
    segments[number - 1] = changed
    _check_order(draft, changed)
    nothing = changed.roll_number is changed.auth_first is changed.auth_last is None
    if nothing and order.stage is not Stage.RUNNING:
        del segments[number - 1]
    # The mounted roll is a value of its own: it follows only when it is what was corrected.
    roll = value if request.field == "roll_number" and is_last else order.roll_number
    return written(order, tuple(segments), roll)


def _check_order(draft: Draft, segment: Segment) -> None:
    first = AuthenticityCode.read(segment.auth_first)
    last = AuthenticityCode.read(segment.auth_last)
    if first is None or last is None:
        return
    distance = draft.count("value", last, first)
    if distance is not None and distance < 0:
        draft.refuse(Code.CODE_BEFORE_FIRST, "value", first=str(first), text=str(last))


def _with_leader(draft: Draft, order: Order, value: str) -> Order | None:
    leader = draft.leader("value", value, required=True)
    if leader is None:
        return None
    if order.stage is Stage.READY:  # nobody leads it yet: that is Start
        draft.refuse(Code.STAGE_WOULD_CHANGE, "field", mo_name=order.mo_name)
        return None
    return replace(order, leader_id=leader)


def _with_time(draft: Draft, order: Order, field: str, value: str) -> Order | None:
    """Change one of the two times; the segment that began or ended then follows."""
    before: datetime | None = getattr(order, field)
    text = value.strip()
    if before is None or not text:
        draft.refuse(Code.STAGE_WOULD_CHANGE, "field", mo_name=order.mo_name)
        return None
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        draft.refuse(Code.TIME_FORMAT, "value", text=text[:60])
        return None
    moment = local if local.tzinfo else local.replace(tzinfo=draft.facts.rules.zone)
    moment = moment.astimezone(UTC).replace(microsecond=0)
    if moment > draft.facts.now:
        draft.refuse(Code.TIME_IN_FUTURE, "value", text=text[:60])
    segments = list(order.segments)
    if segments and field == "date_start":
        segments[0] = replace(segments[0], started_at=moment)
    elif segments and segments[-1].ended_at == before:
        segments[-1] = replace(segments[-1], ended_at=moment)
    after = replace(order, segments=tuple(segments))
    return replace(after, **{field: moment})  # type: ignore[arg-type]
