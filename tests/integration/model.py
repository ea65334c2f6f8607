"""What a store must hold, written from the specification: dicts, text and plain loops, no planner.

`Model` is told what a person wishes and says what must come of it: `Verdict.reasons` against it,
`Verdict.questions` that are asked, and the people-owned values of each MO that would change.
"""

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from app.domain.requests import (
    Changeover,
    ChangeRoll,
    Correct,
    End,
    Register,
    Request,
    Start,
    Undo,
    Unregister,
)

People = dict[str, Any]
"""The people-owned columns of one MO and its `segments`, as ``production_log`` writes them."""

NOTHING: Final[People] = {
    "auth_first": None,
    "auth_last": None,
    "leader_id": None,
    "roll_number": None,
    "ready_for_production": False,
    "date_start": None,
    "date_finished": None,
    "station": None,
    "segments": [],
}
JAKARTA: Final = timezone(timedelta(hours=7))
CLOSED: Final = ("done", "cancel")


def text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def read(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


def split(code: str) -> tuple[str, int, int]:
    """Give prefix, width and number of a label."""
    prefix = code.rstrip("0123456789")
    digits = code[len(prefix) :]
    return prefix, len(digits), int(digits)


def before(code: str) -> str | None:
    """Give the label before `code`, None when the roll begins with it."""
    prefix, width, number = split(code)
    return f"{prefix}{number - 1:0{width}}" if number else None


def labels_of(segment: dict[str, Any]) -> set[str]:
    """Give every label that a segment occupies, one by one."""
    ends = [code for code in (segment["auth_first"], segment["auth_last"]) if code]
    if not ends:
        return set()
    prefix, width, low = split(ends[0])
    high = split(ends[-1])[2]
    return {f"{prefix}{number:0{width}}" for number in range(low, high + 1)}


def stage(people: People) -> str:
    if people["date_finished"]:
        return "finished"
    if people["date_start"]:
        return "running"
    return "ready" if people["ready_for_production"] else "unregistered"


def used(people: People) -> int | None:
    counts = [
        split(s["auth_last"])[2] - split(s["auth_first"])[2] + 1
        if s["auth_first"] and s["auth_last"]
        else None
        for s in people["segments"]
    ]
    return None if None in counts else sum(count or 0 for count in counts)


def segment(roll: str | None, first: str | None, **values: Any) -> dict[str, Any]:
    empty = {"auth_last": None, "started_at": None, "ended_at": None}
    return {"roll_number": roll, "auth_first": first, **empty, **values}


@dataclass
class Verdict:
    """What must come of a wish.

    Attributes:
        reasons: codes that speak against it; none: it is legal.
        questions: codes that are asked before it is done.
        after: mo_id → people-owned values, in the order of the history.
        statuses: how the history calls each of them.
    """

    reasons: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    after: dict[int, People] = field(default_factory=dict)
    statuses: list[str] = field(default_factory=list)
    undoes: str | None = None


@dataclass
class Deed:
    """An operation that was stored."""

    operation_id: str
    station: str
    request: Request
    at: str
    before: dict[int, People]
    after: dict[int, People]
    statuses: list[str]
    undone: bool = False


class Model:
    """One store; MOs by Odoo's id, `odoo` holds the Odoo-owned columns as of the last pass.

    `shared`: several stations are on it, each with an MO of its own that runs.
    """

    def __init__(self, *, shared: bool = False) -> None:
        self.shared = shared
        self.people: dict[int, People] = {}
        self.odoo: dict[int, dict[str, Any]] = {}
        self.gone: set[int] = set()
        self.ids: dict[int, int] = {}
        self.deeds: list[Deed] = []
        self.end_code = "last_used"

    def known(self, mo_id: int, local_id: int, odoo: dict[str, Any]) -> None:
        """Take note of an MO that a pass brought or refreshed."""
        self.ids[local_id] = mo_id
        self.people.setdefault(mo_id, copy.deepcopy(NOTHING))
        self.odoo[mo_id] = odoo

    def forget(self, mo_id: int) -> None:
        """Take note of an MO that is over, and untouched, and was purged."""
        self.ids = {key: known for key, known in self.ids.items() if known != mo_id}
        self.gone.discard(mo_id)
        del self.people[mo_id], self.odoo[mo_id]

    def in_stage(self, *stages: str) -> list[int]:
        return [key for key, people in self.people.items() if stage(people) in stages]

    def running_at(self, station: str) -> list[int]:
        """Give what keeps `station` from starting another one."""
        found = self.in_stage("running")
        if not self.shared:
            return found
        return [key for key in found if self.people[key]["station"] == station]

    def newest(self, station: str) -> Deed | None:
        mine = [d for d in self.deeds if d.station == station and not isinstance(d.request, Undo)]
        return next((deed for deed in reversed(mine) if not deed.undone), None)

    def record(
        self, operation_id: str, station: str, request: Request, now: datetime, verdict: Verdict
    ) -> None:
        """Do what was judged legal."""
        was = {key: copy.deepcopy(self.people[key]) for key in verdict.after}
        self.people.update(copy.deepcopy(verdict.after))
        self.deeds.append(
            Deed(operation_id, station, request, text(now), was, verdict.after, verdict.statuses)
        )
        if verdict.undoes is not None:
            (undone,) = [deed for deed in self.deeds if deed.operation_id == verdict.undoes]
            undone.undone = True

    # ------------------------------------------------------------------ judging

    def judge(self, request: Request, now: datetime, station: str) -> Verdict:
        verdict = Verdict()
        judge = _Judge(self, verdict, text(now), station)
        match request:
            case Register():
                judge.register(request)
            case Unregister():
                judge.unregister(request)
            case Start():
                judge.start(request)
            case Changeover():
                judge.changeover(request)
            case End():
                judge.end(request)
            case ChangeRoll():
                judge.change_roll(request)
            case Correct():
                judge.correct(request, now)
            case Undo():
                judge.undo()
        if not verdict.reasons:
            judge.labels()
            judge.finish_after_start()
        if not isinstance(request, Unregister | Undo):
            judge.odd(correcting=isinstance(request, Correct))
        return verdict


class _Judge:
    """The rules of §3, one method each."""

    def __init__(self, model: Model, verdict: Verdict, now: str, station: str) -> None:
        self._model = model
        self._verdict = verdict
        self._now = now
        self._station = station

    def _refuse(self, code: str) -> None:
        self._verdict.reasons.add(code)

    def _change(self, local_id: int, status: str) -> People:
        """Give the values of an MO to be changed."""
        mo_id = self._model.ids[local_id]
        if self._model.shared and self._model.people[mo_id]["station"] not in (None, self._station):
            self._refuse("runs_elsewhere")
        self._verdict.statuses.append(status)
        self._verdict.after[mo_id] = copy.deepcopy(self._model.people[mo_id])
        return self._verdict.after[mo_id]

    def _need(self, people: People, wanted: str) -> bool:
        found = stage(people)
        if found == wanted:
            return True
        self._verdict.reasons |= {
            "unregistered": {"not_ready", "not_running"},
            "ready": {"not_running", "already_registered"},
            "running": {"already_started", "already_registered"},
            "finished": {"already_finished", "already_registered"},
        }[found]
        return False

    def register(self, wish: Register) -> None:
        mo_id = self._model.ids[wish.order_id]
        people = self._change(wish.order_id, "register")
        self._need(people, "unregistered")
        if mo_id in self._model.gone:
            self._refuse("odoo_gone")
        elif self._model.odoo[mo_id]["state"] in CLOSED:
            self._refuse("odoo_closed")
        if not wish.mid_production:
            people["segments"] = [segment(wish.roll_number, wish.auth_first)]
            people["auth_first"], people["roll_number"] = wish.auth_first, wish.roll_number
        people["ready_for_production"] = True

    def unregister(self, wish: Unregister) -> None:
        people = self._change(wish.order_id, "unregister")
        self._need(people, "ready")
        if not wish.reason:
            self._refuse("required")
        people.update(copy.deepcopy(NOTHING))

    def start(self, wish: Start) -> None:
        people = self._change(wish.order_id, "start")
        if self._need(people, "ready") and self._model.running_at(self._station):
            self._refuse("other_running")
        if not wish.leader_id:
            self._refuse("required")
        people["segments"] = people["segments"] or [segment(people["roll_number"], None)]
        people["segments"][0]["started_at"] = self._now
        self._begin(people, wish.leader_id)

    def _begin(self, people: People, leader: str | None) -> None:
        people.update(date_start=self._now, leader_id=leader, station=self._station)

    def changeover(self, wish: Changeover) -> None:
        if wish.current_id == wish.next_id:
            self._refuse("same_mo")
            return
        current = self._change(wish.current_id, "changeover_end")
        following = self._change(wish.next_id, "changeover_start")
        if not (self._need(current, "running") & self._need(following, "ready")):
            return
        roll = wish.roll_number or following["roll_number"] or current["roll_number"]
        if roll != current["roll_number"]:
            if wish.old_last:
                self._close(current, wish.old_last)
                if not wish.roll_number and before(wish.new_auth) == wish.old_last:
                    self._verdict.questions.add("ask_roll_goes_on")
            else:
                self._refuse("old_last_required")
        elif wish.old_last:
            self._check_series(wish.new_auth, wish.old_last, "last_not_before_new", 1)
            first = current["segments"][-1]["auth_first"]
            if first:
                self._check_series(wish.new_auth, first, "code_before_first", 0)
            self._close(current, wish.old_last)
        else:
            self._close_before(current, wish.new_auth)
        current["date_finished"] = self._now
        following["segments"] = [segment(roll, wish.new_auth, started_at=self._now)]
        following.update(auth_first=wish.new_auth, roll_number=roll)
        self._begin(following, wish.leader_id or current["leader_id"])

    def end(self, wish: End) -> None:
        people = self._change(wish.order_id, "end")
        if not self._need(people, "running"):
            return
        current = people["segments"][-1]
        if wish.auth_first:
            if current["auth_first"]:
                self._refuse("first_already_known")
                return
            current["auth_first"] = wish.auth_first
        if not wish.roll_number or people["roll_number"] in (None, wish.roll_number):
            current["roll_number"] = wish.roll_number or people["roll_number"]
            if wish.old_last or wish.new_first:
                self._refuse("roll_unchanged")
        else:
            if not wish.old_last:
                self._refuse("old_last_required")
            if not wish.new_first:
                self._refuse("new_first_required")
            if self._verdict.reasons:
                return
            self._close(people, wish.old_last)
            opened = segment(wish.roll_number, wish.new_first, started_at=self._now)
            people["segments"].append(opened)
        people["roll_number"] = wish.roll_number or people["roll_number"]
        if self._model.end_code == "next_unused":
            self._close_before(people, wish.auth)
        else:
            self._close(people, wish.auth)
        people["date_finished"] = self._now

    def change_roll(self, wish: ChangeRoll) -> None:
        people = self._change(wish.order_id, "change_roll")
        if not self._need(people, "running"):
            return
        if wish.roll_number == people["roll_number"]:
            self._refuse("same_roll")
        self._close(people, wish.old_last)
        opened = segment(wish.roll_number, wish.new_first, started_at=self._now)
        people["segments"].append(opened)
        people["roll_number"] = wish.roll_number
        self._follow(people)

    def _check_series(self, code: str, other: str, reason: str, least: int) -> None:
        """Refuse unless `code` is at least `least` labels after `other`."""
        one, two = split(code), split(other)
        if one[:2] != two[:2]:
            self._refuse("code_other_series")
        elif one[2] - two[2] < least:
            self._refuse(reason)

    def _close(self, people: People, last: str) -> None:
        current = people["segments"][-1]
        if current["auth_first"]:
            self._check_series(last, current["auth_first"], "code_before_first", 0)
        current.update(auth_last=last, ended_at=self._now)
        self._follow(people)

    def _close_before(self, people: People, new: str) -> None:
        """`new` is the first label that this MO did not use."""
        first = people["segments"][-1]["auth_first"]
        if first == new:
            people["segments"].pop()  # it used none
        elif (last := before(new)) is None:
            self._verdict.reasons |= {"code_exhausted", "code_before_first", "code_other_series"}
        else:
            if first:
                self._check_series(new, first, "code_before_first", 0)
            people["segments"][-1].update(auth_last=last, ended_at=self._now)
        self._follow(people)

    def _follow(self, people: People) -> None:
        segments = people["segments"]
        people["auth_first"] = segments[0]["auth_first"] if segments else None
        people["auth_last"] = segments[-1]["auth_last"] if segments else None

    def correct(self, wish: Correct, now: datetime) -> None:
        people = self._change(wish.order_id, "correct")
        was = copy.deepcopy(people)
        if not wish.reason:
            self._refuse("required")
        if stage(people) == "unregistered":
            self._refuse("not_ready")
        elif wish.field == "leader_id":
            self._correct_leader(people, wish.value)
        elif wish.field in ("date_start", "date_finished"):
            self._correct_time(people, wish.field, wish.value, now)
        else:
            self._correct_segment(people, wish)
        if people == was:
            self._refuse("nothing_changes")

    def _correct_leader(self, people: People, value: str) -> None:
        if not value:
            self._refuse("required")
        if stage(people) == "ready":
            self._refuse("stage_would_change")
        people["leader_id"] = value

    def _correct_time(self, people: People, name: str, value: str, now: datetime) -> None:
        if not people[name] or not value:
            self._refuse("stage_would_change")
            return
        moment = datetime.fromisoformat(value).replace(tzinfo=JAKARTA)
        if moment > now:
            self._refuse("time_in_future")
        segments = people["segments"]
        if segments and name == "date_start":
            segments[0]["started_at"] = text(moment)
        if segments and name == "date_finished" and segments[-1]["ended_at"] == people[name]:
            segments[-1]["ended_at"] = text(moment)
        people[name] = text(moment)

    def _correct_segment(self, people: People, wish: Correct) -> None:
        segments = people["segments"]
        number = wish.segment or (1 if wish.field == "auth_first" else max(len(segments), 1))
        if number > max(len(segments), 1):
            self._refuse("no_such_segment")
            return
        last = number >= len(segments)
        if wish.field == "auth_last" and last and stage(people) != "finished":
            self._refuse("stage_would_change")
            return
        if not segments and wish.field == "roll_number":
            people["roll_number"] = wish.value or None  # there are no labels, and none come by it
            return
        if not segments:
            segments.append(segment(people["roll_number"], None))
        one = segments[number - 1]
        one[wish.field] = wish.value or None
        if one["auth_first"] and one["auth_last"]:
            self._check_series(one["auth_last"], one["auth_first"], "code_before_first", 0)
        if wish.field == "roll_number" and last:
            people["roll_number"] = wish.value or None
        if stage(people) != "running" and not any(
            one[name] for name in ("roll_number", "auth_first", "auth_last")
        ):
            del segments[number - 1]
        self._follow(people)

    def undo(self) -> None:
        deed = self._model.newest(self._station)
        if deed is None:
            self._refuse("nothing_to_undo")
            return
        self._verdict.undoes = deed.operation_id
        for mo_id, after in deed.after.items():
            if self._model.people[mo_id] != after:
                self._refuse("changed_since")
            self._verdict.after[mo_id] = copy.deepcopy(deed.before[mo_id])
            self._verdict.statuses.append("undo")
        others = set(self._model.running_at(self._station)) - deed.after.keys()
        if others and any(stage(people) == "running" for people in deed.before.values()):
            self._refuse("other_running")

    # ------------------------------------------------------------------ what holds for all

    def labels(self) -> None:
        """No label is in two places."""
        after = {**self._model.people, **self._verdict.after}
        changed = {
            key
            for key in self._verdict.after
            if self._model.people[key]["segments"] != after[key]["segments"]
        }
        seen: dict[str, int] = {}
        for key, people in after.items():
            for one in people["segments"]:
                for label in labels_of(one):
                    if label in seen and changed & {key, seen[label]}:
                        self._refuse("overlap")
                        return
                    seen[label] = key

    def finish_after_start(self) -> None:
        for people in self._verdict.after.values():
            if people["date_finished"] and people["date_finished"] < people["date_start"]:
                self._refuse("finish_before_start")

    def odd(self, *, correcting: bool) -> None:
        """What is asked; putting a value right does not wait for what Odoo thinks of the MO."""
        ask = self._verdict.questions
        if any(self._now < deed.at for deed in self._model.deeds):
            ask.add("ask_clock")
        for mo_id, people in self._verdict.after.items():
            odoo, was = self._model.odoo[mo_id], self._model.people[mo_id]
            if correcting:
                if stage(people) == "finished" and used(people) != used(was):
                    self._odd_use(people, odoo)
                continue
            if mo_id in self._model.gone:
                ask.add("ask_odoo_gone")
            elif odoo["state"] in CLOSED:
                ask.add("ask_odoo_closed")
            if stage(people) == "finished" and stage(was) == "running":
                self._odd_use(people, odoo)
                if read(people["date_finished"]) - read(people["date_start"]) > timedelta(days=1):
                    ask.add("ask_running_long")

    def _odd_use(self, people: People, odoo: dict[str, Any]) -> None:
        count = used(people)
        target = odoo["initial_qty_target"] or odoo["product_qty"]
        if count == 0:
            self._verdict.questions.add("ask_used_nothing")
        elif count and target and count > target * 1.2:
            self._verdict.questions.add("ask_used_over_target")
