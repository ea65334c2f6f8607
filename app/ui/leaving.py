"""Asks once before the window closes over what somebody has typed."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from app.texts import tr
from app.ui import dialogs
from app.ui.drafts import typed
from app.ui.operation_flow import OperationFlow
from app.ui.overlay import Overlay


class Leaving(QObject):
    """Guards the input of an open dialog against the closing of its window. GUI thread.

    Attributes:
        overlay: lies over the dialog, so that this stays as it is.
    """

    def __init__(self, window: QMainWindow, flow: OperationFlow) -> None:
        """Ask in `window` when the dialog of `flow` has input."""
        super().__init__(window)
        self._window, self._flow = window, flow
        self._sure = False
        self.overlay = Overlay(window, centred=True)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            # The system ends the session: it does not wait for an answer.
            app.commitDataRequest.connect(self.let_go)

    @Slot()
    def let_go(self) -> None:
        """Whoever closes the window from now on does not ask: a signal, the end of a session."""
        self._sure = True

    def asks(self) -> bool:
        """Tell whether the window has to stay for an answer, and ask for it."""
        dialog = self._flow.dialog
        if self._sure or dialog is None or not (typed(dialog) or dialog.saving):
            return False
        if self.overlay.card is None:
            card = dialogs.ConfirmCard(
                tr("There is input that is not saved"),
                tr("When the window closes, what is typed in “{title}” is gone.").format(
                    title=dialog.accessibleName()
                ),
                yes=tr("Close without saving"),
                no=tr("Go back"),
                symbol="cross",
            )
            card.confirmed.connect(self._on_confirmed)
            dialog.closed.connect(card.closed)  # it was saved meanwhile: nothing is to be lost
            self.overlay.show_card(card)
        return True

    @Slot()
    def _on_confirmed(self) -> None:
        self.let_go()
        QTimer.singleShot(0, self._window, self._window.close)
