"""Looks at laid-out widgets as a person would: what is cut off, what lies over something else."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from app.ui.labels import ElidedLabel
from app.ui.top_bar import SyncState


def shown(root: QWidget) -> Iterator[QWidget]:
    """Give every visible widget below `root`."""
    yield from (widget for widget in root.findChildren(QWidget) if widget.isVisibleTo(root))


def cut(root: QWidget, *, may_be_long: str = "") -> list[str]:
    """Give what is not shown as a whole; `may_be_long` is a text that may end in …"""
    found = []
    for widget in shown(root):
        text = _cut_text(widget)
        if text and not (may_be_long and may_be_long.split("]")[-1].strip()[:20] in text):
            found.append(f"{type(widget).__name__}: {text!r} in {widget.width()} px")
    return found


def _cut_text(widget: QWidget) -> str:
    room = widget.contentsRect().width()
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel):
        return _cut_label(widget, metrics, room)
    if isinstance(widget, QAbstractButton):
        return widget.text() if widget.minimumSizeHint().width() > widget.width() else ""
    if isinstance(widget, SyncState):
        needed = widget.minimumSizeHint().width()
        return widget.accessibleName() if needed > widget.width() else ""
    if isinstance(widget, QLineEdit) and widget.placeholderText():
        needed = metrics.horizontalAdvance(widget.placeholderText())
        return widget.placeholderText() if needed > room else ""
    return ""


def _cut_label(label: QLabel, metrics: QFontMetrics, room: int) -> str:
    text = label.text()
    if not text:
        return ""
    if isinstance(label, ElidedLabel):
        needed = label.heightForWidth(label.width()) if label.hasHeightForWidth() else 0
        short = needed > label.height()
        return text if short or label.is_cut() else ""
    if label.wordWrap():
        longest = max(metrics.horizontalAdvance(word) for word in text.split())
        high = label.heightForWidth(label.width()) > label.height()
        return text if high or longest > room else ""
    wide = max(metrics.horizontalAdvance(line) for line in text.split("\n"))
    return text if wide > room or metrics.height() > label.height() + 1 else ""


def overlaps(root: QWidget) -> list[str]:
    """Give each pair of siblings of one layout that lie over each other, and what hangs out."""
    found = []
    for parent in (root, *shown(root)):
        layout = parent.layout()
        if layout is None:
            continue
        inside = [child for child in _laid_out(parent) if child.isVisibleTo(root)]
        for place, one in enumerate(inside):
            if not parent.rect().contains(one.geometry()):
                found.append(f"{_name(one)} hangs out of {_name(parent)}")
            for other in inside[place + 1 :]:
                common: QRect = one.geometry().intersected(other.geometry())
                if not common.isEmpty():
                    found.append(f"{_name(one)} over {_name(other)}")
    return found


def _laid_out(parent: QWidget) -> Iterator[QWidget]:
    options = Qt.FindChildOption.FindDirectChildrenOnly
    for child in parent.findChildren(QWidget, options=options):
        layout = parent.layout()
        if layout is not None and not child.isWindow() and _holds(layout, child):
            yield child


def _holds(layout: object, child: QWidget) -> bool:
    from PySide6.QtWidgets import QLayout

    assert isinstance(layout, QLayout)
    for place in range(layout.count()):
        item = layout.itemAt(place)
        below = item.layout() if item is not None else None
        if item is not None and (item.widget() is child or (below and _holds(below, child))):
            return True
    return False


def _name(widget: QWidget) -> str:
    text = widget.accessibleName() or (widget.text() if isinstance(widget, QLabel) else "")
    return f"{type(widget).__name__} {text!r} {widget.geometry().getRect()}"
