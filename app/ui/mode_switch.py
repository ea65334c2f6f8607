"""The way between training and work: asked once, then the program opens again in the other mode."""

from PySide6.QtCore import QObject, Signal, Slot

from app.texts import tr
from app.ui import dialogs
from app.ui.main_window import MainWindow


class ModeSwitch(QObject):
    """Takes a person from work to training, or back. GUI thread.

    Signals:
        wanted: the program is to be opened again, in training mode or not.
    """

    wanted = Signal(bool)

    def __init__(self, window: MainWindow, *, training: bool) -> None:
        """Serve the menu and the first page of `window`, which is in training mode or not."""
        super().__init__(window)
        self._window, self._training = window, training
        window.menu.mode_asked.connect(self.ask)
        window.office.training_wanted.connect(self._on_sure)

    @Slot()
    def ask(self) -> None:
        """Ask before what is on the screen goes."""
        if self._window.overlay.card is not None:
            self._window.notifier.hint(tr("Save or cancel this first."))
            return
        card = self._back() if self._training else self._away()
        card.confirmed.connect(self._on_sure)
        self._window.overlay.show_card(card)

    def _away(self) -> "dialogs.ConfirmCard":
        said = [
            tr(
                "The program opens again with invented MOs. What is done there is thrown away, "
                "and meanwhile nothing of the real work is recorded."
            )
        ]
        running = self._window.operations.running()
        if running is not None:
            said.append(tr("{mo_name} goes on running.", mo_name=running.mo_name))
        title, yes = tr("Open training mode?"), tr("Practise")
        return dialogs.ConfirmCard(title, "\n".join(said), yes=yes, symbol="check")

    def _back(self) -> "dialogs.ConfirmCard":
        text = tr(
            "The program opens again with the real MOs. What was done in training is thrown away."
        )
        title, yes = tr("Back to work?"), tr("Back to work")
        return dialogs.ConfirmCard(title, text, yes=yes, symbol="check")

    @Slot()
    def _on_sure(self) -> None:
        self.wanted.emit(not self._training)
