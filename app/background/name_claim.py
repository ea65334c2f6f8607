"""That one window only works under a station's name on a store that stations share."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.background.store_access import StoreAccess
from app.domain.errors import Code, Problem

GRACE: Final = 90.0
"""Seconds in which a server may take a connection for alive that this window has lost."""


class NameClaim(QObject):
    """Claims the name after each board; lives in the thread of the store, a child of the runner.

    Nothing is refused for its sake: the store itself lets one MO run under a name.

    Signals:
        taken: `Problem`; another window has the name. Again whenever that is found again.
        freed: it is this window's after all.
    """

    taken = Signal(object)
    freed = Signal()

    def __init__(
        self, access: StoreAccess, station: str, ticks: Callable[[], float] = monotonic
    ) -> None:
        """Prepare; `station` is the name, `ticks` counts seconds."""
        super().__init__(access)
        self._access, self._station, self._ticks = access, station, ticks
        self._held_at: float | None = None
        self._told = False

    @Slot()
    def on_board_read(self) -> None:
        """Claim it; that costs nothing while it is held."""
        self._access.reach(self._claim, lambda _problems: None)  # a lost store says so itself

    def _claim(self) -> None:
        now = self._ticks()
        if self._access.store().claim_name():
            self._held_at = now
            if self._told:
                self._told = False
                self.freed.emit()
        elif self._held_at is None or now - self._held_at > GRACE:
            self._told = True
            self.taken.emit(Problem(Code.STATION_TWICE, params={"station": self._station}))
