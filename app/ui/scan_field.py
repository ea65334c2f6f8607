"""The field that scans and searches."""

from PySide6.QtCore import QRectF, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, Qt

from app.texts import tr
from app.ui import symbols, theme
from app.ui.buttons import Button
from app.ui.quiet_edit import QuietEdit


class ScanField(QuietEdit):
    """Filters while one types; Enter asks to open an MO.

    Signals:
        searched: what is to be searched for now.
        entered: a whole text, typed and ended by Enter.
        left_downwards: the arrow down: on to the table.
    """

    searched = Signal(str)
    entered = Signal(str)
    left_downwards = Signal()

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setFont(theme.font("large", figures="codes"))
        self.setMaxLength(200)
        self.setFixedHeight(theme.sizes().operation)
        self.clear_button = Button("cross")
        self.clear_button.setParent(self)
        self.clear_button.clicked.connect(self._on_clear)
        self.clear_button.hide()
        self.setTextMargins(
            round(theme.sizes().text * 2), 0, self.clear_button.sizeHint().width(), 0
        )
        self.setClearButtonEnabled(False)
        # A scan arrives as a burst of keys: filter once behind it, not once per key.
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(60)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(self._on_changed)

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self.setPlaceholderText(tr("Scan or search…"))
        self.setAccessibleName(tr("Scan or search"))
        self.setAccessibleDescription(tr("MO number, product, code or roll"))
        self.clear_button.set_label("", name=tr("Clear the search"))

    def reset(self) -> None:
        """Empty it, and search for nothing at once."""
        self.clear()
        self._search()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the end of what was typed."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.text().strip() and not event.isAutoRepeat():
                self._search()
                self.entered.emit(self.text())
            return
        if key == Qt.Key.Key_Escape:
            self.reset()
            return
        if event.text() == "?" and not self.text():
            # No number begins so; the window shows the shortcuts.
            event.ignore()
            return
        if key == Qt.Key.Key_Down:
            self.left_downwards.emit()
            return
        super().keyPressEvent(event)

    def take_scan(self, text: str) -> None:
        """Show what was scanned and search for it at once."""
        self.setText(text)
        self._search()

    def sizeHint(self) -> QSize:
        """Ask for no room for the button: a narrow window has none to give."""
        size = super().sizeHint()
        return QSize(size.width() - self.textMargins().right(), size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right."""
        super().resizeEvent(event)
        size = self.clear_button.sizeHint()
        margin = (self.height() - size.height()) // 2
        self.clear_button.resize(size)
        self.clear_button.move(self.width() - size.width() - margin, margin)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the barcode in front."""
        super().paintEvent(event)
        side = theme.sizes().text * 1.5
        painter = QPainter(self)
        box = QRectF(theme.px(14), (self.height() - side) / 2, side, side)
        symbols.draw(painter, "barcode", box, theme.color("muted"))
        painter.end()

    @Slot(str)
    def _on_changed(self, text: str) -> None:
        self._pause.start()
        self.clear_button.setVisible(bool(text))

    @Slot()
    def _on_clear(self) -> None:
        self.reset()
        self.setFocus()

    def _search(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text())
