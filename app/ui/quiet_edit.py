"""A line to type in that keeps the system's touch keyboard and Qt's English menu away."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QLineEdit


class QuietEdit(QLineEdit):
    """Wants the touch keyboard only while a finger has tapped it.

    A scan or the program puts the focus here many times an hour, and on a hybrid kiosk Windows
    would cover half of the window each time. It looks at `Qt.ImEnabled`, which a line edit of Qt 6
    answers by itself, whatever `Qt.WA_InputMethodEnabled` says: so it is answered here. Without it
    there is no input method either, which would otherwise hold back or change a scanner's keys.

    Qt has no Indonesian words for its own context menu; the keys for copy and paste work.
    """

    def __init__(self) -> None:
        """Begin untapped."""
        super().__init__()
        self._tapped = False
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def inputMethodQuery(  # noqa: N802
        self, query: Qt.InputMethodQuery, argument: object = None, /
    ) -> object:
        """Answer what an input method asks."""
        if query == Qt.InputMethodQuery.ImEnabled and not self._tapped:
            return False
        if argument is None:
            return super().inputMethodQuery(query)
        return super().inputMethodQuery(query, argument)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take note of the tap before Qt offers the keyboard, which it does on the release."""
        self._want_keyboard(wanted=True)
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Be untapped again."""
        self._want_keyboard(wanted=False)
        super().focusOutEvent(event)

    def _want_keyboard(self, *, wanted: bool) -> None:
        if wanted != self._tapped:
            self._tapped = wanted
            QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImEnabled)
