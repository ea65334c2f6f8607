"""What a person asks for: one frozen input per operation, texts as they were typed."""

from app.domain.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Register:
    """Daftarkan MO: label data, or the promise that it takes over a running roll."""

    order_id: int
    auth_first: str = ""
    roll_number: str = ""
    mid_production: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """Start Production."""

    order_id: int
    leader_id: str = ""


@dataclass(frozen=True, slots=True)
class Changeover:
    """One MO ends and the next starts at the same instant, at the label `new_auth`.

    Attributes:
        roll_number: the next MO's roll; empty: as registered, else the running one.
        old_last: last label of the running MO; needed when the roll changes.
        leader_id: the next MO's leader; empty: the running one.
    """

    current_id: int
    next_id: int
    new_auth: str = ""
    roll_number: str = ""
    old_last: str = ""
    leader_id: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """End Production.

    Attributes:
        auth: the last label used (or the next unused one, see `Rules.end_code`).
        auth_first: first label, only where none is known.
        roll_number: empty: the running roll; another one needs `old_last` and `new_first`.
    """

    order_id: int
    auth: str = ""
    auth_first: str = ""
    roll_number: str = ""
    old_last: str = ""
    new_first: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRoll:
    """Ganti Roll: the roll ran out within an MO.

    Attributes:
        old_last: last label of the old roll.
        new_first: first label of the new one.
    """

    order_id: int
    old_last: str = ""
    roll_number: str = ""
    new_first: str = ""


@dataclass(frozen=True, slots=True)
class Unregister:
    """A ready MO goes back to unregistered."""

    order_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Correct:
    """Koreksi: a person changes one value that was filled in.

    Attributes:
        field: one of `app.domain.corrections.FIELDS`.
        value: as typed, times in the station's zone; empty: no value.
        segment: which label segment, from 1; None: the first for the first code, else the last.
    """

    order_id: int
    field: str = ""
    value: str = ""
    reason: str = ""
    segment: int | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """Urungkan: the newest operation of this station that is not undone.

    Attributes:
        operation_id: refuse when that is another one; None: whichever it is.
    """

    operation_id: str | None = None


Request = Register | Start | Changeover | End | ChangeRoll | Unregister | Correct | Undo
