"""How the window looks: colours, sizes, fonts. What draws asks here and decides nothing alone.

Sizes begin as millimetres on the glass, because a gloved finger does not know pixels.
"""

import dataclasses
from pathlib import Path
from typing import Final, Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette, QScreen
from PySide6.QtWidgets import QApplication

from app.domain.frozen import dataclass
from app.ui.colors import COLORS as COLORS
from app.ui.colors import DARK as DARK
from app.ui.colors import LIGHT as LIGHT
from app.ui.colors import Colors as Colors
from app.ui.colors import contrast as contrast
from app.ui.stylesheet import stylesheet

FAMILY: Final = "Inter"
ARGUMENTS: Final = ("StasiunMO", "-style", "Fusion")
"""For `QApplication`: `setStyle` gives a QStyle back, whose enumerations cost start time."""
MM_PER_INCH: Final = 25.4
PLAIN_DPI: Final = 96.0
BELIEVABLE_DPI: Final = (60.0, 240.0)
"""Monitors and remote desktops report their size as 0 mm or as that of a wall; outside of this
range (per device-independent pixel) the usual 96 is taken instead."""

Weight = Literal["regular", "semibold", "bold"]
Role = Literal["small", "body", "large", "button", "title", "figure", "headline"]
Figures = Literal["", "numbers", "codes"]
"""Digits of one width in both; codes have a slashed zero, too, since letters stand beside it."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in device-independent pixels for one screen.

    Attributes:
        operation: height of the four operation buttons, 20 mm where there is room, at least 15.
        target: height of everything else that is touched, at least 12 mm.
        row: height of a table row.
        field: height of an input field.
        text: height of plain text, at least 16 px.
        cell: room left and right of a table cell's text.
    """

    operation: int
    target: int
    row: int
    field: int
    text: int
    gap: int
    radius: int
    cell: int

    @classmethod
    def of(
        cls,
        width: int,
        height: int,
        dpi: float,
        plain_dpi: float = PLAIN_DPI,
        scale: float = 1.0,
    ) -> "Sizes":
        """Work out the sizes for a screen of `width` × `height` px with `dpi` px per inch.

        `scale` multiplies every length, as far as the screen has room: text stays readable and
        the window never outgrows the glass, whatever stands in the configuration.
        """
        low, high = BELIEVABLE_DPI
        plain = (dpi if low <= dpi <= high else plain_dpi) / MM_PER_INCH
        # What the smallest screen of 1280 x 720 holds at 96 dpi, in proportion to this one.
        room = min(width / 1280, height / 720) * PLAIN_DPI / MM_PER_INCH
        mm = min(plain * scale, max(plain, room))
        # What is left of a low screen goes to the table, never below what a glove hits.
        operation_mm = min(20.0, max(15.0, height / mm / 9.5))
        text = round(min(4.2 * mm, max(16.0, width / 80)))
        target = -int(-12 * mm // 1)
        return cls(
            operation=round(operation_mm * mm),
            target=target,
            row=max(target, round(text * 2.875)),
            field=max(target, round(14 * mm)),
            text=max(16, text),
            gap=round(max(8.0, min(3 * mm, width / 110))),
            radius=round(max(16, text) / 2),
            cell=round(max(16, text) * (10 if width >= 82 * text else 7) / 16),
        )

    @classmethod
    def of_screen(cls, screen: QScreen | None, scale: float = 1.0) -> "Sizes":
        """Work out the sizes for a screen as the system describes it."""
        if screen is None:
            return cls.of(1366, 768, PLAIN_DPI, scale=scale)
        area = screen.availableGeometry()
        dpi = screen.physicalDotsPerInch()
        return cls.of(area.width(), area.height(), dpi, screen.logicalDotsPerInch(), scale)


_SCALE: Final[dict[Role, float]] = {
    "small": 1.0,
    "body": 1.0,
    "large": 1.125,
    "button": 1.25,
    "title": 1.5,
    "figure": 1.375,
    "headline": 1.9,
}
_WEIGHT: Final[dict[Weight, QFont.Weight]] = {
    "regular": QFont.Weight.Normal,
    "semibold": QFont.Weight.DemiBold,
    "bold": QFont.Weight.Bold,
}


@dataclasses.dataclass(slots=True)
class Theme:
    """What is in use: one for the whole process, like the language."""

    colors: Colors
    sizes: Sizes
    dressed: bool = False


_current = Theme(LIGHT, Sizes.of(1366, 768, PLAIN_DPI))
_made: dict[str, QColor] = {}
"""The colours in use that were asked for: each cell of the table asks for several."""


def colors() -> Colors:
    """Give the colours in use."""
    return _current.colors


def sizes() -> Sizes:
    """Give the sizes in use."""
    return _current.sizes


def px(length: int) -> int:
    """Give the length that is `length` px beside text of 16 px, in proportion to the text in use.

    What surrounds texts is told so: on a fine screen it would shrink away else.
    """
    return round(length * _current.sizes.text / 16)


def color(name: str) -> QColor:
    """Give one colour of the set in use by its name; it is everybody's: nobody changes it."""
    made = _made.get(name)
    if made is None:
        made = _made[name] = QColor(getattr(_current.colors, name))
    return made


def font(role: Role = "body", weight: Weight = "regular", *, figures: Figures = "") -> QFont:
    """Give a font."""
    made = QFont(FAMILY)
    made.setPixelSize(round(_current.sizes.text * _SCALE[role]))
    made.setWeight(_WEIGHT[weight])
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    if figures == "codes":
        made.setFeature(QFont.Tag("zero"), 1)
    return made


def loaded() -> frozenset[str]:
    """Give the families that can be drawn with."""
    return frozenset(QFontDatabase.families())


def load_fonts(folder: Path) -> None:
    """Make the program's own fonts known; without them the system's are taken."""
    for file in sorted(folder.glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(file))


def install(app: QApplication, fonts: Path, chosen: Colors = LIGHT, scale: float = 1.0) -> None:
    """Give the application its look. Call it once, before the first window.

    `fonts` is the folder with the program's font files, `scale` multiplies the lengths.
    """
    load_fonts(fonts)
    dress(app, chosen, Sizes.of_screen(QGuiApplication.primaryScreen(), scale))


def dress(app: QApplication, chosen: Colors, lengths: Sizes) -> None:
    """Take these colours and sizes into use."""
    _current.colors, _current.sizes, _current.dressed = chosen, lengths, True
    _made.clear()
    app.setFont(font())
    app.setPalette(_palette(chosen))
    app.setStyleSheet(stylesheet(chosen, lengths))


def use(name: str) -> None:
    """Take the colours called `name` into use, one of `COLORS`; every window is painted anew.

    What draws asks for its colours while it draws, so that nothing keeps those of before.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication) or COLORS[name] == _current.colors:
        return
    _current.colors = COLORS[name]
    _made.clear()
    app.setPalette(_palette(_current.colors))
    app.setStyleSheet(stylesheet(_current.colors, _current.sizes))
    for widget in app.allWidgets():
        widget.update()


def in_use() -> str:
    """Give the name of the colours in use."""
    return next((name for name, each in COLORS.items() if each == _current.colors), "light")


def dress_once() -> None:
    """Take the default look into use, unless some look already is; the window asks for it."""
    app = QApplication.instance()
    if not _current.dressed and isinstance(app, QApplication):
        dress(app, LIGHT, Sizes.of_screen(QGuiApplication.primaryScreen()))


def _palette(chosen: Colors) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: chosen.ground,
        QPalette.ColorRole.WindowText: chosen.ink,
        QPalette.ColorRole.Base: chosen.card,
        QPalette.ColorRole.AlternateBase: chosen.head,
        QPalette.ColorRole.Text: chosen.ink,
        QPalette.ColorRole.Button: chosen.card,
        QPalette.ColorRole.ButtonText: chosen.ink,
        QPalette.ColorRole.PlaceholderText: chosen.muted,
        QPalette.ColorRole.Highlight: chosen.accent,
        QPalette.ColorRole.HighlightedText: chosen.on_accent,
        QPalette.ColorRole.ToolTipBase: chosen.ink,
        QPalette.ColorRole.ToolTipText: chosen.card,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    return palette
