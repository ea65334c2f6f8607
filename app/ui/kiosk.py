"""What stands between a person and the desktop behind a kiosk."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from app.domain.people import Right
from app.domain.pin import PinGuard
from app.texts import tr
from app.ui import dialogs
from app.ui.main_window import MainWindow
from app.ui.overlay import Card

SESSION_END_MS: Final = 15_000
"""A session that has not ended by then goes on: somebody has cancelled its end."""


class Kiosk(QObject):
    """Asks for the PIN, or once without one, before the window of a kiosk closes. GUI thread.

    It sees every way out: menu, Ctrl+Q, Alt+F4, the taskbar. The end of the session is not a
    person's wish to see the desktop, so it is let through; what else ends the program from within
    (a signal, an update) calls `allow` first.

    Attributes:
        allowed: whether the window closes without asking.
    """

    def __init__(self, window: MainWindow, guard: PinGuard) -> None:
        """Watch over `window`."""
        super().__init__(window)
        self._window, self._guard = window, guard
        self.allowed = False
        self._may = window.office.admit
        window.office.admit = window.safekeeping.admit = self.admit
        window.installEventFilter(self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self._on_session_end)

    def use(self, guard: PinGuard) -> None:
        """Ask for another PIN from now on, or for none."""
        self._guard = guard

    def admit(
        self,
        right: Right,
        go_on: Callable[[], None],
        give_up: Callable[[], None] | None = None,
        /,
    ) -> None:
        """Ask for the PIN before what is for IT only; see `Admit`.

        Not where people have PINs of their own: somebody of IT has just signed in.
        """
        asks = right is Right.SET_UP and self._guard.needed and not self._window.finder.badges
        self._may(right, partial(self._ask_first, go_on) if asks else go_on, give_up)

    def _ask_first(self, then: Callable[[], None]) -> None:
        card = dialogs.PinCard(self._guard, leaving=False)
        card.unlocked.connect(then)
        self._window.overlay.show_card(card)

    @Slot()
    def allow(self) -> None:
        """Let the window close from now on without asking."""
        self.allowed = True

    @Slot()
    def _on_session_end(self) -> None:
        self.allow()
        QTimer.singleShot(SESSION_END_MS, self, self._forbid)

    @Slot()
    def _forbid(self) -> None:
        self.allowed = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the window open, and ask."""
        if event.type() != QEvent.Type.Close or self.allowed or watched is not self._window:
            return False
        event.ignore()
        self._ask()
        return True

    def _ask(self) -> None:
        open_card = self._window.overlay.card
        if open_card is not None:
            if not isinstance(open_card, dialogs.PinCard):
                self._window.notifier.hint(tr("Save or cancel this first."))
            return
        self._window.overlay.show_card(self._card())

    def _card(self) -> Card:
        if self._guard.needed:
            asking = dialogs.PinCard(self._guard)
            asking.unlocked.connect(self._leave)
            return asking
        card = dialogs.ConfirmCard(
            tr("Leave the kiosk?"),
            tr("The window closes. Production continues; saved data is kept."),
            yes=tr("Leave"),
            symbol="check",
        )
        card.confirmed.connect(self._leave)
        return card

    @Slot()
    def _leave(self) -> None:
        self.allow()
        self._window.close()
