"""Who is at the station: asks for badge and PIN before what needs them, where people have PINs."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics

from app.domain.errors import Code, Problem
from app.domain.frozen import dataclass
from app.domain.people import NEEDED, Person, Right, Role, refusal, refused_right
from app.services.messages import NotDone, Submitted
from app.services.people_messages import SignInAsked
from app.texts import tr
from app.texts.sentences import ROLES, sentence
from app.ui import dialogs, theme
from app.ui.main_window import MainWindow

if TYPE_CHECKING:
    from app.ui.dialogs.sign_in import SignInCard

SIGN_OUT_MS: Final = 10 * 60_000
"""So long without a key or a tap, and whoever comes next is somebody else."""

_INPUT: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin}
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What somebody wanted who has to sign in first."""

    right: Right
    go_on: Callable[[], None]
    give_up: Callable[[], None] | None


class Identity(QObject):
    """Stands between the window and the thread that stores what is submitted. GUI thread.

    As long as nobody has a PIN, everything passes untouched.

    Signals:
        sign_in_wanted: a `SignInAsked`; `on_signed_in` or `on_not_signed_in` answers.
        sign_out_wanted: nobody is at the station any more.
        submit_wanted: a `Submitted` of somebody who may; `on_not_done` takes what is refused.
        not_done: a `NotDone` that is no matter of who asks.
    """

    sign_in_wanted = Signal(object)
    sign_out_wanted = Signal()
    submit_wanted = Signal(object)
    not_done = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        """Watch the doors of `window`."""
        super().__init__(window)
        self._window = window
        window.language_chosen.connect(self._show)
        self._people: tuple[Person, ...] = ()
        self._person: Person | None = None
        self._card: SignInCard | None = None
        self._wanted: _Wanted | None = None
        self._sent: Submitted | None = None
        self.idle = QTimer(self)
        self.idle.setSingleShot(True)
        self.idle.setInterval(SIGN_OUT_MS)
        self.idle.timeout.connect(self._on_idle)
        window.flow.admit = window.office.admit = window.safekeeping.admit = self.admit
        window.flow.opening.connect(self._on_opening)
        window.finder.badge_scanned.connect(self._on_badge_scanned)
        window.top_bar.person_button.clicked.connect(self._on_button)

    @property
    def person(self) -> Person | None:
        """Who is signed in."""
        return self._person

    def admit(
        self,
        right: Right,
        go_on: Callable[[], None],
        give_up: Callable[[], None] | None = None,
        /,
    ) -> None:
        """Go on for who has `right`, after asking who it is where that is not known."""
        if not self._people or (self._person is not None and self._person.may(right)):
            go_on()
        else:
            self._ask(_Wanted(right, go_on, give_up))

    # What the thread tells

    @Slot(object)
    def on_people_read(self, people: tuple[Person, ...]) -> None:
        """Take who there is; somebody who is not as before has to sign in again."""
        self._people = people
        self._window.finder.badges = frozenset(person.badge for person in people)
        if self._person is not None and self._person not in people:
            self._leave()
        self._show()

    @Slot(object)
    def on_signed_in(self, person: Person) -> None:
        """Go on with what was wanted."""
        self._person = person
        self._show()
        self.idle.start()
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)  # once, however often: Qt sees to that
        wanted, self._wanted = self._wanted, None
        if self._card is not None:
            self._card.finish()
        if wanted is not None:
            self.admit(wanted.right, wanted.go_on, wanted.give_up)
        else:
            self._window.notifier.done(tr("Signed in: {person}", person=_who(person)))

    @Slot(object)
    def on_not_signed_in(self, problems: tuple[Problem, ...]) -> None:
        """Say why."""
        if self._card is not None:
            self._card.show_refused(problems)

    @Slot(object)
    def on_submit_wanted(self, submitted: Submitted) -> None:
        """Let an operation pass, as soon as somebody is there who may do it."""
        self._sent = submitted
        right = NEEDED[type(submitted.request)]
        self.admit(
            right,
            partial(self.submit_wanted.emit, submitted),
            partial(self._refuse, submitted, right),
        )

    @Slot(object)
    def on_not_done(self, answer: NotDone) -> None:
        """Ask who it is when the store wants to know; anything else passes."""
        codes, sent = {problem.code for problem in answer.problems}, self._sent
        asks = codes & {Code.NOT_SIGNED_IN, Code.NOT_ALLOWED}
        if sent is None or sent.operation_id != answer.operation_id or not asks:
            self.not_done.emit(answer)
            return
        if Code.NOT_SIGNED_IN in codes:
            self._leave()
        told = (refused_right(problem) for problem in answer.problems)
        right = next(filter(None, told), NEEDED[type(sent.request)])
        again = partial(self.submit_wanted.emit, sent)
        self._ask(_Wanted(right, again, partial(self._refuse, sent, right)))

    # What people do

    @Slot()
    def sign_out(self) -> None:
        """Nobody is there any more."""
        if self._person is not None:
            who = _who(self._person)
            self._leave()
            self._window.notifier.hint(tr("Signed out: {person}", person=who))

    @Slot()
    def _on_button(self) -> None:
        if self._person is None:
            self._ask(None)
        elif self._window.overlay.card is None:
            self._ask_leaving(self._person)

    def _ask_leaving(self, person: Person) -> None:
        card = dialogs.ConfirmCard(
            tr("Sign out {person}?", person=person.label),
            tr("Then badge and PIN are asked for again. What runs goes on running."),
            yes=tr("Sign out"),
            symbol="person",
        )
        card.confirmed.connect(self.sign_out)
        self._window.overlay.show_card(card)

    @Slot(str)
    def _on_badge_scanned(self, badge: str) -> None:
        if self._person is not None and self._person.badge == badge:
            self._window.notifier.hint(tr("Signed in: {person}", person=_who(self._person)))
        else:
            self._ask(None, badge)

    @Slot(object)
    def _on_opening(self, dialog: QObject) -> None:
        """Fill in the leader of a start: it is most often who starts it."""
        person = self._person
        if isinstance(dialog, dialogs.StartDialog) and person and person.role is Role.PRODUCTION:
            dialog.leader.set_text(person.badge)

    @Slot()
    def _on_idle(self) -> None:
        self.sign_out()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Begin the wait anew at every key and tap; it sees those of the whole window."""
        if event.type() in _INPUT and self._person is not None:
            self.idle.start()
        return False

    # Inside

    def _ask(self, wanted: _Wanted | None, badge: str = "") -> None:
        """Show the card; over an open dialog, which stays as it is."""
        overlay = self._window.overlay
        if overlay.card is not None:
            overlay = self._window.leaving.overlay
        if overlay.card is not None or self._card is not None:
            self._window.notifier.hint(tr("Save or cancel this first."))
            _call(wanted.give_up if wanted else None)
            return
        self._wanted = wanted
        self._card = dialogs.SignInCard(self._reason(wanted, badge), badge)
        self._card.submitted.connect(self._on_submitted)
        if overlay is self._window.leaving.overlay:
            self._window.notifier.toast.hide()  # it would lie below; the card says the same
        overlay.show_card(self._card)
        self._card.closed.connect(self._on_closed)  # behind the overlay

    def _reason(self, wanted: _Wanted | None, badge: str) -> str:
        person = self._person
        if wanted is not None and person is not None and not person.may(wanted.right):
            why = sentence(refusal(wanted.right))
            who = _who(person).replace(" ", "\u00a0", 1)  # badge and name stay together
            return tr("{why} Signed in: {person}.", why=why, person=who)
        if wanted is not None and self._window.overlay.card is not None:
            return tr("Nobody is signed in any more. Sign in to go on; what you typed is kept.")
        named = next((_who(one) for one in self._people if one.badge == badge), "")
        return tr("{person}: enter the PIN.", person=named) if named else ""

    @Slot(object)
    def _on_submitted(self, asked: SignInAsked) -> None:
        self.sign_in_wanted.emit(asked)

    @Slot()
    def _on_closed(self) -> None:
        self._card = None
        wanted, self._wanted = self._wanted, None
        _call(wanted.give_up if wanted else None)

    def _refuse(self, submitted: Submitted, right: Right) -> None:
        problem = Problem(Code.NOT_SIGNED_IN) if self._person is None else refusal(right)
        self.not_done.emit(NotDone(submitted.operation_id, (problem,)))

    def _leave(self) -> None:
        self._person = None
        self.idle.stop()
        self.sign_out_wanted.emit()
        self._show()
        left_open = self._window.overlay.card
        if left_open is not None and left_open.private:
            left_open.closed.emit()

    @Slot()
    def _show(self) -> None:
        button, person = self._window.top_bar.person_button, self._person
        button.setVisible(bool(self._people))
        if person is None:
            button.set_label(tr("Sign in"))
            return
        metrics, room = QFontMetrics(button.font()), theme.sizes().text * 9
        briefly = f"{person.badge} {person.name.split()[0]}"
        text = person.label if metrics.horizontalAdvance(person.label) <= room else briefly
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        button.set_label(text, name=tr("Signed in: {person}", person=_who(person)))


def _who(person: Person) -> str:
    return tr("{person} ({role})", person=person.label, role=tr(ROLES[person.role]))


def _call(back: Callable[[], None] | None) -> None:
    if back is not None:
        back()
