"""Texts on the screen: plain, with a tone, or shortened where a long one must not push others."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
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


def in_two(text: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Split a text between two words, so that the first part fits `width`."""
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        first = " ".join(words[:count])
        # "30" and "ml" stay together.
        stub = len(" ".join(words[count:])) <= 3 and count > 1
        if metrics.horizontalAdvance(first) <= width and not stub:
            return first, " ".join(words[count:])
    return text, ""


class ElidedLabel(Label):
    """One line that ends in … when there is no room; the tooltip then has all of it.

    With `wraps` it takes a second line before it is cut.
    """

    def __init__(
        self,
        role: Role = "body",
        weight: Weight = "regular",
        *,
        tone: str = "ink",
        figures: Figures = "",
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty one; `tone` is the name of a colour."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role, weight, figures=figures))
        self._tone, self._elide, self._wraps = tone, elide, wraps
        high = QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, high)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)

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

    def hasHeightForWidth(self) -> bool:
        """Whether it is higher where it is narrow."""
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        """Give the height of the lines that it has at `width`."""
        metrics = self.fontMetrics()
        return metrics.height() + 2 + (len(self._lines(width)) - 1) * metrics.lineSpacing()

    def is_cut(self) -> bool:
        """Whether some of the text is not shown."""
        advance = self.fontMetrics().horizontalAdvance
        return any(advance(line) > self.width() for line in self._lines(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide whether the tooltip is needed."""
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(theme.color(self._tone))
        flags = self.alignment() | Qt.AlignmentFlag.AlignVCenter
        lines = self._lines(self.width())
        high = self.height() // len(lines)
        for place, line in enumerate(lines):
            text = self.fontMetrics().elidedText(line, self._elide, self.width())
            painter.drawText(QRect(0, place * high, self.width(), high), flags, text)
        painter.end()

    def _lines(self, width: int) -> list[str]:
        text, metrics = self.text(), self.fontMetrics()
        if not self._wraps or metrics.horizontalAdvance(text) <= width:
            return [text]
        return [line for line in in_two(text, metrics, width) if line]

    def _explain(self) -> None:
        self.setToolTip(self.text() if self.is_cut() else "")
