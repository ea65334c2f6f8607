"""What a window does because others work on the same store."""

from PySide6.QtCore import QObject, Slot

from app.background.name_claim import NameClaim
from app.background.operation_runner import OperationRunner
from app.background.sync_worker import SyncWorker
from app.bootstrap.settings import Settings
from app.domain.errors import Code, Problem
from app.texts import tr
from app.ui.main_window import MainWindow


class Hall(QObject):
    """Says who else has this window's name, and looks on as others sync. GUI thread.

    Attributes:
        claim: claims the name, in the runner's thread.
    """

    def __init__(
        self,
        window: MainWindow,
        runner: OperationRunner,
        sync_worker: SyncWorker,
        settings: Settings,
    ) -> None:
        """Wire it, before the runner moves into its thread: the claim goes with it."""
        super().__init__(window)
        self._notifier, self._settings = window.notifier, settings
        self.claim = NameClaim(runner.access, settings.setup.config.station)
        runner.board_changed.connect(self.claim.on_board_read)
        runner.followed.connect(self.claim.on_board_read)
        runner.followed.connect(sync_worker.on_followed)
        sync_worker.asked_elsewhere.connect(self._on_asked)
        self.claim.taken.connect(self._on_taken)
        self.claim.freed.connect(self._on_freed)

    @Slot()
    def _on_asked(self) -> None:
        self._notifier.hint(tr("The station that syncs has been asked."))

    @Slot(object)
    def _on_taken(self, problem: Problem) -> None:
        self._settings.doubled = True
        self._notifier.reminded(problem)

    @Slot()
    def _on_freed(self) -> None:
        self._settings.doubled = False
        self._notifier.settled(Code.STATION_TWICE)
