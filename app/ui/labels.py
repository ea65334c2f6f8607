"""Texts on the screen: plain, with a tone, or shortened where a long one must not push others."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.texts import again
from app.ui import theme
from app.ui.theme import Figures, Role, Weight

_JOINER: Final = "\N{WORD JOINER}"
_MO_NUMBER: Final = re.compile(r"\b[A-Z0-9]+(?:/[A-Z0-9]+)+\b")
# Not the longest codes: what cannot be broken must fit into the narrowest column.
_RANGE: Final = re.compile(
    r"(?<![A-Z0-9./-])([A-Z0-9./-]{1,13}) – (?=[A-Z0-9./-]{1,13}(?![A-Z0-9]))"
)
_SPACED, _JOINED = " – ", f"\N{NO-BREAK SPACE}–{_JOINER}\N{NO-BREAK SPACE}"


def _unbroken(found: "re.Match[str]") -> str:
    return found[0].replace("/", f"/{_JOINER}")


def _wrapped(text: str) -> str:
    """Give `text` so that neither the number of an MO nor a range of labels is broken."""
    return _RANGE.sub(rf"\1{_JOINED}", _MO_NUMBER.sub(_unbroken, text))


class Label(QLabel):
    """Keeps what it says, for another language, and its font, which a new style sheet resets."""

    _said = ""
    _font: QFont | None = None

    def setFont(self, font: QFont | str | Sequence[str]) -> None:  # noqa: N802
        """Take another font."""
        self._font = QFont(font)
        super().setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the font when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._font is not None:
            super().setFont(self._font)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show another text; an MO's number or a range of labels in it stays in one line."""
        self._said = text
        super().setText(_wrapped(text) if self.wordWrap() else text)

    def text(self) -> str:
        """What it says."""
        return super().text().replace(_JOINED, _SPACED).replace(_JOINER, "")

    def retranslate(self) -> None:
        """Say the same in the language in use."""
        self.setText(again(self._said))


def label(
    role: Role = "body",
    weight: Weight = "regular",
    *,
    tone: str = "",
    figures: Figures = "",
    wrap: bool = False,
) -> Label:
    """Make a label with the theme's font; `tone` is one of the style sheet's."""
    made = Label()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(role, weight, figures=figures))
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


class ElidedLabel(Label):
    """One line that ends in … when there is no room; the tooltip then has all of it."""

    def __init__(
        self,
        role: Role = "body",
        weight: Weight = "regular",
        *,
        tone: str = "ink",
        figures: Figures = "",
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty one; `tone` is the name of a colour."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role, weight, figures=figures))
        self._tone, self._elide = tone, elide
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show another text."""
        super().setText(text)
        self._explain()

    def set_tone(self, tone: str) -> None:
        """Take another colour."""
        self._tone = tone
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Allow being narrower than the text."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Ask for the whole text."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + 4
        return QSize(width, self.fontMetrics().height() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide whether the tooltip is needed."""
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(theme.color(self._tone))
        text = self.fontMetrics().elidedText(self.text(), self._elide, self.width())
        flags = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), flags, text)
        painter.end()

    def _explain(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(self.text() if cut else "")
