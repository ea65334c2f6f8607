"""Colours, sizes and symbols, computed: contrast, millimetres, what fits the smallest screen."""

import typing
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter
from PySide6.QtWidgets import QApplication, QScrollArea

from app.services.messages import SyncPhase, SyncStatus
from app.ui import symbols, theme
from app.ui.theme import COLORS, LIGHT, Sizes, contrast
from tests.gui.conftest import Station
from tests.gui.floor import NOW, new, ready, running

TEXT = [
    *(("ink", ground) for ground in ("card", "ground", "bar", "head", "selected", "flash")),
    *(("ink", ground) for ground in ("hover", "down", "readonly")),
    *(("muted", ground) for ground in ("card", "bar", "head", "selected", "flash", "readonly")),
    *(("accent", ground) for ground in ("card", "selected", "flash")),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_accent", "accent_down"),
    ("on_toast", "toast"),
    ("on_toast", "hint"),
    ("on_toast", "alarm"),
    *(("bad", ground) for ground in ("card", "bar", "bad_ground", "head")),
    *(("warn", ground) for ground in ("card", "bar", "selected", "flash", "warn_ground", "head")),
    ("good", "card"),
]
EDGES = [
    *(("edge", ground) for ground in ("card", "ground", "bar", "head")),
    *(("accent", ground) for ground in ("card", "ground", "bar", "head", "selected")),
    ("edge", "readonly"),
    ("bad", "card"),
    ("warn", "warn_ground"),
]


@pytest.mark.parametrize("name", COLORS)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_has_seven_to_one(ink: str, ground: str, name: str) -> None:
    chosen = COLORS[name]
    assert contrast(getattr(chosen, ink), getattr(chosen, ground)) >= 7.0


@pytest.mark.parametrize("name", COLORS)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_have_three_to_one(edge: str, ground: str, name: str) -> None:
    chosen = COLORS[name]
    assert contrast(getattr(chosen, edge), getattr(chosen, ground)) >= 3.0


@pytest.mark.parametrize("name", COLORS)
@pytest.mark.parametrize("below", ["card", "ground", "head", "bar"])
def test_a_card_over_the_veil_has_a_visible_edge(below: str, name: str) -> None:
    chosen = COLORS[name]
    veil, seen = QColor(chosen.dim), QColor(getattr(chosen, below))
    share = veil.alphaF()
    veiled = QColor.fromRgbF(
        veil.redF() * share + seen.redF() * (1 - share),
        veil.greenF() * share + seen.greenF() * (1 - share),
        veil.blueF() * share + seen.blueF() * (1 - share),
    ).name()
    assert max(contrast(chosen.edge, veiled), contrast(chosen.card, veiled)) >= 3.0


@pytest.mark.parametrize("name", COLORS)
def test_a_toast_has_a_visible_edge(
    open_station: Callable[..., Station], qapp: QApplication, name: str
) -> None:
    window = open_station(new(1)).window
    theme.dress(qapp, COLORS[name], theme.sizes())
    for tell in (window.notifier.done, window.notifier.hint, window.notifier.refused):
        tell("Sync")
        toast = window.notifier.toast
        image = toast.grab().toImage()
        edge = image.pixelColor(image.width() // 2, 0).name()
        assert contrast(edge, COLORS[name].card) >= 3.0
        assert contrast(edge, COLORS[name].ground) >= 3.0


@pytest.mark.parametrize("name", COLORS)
def test_what_cannot_be_pressed_can_still_be_read(name: str) -> None:
    assert contrast(COLORS[name].off, COLORS[name].readonly) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_plain_screen_has_twenty_millimetres() -> None:
    sizes = Sizes.of(1366, 768, 96.0)
    assert sizes.operation == 76
    assert sizes.target == 46
    assert sizes.text == 16


@pytest.mark.parametrize("dpi", [72.0, 96.0, 120.0, 141.0, 163.0, 220.0])
@pytest.mark.parametrize("screen", [(1280, 720), (1366, 768), (1920, 1080), (3840, 2160)])
def test_no_screen_goes_below_the_millimetres(screen: tuple[int, int], dpi: float) -> None:
    sizes = Sizes.of(*screen, dpi)
    mm = dpi / 25.4
    assert 15.0 - 0.2 <= sizes.operation / mm <= 20.0 + 0.2
    assert sizes.target / mm >= 12.0
    assert sizes.row / mm >= 12.0
    assert sizes.text >= 16


@pytest.mark.parametrize("dpi", [0.0, 3.0, 1200.0, float("inf"), float("nan")])
def test_a_nonsense_dpi_counts_as_the_usual_one(dpi: float) -> None:
    assert Sizes.of(1920, 1080, dpi) == Sizes.of(1920, 1080, 96.0)


@pytest.mark.parametrize("role", typing.get_args(theme.Role))
def test_no_font_is_smaller_than_sixteen_pixels(role: theme.Role) -> None:
    made = theme.font(role)
    assert made.pixelSize() >= 16
    assert QFontInfo(made).family() == "Inter"


def test_figures_have_one_width() -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(theme.font(figures="codes"))
    widths = {round(metrics.horizontalAdvance(digit), 3) for digit in "0123456789"}
    assert len(widths) == 1


@pytest.mark.parametrize("symbol", typing.get_args(symbols.Symbol))
def test_every_symbol_draws_something_inside_its_box(symbol: symbols.Symbol) -> None:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    symbols.draw(painter, symbol, QRectF(4, 4, 40, 40), QColor("black"))
    painter.end()
    inked = [(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha()]
    assert len(inked) > 60
    assert all(2 <= value <= 45 for place in inked for value in place)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1366, 768), (1920, 1080)])
