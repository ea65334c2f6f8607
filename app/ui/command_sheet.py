"""The sheet of command barcodes, A4, in the language in use."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.domain.commands import Command
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.texts import mark, tr
from app.ui import code128, theme

NAME: Final = "stasiun-mo-barcode.pdf"
WIDTH, HEIGHT = 210.0, 297.0
"""Millimetres; everything is drawn in them."""
_SIDE: Final = 18.0
_MODULE: Final = 0.66
"""Width of the thinnest bar: read from an arm's length, and by worn scanners."""
_BARS: Final = 27.0
_ROW: Final = 56.0
_ABOUT: Final = {
    Command.SAVE: mark("Saves the dialog that is open."),
    Command.YES: mark("Answers a question with yes."),
    Command.CANCEL: mark("Closes a dialog without saving; answers a question with no."),
    Command.SYNC: mark("Fetches the MOs from Odoo now."),
}


def write(file: Path) -> None:
    """Write the sheet as a PDF, over what is there. Needs a `QGuiApplication`; GUI thread.

    Raises:
        EnvironmentFaultError: `Code.FILE_UNWRITABLE`.
    """
    try:
        # Qt would only warn on its own output.
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        problem = Problem(Code.FILE_UNWRITABLE, params={"file": str(file)})
        raise EnvironmentFaultError(problem) from error
    writer = QPdfWriter(str(file))
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    writer.setTitle(tr("Command barcodes"))
    writer.setCreator("Stasiun MO")
    painter = QPainter(writer)
    draw(painter, QSizeF(writer.width(), writer.height()))
    painter.end()


def draw(painter: QPainter, size: QSizeF) -> None:
    """Draw the sheet over a page or picture of `size`."""
    painter.scale(size.width() / WIDTH, size.height() / HEIGHT)
    inner = WIDTH - 2 * _SIDE
    _say(painter, QRectF(_SIDE, 12, inner, 12), tr("Command barcodes"), 8.5, bold=True)
    about = tr("Scan instead of pressing a button. It works in every field, at any time.")
    _say(painter, QRectF(_SIDE, 25, inner, 8), about, 4.6)
    for place, told in enumerate(Command):
        _draw_one(painter, told, 38 + place * _ROW)
    setup = tr("Scanner: keyboard mode, Enter behind every label, Code 128 switched on.")
    _say(painter, QRectF(_SIDE, HEIGHT - 27, inner, 8), setup, 4.2)
    spare = tr("Print without scaling (100%); white paper, no gloss foil.")
    _say(painter, QRectF(_SIDE, HEIGHT - 19, inner, 8), spare, 4.2)


def bar_area(place: int) -> QRectF:
    """Give where on the sheet the bars of the command at `place` stand, in millimetres."""
    modules = sum(code128.widths(tuple(Command)[place]))
    return QRectF(_SIDE + code128.QUIET * _MODULE, 43 + place * _ROW, modules * _MODULE, _BARS)


def _draw_one(painter: QPainter, told: Command, top: float) -> None:
    place = tuple(Command).index(told)
    area = bar_area(place)
    x = area.left()
    for number, width in enumerate(code128.widths(told)):
        if number % 2 == 0:
            bar = QRectF(x, area.top(), width * _MODULE, area.height())
            painter.fillRect(bar, Qt.GlobalColor.black)
        x += width * _MODULE
    inner = WIDTH - 2 * _SIDE
    word = QRectF(_SIDE + code128.QUIET * _MODULE, area.bottom() + 1, 52, 12)
    _say(painter, word, told.word, 8, bold=True)
    about = QRectF(word.right() + 3, word.top(), inner - word.width() - 8, word.height())
    _say(painter, about, tr(_ABOUT[told]), 4.4, wrap=True)
    line = QRectF(_SIDE, top + _ROW - 2.2, inner, 0.25)
    painter.fillRect(line, Qt.GlobalColor.gray)


def _say(
    painter: QPainter,
    box: QRectF,
    text: str,
    millimetres: float,
    *,
    bold: bool = False,
    wrap: bool = False,
) -> None:
    """Write `text`, letters `millimetres` high; smaller where the box is too narrow for it."""
    font = QFont(theme.FAMILY)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    # Whole pixels only: drawn a hundred times as large, and brought down again.
    font.setPixelSize(round(millimetres * 100))
    painter.save()
    painter.translate(box.topLeft())
    painter.scale(0.01, 0.01)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.black)
    room = QRectF(0, 0, box.width() * 100, box.height() * 100)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    needed = painter.fontMetrics().horizontalAdvance(text)
    if wrap:
        flags |= Qt.TextFlag.TextWordWrap
    elif needed > room.width():
        font.setPixelSize(round(font.pixelSize() * room.width() / needed))
        painter.setFont(font)
    painter.drawText(room, flags, text)
    painter.restore()
