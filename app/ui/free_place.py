"""Where something may lie over a window without covering what a person presses or fills in."""

from collections.abc import Iterable, Iterator
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from app.ui import theme
from app.ui.overlay import Overlay

ASKS: Final = "question"
"""Name of what asks: who has to answer has to read it."""
FOOT: Final = "statusLine"
"""Name of what stands at the window's lower edge."""
SHARES: Final = (0.7, 0.6, 0.45, 0.34, 0.25)
"""Widths to try, as shares of the window's: a narrow message is higher, but fits in more places."""


def taken(window: QWidget, *, but: QWidget) -> list[QRect]:
    """Give what a person presses, fills in or answers: of the card on top, else of the window."""
    overlays = [o for o in window.findChildren(Overlay) if o.isVisible()]
    root = overlays[-1].card if overlays else window
    if root is None:
        return []
    return [
        QRect(part.mapTo(window, area.topLeft()), area.size())
        for part in root.findChildren(QWidget)
        if isinstance(part, QAbstractButton | QLineEdit) or part.objectName() == ASKS
        if not but.isAncestorOf(part)
        if not (area := part.visibleRegion().boundingRect()).isEmpty()
    ]


def foot(window: QWidget) -> int:
    """Give what is kept free below: the status line, and the gap between it and the table."""
    line = window.findChild(QWidget, FOOT)
    return theme.sizes().gap + (line.sizeHint().height() if line is not None else 0)


def places(window: QSize, size: QSize, margin: int, line: int) -> Iterator[QRect]:
    """Give where something of `size` may lie, the best place first; `line` is kept free below."""
    left, right = margin, window.width() - size.width() - margin
    middle = (left + right) // 2
    edge = theme.px(4)
    low, lowest = window.height() - size.height() - line, window.height() - size.height() - edge
    for x, y in (
        *((x, low) for x in (right, left, middle)),
        *((x, lowest) for x in (right, left, middle)),
        *((x, edge) for x in (left, middle, right)),
        *(
            (x, y)
            for y in range(low, edge, -max(theme.px(8), line // 2))
            for x in (left, right, middle)
        ),
    ):
        yield QRect(QPoint(x, y), size)


def best(found: Iterable[QRect], used: list[QRect]) -> tuple[int, QRect]:
    """Give the first place that covers nothing `used`, else the least bad; and how much it does."""
    least: tuple[int, QRect] | None = None
    for place in found:
        covered = sum(_area(place.intersected(one)) for one in used)
        if least is None or covered < least[0]:
            least = (covered, place)
        if not covered:
            break
    return least or (0, QRect())


def _area(part: QRect) -> int:
    return 0 if part.isEmpty() else part.width() * part.height()
