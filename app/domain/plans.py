"""What an operation would store: the same plan is shown before saving and applied by saving."""

import re
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Literal, Protocol

from app.domain.codes import (
    LEADER_LENGTH,
    ROLL_LENGTH,
    AuthenticityCode,
    CodeRange,
    clean,
    is_plain,
    shortened,
)
from app.domain.errors import Code, Problem, RefusedError
from app.domain.frozen import dataclass
from app.domain.orders import Order, Segment


class LogStatus(StrEnum):
    """What ``production_log.status`` may hold."""

    REGISTER = "register"
    UNREGISTER = "unregister"
    START = "start"
    CHANGEOVER_END = "changeover_end"
    CHANGEOVER_START = "changeover_start"
    CHANGE_ROLL = "change_roll"
    END = "end"
    CORRECT = "correct"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Rules:
    """The floor's settings that decide what is legal and what is asked about.

    Attributes:
        zone: the station's time zone, in which people give times.
        end_code: which label End Production is given.
        used_over_percent: more labels than target plus this many percent is asked about.
        code_pattern, roll_pattern, leader_pattern: regular expressions that narrow what is
            accepted (whole text), None: no narrowing.
        shared: other stations work on the same store; `domain.stations` says whose an MO is.
    """

    zone: tzinfo = UTC
    end_code: Literal["last_used", "next_unused"] = "last_used"
    used_over_percent: float = 20.0
    code_pattern: str | None = None
    roll_pattern: str | None = None
    leader_pattern: str | None = None
    shared: bool = False

    def home(self, station: str) -> str | None:
        """Give `station` where it has but its own MOs; None: it has all, alone on its store.

        Then it has them whatever it was called when they ran.
        """
        return station if self.shared else None


@dataclass(frozen=True, slots=True)
class Change:
    """One MO before and after, and how the history calls it."""

    before: Order
    after: Order
    status: LogStatus


@dataclass(frozen=True, slots=True)
class Past:
    """An operation of the history: its MOs as they are in Odoo's eyes now, before and after it."""

    operation_id: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Occupied:
    """Labels that another MO has."""

    mo_name: str
    labels: CodeRange


class Facts(Protocol):
    """What a plan may ask about the present; the store answers inside one transaction."""

    @property
    def now(self) -> datetime:
        """The instant of the operation, aware UTC."""

    @property
    def station(self) -> str:
        """This station's name."""

    @property
    def rules(self) -> Rules:
        """The floor's settings."""

    def order(self, order_id: int) -> Order:
        """Give an MO by its local id; `RefusedError` when there is none."""

    def running(self) -> Order | None:
        """Give the MO that runs on this station."""

    def occupied(self, labels: CodeRange, but: frozenset[int]) -> Occupied | None:
        """Tell which MO, other than those with the ids `but`, has one of the labels."""

    def is_mo(self, text: str) -> bool:
        """Tell whether `text` is the number of an MO, a former one too."""

    def is_roll(self, text: str) -> bool:
        """Tell whether `text` is the number of a roll that an MO has or had."""

    def usual_labels(self) -> tuple[str, str] | None:
        """Give a first code and its roll as examples: of what runs, else the newest ones."""

    def last_entry_at(self) -> datetime | None:
        """Tell when the newest entry of the history was made."""

    def newest_operation(self) -> Past | None:
        """Give the newest operation of this station that is neither undone nor an undo."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an operation comes to.

    Attributes:
        changes: what would be stored, in order; empty while something essential is missing.
        problems: why it is refused; nothing is stored while there is one.
        questions: what is odd but legal and needs a yes.
        notes: what is said beside it.
        reason: what the history keeps as the reason.
    """

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    reason: str | None = None


