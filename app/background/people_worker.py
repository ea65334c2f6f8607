"""Who is at the station, in the thread of people's operations: a PIN takes 50 ms to look at."""

from PySide6.QtCore import QObject, Signal, Slot

from app.background.operation_runner import OperationRunner
from app.background.store_access import guarded
from app.domain.people import Person
from app.services.people_messages import AddAsked, EndAsked, PersonAsked, PinAsked, SignInAsked


class PeopleWorker(QObject):
    """Signs people in at the store of an `OperationRunner`; lives in its thread.

    Who is signed in is known to the runner alone: what the window submits is done in that name.

    Signals:
        people_read: all people, a tuple of `Person`; only when they are not those of before.
        signed_in: the `Person` whose PIN was right.
        not_signed_in: a tuple of `Problem`.
        stored: the `PersonAsked` that is stored.
        refused: a tuple of `Problem`; nothing was stored.
    """

    people_read = Signal(object)
    signed_in = Signal(object)
    not_signed_in = Signal(object)
    stored = Signal(object)
    refused = Signal(object)

    def __init__(self, runner: OperationRunner) -> None:
        """Prepare; nothing is read yet."""
        super().__init__()
        self._runner = runner
        self._people: tuple[Person, ...] = ()

    @Slot()
    def on_refresh(self) -> None:
        """Read who there is. What cannot be read is said by what reads the board."""
        guarded(self._read, lambda _problems: None)

    def _read(self) -> None:
        found = self._runner.access.store().people.everybody()
        if found != self._people:
            self._people = found
            self.people_read.emit(found)

    @Slot(object)
    def on_sign_in_wanted(self, asked: SignInAsked) -> None:
        """Let somebody be who does what comes from now on, if the PIN is right."""

        def work() -> None:
            signed = self._runner.access.store().people.sign_in(asked.badge, asked.pin)
            self._read()
            self._runner.person = signed
            self.signed_in.emit(signed.person)

        guarded(work, self.not_signed_in.emit)

    @Slot()
    def on_sign_out_wanted(self) -> None:
        """What comes from now on is done by nobody."""
        self._runner.person = None

    @Slot(object)
    def on_person_wanted(self, asked: PersonAsked) -> None:
        """Add somebody, change a PIN, let somebody leave."""

        def work() -> None:
            people, by = self._runner.access.store().people, self._runner.person
            match asked:
                case AddAsked():
                    people.add(asked.person, asked.pin, by)
                case PinAsked():
                    people.change_pin(asked.person.badge, asked.pin, by)
                case EndAsked():
                    people.end(asked.person.badge, by)
            self._read()
            self.stored.emit(asked)

        guarded(work, self.refused.emit)
