"""How the window looks: colours, sizes, fonts. What draws asks here and decides nothing alone.

Sizes begin as millimetres on the glass, because a gloved finger does not know pixels.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette, QScreen
from PySide6.QtWidgets import QApplication

from app.ui.stylesheet import stylesheet

FAMILY: Final = "Inter"
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
class Colors:
    """One set of colours, as ``#rrggbb``; the tests compute the contrast of the pairs in use."""

    ground: str
    bar: str
    card: str
    head: str
    line: str
    edge: str
    ink: str
    muted: str
    accent: str
    accent_hover: str
    accent_down: str
    on_accent: str
    hover: str
    down: str
    selected: str
    flash: str
    readonly: str
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str
    toast: str
    on_toast: str
    off: str
    dim: str
    """The veil over the window while a dialog is open, ``#aarrggbb``."""


LIGHT: Final = Colors(
    ground="#e3e6eb",
    bar="#f7f8fa",
    card="#ffffff",
    head="#eef0f4",
    line="#d5d9e0",
    edge="#6b7485",
    ink="#10151d",
    muted="#3d4654",
    accent="#12408f",
    accent_hover="#17499f",
    accent_down="#0c2f6c",
    on_accent="#ffffff",
    hover="#eef3fb",
    down="#d9e5f7",
    selected="#d9e5f7",
    flash="#ffe9a8",
    readonly="#e9ecf2",
    good="#0f5132",
    good_ground="#e6f4ec",
    warn="#7a3300",
    warn_ground="#fff4e0",
    bad="#961020",
    bad_ground="#fdecee",
    toast="#17352a",
    on_toast="#ffffff",
    off="#5b6472",
    dim="#8c0b121d",
)


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
    def of(cls, width: int, height: int, dpi: float, plain_dpi: float = PLAIN_DPI) -> "Sizes":
        """Work out the sizes for a screen of `width` × `height` px with `dpi` px per inch."""
        low, high = BELIEVABLE_DPI
        mm = (dpi if low <= dpi <= high else plain_dpi) / MM_PER_INCH
        # What is left of a low screen goes to the table, never below what a glove hits.
        operation_mm = min(20.0, max(15.0, height / mm / 9.5))
        text = round(min(4.2 * mm, max(16.0, width / 80)))
        target = -int(-12 * mm // 1)
        return cls(
            operation=round(operation_mm * mm),
            target=target,
            row=max(target, text * 2 + 14),
            field=max(target, round(14 * mm)),
            text=max(16, text),
            gap=round(max(8.0, min(3 * mm, width / 110))),
            radius=8,
            cell=10 if width >= 82 * text else 7,
        )

    @classmethod
    def of_screen(cls, screen: QScreen | None) -> "Sizes":
        """Work out the sizes for a screen as the system describes it."""
        if screen is None:
            return cls.of(1366, 768, PLAIN_DPI)
        area = screen.availableGeometry()
        dpi = screen.physicalDotsPerInch()
        return cls.of(area.width(), area.height(), dpi, screen.logicalDotsPerInch())


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


@dataclass(slots=True)
class Theme:
    """What is in use: one for the whole process, like the language."""

    colors: Colors
    sizes: Sizes
    dressed: bool = False


_current = Theme(LIGHT, Sizes.of(1366, 768, PLAIN_DPI))


def colors() -> Colors:
    """Give the colours in use."""
    return _current.colors


def sizes() -> Sizes:
    """Give the sizes in use."""
    return _current.sizes


def color(name: str) -> QColor:
    """Give one colour of the set in use by its name."""
    return QColor(getattr(_current.colors, name))


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


def install(app: QApplication, fonts: Path, chosen: Colors = LIGHT) -> None:
    """Give the application its look. Call it once, before the first window.

    `fonts` is the folder with the program's font files.
    """
    load_fonts(fonts)
    dress(app, chosen, Sizes.of_screen(QGuiApplication.primaryScreen()))


def dress(app: QApplication, chosen: Colors, lengths: Sizes) -> None:
    """Take these colours and sizes into use."""
    _current.colors, _current.sizes, _current.dressed = chosen, lengths, True
    app.setStyle("Fusion")
    app.setFont(font())
    app.setPalette(_palette(chosen))
    app.setStyleSheet(stylesheet(chosen, lengths))


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


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours as WCAG 2 counts it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    parts = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