def test_the_window_fits_its_screen(
    open_station: Callable[..., Station],
    qapp: QApplication,
    width: int,
    height: int,
    language: str,
) -> None:
    theme.dress(qapp, LIGHT, Sizes.of(width, height, 96.0))
    board = (
        running(412, "01024585539", "1300300624"),
        ready(413, None, None),
        *(new(i) for i in range(1000, 1280)),
    )
    station = open_station(*board, training=True)
    window = station.window
    window.choose_language(language)
    window.on_sync_status(SyncStatus(SyncPhase.OK, last_success=NOW, next_run=NOW))
    window.resize(width, height)
    hint = window.minimumSizeHint()
    assert hint.width() <= width
    assert hint.height() <= height
    assert (window.width(), window.height()) == (width, height)
    assert window.table.viewport().height() >= 4 * theme.sizes().row
    columns = sum(window.table.columnWidth(c) for c in range(window.table.shown.columnCount()))
    assert columns <= window.table.viewport().width()


@pytest.mark.parametrize("key", [Qt.Key.Key_F3, Qt.Key.Key_F6])
@pytest.mark.parametrize(
    ("width", "height", "dpi"),
    [(1280, 720, 96.0), (1280, 800, 150.0), (1366, 768, 96.0), (1920, 1080, 96.0)],
)
def test_a_dialog_fits_its_screen_and_shows_all_that_it_would_store(
    open_station: Callable[..., Station],
    qapp: QApplication,
    width: int,
    height: int,
    dpi: float,
    key: Qt.Key,
) -> None:
    theme.dress(qapp, LIGHT, Sizes.of(width, height, dpi))
    station = open_station(
        running(412, "01024585539", "1300300624"), ready(413, "01034597001", "1300300625")
    )
    station.window.resize(width, height)
    station.type(key)
    dialog = station.dialog
    dialog.fields["old_last"].take_focus()
    station.type("01")  # an error in two lines
    station.settle()
    station.qtbot.waitUntil(lambda: dialog.geometry().bottom() <= station.window.height())
    (body,) = dialog.findChildren(QScrollArea)
    assert body.verticalScrollBar().maximum() == 0
    assert dialog.preview.height() >= dialog.preview.minimumSizeHint().height()
    assert dialog.preview.geometry().bottom() < dialog.save_button.mapTo(dialog, QPoint()).y()
    assert dialog.rect().contains(dialog.preview.geometry())


def test_the_focus_shows_among_wrong_fields(open_station: Callable[..., Station]) -> None:
    station = open_station(new(416))
    station.scan("WH/MO/00416")
    station.type(Qt.Key.Key_Return, Qt.Key.Key_Return)
    first, roll = (station.dialog.fields[name] for name in ("auth_first", "roll_number"))
    station.wait_for(lambda: bool(first.error and roll.error))
    lines = []
    for field in (first, roll):
        drawn, bad = field.edit.grab().toImage(), theme.color("bad")
        middle = (drawn.pixelColor(drawn.width() // 2, y) for y in range(drawn.height() // 2))
        lines.append(sum(color == bad for color in middle))
    assert first.edit.hasFocus()
    assert lines == [theme.px(3), theme.px(1)]
