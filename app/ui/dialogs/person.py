"""The card that adds somebody, or gives somebody another PIN."""

from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.codes import clean
from app.domain.errors import Code, Problem
from app.domain.people import NAME_LENGTH, Person, Role, problems_of
from app.services.people_messages import AddAsked, PinAsked
from app.texts import tr
from app.texts.sentences import ROLES, sentence
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.fields import FormField
from app.ui.dialogs.pin_pad import PinEdit
from app.ui.dialogs.setting_fields import ChoiceSetting
from app.ui.labels import label
from app.ui.overlay import Card
from app.ui.symbols import SymbolView


class PersonCard(Card):
    """Asks for badge, name, role and PIN, or only for the PIN of somebody known. GUI thread.

    Signals:
        submitted: an `AddAsked` or a `PinAsked`; `finish` or `show_problems` answers.

    Attributes:
        badge, name, role, pin, again: the fields.
    """

    private = True
    submitted = Signal(object)

    def __init__(self, person: Person | None = None, *, first: bool = False) -> None:
        """Ask about somebody new, or for another PIN of `person`; the `first` one is of IT."""
        super().__init__()
        self._person, self._saving, self._asked_to_leave = person, False, False
        self.badge = FormField("badge", tr("Badge"), hint=tr("A leader's badge is the leader id."))
        self.name = FormField("name", tr("Name"))
        self.name.edit.setFont(theme.font("large"))
        self.name.edit.setMaxLength(NAME_LENGTH)
        roles = [Role.IT] if first else list(Role)
        choices = tuple((str(role), tr(ROLES[role])) for role in roles)
        self.role = ChoiceSetting("role", tr("Department"), choices)
        self.pin = FormField("pin", tr("New PIN"), hint=tr("4 to 12 digits."), edit=PinEdit())
        self.again = FormField("again", tr("New PIN once more"), edit=PinEdit())
        self._order = [self.badge, self.name, self.pin, self.again]
        if person is None:
            self.role.fill(str(roles[-1] if first else Role.PRODUCTION))
        else:
            self._order = [self.pin, self.again]
        for field in self._order:
            field.entered.connect(self._on_entered)
            field.reshaped.connect(self.resized)
            field.changed.connect(self._on_changed)
        self._troubles = label("body", "semibold", tone="bad", wrap=True)
        self._troubles.hide()
        self.cancel_button, self.save_button = Button("cross"), Button("check", kind="primary")
        self._name_cancel()
        self.save_button.set_label(tr("Save"), "Enter")
        self.cancel_button.clicked.connect(self.leave)
        self.save_button.clicked.connect(self.save)
        self._lay_out()

    def _lay_out(self) -> None:
        title = tr("Add a person")
        if self._person is not None:
            title = tr("New PIN for {person}", person=self._person.label)
        self.setAccessibleName(title)
        heading = label("title", "bold")
        heading.setText(title)
        top, footer, grid = QHBoxLayout(), QHBoxLayout(), QGridLayout()
        top.setSpacing(theme.px(10))
        top.addWidget(SymbolView("person", round(theme.sizes().text * 1.4), "ink"))
        top.addWidget(heading, 1)
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.sizes().gap)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        if self._person is None:
            grid.addWidget(self.badge, 0, 0)
            grid.addWidget(self.name, 0, 1)
            grid.addWidget(self.role, 1, 0, 1, 2)
        grid.addWidget(self.pin, 2, 0)
        grid.addWidget(self.again, 2, 1)
        footer.setSpacing(theme.px(12))
        footer.addStretch(1)
        footer.addWidget(self.cancel_button)
        footer.addWidget(self.save_button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(theme.px(26), theme.px(18), theme.px(26), theme.px(18))
        column_.setSpacing(theme.sizes().gap)
        column_.addLayout(top)
        column_.addLayout(grid)
        column_.addWidget(self._troubles)
        column_.addStretch(1)
        column_.addLayout(footer)
        stops: list[QWidget] = [*(f.edit for f in self._order), self.save_button]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    @property
    def saving(self) -> bool:
        """Tell whether an answer to `submitted` is awaited."""
        return self._saving

    @property
    def troubles(self) -> str:
        """What is wrong and no field's fault."""
        return "" if self._troubles.isHidden() else self._troubles.text()

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        super().retranslate()
        for value, button in self.role.buttons.items():
            text = tr(ROLES[Role(value)])
            button.set_label(text, name=f"{tr('Department')}: {text}")

    def wanted_width(self) -> int:
        """Ask for two fields side by side."""
        return round(theme.sizes().text * 50)

    def wanted_height(self, width: int) -> int:
        """Ask for the height of everything."""
        layout = self.layout()
        return self.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)

    def take_focus(self) -> None:
        """Begin at the first field."""
        self._order[0].take_focus()

    def leave(self) -> None:
        """Close, after a word about what is not saved; not while it is being saved."""
        if self._saving:
            return
        if self._asked_to_leave or not any(field.text for field in self._order):
            self.closed.emit()
            return
        self._asked_to_leave = True
        self._name_cancel()
        self._tell(tr("Not saved yet. Press Esc once more to discard the changes."))

    def _name_cancel(self) -> None:
        leaving = self._asked_to_leave
        self.cancel_button.set_label(tr("Discard the changes") if leaving else tr("Cancel"), "Esc")

    def _tell(self, text: str) -> None:
        self._troubles.setText(text)
        self._troubles.setVisible(bool(text))
        self.resized.emit()

    @Slot()
    def _on_changed(self) -> None:
        if self._asked_to_leave:
            self._asked_to_leave = False
            self._name_cancel()
            self._tell("")

    @Slot()
    def save(self) -> None:
        """Submit, unless it is plain already that it would be refused."""
        if self._saving:
            return
        person = self._typed()
        problems = problems_of(person, self.pin.text)
        if not problems and self.again.text != self.pin.text:
            problems = (Problem(Code.PINS_DIFFER, "again"),)
        if problems:
            self.show_problems(problems)
            return
        self._set_saving(saving=True)
        known = self._person is not None
        self.submitted.emit((PinAsked if known else AddAsked)(person, self.pin.text))

    def finish(self) -> None:
        """It is stored: close."""
        self.closed.emit()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Nothing was stored: say why, beside the fields."""
        self._set_saving(saving=False)
        said = {problem.field or "": sentence(problem) for problem in reversed(problems)}
        for field in self._order:
            field.show_finding(error=said.pop(field.name, ""), now=True)
        self.role.show_error(said.pop("role", ""))
        if self._asked_to_leave:
            self._asked_to_leave = False
            self._name_cancel()
        self._tell(" ".join(said.values()))
        wrong = [field for field in self._order if field.error]
        if wrong:
            wrong[0].take_focus()

    def _typed(self) -> Person:
        if self._person is not None:
            return self._person
        return Person(clean(self.badge.text), self.name.text.strip(), Role(self.role.value))

    def _set_saving(self, *, saving: bool) -> None:
        self._saving = saving
        for field in self._order:
            field.set_locked(locked=saving)
        self.save_button.setEnabled(not saving)

    @Slot()
    def _on_entered(self) -> None:
        place = next(i for i, field in enumerate(self._order) if field is self.sender())
        if place + 1 < len(self._order):
            self._order[place + 1].take_focus()
        else:
            self.save()
