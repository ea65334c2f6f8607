"""The only place that tells a person something outside of a dialog."""

from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.domain.errors import Code, Problem
from app.services.messages import Damage
from app.texts import tr
from app.texts.formats import dated
from app.texts.sentences import sentence
from app.ui import theme
from app.ui.buttons import Button
from app.ui.labels import label
from app.ui.symbols import SymbolView
from app.ui.toast import Toast


class Banner(QFrame):
    """A sentence across the window that stays until it is closed: something is broken.

    Signals:
        restore_asked: the `Path` of the backup that is to take the damaged store's place, and in
            words when it was made.
    """

    restore_asked = Signal(object, str)

    def __init__(self, zone: tzinfo) -> None:
        """Begin hidden."""
        super().__init__()
        self.setObjectName("banner")
        self._zone = zone
        self._damage: Damage | None = None
        self._text = label("large", "semibold", tone="bad", wrap=True)
        self.restore_button = Button("undo", kind="primary")
        self.restore_button.clicked.connect(self._on_restore)
        self._close = Button("cross")
        self._close.clicked.connect(self.hide)
        gap = theme.sizes().gap
        row = QHBoxLayout(self)
        row.setContentsMargins(gap + theme.px(8), theme.px(6), gap + theme.px(8), theme.px(6))
        row.setSpacing(gap)
        size = round(theme.sizes().text * 1.4)
        row.addWidget(SymbolView("warning", size, "bad"))
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
            label_ = tr("Restore the backup of {time}", time=self._made(damage))
            self.restore_button.set_label(label_)
        self._text.setText(text)
        self.setAccessibleName(text)

    def show_damage(self, damage: Damage) -> None:
        """Say what is broken and offer what can replace it; what was offered stays offered."""
        offered = self._damage
        if damage.backup is None and offered is not None and not self.isHidden():
            damage = replace(offered, problem=damage.problem)
        self._damage = damage
        self.retranslate()
        self.show()

    @property
    def said(self) -> Code | None:
        """What it says now; None: nothing."""
        return None if self._damage is None or self.isHidden() else self._damage.problem.code

    def clear(self) -> None:
        """Nothing is broken any more."""
        self._damage = None
        self.hide()

    def _on_restore(self) -> None:
        damage = self._damage
        if damage is not None and damage.backup is not None:
            self.restore_asked.emit(damage.backup, self._made(damage))

    def _made(self, damage: Damage) -> str:
        return dated(damage.made_at, self._zone)


class Notifier:
    """Tells: with a toast what was done or why not, with a banner what is broken. GUI thread."""

    def __init__(self, window: QWidget, zone: tzinfo) -> None:
        """Tell in `window`, times in `zone`."""
        self.toast = Toast(window)
        self.banner = Banner(zone)

    def done(
        self, text: str, *, action: str = "", key: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Say what was stored."""
        self.toast.say(text, action=action, key=key, act=act)

    def hint(self, text: str) -> None:
        """Say why nothing happened."""
        self.toast.say(text, symbol="info", ground="hint")

    def refused(self, text: str) -> None:
        """Say what went wrong."""
        self.toast.say(text, symbol="warning", ground="alarm")

    def broken(self, problem: Problem) -> None:
        """Say that something of this machine is broken, until it is closed."""
        self.banner.show_damage(Damage(problem))

    def reminded(self, problem: Problem) -> None:
        """Say what stays wrong until it is `settled`; what is broken goes before."""
        if self.banner.said in (None, problem.code):
            self.broken(problem)

    def settled(self, code: Code) -> None:
        """Say no more of it."""
        if self.banner.said is code:
            self.banner.clear()

    def damaged(self, damage: Damage) -> None:
        """Say that the store cannot be read, and offer a backup."""
        self.banner.show_damage(damage)

    def mended(self, text: str) -> None:
        """Say that what was broken works again."""
        self.banner.clear()
        self.done(text)
