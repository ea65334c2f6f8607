"""Keeps screen and machine awake while an MO runs, and lets them rest otherwise."""

import importlib
import logging
import sys
from collections.abc import Callable
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Slot

log = logging.getLogger(__name__)

_CONTINUOUS: Final = 0x80000000
_SYSTEM: Final = 0x00000001
_DISPLAY: Final = 0x00000002
_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
_NAME: Final = "stasiun-mo-awake"


class Caffeine(Protocol):
    """What a system offers against its own sleep. Called in the GUI thread only."""

    def hold(self) -> None:
        """Let neither screen saver nor sleep come."""

    def release(self) -> None:
        """Let both come again."""


class Awake(QObject):
    """Follows whether an MO runs. GUI thread: Windows keeps the wish by thread."""

    def __init__(
        self, is_running: Callable[[], bool], parent: QObject, caffeine: Caffeine | None = None
    ) -> None:
        """Ask `is_running` whenever the board is shown; `caffeine`, else that of the system."""
        super().__init__(parent)
        self._is_running = is_running
        self._caffeine = caffeine
        self._held = False

    @Slot()
    def on_board_shown(self) -> None:
        """Hold or let go, as the board says now."""
        self._set(held=self._is_running())

    @Slot()
    def stop(self) -> None:
        """Let go."""
        self._set(held=False)

    def _set(self, *, held: bool) -> None:
        if held == self._held:
            return
        self._held = held
        if self._caffeine is None:
            self._caffeine = of_this_system()  # what it loads is nothing for the start
        if held:
            self._caffeine.hold()
        else:
            self._caffeine.release()


def of_this_system() -> Caffeine:
    """Give what this system has; what has nothing says so in the log, once."""
    if sys.platform == "win32":
        return _Windows()
    try:
        # Left out of the bundle, which is for Windows first; a desktop's own Qt may have it.
        dbus = importlib.import_module("PySide6.QtDBus")
    except ImportError:
        dbus = None
    if dbus is not None and dbus.QDBusConnection.sessionBus().isConnected():
        return _Desktop(dbus)
    return _Nothing()


class _Windows:
    def hold(self) -> None:
        self._ask(_CONTINUOUS | _SYSTEM | _DISPLAY)

    def release(self) -> None:
        self._ask(_CONTINUOUS)

    def _ask(self, state: int) -> None:
        if sys.platform == "win32":
            import ctypes

            if not ctypes.windll.kernel32.SetThreadExecutionState(ctypes.c_uint(state)):
                log.warning("Windows does not let the screen be kept on")


class _Desktop:
    """Asks the desktop by D-Bus, on a connection of its own: with it goes what it asked for."""

    def __init__(self, dbus: Any) -> None:
        self._dbus = dbus

    def hold(self) -> None:
        dbus = self._dbus
        bus = dbus.QDBusConnection.connectToBus(dbus.QDBusConnection.BusType.SessionBus, _NAME)
        call = dbus.QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "Inhibit")
        call.setArguments(["Stasiun MO", "an MO runs"])
        if not bus.send(call):
            log.info("the desktop does not let the screen be kept on")

    def release(self) -> None:
        self._dbus.QDBusConnection.disconnectFromBus(_NAME)


class _Nothing:
    def __init__(self) -> None:
        self._said = False

    def hold(self) -> None:
        if not self._said:
            self._said = True
            log.info("this system offers no way to keep the screen on")

    def release(self) -> None:
        pass
