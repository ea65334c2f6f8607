"""Pengaturan: what can be set at this station, a page for each section."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot

from app.domain.errors import Problem
from app.services.connection_test import ConnectionReport
from app.services.settings import SECRET, Check, SettingsRead, SettingsWanted
from app.texts import tr
from app.texts.formats import in_words
from app.texts.sentences import sentence
from app.ui.dialogs.setting_fields import (
    ChoiceSetting,
    SecretSetting,
    TextSetting,
)
from app.ui.dialogs.settings_pages import SECRET_OF
from app.ui.dialogs.settings_sheet import SettingsSheet


class SettingsCard(SettingsSheet):
    """Shows the settings, and gives away what a person changed. GUI thread.

    It stays open, with all that was typed, until `finish` is called or the person closes it.

    Signals:
        save_wanted: `SettingsWanted`, all of it right.
        test_wanted: `SettingsWanted`; to be tried out, not saved.
        test_abandoned: what was to be tried out counts no more.
    """

    private = True
    save_wanted = Signal(object)
    test_wanted = Signal(object)
    test_abandoned = Signal()

    def __init__(self, read: SettingsRead, check: Check, section: str = "station") -> None:
        """Show what was `read`, the page `section` first."""
        super().__init__(str(read.file))
        self._read, self._check = read, check
        self._saving = self._asked_to_leave = False
        self.panel.test_asked.connect(self._on_test_asked)
        self.cancel_button.clicked.connect(self._on_cancel)
        self.save_button.clicked.connect(self.save)
        self._fill()
        self._first = self._values()
        self.show_page(section)

    def _fill(self) -> None:
        read = self._read
        for key, field in self.fields.items():
            if isinstance(field, SecretSetting):
                kept = key.removeprefix(SECRET) in read.kept
                field.say_kept(kept=kept, instead=read.unkept.get(key, ""))
            else:
                field.fill(self._usual_way() if key == "odoo.auth" else read.values[key])
            if key in read.overridden:
                field.block(tr("Set by {variable}.", variable=read.overridden[key]))
            field.changed.connect(self._on_changed)
            if isinstance(field, TextSetting):
                field.entered.connect(self._on_entered)
        way = self.fields["odoo.auth"]
        if isinstance(way, ChoiceSetting):
            way.changed.connect(self._on_way_chosen)
        self._on_way_chosen()
        self.save_button.setEnabled(not read.training)
        if read.training:
            self.tell(tr("In training mode settings can be looked at, not saved."), tone="warn")

    def _usual_way(self) -> str:
        """Give the way in that is set, else the one that the secrets which there are lead to."""
        found = self._read.values["odoo.auth"]
        if isinstance(found, str):
            return found
        for way in ("api_key", "session"):
            if SECRET_OF[way] in self._read.kept:
                return way
        return "password"

    # What is typed

    def _values(self) -> dict[str, Any]:
        return {
            key: field.value
            for key, field in self.fields.items()
            if not isinstance(field, SecretSetting)
        }

    @property
    def wanted(self) -> SettingsWanted:
        """What differs from what was read."""
        now = self._values()
        values = {key: value for key, value in now.items() if value != self._first[key]}
        secrets = {
            key.removeprefix(SECRET): field.text.strip()
            for key, field in self.fields.items()
            if isinstance(field, SecretSetting) and not field.isHidden() and field.text.strip()
        }
        if secrets and self._read.values["odoo.auth"] != now["odoo.auth"]:
            values["odoo.auth"] = now["odoo.auth"]
        return SettingsWanted(values, secrets)

    @property
    def saving(self) -> bool:
        """Whether it waits for an answer to what it gave away."""
        return self._saving

    @property
    def changed(self) -> bool:
        """Whether something would be lost by closing."""
        wanted = self.wanted
        return bool(wanted.values or wanted.secrets)

    def _find_wrong(self, values: Mapping[str, Any]) -> list[Problem]:
        found = [self._check(key, value) for key, value in values.items() if value is not None]
        return [problem for problem in found if problem is not None]

    # What happens

    @Slot()
    def save(self) -> None:
        """Give away what was changed, if all of it is right."""
        wanted = self.wanted
        if self._saving or self._read.training:
            return
        if not self.changed:
            self.closed.emit()
            return
        if self._say_wrong(self._find_wrong(wanted.values)):
            return
        self._saving = True
        self.save_button.setEnabled(False)
        self.tell(tr("Saving…"), tone="muted")
        self.save_wanted.emit(wanted)

    def finish(self) -> None:
        """Close: all is saved."""
        self.test_abandoned.emit()
        self.closed.emit()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say why nothing was saved; what was typed stays."""
        self._saving = False
        self.save_button.setEnabled(True)
        self.tell("")
        rest = [problem for problem in problems if problem.field not in self.fields]
        self._say_wrong([problem for problem in problems if problem.field in self.fields])
        if rest:
            self.tell(" ".join(map(sentence, rest)))

    def show_report(self, report: ConnectionReport) -> None:
        """Say what the connection test found."""
        self.panel.show_report(report)
        self.pages["odoo"].ensureWidgetVisible(self.panel)
        if self.cancel_button.hasFocus():  # the focus went on when the button could not be pressed
            (self.save_button if report.good and self.changed else self.panel.button).setFocus()

    def _say_wrong(self, problems: list[Problem]) -> bool:
        for field in self.fields.values():
            field.show_error("")
        sections = []
        for problem in problems:
            field = self.fields[str(problem.field)]
            allowed = problem.params.get("allowed")
            text = sentence(problem)
            if allowed is not None:  # the file and the key are known: they are on the screen
                text = _not_right(_allowed(problem))
            field.show_error(text)
            sections += [name for name, page in self.pages.items() if field in page.fields]
        self.mark_pages(sections)
        if problems:
            self.tell(tr("Nothing was saved yet: something is not right."))
            self.show_page(sections[0])
            self.fields[str(problems[0].field)].take_focus()
        return bool(problems)

    @Slot()
    def _on_changed(self) -> None:
        self.panel.stop()
        self.test_abandoned.emit()
        if self._asked_to_leave:
            self._asked_to_leave = False
            self.name_cancel(leaving=self._asked_to_leave)
        if not self._read.training:
            self.tell("")  # it was about what stood there before

    @Slot()
    def _on_entered(self) -> None:
        self.focusNextChild()

    @Slot()
    def _on_way_chosen(self) -> None:
        wanted = SECRET_OF.get(str(self.fields["odoo.auth"].value))
        for key, field in self.fields.items():
            if isinstance(field, SecretSetting):
                field.setVisible(key == f"{SECRET}{wanted}")

    @Slot()
    def _on_test_asked(self) -> None:
        wanted = self.wanted
        wrong = [p for p in self._find_wrong(wanted.values) if str(p.field).startswith("odoo.")]
        if self._say_wrong(wrong):
            self.tell(tr("Not tried out yet: something is not right."))
        else:
            self.tell("")
            self.panel.begin()
            self.test_wanted.emit(wanted)

    @Slot()
    def _on_cancel(self) -> None:
        if self._saving:
            return
        if self.changed and not self._asked_to_leave and not self._read.training:
            self._asked_to_leave = True
            self.name_cancel(leaving=self._asked_to_leave)
            self.tell(tr("Not saved yet. Press Esc once more to discard the changes."))
            return
        self.finish()

    def leave(self) -> None:
        """Close on Esc, after a word about what is not saved."""
        self._on_cancel()

    def take_focus(self) -> None:
        """Begin at the first field of the page."""
        page = self.stack.currentWidget()
        for shown in self.pages.values():
            if shown is page:
                free = [f for f in shown.fields if f.key not in self._read.overridden]
                (free or shown.fields)[0].take_focus()


def _allowed(problem: Problem) -> str:
    text = in_words(str(problem.params["allowed"]))
    return tr(text)


def _not_right(allowed: str) -> str:
    if allowed.endswith("…"):
        return tr("Not right. Allowed: {allowed}", allowed=allowed)
    return tr("Not right. Allowed: {allowed}.", allowed=allowed)
