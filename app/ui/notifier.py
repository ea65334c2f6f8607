"""The only place that tells a person something outside of a dialog."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.domain.errors import Problem
from app.texts import tr
from app.texts.sentences import sentence
from app.ui import theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.symbols import SymbolView
from app.ui.toast import Toast


class Banner(QFrame):
    """A sentence across the window that stays until it is closed: something is broken."""

    def __init__(self) -> None:
        """Begin hidden."""
        super().__init__()
        self.setObjectName("banner")
        self.problem: Problem | None = None
        self._text = label("large", "semibold", tone="bad", wrap=True)
        self._close = Button("cross")
        self._close.clicked.connect(self.hide)
        gap = theme.sizes().gap
        row = QHBoxLayout(self)
        row.setContentsMargins(gap + 8, 6, gap + 8, 6)
        row.setSpacing(gap)
        size = round(theme.sizes().text * 1.4)
        row.addWidget(SymbolView("warning", size, theme.color("bad")))
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._close.set_label("", name=tr("Close this message"))
        if self.problem is not None:
            self._text.setText(sentence(self.problem))
            self.setAccessibleName(self._text.text())

    def show_problem(self, problem: Problem) -> None:
        """Say what is broken."""
        self.problem = problem
        self.retranslate()
        self.show()


class Notifier:
    """Tells: with a toast what was done or why not, with a banner what is broken. GUI thread."""

    def __init__(self, window: QWidget) -> None:
        """Tell in `window`."""
        self.toast = Toast(window)
        self.banner = Banner()

    def done(self, text: str, *, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Say what was stored."""
        self.toast.say(text, action=action, act=act)

    def hint(self, text: str) -> None:
        """Say why nothing happened."""
        self.toast.say(text, symbol="info", ground="ink")

    def refused(self, text: str) -> None:
        """Say what went wrong."""
        self.toast.say(text, symbol="warning", ground="bad")

    def broken(self, problem: Problem) -> None:
        """Say that something of this machine is broken, until it is closed."""
        self.banner.show_problem(problem)
