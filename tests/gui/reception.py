"""A station at which people sign in: the real rules behind the window, one turn later."""

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from app.domain.errors import Code, Problem
from app.domain.people import NEEDED, Person, Role, refusal
from app.services.messages import NotDone, Submitted
from app.services.people_messages import AddAsked, EndAsked, PersonAsked, PinAsked, SignInAsked
from app.ui.identity import Identity
from app.ui.people_office import PeopleOffice
from tests.gui.station import Station

IT = Person("900", "Rina", Role.IT)
LEADER = Person("003", "Budi Santoso", Role.PRODUCTION)
STORE = Person("G-1", "Sari", Role.WAREHOUSE)
PINS = {IT.badge: "4711", LEADER.badge: "0815", STORE.badge: "2468"}
EVERYBODY = (LEADER, IT, STORE)


class Desk(QObject):
    """Answers what the window asks about people, as the thread of the operations does."""

    def __init__(self, station: Station, people: tuple[Person, ...] = EVERYBODY) -> None:
        super().__init__(station.window)
        self.station, self.window = station, station.window
        self.identity = Identity(self.window)
        self.office = PeopleOffice(self.window)
        self.people, self.pins = list(people), dict(PINS)
        self.person: Person | None = None
        self.held: list[Callable[[], None]] | None = None
        """While a list, answers about PINs wait in it."""
        flow, worker = self.window.flow, station.worker
        flow.submit_wanted.disconnect(worker.submit)
        worker.not_done.disconnect(flow.on_not_done)
        flow.submit_wanted.connect(self.identity.on_submit_wanted)
        self.identity.submit_wanted.connect(self.submit)
        worker.not_done.connect(self.identity.on_not_done)
        self.identity.not_done.connect(flow.on_not_done)
        self.identity.sign_in_wanted.connect(self.sign_in)
        self.identity.sign_out_wanted.connect(self.sign_out)
        self.office.person_wanted.connect(self.keep)
        self.tell()

    def tell(self) -> None:
        self.identity.on_people_read(tuple(self.people))
        self.office.on_people_read(tuple(self.people))

    @Slot(object)
    def submit(self, asked: Submitted) -> None:
        """Refuse as the service does, else let it be stored in the name of who is signed in."""
        right, worker = NEEDED[type(asked.request)], self.station.worker
        problem = None
        if self.people and self.person not in self.people:
            problem = Problem(Code.NOT_SIGNED_IN)
        elif self.people and self.person is not None and not self.person.may(right):
            problem = refusal(right)
        if problem is not None:
            worker.not_done.emit(NotDone(asked.operation_id, (problem,)))
            return
        worker.submit(asked)
        entries = self.station.floor.entries

        def sign() -> None:
            label = self.person.label if self.person else None
            entries[:] = [
                dataclasses.replace(e, person=label) if e.person is None else e for e in entries
            ]

        QTimer.singleShot(0, self, sign)

    @Slot(object)
    def sign_in(self, asked: SignInAsked) -> None:
        def answer() -> None:
            found = next((one for one in self.people if one.badge == asked.badge), None)
            if found is not None and self.pins[found.badge] == asked.pin:
                self.person = found
                self.identity.on_signed_in(found)
            else:
                self.identity.on_not_signed_in((Problem(Code.WRONG_PIN, "pin", {"count": 4}),))

        if self.held is None:
            QTimer.singleShot(0, self, answer)
        else:
            self.held.append(answer)

    @Slot()
    def sign_out(self) -> None:
        self.person = None

    @Slot(object)
    def keep(self, asked: PersonAsked) -> None:
        def answer() -> None:
            match asked:
                case AddAsked() if any(o.badge == asked.person.badge for o in self.people):
                    named = {"badge": asked.person.badge, "name": "Budi"}
                    self.office.on_refused((Problem(Code.BADGE_TAKEN, "badge", named),))
                    return
                case AddAsked() | PinAsked():
                    self.pins[asked.person.badge] = asked.pin
                    others = [o for o in self.people if o.badge != asked.person.badge]
                    self.people = sorted([*others, asked.person], key=lambda one: one.badge)
                case EndAsked():
                    self.people.remove(asked.person)
            self.tell()
            self.office.on_stored(asked)

        QTimer.singleShot(0, self, answer)

    def signed_in(self, person: Person) -> None:
        """Sign somebody in as a person does, by scanner and keyboard."""
        station = self.station
        station.later()
        station.scan(person.badge)
        station.type(self.pins[person.badge], Qt.Key.Key_Return)
        station.wait_for(lambda: self.identity.person == person)
