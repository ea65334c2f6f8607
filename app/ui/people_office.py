"""Opens the cards in which IT looks after people and their PINs."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import Problem
from app.domain.people import Person, Right
from app.services.people_messages import AddAsked, EndAsked, PersonAsked, PinAsked
from app.texts import tr
from app.texts.sentences import sentence
from app.ui import dialogs
from app.ui.main_window import MainWindow

if TYPE_CHECKING:
    from app.ui.dialogs.person import PersonCard


class PeopleOffice(QObject):
    """Joins these cards to the thread that keeps people. GUI thread.

    Signals:
        person_wanted: a `PersonAsked`; `on_stored` or `on_refused` answers.
    """

    person_wanted = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        """Open cards in `window` for whom it lets in."""
        super().__init__(window)
        self._window = window
        self._people: tuple[Person, ...] = ()
        self._card: PersonCard | None = None
        self._leaving: Person | None = None
        window.menu.people_asked.connect(self.open)

    @Slot(object)
    def on_people_read(self, people: tuple[Person, ...]) -> None:
        """Take who there is."""
        self._people = people

    @Slot()
    def open(self) -> None:
        """Show who there is, to IT."""
        if self._window.overlay.card is not None:
            self._window.notifier.hint(tr("Save or cancel this first."))
        else:
            self._window.office.admit(Right.SET_UP, self._show_list)

    @Slot(object)
    def on_stored(self, asked: PersonAsked) -> None:
        """Say what is stored and go back to the list."""
        if self._card is not None:
            self._card.finish()
        self._window.notifier.done(_said(asked))
        if self._window.overlay.card is None and self._people and not isinstance(asked, EndAsked):
            self.open()

    @Slot(object)
    def on_refused(self, problems: tuple[Problem, ...]) -> None:
        """Say why nothing is stored."""
        if self._card is not None:
            self._card.show_problems(problems)
        else:
            self._window.notifier.refused(" ".join(map(sentence, problems)))

    def _show_list(self) -> None:
        card = dialogs.PeopleCard(self._people)
        card.add_asked.connect(self._on_add_asked)
        card.pin_asked.connect(self._on_pin_asked)
        card.remove_asked.connect(self._on_remove_asked)
        self._window.overlay.show_card(card)

    @Slot()
    def _on_add_asked(self) -> None:
        self._show_person(None)

    @Slot(object)
    def _on_pin_asked(self, person: Person) -> None:
        self._show_person(person)

    def _show_person(self, person: Person | None) -> None:
        self._card = dialogs.PersonCard(person, first=not self._people)
        self._card.submitted.connect(self.person_wanted)
        self._card.closed.connect(self._on_closed)
        self._window.overlay.show_card(self._card)

    @Slot()
    def _on_closed(self) -> None:
        self._card = None

    @Slot(object)
    def _on_remove_asked(self, person: Person) -> None:
        card = dialogs.ConfirmCard(
            tr("Remove {person}", person=person.label),
            tr("They cannot sign in any more. What they did stays in the history."),
            yes=tr("Remove"),
            symbol="cross",
        )
        self._leaving = person
        card.confirmed.connect(self._on_confirmed)
        self._window.overlay.show_card(card)

    @Slot()
    def _on_confirmed(self) -> None:
        if self._leaving is not None:
            self.person_wanted.emit(EndAsked(self._leaving))


def _said(asked: PersonAsked) -> str:
    person = asked.person.label
    match asked:
        case AddAsked():
            return tr("Added: {person}", person=person)
        case PinAsked():
            return tr("{person} has another PIN now.", person=person)
        case EndAsked():
            return tr("Removed: {person}", person=person)
