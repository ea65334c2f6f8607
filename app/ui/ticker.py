"""The time in the window: every second, every new minute, every new day."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.domain.clock import Clock


class Ticker(QObject):
    """Looks at the clock once a second. GUI thread.

    Signals:
        second: the time now, aware UTC.
        minute, day: another one has begun at the station.
    """

    second = Signal(object)
    minute = Signal()
    day = Signal()

    def __init__(self, zone: tzinfo, clock: Clock, parent: QObject) -> None:
        """Begin with the time of `clock`; days are those of `zone`."""
        super().__init__(parent)
        self._zone, self._clock = zone, clock
        self._now = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.on_tick)
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def on_tick(self) -> None:
        """Tell the time, and what has begun with it."""
        before, self._now = self._now, self._clock()
        self.second.emit(self._now)
        if _minute(before) != _minute(self._now):
            self.minute.emit()
        if before.astimezone(self._zone).date() != self._now.astimezone(self._zone).date():
            self.day.emit()


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
