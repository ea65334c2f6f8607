"""People and PINs: who may sign in here, for IT to look after."""

from PySide6.QtCore import Signal, SignalInstance, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.people import Person
from app.texts import tr
from app.texts.sentences import ROLES
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.scrolled import Scrolled
from app.ui.labels import ElidedLabel, label
from app.ui.overlay import Card
from app.ui.symbols import SymbolView

_BETWEEN = 8
"""Between two people, for `theme.px`."""


class PeopleCard(Card):
    """Lists everybody. GUI thread.

    Signals:
        add_asked: somebody is to be added; the card has closed, as it has with the others.
        pin_asked: the `Person` who is to have another PIN.
        remove_asked: the `Person` who is to leave.

    Attributes:
        pin_buttons, remove_buttons: one for each person, in the order of the list.
    """

    private = True
    add_asked = Signal()
    pin_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, people: tuple[Person, ...]) -> None:
        """Show `people`."""
        super().__init__()
        self.setAccessibleName(tr("People and PINs"))
        self._people = people
        self.pin_buttons: list[Button] = []
        self.remove_buttons: list[Button] = []
        self.add_button, self.close_button = Button("plus", kind="primary"), Button("cross")
        self.add_button.set_label(tr("Add a person…"))
        self.close_button.set_label(tr("Close"), "Esc")
        self.add_button.clicked.connect(self._on_add)
        self.close_button.clicked.connect(self.closed)
        self._lay_out()

    def _lay_out(self) -> None:
        title, about = label("title", "bold"), label("body", tone="muted", wrap=True)
        title.setText(tr("People and PINs"))
        if self._people:
            about.setText(
                tr("The warehouse registers MOs, production runs them, IT sets up the program.")
            )
        else:
            about.setText(
                tr(
                    "Nobody has a PIN here: everybody may do everything. As soon as somebody is "
                    "added, everybody has to sign in. Begin with yourself, as IT."
                )
            )
        top, footer = QHBoxLayout(), QHBoxLayout()
        top.setSpacing(theme.px(10))
        top.addWidget(SymbolView("person", round(theme.sizes().text * 1.4), "ink"))
        top.addWidget(title, 1)
        footer.setSpacing(theme.px(12))
        footer.addWidget(self.add_button)
        footer.addStretch(1)
        footer.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(26), theme.px(18), theme.px(26), theme.px(18))
        column.setSpacing(theme.sizes().gap)
        column.addLayout(top)
        column.addWidget(about)
        column.addWidget(self._list(), 1)
        column.addSpacing(theme.px(_BETWEEN))
        column.addLayout(footer)

    def _list(self) -> Scrolled:
        self._area = area = Scrolled()
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(_BETWEEN))
        grid.setColumnStretch(1, 1)
        for row, person in enumerate(self._people):
            self._add_row(grid, row, person)
        grid.setRowStretch(len(self._people), 1)
        area.setWidget(inside)
        return area

    def _add_row(self, grid: QGridLayout, row: int, person: Person) -> None:
        badge, role = label("large", "semibold", figures="codes"), label("large")
        name = ElidedLabel("large")
        # As high as the row, as the others are: all are centred in the same rectangle then.
        name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        badge.setText(person.badge)
        name.setText(person.name)
        role.setText(tr(ROLES[person.role]))
        pin, remove = Button("key"), Button("cross")
        pin.set_label(tr("New PIN…"), name=tr("New PIN for {person}", person=person.label))
        remove.set_label(tr("Remove…"), name=tr("Remove {person}", person=person.label))
        pin.clicked.connect(self._on_pin)
        remove.clicked.connect(self._on_remove)
        self.pin_buttons.append(pin)
        self.remove_buttons.append(remove)
        for column, widget in enumerate((badge, name, role, pin, remove)):
            grid.addWidget(widget, row, column)

    def wanted_width(self) -> int:
        """Ask for a readable line."""
        return round(theme.sizes().text * 58)

    def wanted_height(self, width: int) -> int:
        """Ask for all of them, up to some eight; more of them scroll."""
        layout = self.layout()
        if layout is None:
            return self.sizeHint().height()
        row, around = theme.sizes().target + theme.px(_BETWEEN), layout.totalHeightForWidth(width)
        shown = round(min(len(self._people), 8.5) * row) - theme.px(_BETWEEN)
        return around - self._area.sizeHint().height() + max(0, shown)

    def take_focus(self) -> None:
        """Begin where nobody is removed."""
        self.add_button.hold()
        self.add_button.setFocus()

    @Slot()
    def _on_add(self) -> None:
        self.closed.emit()
        self.add_asked.emit()

    @Slot()
    def _on_pin(self) -> None:
        self._tell(self.pin_buttons, self.pin_asked)

    @Slot()
    def _on_remove(self) -> None:
        self._tell(self.remove_buttons, self.remove_asked)

    def _tell(self, buttons: list[Button], signal: SignalInstance) -> None:
        person = self._people[next(i for i, b in enumerate(buttons) if b is self.sender())]
        self.closed.emit()
        signal.emit(person)
