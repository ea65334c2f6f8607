"""What the table's cells say for one MO: texts in the language in use, symbols, keys to sort by."""

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from enum import IntEnum
from operator import attrgetter

from app.domain.frozen import dataclass
from app.domain.orders import Order, Segment, Stage
from app.domain.stations import is_elsewhere
from app.texts import mark, tr
from app.texts.formats import NOTHING, clock, number
from app.texts.words import ODOO_STATES, STAGES
from app.ui.symbols import Symbol


class Column(IntEnum):
    """The table's columns, left to right."""

    MO = 0
    PRODUCT = 1
    TARGET = 2
    STAGE = 3
    ODOO = 4
    ROLL = 5
    CODES = 6
    USED = 7
    LEADER = 8
    TIME = 9


HEADERS: dict[Column, str] = {
    Column.MO: mark("MO"),
    Column.PRODUCT: mark("Product"),
    Column.TARGET: mark("Target"),
    Column.STAGE: mark("Stage"),
    Column.ODOO: mark("Odoo"),
    Column.ROLL: mark("Roll"),
    Column.CODES: mark("First → last code"),
    Column.USED: mark("Used"),
    Column.LEADER: mark("Leader"),
    Column.TIME: mark("Time"),
}
STAGE_SYMBOLS: dict[Stage, Symbol] = {
    Stage.UNREGISTERED: "circle",
    Stage.READY: "half",
    Stage.RUNNING: "play",
    Stage.FINISHED: "check",
}

_REFERENCE = re.compile(r"^\[[^\]]*\]\s*")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        second: the second half of the text (`last` of `first → last`); it goes to a second line
            where the column is narrow.
        joint: what stands between the halves in one line.
        tone: name of a colour.
        wraps: whether it goes on in a second line where the column is narrow.
    """

    text: str
    second: str = ""
    symbol: Symbol | None = None
    tone: str = "ink"
    bold: bool = False
    right: bool = False
    tooltip: str = ""
    wraps: bool = False
    joint: str = " "

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"{self.text}{self.joint}{self.second}" if self.second else self.text


def odoo_state(order: Order) -> str:
    """Say the MO's state in Odoo."""
    if order.gone_at is not None:
        return tr("Gone")
    return tr(ODOO_STATES.get(order.state or "", order.state or NOTHING))


def odoo_warns(order: Order) -> bool:
    """Tell whether Odoo's state contradicts what the line still has to do."""
    if order.gone_at is not None or order.state == "cancel":
        return True
    return order.state == "done" and order.stage is not Stage.FINISHED


def quantity(order: Order) -> str:
    """Say the target with its unit: 10.000 pcs."""
    if order.target is None:
        return NOTHING
    return f"{number(order.target)} {order.product_uom or ''}".strip()


def product(order: Order) -> str:
    """Say the product."""
    return order.product_name or NOTHING


def short_product(order: Order) -> str:
    """Say the product without the internal reference that Odoo writes in front of it."""
    return _REFERENCE.sub("", product(order)) or product(order)


def search_text(order: Order) -> str:
    """Give all that the search field looks into, folded."""
    parts = [order.mo_name, order.product_name, order.roll_number]
    for segment in order.segments:
        parts += [segment.auth_first, segment.auth_last, segment.roll_number]
    parts += [order.auth_first, order.auth_last]
    return " ".join(dict.fromkeys(part for part in parts if part)).casefold()


def cells(order: Order, zone: tzinfo, now: datetime, home: str | None = None) -> tuple[Cell, ...]:
    """Give the cells of one row; an MO of another station than `home` names its own."""
    codes = _codes(order)
    return (
        Cell(order.mo_name, bold=True),
        Cell(short_product(order), tooltip=product(order), wraps=True),
        Cell(quantity(order), right=True),
        _stage(order, home),
        _odoo(order),
        _rolls(order),
        codes,
        Cell(number(order.used), right=True),
        Cell(order.leader_id or ""),
        _time(order, zone, now),
    )


def _stage(order: Order, home: str | None) -> Cell:
    stage = order.stage
    text, symbol = tr(STAGES[stage]), STAGE_SYMBOLS[stage]
    if is_elsewhere(order, home):
        station = order.station or NOTHING
        tooltip = tr("Another station: {station}", station=station)
        return Cell(text, station, symbol, joint=" · ", tooltip=tooltip)
    strong = stage in (Stage.RUNNING, Stage.READY)
    return Cell(
        text, symbol=symbol, bold=strong, tone="accent" if stage is Stage.RUNNING else "ink"
    )