class Draft:
    """Collects the findings of one plan; fields that cannot be read give None."""

    def __init__(self, facts: Facts) -> None:
        """Begin with nothing found."""
        self.facts = facts
        self._problems: list[Problem] = []
        self._questions: list[Problem] = []
        self._notes: list[Problem] = []

    @property
    def refused(self) -> bool:
        """Tell whether a problem was found."""
        return bool(self._problems)

    def refuse(self, code: Code, field: str | None = None, **params: str | int) -> None:
        """Add a reason against it."""
        self._problems.append(Problem(code, field, params))

    def ask(self, code: Code, field: str | None = None, **params: str | int) -> None:
        """Add something odd that needs a yes."""
        self._questions.append(Problem(code, field, params))

    def note(self, code: Code, **params: str | int) -> None:
        """Add something to say."""
        self._notes.append(Problem(code, None, params))

    def code(
        self, field: str, text: str, *, missing: Code | None = Code.REQUIRED, **params: str
    ) -> AuthenticityCode | None:
        """Read an authenticity code; `missing` (with `params`) None: it is optional."""
        cleaned = clean(text)
        if not cleaned:
            if missing is not None:
                self.refuse(missing, field, **params)
            return None
        try:
            code = AuthenticityCode.parse(cleaned)
        except RefusedError as error:
            self.refuse(error.problem.code, field, **error.problem.params)
            return None
        if not _matches(self.facts.rules.code_pattern, cleaned):
            self.refuse(Code.CODE_FORMAT, field, text=shortened(cleaned))
            return None
        return None if self._is_mo(field, cleaned) else code

    def roll(self, field: str, text: str, *, required: bool) -> str | None:
        """Read a roll number."""
        pattern = self.facts.rules.roll_pattern
        return self._plain(field, text, ROLL_LENGTH, pattern, Code.ROLL_FORMAT, required)

    def leader(self, field: str, text: str, *, required: bool) -> str | None:
        """Read a leader id; ask when it is known as a label or a roll, scanned by mistake."""
        pattern = self.facts.rules.leader_pattern
        leader = self._plain(field, text, LEADER_LENGTH, pattern, Code.LEADER_FORMAT, required)
        if leader is not None and self._is_on_a_roll(leader):
            self.ask(Code.ASK_LEADER_IS_LABEL, field, text=shortened(leader))
        return leader

    def _is_on_a_roll(self, text: str) -> bool:
        code = AuthenticityCode.read(text)
        if code is not None and self.facts.occupied(CodeRange(code, code), frozenset()):
            return True
        return self.facts.is_roll(text)

    def reason(self, text: str) -> str:
        """Read the reason that a person gives; it is required."""
        if not (cleaned := " ".join(text.split())):
            self.refuse(Code.REQUIRED, "reason")
        return cleaned

    def _plain(
        self, field: str, text: str, length: int, pattern: str | None, bad: Code, required: bool
    ) -> str | None:
        cleaned = clean(text)
        if not cleaned:
            if required:
                self.refuse(Code.REQUIRED, field)
            return None
        if not is_plain(cleaned, length) or not _matches(pattern, cleaned):
            self.refuse(bad, field, text=shortened(cleaned))
            return None
        return None if self._is_mo(field, cleaned) else cleaned

    def _is_mo(self, field: str, text: str) -> bool:
        """Refuse the number of an MO: a scanner that reads twice fills it into the next field."""
        if not self.facts.is_mo(text):
            return False
        self.refuse(Code.IS_MO_NUMBER, field, text=shortened(text))
        return True

    def step(self, field: str, code: AuthenticityCode, count: int) -> AuthenticityCode | None:
        """Give the code `count` labels further, or refuse on `field`."""
        try:
            return code.plus(count)
        except RefusedError as error:
            self.refuse(error.problem.code, field, **error.problem.params)
            return None

    def count(self, field: str, last: AuthenticityCode, first: AuthenticityCode) -> int | None:
        """Give last − first, or refuse on `field` when the two are of different series."""
        try:
            return last.minus(first)
        except RefusedError as error:
            self.refuse(error.problem.code, field, **error.problem.params)
            return None

    def check_labels(self, fields: dict[int, str], *changes: Change) -> None:
        """Refuse labels that lie in two segments; `fields`: order id → field to mark.

        Where two MOs of `changes` would get the same label it is the first one's: the field of its
        end was filled in last.
        """
        but = frozenset(change.after.id for change in changes)
        taken: list[tuple[Order, CodeRange, str | None]] = []
        for change in changes:
            after, field = change.after, fields.get(change.after.id)
            written = [s.labels for s in after.segments if s not in change.before.segments]
            kept = [s.labels for s in after.segments if s in change.before.segments]
            taken += [(after, labels, None) for labels in kept if labels]
            for labels in filter(None, written):
                found = self.facts.occupied(labels, but)
                if found is not None:
                    self._refuse_overlap(field, labels, found)
                    return
                for order, other, end in taken:
                    if not other.overlaps(labels):
                        continue
                    if end and order.id != after.id:
                        self._refuse_overlap(end, other, Occupied(after.mo_name, labels))
                    else:
                        self._refuse_overlap(field, labels, Occupied(order.mo_name, other))
                    return
                taken.append((after, labels, field))

    def _refuse_overlap(self, field: str | None, labels: CodeRange, found: Occupied) -> None:
        other = str(found.labels)
        self.refuse(Code.OVERLAP, field, text=str(labels), mo_name=found.mo_name, other=other)

    def check_free(self, field: str, code: AuthenticityCode, but: frozenset[int]) -> None:
        """Refuse a label that another MO has: said at once, before the other fields are filled."""
        labels = CodeRange(code, code)
        found = self.facts.occupied(labels, but)
        if found is not None:
            self._refuse_overlap(field, labels, found)

    def check_swapped(
        self, fields: tuple[str, str], code: AuthenticityCode | None, roll: str | None
    ) -> None:
        """Ask when a code is known as a roll, or a roll as a label; `fields`: code's, roll's."""
        same = code is not None and str(code) == roll
        label = AuthenticityCode.read(roll)
        if code is not None and label is not None and self._look_swapped(code, label):
            # Says it of both at once: no second question about one of them.
            self.ask(Code.ASK_SWAPPED, fields[0], text=str(code), roll=str(label))
            return
        if code is not None and (same or self.facts.is_roll(str(code))):
            self.ask(Code.ASK_CODE_IS_ROLL, fields[0], text=shortened(str(code)))
        if same:
            return  # one thing scanned twice
        if label is not None:
            found = self.facts.occupied(CodeRange(label, label), frozenset())
            if found is not None:
                text, mo_name = shortened(str(label)), found.mo_name
                self.ask(Code.ASK_ROLL_IS_CODE, fields[1], text=text, mo_name=mo_name)

    def _look_swapped(self, code: AuthenticityCode, roll: AuthenticityCode) -> bool:
        """Tell whether each has the letters and the width of the other, as they last had them."""
        first, mounted = self.facts.usual_labels() or (None, None)
        usual_code, usual_roll = AuthenticityCode.read(first), AuthenticityCode.read(mounted)
        if usual_code is None or usual_roll is None or usual_code.same_series(usual_roll):
            return False
        return code.same_series(usual_roll) and roll.same_series(usual_code)

    def check_clock(self) -> None:
        """Ask when this station's clock is before the last entry of the history."""
        last_entry = self.facts.last_entry_at()
        if last_entry is not None and self.facts.now < last_entry:
            self.ask(Code.ASK_CLOCK)

    def check_odd(self, *changes: Change) -> None:
        """Ask about what is odd but legal when production goes on."""
        self.check_clock()
        for after in (change.after for change in changes):
            if after.gone_at is not None:
                self.ask(Code.ASK_ODOO_GONE, mo_name=after.mo_name)
            elif after.odoo_closed:
                self.ask(Code.ASK_ODOO_CLOSED, mo_name=after.mo_name, state=after.state or "")
            start, finish = after.date_start, after.date_finished
            if start and finish and (finish - start).total_seconds() > 24 * 3600:
                self.ask(Code.ASK_RUNNING_LONG, mo_name=after.mo_name)
            self.check_used(after)

    def check_used(self, after: Order) -> None:
        """Ask when a finished MO has used no label, or far more than its target."""
        used, target = after.used, after.target
        if used == 0:
            self.ask(Code.ASK_USED_NOTHING, mo_name=after.mo_name)
        elif used and target and used > target * (1 + self.facts.rules.used_over_percent / 100):
            self.ask(
                Code.ASK_USED_OVER_TARGET, mo_name=after.mo_name, used=used, target=round(target)
            )

    def plan(self, *changes: Change, reason: str | None = None) -> Plan:
        """Give the plan with all that was found."""
        found = (tuple(self._problems), tuple(self._questions), tuple(self._notes))
        return Plan(changes, *found, reason)


def written(
    order: Order, segments: tuple[Segment, ...], roll: str | None, **people: object
) -> Order:
    """Give the MO with other segments: the one place where its own code columns follow them.

    ``auth_first`` is the first segment's, ``auth_last`` the last one's, ``roll_number`` the roll
    that is mounted.
    """
    return replace(
        order,
        segments=segments,
        auth_first=segments[0].auth_first if segments else None,
        auth_last=segments[-1].auth_last if segments else None,
        roll_number=roll,
        **people,  # type: ignore[arg-type]  # names of fields of Order, checked by replace
    )


def _matches(pattern: str | None, text: str) -> bool:
    return pattern is None or re.fullmatch(pattern, text) is not None
