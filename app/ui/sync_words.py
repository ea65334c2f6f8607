"""What the top bar says about the sync: symbol, words and colour for each of its states."""

from datetime import datetime, tzinfo
from typing import Final

from app.domain.errors import Code, Problem
from app.domain.frozen import dataclass
from app.services.messages import SyncPhase, SyncStatus
from app.texts import mark, tr
from app.texts.formats import clock, number
from app.texts.sentences import clock_sentence, sentence
from app.ui.symbols import Symbol

_OFFLINE: Final = frozenset(
    {Code.NO_NETWORK, Code.HOST_UNKNOWN, Code.CONNECTION_LOST, Code.TIMED_OUT}
)

_REFUSED: Final[dict[Code, str]] = {
    Code.SESSION_EXPIRED: mark("The Odoo session has ended"),
    Code.WRONG_LOGIN: mark("Odoo refuses the password"),
    Code.WRONG_KEY: mark("Odoo refuses the API key"),
    Code.TWO_FACTOR: mark("Odoo asks for two-factor login"),
}

_MISSING: Final[dict[str, str]] = {
    "odoo.url": mark("The address of Odoo is missing."),
    "odoo.database": mark("The name of the database is missing."),
    "odoo.login": mark("The login is missing."),
    "odoo.password": mark("The password is missing."),
    "odoo.session_id": mark("The session id is missing."),
    "odoo.api_key": mark("The API key is missing."),
}


@dataclass(frozen=True, slots=True)
class SyncWords:
    """How a state of the sync looks: `tone` and `ground` are names of colours."""

    symbol: Symbol
    title: str
    detail: str = ""
    tone: str = "ink"
    ground: str = "card"


def sync_words(status: SyncStatus, mo_count: int, zone: tzinfo, now: datetime | None) -> SyncWords:
    """Say how the sync stands, in the language in use; times in `zone`."""
    match status.phase:
        case SyncPhase.NEVER:
            return SyncWords("circle", tr("Not synchronised yet"))
        case SyncPhase.RUNNING if not (mo_count or status.last_success or status.problem):
            return SyncWords("refresh", tr("First sync is running…"), tone="accent")
        case SyncPhase.RUNNING:
            return SyncWords("refresh", tr("Synchronising…"), tone="accent")
        case SyncPhase.OK:
            return _ok(status, mo_count, zone, now)
    problem = status.problem or Problem(Code.BUG, params={"text": "?"})
    return _failed(status, problem, _time(status.failing_since, zone, now))


def lost_words(since: datetime | None, zone: tzinfo, now: datetime | None) -> SyncWords:
    """Say that the store cannot be reached, in the same place: nothing else matters then."""
    title = tr("Store not reachable")
    if since is None:
        detail = tr("It is tried again by itself…")
    else:
        detail = tr("Since {time}, trying again…", time=_time(since, zone, now))
    return SyncWords("offline", title, detail, "bad", "bad_ground")


def unconnected(status: SyncStatus) -> bool:
    """Tell whether nobody has said yet how Odoo is reached."""
    return status.unconnected


def missing(problem: Problem) -> str:
    """Say in a person's words what the connection to Odoo lacks."""
    text = _MISSING.get(str(problem.params.get("key", "")))
    return sentence(problem) if text is None else tr(text)


def _ok(status: SyncStatus, mo_count: int, zone: tzinfo, now: datetime | None) -> SyncWords:
    title = tr("Synchronised {time}", time=_time(status.last_success, zone, now))
    warning = _warning(status)
    if warning:
        return SyncWords("warning", title, warning, "warn", "warn_ground")
    counted = tr("{count} MOs", count=number(mo_count))
    if mo_count == 1:
        counted = tr("1 MO")
    if status.next_run is None:
        return SyncWords("check", title, counted)
    time = _time(status.next_run, zone, now)
    return SyncWords("check", title, tr("{counted} · next {time}", counted=counted, time=time))


def _warning(status: SyncStatus) -> str:
    """Say what a person should see to first although the sync is fine; empty: nothing."""
    counts = status.counts
    if status.clock_wrong is not None:
        return clock_sentence(status.clock_wrong)
    if counts.clashed == 1:
        return tr("1 MO left out: duplicate name. Tell IT.")
    if counts.clashed:
        return tr("{count} MOs left out: duplicate names. Tell IT.", count=number(counts.clashed))
    if counts.skipped == 1:
        return tr("1 MO unreadable. Tell IT.")
    if counts.skipped:
        return tr("{count} MOs unreadable. Tell IT.", count=number(counts.skipped))
    return ""


def _failed(status: SyncStatus, problem: Problem, since: str) -> SyncWords:
    """Say it shortly: the whole sentence, which may be long, stands in the status line."""
    if problem.code in _OFFLINE:
        title = tr("Offline since {time}", time=since)
        return SyncWords("offline", title, tr("Work goes on."), "warn", "warn_ground")
    if problem.code in _REFUSED and status.renewal is not None:
        detail = tr("Since {time}. Work goes on.", time=since)
        return SyncWords("key", tr(_REFUSED[problem.code]), detail, "bad", "bad_ground")
    if problem.code is Code.NOT_CONFIGURED:
        never = status.last_success is None
        title = tr("Odoo is not connected yet") if never else tr("Odoo is not connected")
        return SyncWords("offline", title, missing(problem), "warn", "warn_ground")
    title = tr("Failed since {time}", time=since)
    return SyncWords("warning", title, tr("Work goes on."), "bad", "bad_ground")


def _time(moment: datetime | None, zone: tzinfo, now: datetime | None) -> str:
    return clock(moment, zone, now or moment) if moment else ""
