"""What a plan would store, MO by MO: the words and values that the preview draws."""

from datetime import datetime, tzinfo

from app.domain.frozen import dataclass
from app.domain.orders import Order, Segment, Stage
from app.domain.plans import Change, LogStatus, Plan
from app.texts import mark, tr
from app.texts.formats import NOTHING, clock, number
from app.ui.changed_values import Row, changed_values, of_target, used_of_target

_HEADINGS: dict[LogStatus, str] = {
    LogStatus.REGISTER: mark("{mo_name} becomes ready"),
    LogStatus.UNREGISTER: mark("{mo_name} is not registered any more"),
    LogStatus.START: mark("{mo_name} starts"),
    LogStatus.CHANGEOVER_END: mark("{mo_name} ends"),
    LogStatus.CHANGEOVER_START: mark("{mo_name} starts"),
    LogStatus.END: mark("{mo_name} ends"),
    LogStatus.CORRECT: mark("{mo_name} is corrected"),
}
_AGAIN: dict[Stage, str] = {
    Stage.UNREGISTERED: mark("{mo_name} is not registered any more"),
    Stage.READY: mark("{mo_name} is ready again"),
    Stage.RUNNING: mark("{mo_name} runs again"),
    Stage.FINISHED: mark("{mo_name} is finished again"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """One MO, or one roll of it, with its values."""

    heading: str
    rows: tuple[Row, ...]


def blocks(plan: Plan, zone: tzinfo, now: datetime) -> tuple[Block, ...]:
    """Give what a plan would change."""
    return tuple(block for change in plan.changes for block in _blocks(plan, change, zone, now))


def put_back(change: Change) -> str:
    """Say what an undone MO is now."""
    before, after = change.before, change.after
    text = _AGAIN[after.stage] if before.stage is not after.stage else mark("{mo_name} is put back")
    return tr(text, mo_name=after.mo_name)


def _blocks(plan: Plan, change: Change, zone: tzinfo, now: datetime) -> tuple[Block, ...]:
    before, after = change.before, change.after
    if change.status is LogStatus.CHANGE_ROLL:
        return _rolls(after, zone, now)
    starts = change.status in (LogStatus.START, LogStatus.CHANGEOVER_START)
    ahead = change.status not in (LogStatus.CORRECT, LogStatus.UNDO)
    rows = list(changed_values(before, after, zone, now, ahead=ahead, codes=starts))
    if change.status is LogStatus.REGISTER and after.mid_production:
        rows.append(Row(tr("Code and roll"), "", tr("none (mid-production)"), ""))
    if after.stage is Stage.FINISHED and used_of_target(before) == used_of_target(after):
        rows.append(Row(tr("Used"), "", used_of_target(after), "numbers"))
    if not rows:
        rows.append(Row(tr("Registered"), _yes(before), _yes(after), ""))
    if change.status is LogStatus.UNDO:  # its reason is another operation's id
        return (Block(put_back(change), tuple(rows)),)
    if plan.reason:
        rows.append(Row(tr("Reason"), "", plan.reason, ""))
    return (Block(tr(_HEADINGS[change.status], mo_name=after.mo_name), tuple(rows)),)


def _rolls(after: Order, zone: tzinfo, now: datetime) -> tuple[Block, ...]:
    """Show the roll that is used up beside the one that goes on."""
    old, new = after.segments[-2:]
    ended = Block(
        tr("Roll {roll} ends", roll=old.roll_number or NOTHING),
        (
            Row(tr("Last code"), "", old.auth_last or ""),
            Row(tr("Used"), "", _used(old), "numbers"),
            Row(tr("Ends"), "", clock(old.ended_at, zone, now), "numbers"),
            Row(tr("MO so far"), "", _so_far(after), "numbers"),
        ),
    )
    begun = Block(
        tr("Roll {roll} starts", roll=new.roll_number or NOTHING),
        (
            Row(tr("First code"), "", new.auth_first or ""),
            Row(tr("Last code"), "", tr("still open"), ""),
            Row(tr("Starts"), "", clock(new.started_at, zone, now), "numbers"),
        ),
    )
    return ended, begun


def _so_far(order: Order) -> str:
    """Say what the rolls used up have given of the target."""
    counts = [segment.used for segment in order.segments[:-1]]
    used = None if None in counts else sum(count or 0 for count in counts)
    return of_target(used, order.target)


def _used(segment: Segment) -> str:
    return tr("unknown: no first code") if segment.used is None else number(segment.used)


def _yes(order: Order) -> str:
    return tr("yes") if order.ready_for_production else tr("no")
