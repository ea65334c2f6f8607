"""The short message that goes away by itself."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import free_place, theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.symbols import Symbol, SymbolView

SECONDS = 8
SECONDS_TO_ACT = 15
"""Time to read what was stored and, with a glove, to take it back."""


class Toast(QWidget):
    """One message, in the window's lower right corner if that is free, with one optional action."""

    def __init__(self, window: QWidget) -> None:
        """Begin hidden."""
        super().__init__(window)
        self._act: Callable[[], None] | None = None
        self._ground = "toast"
        size = round(theme.sizes().text * 1.2)
        self._symbol = SymbolView("check", size, "on_toast")
        self._text = label("large", tone="toast", wrap=True, figures="codes")
        self.action_button = Button()
        self.action_button.clicked.connect(self._on_action)
        self.action_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # it goes when it is pressed
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(18), theme.px(12), theme.px(18), theme.px(12))
        row.setSpacing(theme.px(12))
        row.addWidget(self._symbol)
        row.addWidget(self._text, 1)
        row.addWidget(self.action_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, also after it is gone."""
        return self._text.text()

    def say(
        self,
        text: str,
        *,
        symbol: Symbol = "check",
        ground: str = "toast",
        action: str = "",
        key: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Show `text`; `action` names a button that calls `act`, `key` the key that does it too."""
        self._ground, self._act = ground, act
        self._symbol.show_symbol(symbol, "on_toast")
        self._text.setText(text)
        self.setAccessibleName(text)
        self.action_button.set_label(action or "–", key)
        self.action_button.setVisible(bool(action))
        self.place()
        self.show()
        self.raise_()
        self._timer.start((SECONDS_TO_ACT if action else SECONDS) * 1000)

    def retranslate(self) -> None:
        """Say the same in the language in use."""
        self._text.retranslate()
        self.setAccessibleName(self._text.text())
        self.action_button.retranslate()
        self.place()

    @Slot()
    def place_soon(self) -> None:
        """Take another place when what lies below has taken its own."""
        if self.isVisible():
            QTimer.singleShot(0, self, self.place)

    @Slot()
    def place(self) -> None:
        """Take a place in the window where it covers nothing that a person presses or fills in."""
        window = self.parentWidget()
        if window is None:
            return
        margin = theme.sizes().gap + theme.px(8)
        used = free_place.taken(window, but=self)
        line = free_place.foot(window)
        tries = []
        for share in free_place.SHARES:
            size = self._size(round(window.width() * share))
            found = free_place.places(window.size(), size, margin, line)
            tries.append(free_place.best(found, used))
            if not tries[-1][0]:
                break
        _covered, place = min(tries, key=lambda found: found[0])
        self._size(place.width())
        self.setGeometry(place)

    def _size(self, widest: int) -> QSize:
        """Give the text as much width as it needs, `widest` at most for all."""
        metrics = self._text.fontMetrics()
        text = max(map(metrics.horizontalAdvance, self._text.text().split("\n"))) + 4
        others = 2 * theme.px(18) + theme.px(12) + self._symbol.width()
        lowest = theme.sizes().target + theme.px(8)
        if not self.action_button.isHidden():
            others += theme.px(12) + self.action_button.sizeHint().width()
            lowest = self.action_button.sizeHint().height() + 2 * theme.px(12)
        text = max(min(text, widest - others), round(theme.sizes().text * 6))
        self._text.setFixedWidth(text)
        height = max(self._text.heightForWidth(text) + theme.px(28), lowest)
        return QSize(text + others, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("edge"), theme.px(2))
        painter.setPen(pen)
        painter.setBrush(theme.color(self._ground))
        half = pen.widthF() / 2
        frame = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(frame, theme.sizes().radius, theme.sizes().radius)
        painter.end()

    def _on_action(self) -> None:
        self.hide()
        act, self._act = self._act, None  # a second press has nothing left to do
        if act is not None:
            act()
