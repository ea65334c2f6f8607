"""Opens the window in a state, draws it in both themes, and lays all of a state on one sheet."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from app import texts
from app.domain.orders import Order
from app.domain.plans import Rules
from app.ui import theme
from tests.gui.station import Station, build, show
from tests.pictures.states import State

SIZES: Final = (
    (1280, 720, 96.0),
    (1920, 1080, 96.0),  # 23 inches
    (3840, 2160, 163.0),  # 27 inches
)
LANGUAGES: Final = ("id", "en")
THEMES: Final = ("light", "dark")
THUMB: Final = (480, 270)
LABEL: Final = 24
FAST: Final = 85
"""How hard a PNG is pressed, for Qt: little, since there are hundreds."""


class StateError(Exception):
    """A state could not be reached."""


class Waiting:
    """Waits as pytest-qt does."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int = 5000) -> None:  # noqa: N802  # the name that QtBot has
        """Run the event loop until `callback` is true, or raise `StateError` after `timeout` ms."""
        deadline = QDeadlineTimer(timeout)
        while not callback():
            if deadline.hasExpired():
                raise StateError("what it waits for did not come")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


@dataclass
class Album:
    """Draws states into a folder.

    Attributes:
        folder: takes `STATE-LANGUAGE-THEME-SIZE.png` and `STATE.png`, the sheet of all of them.
    """

    app: QApplication
    folder: Path
    _files: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2))
    _waiting: list[Future[None]] = field(default_factory=list)
    _small: dict[str, list[tuple[str, QImage]]] = field(default_factory=dict)

    def draw(
        self, name: str, state: State, size: tuple[int, int, float], language: str
    ) -> Iterator[Path]:
        """Draw a state in both themes.

        Raises:
            StateError: it could not be reached.
        """
        width, height, _ = size
        theme.use(THEMES[0])
        texts.use(language)
        opened: list[Station] = []

        def opener(*orders: Order, rules: Rules | None = None, training: bool = False) -> Station:
            station = build(orders, Waiting(), rules, training)
            opened.append(station)
            show(station, width, height)
            return station

        try:
            station = _reached(state, opener)
            for chosen in THEMES:
                station.window.choose_theme(chosen)
                if station.window.size().toTuple() != (width, height):
                    raise StateError(f"the window does not fit into {width} × {height}")
                label = f"{language}-{chosen}-{width}x{height}"
                yield self._save(f"{name}-{label}", name, label, picture(station.window))
        finally:
            for station in opened:
                close(station.window)

    def sheet(self, name: str) -> Path:
        """Lay the pictures of a state side by side: a row for each size."""
        small = self._small.pop(name)
        (width, height), columns = THUMB, len(LANGUAGES) * len(THEMES)
        rows = -(-len(small) // columns)
        image = QImage(columns * width, rows * (height + LABEL), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setPen(Qt.GlobalColor.black)
        font = painter.font()
        font.setPixelSize(LABEL - 8)
        painter.setFont(font)
        for place, (label, thumb) in enumerate(small):
            x, y = place % columns * width, place // columns * (height + LABEL)
            painter.drawText(x + 6, y + LABEL - 7, label)
            painter.drawImage(x, y + LABEL, thumb)
        painter.end()
        return self._write(image, self.folder / f"{name}.png")

    def finish(self) -> None:
        """Wait until every picture is a file.

        Raises:
            StateError: one could not be written.
        """
        for each in self._waiting:
            each.result()
        self._files.shutdown()

    def _save(self, file: str, name: str, label: str, image: QImage) -> Path:
        mode = Qt.TransformationMode.SmoothTransformation
        thumb = image.scaled(*THUMB, Qt.AspectRatioMode.KeepAspectRatio, mode)
        self._small.setdefault(name, []).append((label, thumb))
        return self._write(image, self.folder / f"{file}.png")

    def _write(self, image: QImage, file: Path) -> Path:
        """Press the picture in a thread: that takes longer than drawing it."""
        self._waiting.append(self._files.submit(_save, image, file))
        return file


def picture(window: QWidget) -> QImage:
    """Draw a window as it is on the screen, with the menu that is open over it."""
    settle()
    image = window.grab().toImage()
    menu = QApplication.activePopupWidget()
    if menu is not None:
        place = menu.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
        # The window is as large as the screen that it stands for; there a menu moves up.
        place.setY(max(0, min(place.y(), window.height() - menu.height())))
        painter = QPainter(image)
        painter.drawPixmap(place, menu.grab())
        painter.end()
    return image


def settle() -> None:
    """Let layouts and colours do what they have put off."""
    for _ in range(2):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def close(window: QWidget) -> None:
    """End a window without asking it, and collect what is left of it while nothing is drawn."""
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()
    gc.collect()


def _reached(state: State, opener: Callable[..., Station]) -> Station:
    try:
        return state(opener)
    except StateError:
        raise
    except Exception as error:
        raise StateError(f"{type(error).__name__}: {error}") from error


def _save(image: QImage, file: Path) -> None:
    if not image.save(str(file), "PNG", FAST):  # type: ignore[call-overload]
        raise StateError(f"{file} cannot be written")
