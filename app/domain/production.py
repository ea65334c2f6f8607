"""The rules of Daftarkan MO, Start Production, Changeover, End Production and Ganti Roll."""

from dataclasses import replace

from app.domain.codes import AuthenticityCode, clean
from app.domain.errors import Code
from app.domain.orders import Order, Segment, Stage
from app.domain.plans import Change, Draft, Facts, LogStatus, Plan, written
from app.domain.requests import Changeover, ChangeRoll, End, Register, Start
from app.domain.stations import refuse_elsewhere


def plan_register(request: Register, facts: Facts) -> Plan:
    """Daftarkan MO: an unregistered MO that is open in Odoo becomes ready."""
    draft = Draft(facts)
    order = facts.order(request.order_id)
    if refuse_elsewhere(draft, order, "order_id"):
        pass
    elif order.stage is not Stage.UNREGISTERED:
        draft.refuse(Code.ALREADY_REGISTERED, "order_id", mo_name=order.mo_name)
    elif order.gone_at is not None:
        draft.refuse(Code.ODOO_GONE, "order_id", mo_name=order.mo_name)
    elif order.odoo_closed:
        draft.refuse(Code.ODOO_CLOSED, "order_id", mo_name=order.mo_name, state=order.state or "")
    if request.mid_production:
        if clean(request.auth_first) or clean(request.roll_number):
            draft.refuse(Code.MID_PRODUCTION_WITH_LABEL, "mid_production")
        change = Change(order, replace(order, ready_for_production=True), LogStatus.REGISTER)
    else:
        first = draft.code("auth_first", request.auth_first)
        roll = draft.roll("roll_number", request.roll_number, required=True)
        if first is not None and roll is None:
            draft.check_free("auth_first", first, frozenset({order.id}))
        draft.check_swapped(("auth_first", "roll_number"), first, roll)
        if first is None or roll is None:
            return draft.plan()
        segments = (Segment(roll, str(first)),)
        after = written(order, segments, roll, ready_for_production=True)
        change = Change(order, after, LogStatus.REGISTER)
        draft.check_labels({order.id: "auth_first"}, change)
    draft.check_odd(change)
    return draft.plan(change)


def plan_start(request: Start, facts: Facts) -> Plan:
    """Start Production: a ready MO runs, when none does on this station."""
    draft = Draft(facts)
    order = facts.order(request.order_id)
    running = facts.running()
    _check_ready(draft, order, "order_id")
    if not draft.refused and running is not None:
        draft.refuse(Code.OTHER_RUNNING, "order_id", mo_name=running.mo_name)
    leader = draft.leader("leader_id", request.leader_id, required=True)
    if leader is None:
        return draft.plan()
    segments = tuple(replace(s, started_at=facts.now) for s in order.segments)
    if not segments:
        # It takes over a running roll: its labels begin where nobody looked.
        segments = (Segment(order.roll_number, None, started_at=facts.now),)
        draft.note(Code.NOTE_NO_FIRST_CODE, mo_name=order.mo_name)
    after = written(
        order,
        segments,
        order.roll_number,
        date_start=facts.now,
        leader_id=leader,
        station=facts.station,
    )
    change = Change(order, after, LogStatus.START)
    draft.check_labels({order.id: "order_id"}, change)
    draft.check_odd(change)
    return draft.plan(change)


def plan_changeover(request: Changeover, facts: Facts) -> Plan:
    """Changeover: the running MO ends and a ready one starts at the same instant."""
    draft = Draft(facts)
    current, following = facts.order(request.current_id), facts.order(request.next_id)
    if current.id == following.id:
        draft.refuse(Code.SAME_MO, "next_id", mo_name=current.mo_name)
        return draft.plan()
    check_running(draft, current, "current_id")
    _check_ready(draft, following, "next_id")
    new = draft.code("new_auth", request.new_auth)
    entered = draft.roll("roll_number", request.roll_number, required=False)
    leader = draft.leader("leader_id", request.leader_id, required=False) or current.leader_id
    old_last = draft.code("old_last", request.old_last, missing=None)
    draft.check_swapped(("new_auth", "roll_number"), new, entered)
    if new is None or draft.refused:
        return draft.plan()
    roll = entered or following.roll_number or current.roll_number
    if roll == current.roll_number:
        closed = _close_before(draft, current, new, old_last)
    else:
        closed = close_at(draft, current, old_last, "old_last", Code.OLD_LAST_REQUIRED)
        if not entered and old_last is not None and _follows(new, old_last):
            before = current.roll_number or "–"
            draft.ask(
                Code.ASK_ROLL_GOES_ON, "roll_number", text=str(new), before=before, roll=roll or ""
            )
    if closed is None:
        draft.check_free("new_auth", new, frozenset({current.id, following.id}))
        return draft.plan()
    ended = Change(
        current,
        written(current, closed, current.roll_number, date_finished=facts.now),
        LogStatus.CHANGEOVER_END,
    )
    started = Change(
        following,
        written(
            following,
            (Segment(roll, str(new), started_at=facts.now),),
            roll,
            date_start=facts.now,
            leader_id=leader,
            station=facts.station,
        ),
        LogStatus.CHANGEOVER_START,
    )
    _check_replaced(draft, following, started.after)
    ended_field = "old_last" if request.old_last else "new_auth"
    draft.check_labels({current.id: ended_field, following.id: "new_auth"}, ended, started)
    check_finish(draft, ended.after)
    draft.check_odd(ended, started)
    return draft.plan(ended, started)


