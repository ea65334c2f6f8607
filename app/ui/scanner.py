"""The one reader of keys: where a scan goes, wherever the focus is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import isValid

from app.domain.commands import Command, command
from app.texts import tr
from app.ui import dialogs
from app.ui.idle_clock import IdleClock
from app.ui.key_burst import KeyBurst, Verdict
from app.ui.notifier import Notifier
from app.ui.overlay import Card, Overlay
from app.ui.scan_field import ScanField

if TYPE_CHECKING:
    from app.ui.dialogs.fields import FormField

_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_STAMPED = frozenset({"xcb", "wayland"})
"""Where the system says when a key was pressed, not only when the program took it."""
_OWN_KEYS = "?/"
"""Typed alone in the main window they mean something else."""


class Scanner(QObject):
    """Reads the keys of one window in front of the widget that has the focus. GUI thread.

    Typing passes untouched. The Enter or Tab that ends a scan never reaches a widget: the scan goes
    to the field with the focus, or else to the one that waits for it, or to the search field.

    Signals:
        scanned: a text, with nothing open over the window.
        sync_wanted: the barcode SYNC.
    """

    scanned = Signal(str)
    sync_wanted = Signal()

    def __init__(
        self,
        window: QMainWindow,
        field: ScanField,
        overlays: tuple[Overlay, ...],
        notifier: Notifier,
    ) -> None:
        """Read for `window`; the card of the first of `overlays` that shows one is on top."""
        super().__init__(window)
        self._window, self._field = window, field
        self._overlays, self._notifier = overlays, notifier
        self.burst = KeyBurst()
        self._clock = IdleClock(self)
        self._stamped = QGuiApplication.platformName() in _STAMPED
        self._followed: QWidget | None = None
        self._card: Card | None = None
        self._before = ""
        self._moving = self._listening = False
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._give_held)

    def configure(self, prefix: str, max_interval_ms: int) -> None:
        """Take the station's settings for its scanner."""
        self.burst.prefix, self.burst.max_interval_ms = prefix, max_interval_ms

    def watch(self, *menus: QMenu) -> None:
        """Let no scan end in one of `menus` of the window: it closes before the first key."""
        for menu in menus:
            menu.installEventFilter(self)

    @property
    def top_card(self) -> Card | None:
        """The card that takes keys now."""
        return next((o.card for o in self._overlays if o.card is not None), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See every key first; what is on its way from the focus to the window was seen before."""
        kind = event.type()
        if kind == QEvent.Type.Hide and watched is self._window:
            self._stop()
        if kind != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if isinstance(watched, QMenu):
            return self._on_menu_key(watched, event)
        if watched is not self._followed and self._followed is not None:
            return False
        return self._on_key(event)

    @Slot(str)
    def on_scanned(self, text: str) -> None:
        """Take a scan that had to wait as if it came now."""
        self._route(text, self._edit())

    # Keys

    def _on_menu_key(self, menu: QMenu, event: QKeyEvent) -> bool:
        """Take from a menu what a scanner may have sent: it is worked off as with none open."""
        begins = _is_plain(event) and event.text() != " "
        ends = event.key() in _ENDS and self.burst.fast(self._now(event))
        if begins or ends:
            menu.close()
            QApplication.sendEvent(self._followed or self._window, event.clone())
        return begins or ends

    def _now(self, event: QKeyEvent) -> float:
        return float(event.timestamp()) if self._stamped else self._clock.now

    def _on_key(self, event: QKeyEvent) -> bool:
        now = self._now(event)
        key, text = event.key(), event.text()
        if self._is_private():
            return self._on_private_key(event, now)
        if key in _MODIFIERS:
            return False
        if key in _ENDS and not event.isAutoRepeat():
            return self._on_end(now)
        if _is_plain(event) and not event.isAutoRepeat():
            return self._on_letter(text, now)
        if self.burst.fast(now) and _is_separator(event):
            return True
        self._give_held()
        self.burst.forget()
        return False

    def _on_private_key(self, event: QKeyEvent, now: float) -> bool:
        """Look for a command only, and not in a secret; all else stays as it is typed."""
        key = event.key()
        if self._is_secret():
            self.burst.forget()
        elif key in _ENDS and not event.isAutoRepeat():
            return self._on_private_end(now)
        elif _is_plain(event) and not event.isAutoRepeat():
            if not self.burst.fast(now):
                self._give_held()
            if self.burst.key(event.text(), now) is Verdict.HELD:
                self._late.start(self.burst.max_interval_ms + 10)
                return True
        elif key not in _MODIFIERS:
            self._give_held()
            self.burst.forget()
        return False

    def _on_private_end(self, now: float) -> bool:
        held = self.burst.held
        text = self.burst.end(now)
        told = command(text) if held and text is not None else None
        if text is None or told is None:
            self.burst.held = held
            self._give_held()
            self.burst.forget()
            return False
        self._late.stop()
        if not self.burst.is_double(text, now):
            self._obey(told)
        return True

    def _on_letter(self, letter: str, now: float) -> bool:
        fast = self.burst.fast(now)
        if not fast:
            self._give_held()
        edit = self._edit()
        if not fast:
            self._before = edit.text() if edit is not None else ""
        if self.burst.key(letter, now) is Verdict.HELD:
            self._late.start(self.burst.max_interval_ms + 10)
            return True
        return False if edit is not None else self._redirect(letter, fast=fast)

    def _redirect(self, letter: str, *, fast: bool) -> bool:
        """Let a key that no field would get begin the field that waits."""
        card = self.top_card
        if letter == " " and not fast:
            return False  # it presses what has the focus
        if card is None:
            if letter in _OWN_KEYS and not fast:
                return False
            self._move(self._field)
            self._field.insert(letter)
            return True
        field = card.waiting_field()
        if not isinstance(field, dialogs.FormField):
            return letter == " "  # in the middle of a scan it presses nothing
        self._before = field.text
        self._move(field.edit)
        field.edit.insert(letter)
        return True

    def _on_end(self, now: float) -> bool:
        text = self.burst.end(now)
        if text is not None:
            return self._on_scan(text, now)
        self._give_held()
        self.burst.forget()
        edit = self._edit()
        typed = command(edit.text()) if edit is not None else None
        if edit is None or typed is None:
            return False
        edit.clear()
        self._obey(typed)
        return True

    def _on_scan(self, text: str, now: float) -> bool:
        self._late.stop()
        told, edit = command(text), self._edit()
        doubled = self.burst.is_double(text, now)
        if told is not None:
            self._take_out(edit)
            if not doubled:
                self._obey(told)
            return True
        if doubled:
            self._take_back(edit)
            return True
        return self._route(text, edit)

    # Where it goes

    def _route(self, text: str, edit: QLineEdit | None) -> bool:
        card = self.top_card
        if card is None:
            self._field.take_scan(text)
            self.scanned.emit(text)
            return True
        field = _form_field(edit)
        if field is None and edit is not None:
            return False  # a field of another kind: its Enter is its own
        taker = field or card.waiting_field()
        if isinstance(taker, dialogs.FormField):
            taker.take_scan(text)
        else:
            self._notifier.hint(card.deaf_because())
        return True

    def _take_back(self, edit: QLineEdit | None) -> None:
        """One label was read twice: the second time counts for nothing, and it is said."""
        field = _form_field(edit)
        if field is not None:
            field.take_back(self._before, tr("Scanned twice: taken once."))
        elif edit is self._field:
            self._field.reset()

    def _take_out(self, edit: QLineEdit | None) -> None:
        """Of a command nothing stays in a field, should its keys have come too slowly to hold."""
        field = _form_field(edit)
        if field is not None and field.text != self._before:
            field.take_back(self._before, "")
        elif edit is self._field:
            self._field.reset()

    def _obey(self, told: Command) -> None:
        card = self.top_card
        if told is Command.SYNC:
            self.sync_wanted.emit()
        elif card is None:
            self._notifier.hint(tr("{word}: nothing is open here.", word=told.word))
        elif card.obey(told):
            return
        elif told is Command.YES:
            self._notifier.hint(tr("{word}: nothing is asked here.", word=told.word))
        else:
            self._notifier.hint(card.deaf_because())

    # Focus

    def _is_private(self) -> bool:
        """Tell whether the focus is in a text that is no label: a password, a setting, a PIN."""
        card = self.top_card
        inside = isinstance(self._followed, QLineEdit | QPlainTextEdit)
        return inside and card is not None and not card.takes_scans

    def _is_secret(self) -> bool:
        """Tell whether what is typed is for nobody's eyes, shown or not: no key of it is held."""
        edit = self._followed
        if not isinstance(edit, QLineEdit):
            return False
        sensitive = edit.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
        return bool(sensitive) or edit.echoMode() is not QLineEdit.EchoMode.Normal

    def _edit(self) -> QLineEdit | None:
        """Give the line that would take a key now."""
        widget = self._followed
        if isinstance(widget, QLineEdit) and widget.isEnabled() and not widget.isReadOnly():
            return widget
        return None

    def _move(self, edit: QLineEdit) -> None:
        self._moving = True
        edit.setFocus()
        edit.selectAll()
        self._moving = False

    @Slot()
    def _give_held(self) -> None:
        """What was held back was typed after all: give it to the field."""
        self._late.stop()
        text, edit = self.burst.take_held(), self._edit()
        if not text:
            return
        if edit is not None:
            edit.insert(text)
        elif isinstance(self._followed, QPlainTextEdit) and not self._followed.isReadOnly():
            self._followed.insertPlainText(text)
        elif self.top_card is None:
            self._move(self._field)
            self._field.insert(text)

    def listen(self) -> None:
        """Follow the focus from now on: the window is shown. Until it is hidden: a window that is
        being destroyed must not be looked at.
        """
        app = QApplication.instance()
        if isinstance(app, QApplication) and not self._listening:
            self._listening = True
            self._clock.start()
            app.focusChanged.connect(self._on_focus_changed)
            self._window.installEventFilter(self)
            self._follow(self._window.focusWidget())

    def _stop(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and self._listening:
            self._listening = False
            self._clock.stop()
            app.focusChanged.disconnect(self._on_focus_changed)
            self._window.removeEventFilter(self)
            self._follow(None)

    @Slot("QWidget*", "QWidget*")
    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        inside = new is not None and new.window() is self._window
        self._follow(new if inside else None)
        card = self.top_card
        if card is not self._card:
            # A dialog opened under the keys of a scan: they go on in its field.
            self._card = card
            if self.burst.text and old is self._field:
                self._field.reset()
            edit = self._edit()
            self._before = edit.text() if edit is not None else ""
        elif not self._moving:
            self._give_held()
            self.burst.text = ""

    def _follow(self, widget: QWidget | None) -> None:
        if self._followed is not None and isValid(self._followed):
            self._followed.removeEventFilter(self)
        self._followed = widget
        if widget is not None:
            widget.installEventFilter(self)


def _is_plain(event: QKeyEvent) -> bool:
    """Tell whether it is a character, and no shortcut."""
    text = event.text()
    return not event.modifiers() & ~_PLAIN and len(text) == 1 and text.isprintable()


def _is_separator(event: QKeyEvent) -> bool:
    """Tell whether it is a control character, as some labels have between their parts."""
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    letter = Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z
    return bool(control) and not letter and bool(event.text()) and not event.text().isprintable()


def _form_field(edit: QLineEdit | None) -> "FormField | None":
    parent = edit.parentWidget() if edit is not None else None
    return parent if isinstance(parent, dialogs.FormField) else None
