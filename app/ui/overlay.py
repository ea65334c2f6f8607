"""Cards over a dimmed window: the program's dialogs. Nothing blocks, the window goes on below."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid

from app.domain.commands import Command
from app.texts import again, tr
from app.ui import theme


@runtime_checkable
class Speaking(Protocol):
    """A widget that can say its texts in another language."""

    def retranslate(self) -> None:
        """Say everything in the language in use."""


class Card(QFrame):
    """What an overlay shows. A subclass says how high it wants to be and where the focus begins.

    Attributes:
        takes_scans: its fields are for labels; else what is typed into them stays as it is.
        private: it closes when whoever it was opened for signs out.

    Signals:
        closed: it is done with; emitted once.
        resized: it wants another height.
    """

    takes_scans = False
    private = False
    closed = Signal()
    resized = Signal()

    def __init__(self) -> None:
        """Look like a sheet of paper."""
        super().__init__()
        self._name = self._described = ""
        self.setObjectName("sheet")

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        """Tell a screen reader what it is."""
        self._name = name
        super().setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:  # noqa: N802
        """Tell a screen reader more of it."""
        self._described = description
        super().setAccessibleDescription(description)

    def retranslate(self) -> None:
        """Say everything in the language in use; what its parts cannot, a subclass does."""
        self.setAccessibleName(again(self._name))
        self.setAccessibleDescription(again(self._described))
        for child in self.findChildren(QWidget):
            if isinstance(child, Speaking):
                child.retranslate()
        self.resized.emit()

    def fit(self, width: int, height: int) -> None:
        """Take another arrangement where there is no more room than this."""

    def wanted_width(self) -> int:
        """Give the width that it likes best."""
        return theme.px(860)

    def wanted_height(self, width: int) -> int:
        """Give the height that it needs at `width`."""
        return self.sizeHint().height() if width else 0

    def take_focus(self) -> None:
        """Put the focus where work begins."""
        self.setFocus()

    def leave(self) -> None:
        """Do what Esc means: close, unless a subclass has something to lose."""
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc; no other key reaches the window below."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        event.accept()

    def waiting_field(self) -> QWidget | None:
        """Give the `FormField` that a scan fills when the focus is in none; None: there is none."""
        return None

    def obey(self, told: Command) -> bool:
        """Do what a command barcode says; False: that makes no sense here."""
        if told is Command.CANCEL:
            self.leave()
        return told is Command.CANCEL

    def deaf_because(self) -> str:
        """Say why a scan does nothing here now."""
        return tr("Close this first (Esc, or scan BATAL).")


class Overlay(QWidget):
    """Dims its window and shows one card at a time; the keyboard stays inside.

    Signals:
        emptied: the card is gone.
        placed: the card has taken its place, or another one.
    """

    emptied = Signal()
    placed = Signal()

    def __init__(self, window: QWidget, *, centred: bool = False) -> None:
        """Begin hidden; `centred`: what it asks lies over another card, in the window's middle."""
        super().__init__(window)
        self._centred = centred
        # Tab does not leave a sub-window.
        self.setWindowFlag(Qt.WindowType.SubWindow)
        self.setAutoFillBackground(False)
        self._card: Card | None = None
        self._focus_before: QWidget | None = None
        window.installEventFilter(self)
        self.hide()

    @property
    def card(self) -> Card | None:
        """The card on show."""
        return self._card

    def show_card(self, card: Card) -> None:
        """Show `card`; the one before must have been closed."""
        window = self.window()
        self._focus_before = window.focusWidget()
        self._card = card
        card.setParent(self)
        card.closed.connect(self._on_closed)
        card.resized.connect(self._place)
        card.ensurePolished()  # how wide its frame is says the style sheet
        self.setGeometry(window.rect())
        self._place()
        self.show()
        self.raise_()
        card.show()
        card.take_focus()

    def retranslate(self) -> None:
        """Let the card that is open say everything in the language in use."""
        if self._card is not None:
            self._card.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the window, and let no card be missing in what is drawn anew.

        What is drawn below a card wipes it out, and one that lies above shows what is below: a card
        that has put its own drawing off is drawn now, behind this, in the same turn.
        """
        card = self._card
        if card is not None and event.region().intersects(card.geometry()):
            card.setUpdatesEnabled(True)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colors().dim))
        painter.end()

    def _place(self) -> None:
        card = self._card
        if card is None:
            return
        margin = theme.sizes().gap
        card.fit(self.width() - 2 * margin, self.height() - 2 * margin)
        width = min(card.wanted_width(), self.width() - 2 * margin)
        wanted = card.wanted_height(width) + 2 * card.frameWidth()
        height = min(wanted, self.height() - 2 * margin)
        top = (self.height() - height) // 2
        if not self._centred:
            # A little above the middle, and steady: the upper edge moves only when it must.
            top = max(margin, min(top, self.height() // 12))
        card.setGeometry((self.width() - width) // 2, top, width, height)
        self.placed.emit()

    def _on_closed(self) -> None:
        card, self._card = self._card, None
        self.hide()
        if card is not None:
            card.hide()
            card.deleteLater()
        before, self._focus_before = self._focus_before, None
        # With a card below this one it may have gone meanwhile.
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        self.emptied.emit()