def _follows(new: AuthenticityCode, last: AuthenticityCode) -> bool:
    return new.same_series(last) and new.minus(last) == 1


def _check_replaced(draft: Draft, registered: Order, after: Order) -> None:
    """Say that another label or roll takes the place of what the MO was registered with.

    No question: where an MO follows on the running roll that is what happens every time.
    """
    mo_name, code, roll = registered.mo_name, registered.auth_first, registered.roll_number
    if code is not None and after.auth_first != code:
        text = after.auth_first or ""
        draft.note(Code.NOTE_CODE_REPLACED, mo_name=mo_name, before=code, text=text)
    if roll is not None and after.roll_number != roll:
        text = after.roll_number or ""
        draft.note(Code.NOTE_ROLL_REPLACED, mo_name=mo_name, before=roll, text=text)


def plan_end(request: End, facts: Facts) -> Plan:
    """End Production: the running MO ends at its last label."""
    draft = Draft(facts)
    order = facts.order(request.order_id)
    check_running(draft, order, "order_id")
    given = draft.code("auth", request.auth)
    entered = draft.roll("roll_number", request.roll_number, required=False)
    first = draft.code("auth_first", request.auth_first, missing=None)
    if given is None or draft.refused:
        return draft.plan()
    next_unused = facts.rules.end_code == "next_unused"
    order_now = _with_first(draft, order, first)
    if entered is None or order.roll_number in (None, entered):
        _check_unneeded(draft, request)
        roll = entered or order.roll_number
        order_now = _with_roll(order_now, roll)
        if next_unused:
            closed = _close_before(draft, order_now, given, None, field="auth")
        else:
            closed = close_at(draft, order_now, given, "auth", Code.REQUIRED)
    else:
        roll = entered
        closed = _close_on_new_roll(draft, request, order_now, given, roll)
    if closed is None:
        return draft.plan()
    after = written(order, closed, roll, date_finished=facts.now)
    change = Change(order, after, LogStatus.END)
    draft.check_labels({order.id: "auth"}, change)
    check_finish(draft, after)
    draft.check_odd(change)
    return draft.plan(change)


def plan_change_roll(request: ChangeRoll, facts: Facts) -> Plan:
    """Ganti Roll: the running MO goes on with the labels of another roll."""
    draft = Draft(facts)
    order = facts.order(request.order_id)
    check_running(draft, order, "order_id")
    roll = draft.roll("roll_number", request.roll_number, required=True)
    old_last = draft.code("old_last", request.old_last)
    new_first = draft.code("new_first", request.new_first)
    if roll is not None and roll == order.roll_number:
        draft.refuse(Code.SAME_ROLL, "roll_number", roll=roll)
    draft.check_swapped(("new_first", "roll_number"), new_first, roll)
    if old_last is None or new_first is None or draft.refused:
        return draft.plan()
    closed = close_at(draft, order, old_last, "old_last", Code.REQUIRED)
    if closed is None:
        return draft.plan()
    opened = Segment(roll, str(new_first), started_at=facts.now)
    change = Change(order, written(order, (*closed, opened), roll), LogStatus.CHANGE_ROLL)
    draft.check_labels({order.id: "new_first"}, change)
    draft.check_odd(change)
    return draft.plan(change)


def _check_unneeded(draft: Draft, request: End) -> None:
    """Refuse labels of a roll change where the roll does not change: nobody would see them go."""
    for field in ("old_last", "new_first"):
        if clean(getattr(request, field)):
            draft.refuse(Code.ROLL_UNCHANGED, field)


def _check_ready(draft: Draft, order: Order, field: str) -> None:
    if refuse_elsewhere(draft, order, field):
        return
    match order.stage:
        case Stage.UNREGISTERED:
            draft.refuse(Code.NOT_READY, field, mo_name=order.mo_name)
        case Stage.RUNNING:
            draft.refuse(Code.ALREADY_STARTED, field, mo_name=order.mo_name)
        case Stage.FINISHED:
            draft.refuse(Code.ALREADY_FINISHED, field, mo_name=order.mo_name)
        case Stage.READY:
            pass


