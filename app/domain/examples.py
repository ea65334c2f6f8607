"""Labels for practice: what a person at the line would scan next, made up from the MOs there are.

Training mode offers them where there is no label and no roll to scan.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.codes import AuthenticityCode
from app.domain.errors import RefusedError
from app.domain.orders import Order, Segment

LEADER: Final = "003"
_CODE: Final = "01024585539"
_ROLL: Final = "1300300624"
_ROLL_LABELS: Final = 20_000
_COUNT: Final = 1000
"""How many labels an MO without a target may use."""


def next_labels(orders: Iterable[Order]) -> tuple[str, str]:
    """Give the label behind all that the MOs will need, and the roll that it is on."""
    last = max(_ends(orders), key=lambda found: _size(found[0]), default=None)
    if last is None:
        return _CODE, _ROLL
    return _step(last[0], 1), last[1].roll_number or _ROLL


def new_roll(orders: Iterable[Order]) -> tuple[str, str]:
    """Give the number of a roll that no MO has, and its first label."""
    known = list(orders)
    rolls = [s.roll_number for order in known for s in order.segments]
    codes = [code for code in map(AuthenticityCode.read, rolls) if code is not None]
    roll = _step(max(codes, key=_size), 1) if codes else _ROLL
    code = AuthenticityCode.parse(next_labels(known)[0])
    return roll, _step(code, _ROLL_LABELS)


def last_label(running: Order, share: float = 1.0) -> str:
    """Give the label with which a running MO has done `share` of its target; "": not known."""
    segment = running.open_segment
    first = AuthenticityCode.read(segment.auth_first) if segment else None
    if first is None:
        return ""
    done = sum(s.used or 0 for s in running.segments)
    count = round(((running.target or _COUNT) - done) * share)
    return _step(first, max(count, 1) - 1)


def after(label: str) -> str:
    """Give the label behind `label`; "" for none."""
    code = AuthenticityCode.read(label)
    return "" if code is None else _step(code, 1)


def _ends(orders: Iterable[Order]) -> Iterator[tuple[AuthenticityCode, Segment]]:
    for order in orders:
        for segment in order.segments:
            end = AuthenticityCode.read(segment.auth_last)
            first = AuthenticityCode.read(segment.auth_first)
            if end is None and first is not None:
                done = sum(one.used or 0 for one in order.segments)
                count = max(round(order.target or _COUNT) - done, 1)
                end = AuthenticityCode.read(_step(first, count - 1))
            if end is not None:
                yield end, segment


def _size(code: AuthenticityCode) -> tuple[int, str]:
    return len(code.digits), code.digits


def _step(code: AuthenticityCode, count: int) -> str:
    try:
        return str(code.plus(count))
    except RefusedError:
        return str(code)