def _odoo(order: Order) -> Cell:
    text = odoo_state(order)
    if not odoo_warns(order):
        return Cell(text)
    if order.gone_at is not None:
        tooltip = tr("This MO no longer exists in Odoo. What was entered here stays.")
    else:
        tooltip = tr("Odoo says {state}. What was entered here stays.", state=text)
    return Cell(text, symbol="warning", tone="warn", bold=True, tooltip=tooltip)


def _rolls(order: Order) -> Cell:
    if order.stage is Stage.UNREGISTERED:
        return Cell("")
    roll = order.roll_number or NOTHING
    more = len(order.segments) - 1
    if more < 1:
        return Cell(roll)
    return Cell(roll, f"+{more}", tooltip=_segments(order.segments))


def _codes(order: Order) -> Cell:
    if order.stage is Stage.UNREGISTERED:
        return Cell("")
    if order.mid_production:
        return Cell(tr("mid-production"), tone="muted")
    first = order.auth_first or NOTHING
    if order.stage is Stage.FINISHED:
        return Cell(first, f"→ {order.auth_last or NOTHING}", tooltip=_segments(order.segments))
    return Cell(first, "→")


def _segments(segments: tuple[Segment, ...]) -> str:
    if len(segments) < 2:
        return ""
    return "\n".join(
        f"{s.roll_number or NOTHING}: {s.auth_first or NOTHING} → {s.auth_last or NOTHING}"
        for s in segments
    )


def _time(order: Order, zone: tzinfo, now: datetime) -> Cell:
    if order.date_start is None:
        return Cell("")
    start = clock(order.date_start, zone, now)
    if order.date_finished is None:
        return Cell(start, "–")
    finish = clock(order.date_finished, zone, now)
    same_day = (
        order.date_start.astimezone(zone).date() == order.date_finished.astimezone(zone).date()
    )
    if same_day:
        # Both on another day: its date once is enough.
        finish = f"{order.date_finished.astimezone(zone):%H:%M}"
    return Cell(start, f"– {finish}")


_STAGE_ORDER = {Stage.RUNNING: 0, Stage.READY: 1, Stage.UNREGISTERED: 2, Stage.FINISHED: 3}
_NEVER = float("-inf")


def default_key(order: Order, home: str | None = None) -> tuple[float | str, ...]:
    """Give the place in the order that the work has: running, ready, new, finished.

    What runs at another station than `home` comes behind what runs here.
    """
    stage = order.stage
    place: float = _STAGE_ORDER[stage]
    if stage is Stage.RUNNING and is_elsewhere(order, home):
        place += 0.5
    if stage is Stage.READY:
        return (place, _stamp(order.registered_at), float(order.id))
    if stage is Stage.UNREGISTERED:
        return (place, -_stamp(order.create_date), -float(order.id))
    moment = order.date_finished if stage is Stage.FINISHED else order.date_start
    return (place, -_stamp(moment), -float(order.id))


def column_keys(column: Column) -> Callable[[Order], float | str]:
    """Give what an MO is sorted by in one column; those that are equal there, by their names.

    Belongs to one sorting: many MOs say the same, and what costs time is worked out once for all
    of them, in the language of now.
    """
    if column is Column.PRODUCT:
        return _once(attrgetter("product_name"), lambda order: short_product(order).casefold())
    if column is Column.ODOO:
        return _once(lambda order: (order.gone_at is None, order.state), odoo_state)
    return _COLUMN_KEYS[column]


def _once(
    source: Callable[[Order], object], key: Callable[[Order], float | str]
) -> Callable[[Order], float | str]:
    known: dict[object, float | str] = {}

    def found(order: Order) -> float | str:
        made_of = source(order)
        made = known.get(made_of)
        if made is None:
            made = known[made_of] = key(order)
        return made

    return found


def _target(order: Order) -> float:
    target = order.target
    return _NEVER if target is None else target


def _used(order: Order) -> float:
    used = None if order.date_finished is None else order.used
    return _NEVER if used is None else used


_COLUMN_KEYS: dict[Column, Callable[[Order], float | str]] = {
    Column.MO: attrgetter("mo_name"),
    Column.TARGET: _target,
    Column.STAGE: lambda order: _STAGE_ORDER[order.stage],
    Column.ROLL: lambda order: order.roll_number or "",
    Column.CODES: lambda order: order.auth_first or "",
    Column.USED: _used,
    Column.LEADER: lambda order: order.leader_id or "",
    Column.TIME: lambda order: _stamp(order.date_start),
}


def _stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else 0.0