def check_running(draft: Draft, order: Order, field: str) -> None:
    """Refuse on `field` unless the MO is running, and here."""
    if refuse_elsewhere(draft, order, field):
        return
    if order.stage is Stage.FINISHED:
        draft.refuse(Code.ALREADY_FINISHED, field, mo_name=order.mo_name)
    elif order.stage is not Stage.RUNNING:
        draft.refuse(Code.NOT_RUNNING, field, mo_name=order.mo_name)


def check_finish(draft: Draft, after: Order) -> None:
    """Refuse an end before the beginning."""
    if after.date_start and after.date_finished and after.date_finished < after.date_start:
        draft.refuse(Code.FINISH_BEFORE_START, mo_name=after.mo_name)


def _open(order: Order) -> tuple[tuple[Segment, ...], Segment]:
    """Split the segments into the closed ones and the open one."""
    if order.open_segment is not None:
        return order.segments[:-1], order.open_segment
    return order.segments, Segment(order.roll_number, None, started_at=order.date_start)


def _with_first(draft: Draft, order: Order, first: AuthenticityCode | None) -> Order:
    """Fill in the first label of a running MO that has none."""
    if first is None:
        return order
    closed, current = _open(order)
    if current.auth_first is not None:
        draft.refuse(Code.FIRST_ALREADY_KNOWN, "auth_first", first=current.auth_first)
        return order
    return replace(order, segments=(*closed, replace(current, auth_first=str(first))))


def _with_roll(order: Order, roll: str | None) -> Order:
    closed, current = _open(order)
    return replace(order, segments=(*closed, replace(current, roll_number=roll)))


def _close_before(
    draft: Draft,
    order: Order,
    new: AuthenticityCode,
    given_last: AuthenticityCode | None,
    *,
    field: str = "new_auth",
) -> tuple[Segment, ...] | None:
    """End the open segment before the label `new` of the same roll."""
    closed, current = _open(order)
    first = AuthenticityCode.read(current.auth_first)
    if first is not None:
        distance = draft.count(field, new, first)
        if distance is None:
            return None
        if distance < 0:
            draft.refuse(Code.CODE_BEFORE_FIRST, field, first=str(first), text=str(new))
            return None
        if distance == 0 and given_last is None:
            return closed  # no label used: no segment
    if given_last is None:
        last = draft.step(field, new, -1)
    else:
        last = _check_last_before_new(draft, given_last, new)
    if last is None:
        return None
    if given_last is not None:
        return close_at(draft, order, last, "old_last", Code.OLD_LAST_REQUIRED)
    return (*closed, replace(current, auth_last=str(last), ended_at=draft.facts.now))


def _check_last_before_new(
    draft: Draft, last: AuthenticityCode, new: AuthenticityCode
) -> AuthenticityCode | None:
    between = draft.count("old_last", new, last)
    if between is None:
        return None
    if between < 1:
        draft.refuse(Code.LAST_NOT_BEFORE_NEW, "old_last", text=str(last), new=str(new))
        return None
    if between > 1:
        first_wasted, last_wasted = last.plus(1), new.plus(-1)
        draft.note(
            Code.NOTE_WASTED, count=between - 1, first=str(first_wasted), last=str(last_wasted)
        )
    return last


def close_at(
    draft: Draft, order: Order, last: AuthenticityCode | None, field: str, missing: Code
) -> tuple[Segment, ...] | None:
    """End the open segment with the label `last`."""
    closed, current = _open(order)
    if last is None:
        draft.refuse(missing, field, roll=current.roll_number or "–")
        return None
    first = AuthenticityCode.read(current.auth_first)
    if first is not None:
        distance = draft.count(field, last, first)
        if distance is None:
            return None
        if distance < 0:
            draft.refuse(Code.CODE_BEFORE_FIRST, field, first=str(first), text=str(last))
            return None
    return (*closed, replace(current, auth_last=str(last), ended_at=draft.facts.now))


def _close_on_new_roll(
    draft: Draft, request: End, order: Order, given: AuthenticityCode, roll: str
) -> tuple[Segment, ...] | None:
    """End on another roll than the one that is known to run: both rolls' ends are needed."""
    old_last = draft.code(
        "old_last", request.old_last, missing=Code.OLD_LAST_REQUIRED, roll=order.roll_number or "–"
    )
    new_first = draft.code("new_first", request.new_first, missing=Code.NEW_FIRST_REQUIRED)
    if old_last is None or new_first is None:
        return None
    closed = close_at(draft, order, old_last, "old_last", Code.OLD_LAST_REQUIRED)
    if closed is None:
        return None
    opened = Segment(roll, str(new_first), started_at=draft.facts.now)
    on_new = replace(order, segments=(*closed, opened))
    if draft.facts.rules.end_code == "next_unused":
        return _close_before(draft, on_new, given, None, field="auth")
    return close_at(draft, on_new, given, "auth", Code.REQUIRED)
