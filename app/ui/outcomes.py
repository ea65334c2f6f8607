"""What a toast says of an operation that is stored."""

from datetime import datetime, tzinfo

from app.domain.plans import Change, LogStatus
from app.services.messages import Done
from app.texts import tr
from app.texts.formats import NOTHING, number
from app.texts.sentences import sentence
from app.ui.changed_values import changed_values
from app.ui.dialogs.preview_blocks import put_back


def outcome(done: Done, zone: tzinfo, now: datetime) -> str:
    """Repeat what was stored, one line per MO; what an undo put back in one line."""
    if is_undo(done):
        return " · ".join(_put_back(change, zone, now) for change in done.changes)
    said = [_said(change, zone, now) for change in done.changes]
    return "\n".join([*said, *(sentence(note) for note in done.notes)])


def is_undo(done: Done) -> bool:
    """Tell whether an operation took another one back; that cannot be undone."""
    return any(change.status is LogStatus.UNDO for change in done.changes)


def _put_back(change: Change, zone: tzinfo, now: datetime) -> str:
    said = put_back(change)
    if change.before.stage is change.after.stage:
        said = " · ".join((said, _differences(change, zone, now)))
    return said


def _differences(change: Change, zone: tzinfo, now: datetime) -> str:
    return ", ".join(row.line for row in changed_values(change.before, change.after, zone, now))


def _said(change: Change, zone: tzinfo, now: datetime) -> str:
    after = change.after
    match change.status:
        case LogStatus.REGISTER if after.auth_first is None:
            text = tr("{mo_name} registered · mid-production")
        case LogStatus.REGISTER:
            text = tr("{mo_name} registered · {code} · roll {roll}")
        case LogStatus.UNREGISTER:
            text = tr("{mo_name} is not registered any more")
        case LogStatus.START:
            text = tr("{mo_name} started · leader {leader}")
        case LogStatus.CHANGEOVER_START:
            text = tr("{mo_name} started · {code} · roll {roll}")
        case LogStatus.CHANGE_ROLL:
            text = tr("{mo_name} goes on · roll {roll} · {open}")
        case LogStatus.CORRECT:
            text = tr("{mo_name} corrected · {differences}")
        case _:
            text = tr("{mo_name} finished · {last} · used {used}")
    segment = after.open_segment
    return text.format(
        mo_name=after.mo_name,
        code=after.auth_first or NOTHING,
        open=(segment.auth_first if segment else None) or NOTHING,
        last=after.auth_last or NOTHING,
        roll=after.roll_number or NOTHING,
        leader=after.leader_id or NOTHING,
        used=number(after.used),
        differences=_differences(change, zone, now),
    )
