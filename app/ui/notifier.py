"""The only place that tells a person something outside of a dialog."""

from collections.abc import Callable
from datetime import tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.domain.clock import Clock
from app.domain.errors import Problem
from app.services.messages import Damage
from app.texts import tr
from app.texts.formats import clock as when
from app.texts.sentences import sentence
from app.ui import theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.symbols import SymbolView
from app.ui.toast import Toast


class Banner(QFrame):
    """A sentence across the window that stays until it is closed: something is broken.

    Signals:
        restore_asked: the `Path` of the backup that is to take the damaged store's place.
    """

    restore_asked = Signal(object)

    def __init__(self, zone: tzinfo, clock: Clock) -> None:
        """Begin hidden."""
        super().__init__()
        self.setObjectName("banner")
        self._zone, self._clock = zone, clock
        self._damage: Damage | None = None
        self._text = label("large", "semibold", tone="bad", wrap=True)
        self.restore_button = Button("refresh", kind="primary")
        self.restore_button.clicked.connect(self._on_restore)
        self._close = Button("cross")
        self._close.clicked.connect(self.hide)
        gap = theme.sizes().gap
        row = QHBoxLayout(self)
        row.setContentsMargins(gap + 8, 6, gap + 8, 6)
        row.setSpacing(gap)
        size = round(theme.sizes().text * 1.4)
        row.addWidget(SymbolView("warning", size, theme.color("bad")))
        row.addWidget(self._text, 1)
        row.addWidget(self.restore_button)
        row.addWidget(self._close)
        self.hide()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._close.set_label("", name=tr("Close this message"))
        damage = self._damage
        if damage is None:
            return
        text = sentence(damage.problem)
        self.restore_button.setVisible(damage.backup is not None)
        if damage.backup is not None:
            time = when(damage.made_at, self._zone, self._clock())
            offer = tr("The newest good backup is of {time}.", time=time)
            text = f"{text} {offer}"
            self.restore_button.set_label(tr("Restore this backup"))
        self._text.setText(text)
        self.setAccessibleName(text)

    def show_damage(self, damage: Damage) -> None:
        """Say what is broken and offer what can replace it."""
        self._damage = damage
        self.retranslate()
        self.show()

    def _on_restore(self) -> None:
        if self._damage is not None and self._damage.backup is not None:
            self.hide()
            self.restore_asked.emit(self._damage.backup)


class Notifier:
    """Tells: with a toast what was done or why not, with a banner what is broken. GUI thread."""

    def __init__(self, window: QWidget, zone: tzinfo, clock: Clock) -> None:
        """Tell in `window`, times in `zone`."""
        self.toast = Toast(window)
        self.banner = Banner(zone, clock)

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
        self.banner.show_damage(Damage(problem))

    def damaged(self, damage: Damage) -> None:
        """Say that the store cannot be read, and offer a backup."""
        self.banner.show_damage(damage)
