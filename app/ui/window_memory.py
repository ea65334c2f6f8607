"""Where the window was and how its table was sorted, kept from one start to the next."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QRect, QSettings, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from app.ui.main_window import MainWindow

SHOWN: Final = (400, 200)
"""At least so much of the window must lie on a screen, its upper edge included."""
MOST: Final = 20_000


class WindowMemory(QObject):
    """Puts the window where it was; what cannot be read or makes no sense is forgotten.

    An INI file of the user, never the registry. GUI thread; written once, when the window closes.
    """

    def __init__(self, window: MainWindow, file: Path) -> None:
        """Remember `window` in `file`."""
        super().__init__(window)
        self._window = window
        self._kept = QSettings(str(file), QSettings.Format.IniFormat, self)
        window.closing.connect(self.keep)

    def show(self) -> None:
        """Show the window where it was, else nearly as large as the screen."""
        window = self._window
        place = self._place()
        if place is None:
            screen = QGuiApplication.primaryScreen()
            window.resize(screen.availableSize() * 0.95)
        else:
            window.setGeometry(place)
        self._sort(window.table)
        if self._kept.value("window/maximized") == "true":
            window.showMaximized()
        else:
            window.show()

    @Slot()
    def keep(self) -> None:
        """Write down where the window is; a file that cannot be written costs nothing more."""
        window, kept = self._window, self._kept
        place = window.normalGeometry() if window.isMaximized() else window.geometry()
        values = (place.x(), place.y(), place.width(), place.height())
        for name, value in zip("xywh", values, strict=True):
            kept.setValue(f"window/{name}", value)
        kept.setValue("window/maximized", "true" if window.isMaximized() else "false")
        header = window.table.horizontalHeader()
        ascending = header.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        kept.setValue("table/sorted_by", header.sortIndicatorSection())
        kept.setValue("table/ascending", "true" if ascending else "false")
        kept.sync()

    def _place(self) -> QRect | None:
        numbers = [self._number(f"window/{name}", -MOST, MOST) for name in "xywh"]
        x, y, width, height = numbers
        if x is None or y is None or width is None or height is None:
            return None
        place = QRect(x, y, width, height)
        least = self._window.minimumSize()
        if width < least.width() or height < least.height():
            return None
        for screen in QGuiApplication.screens():
            area = screen.availableGeometry()
            seen = area.intersected(place)
            if seen.width() >= SHOWN[0] and seen.height() >= SHOWN[1] and y >= area.top():
                # What has grown out of a smaller screen comes back into it.
                return place if area.contains(place) else place.intersected(area)
        return None

    def _sort(self, table: QTableView) -> None:
        columns = table.horizontalHeader().count()
        column = self._number("table/sorted_by", 0, columns - 1)
        if column is not None:
            descending = self._kept.value("table/ascending") == "false"
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            table.horizontalHeader().setSortIndicator(column, order)

    def _number(self, name: str, low: int, high: int) -> int | None:
        try:
            found = int(str(self._kept.value(name)))
        except ValueError:
            return None
        return found if low <= found <= high else None
