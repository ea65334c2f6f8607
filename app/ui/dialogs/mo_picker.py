"""The field that picks one MO out of those an operation may be done with."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot

from app.domain.codes import clean, shortened
from app.domain.orders import Order
from app.texts import Said, joined, tr
from app.texts.formats import number
from app.ui.dialogs.picker import Choice, Picker
from app.ui.order_cells import quantity, search_text, short_product

PATIENCE_MS: Final = 2000
"""So long a name is looked for in the store; then it counts as unknown."""


class MoPicker(Picker):
    """Finds an MO by what is typed or scanned.

    Only the `candidates` can be chosen, and what the store knows by a name that none of them has;
    `renew` follows the board. What else has changed is checked when the operation is planned.

    Attributes:
        look_up: asks which MO has or had a name; `show_found` takes the answer.
        patience: how long it is waited for that.

    Signals:
        resumed: a scan that came meanwhile; it belongs into the field that has the focus now.
    """

    says = "numbers"
    resumed = Signal(str)

    def __init__(self, name: str, title: str, candidates: tuple[Order, ...]) -> None:
        """Offer `candidates` in the order given."""
        hint = tr("Scan or choose the MO.")
        super().__init__(name, title, tuple(map(_choice, candidates)), hint=hint)
        self._orders = {order.id: order for order in candidates}
        self.look_up: Callable[[str], None] | None = None
        self._asked: str | None = None
        self._fitting: tuple[Choice, ...] = ()
        self._waiting: list[str] = []
        self._calm = ""
        self._answer: Callable[[], None] | None = None
        self.patience = QTimer(self)
        self.patience.setSingleShot(True)
        self.patience.setInterval(PATIENCE_MS)
        self.patience.timeout.connect(self._on_patience_lost)
        self.changed.connect(self._tell_product)

    @property
    def chosen(self) -> Order | None:
        """The MO picked."""
        return None if self.key is None else self._orders[self.key]

    def shown(self, choice: Choice) -> str:
        """Give the number alone: a long product goes below, where it has room for two lines."""
        return choice.name

    @Slot()
    def _tell_product(self) -> None:
        order = self.chosen
        if order is None:
            self.set_hint(tr("Scan or choose the MO."))
        else:
            self.set_hint(f"{short_product(order)} · {quantity(order)}")

    def renew(self, candidates: tuple[Order, ...], picked: Order | None) -> None:
        """Offer what can be chosen by now; what is `picked` stays so, as it is by now."""
        if picked is not None and all(order.id != picked.id for order in candidates):
            candidates = (picked, *candidates)
        before = {choice.key: choice for choice in self._choices}
        same = {o.id for o in candidates if o.id in before and self._orders[o.id] is o}
        self._choices = tuple(before[o.id] if o.id in same else _choice(o) for o in candidates)
        self._orders |= {order.id: order for order in candidates}
        if isinstance(self._said, Said):
            params = self._said.params | {"count": number(len(candidates))}
            self.set_title(tr(self._said.message, **params))
            self.list.setAccessibleName(self.edit.accessibleName())
        kept = next((c for c in self._choices if c.key == self.key), None)
        if kept is not None and kept != self._chosen:
            self._choose(kept)

    # Names that no candidate has

    def doubts(self, choice: Choice, name: str) -> bool:
        """Look before the rest of a split MO is taken for the whole one, whose name it has."""
        return self.look_up is not None and clean(choice.name).startswith(f"{name}-")

    def look_further(self, name: str, found: tuple[Choice, ...]) -> None:
        """Ask the store: it may be a former name, or an MO that has just come."""
        if self.look_up is None:
            super().look_further(name, found)
        elif name != self._asked:
            self._forget()
            self._asked, self._fitting, self._calm = name, found, self.text
            self.patience.start()
            self.edit.selectAll()
            self.look_up(name)
        elif self._answer is not None:
            self._end()

    def show_found(self, name: str, order: Order | None, *, known: bool) -> None:
        """Take the MO that has this name and may be chosen; `known`: there is one."""
        if name != self._asked:
            return

        def take() -> None:
            if order is not None:
                self._take(order)
            else:
                super(MoPicker, self).look_further(name, () if known else self._fitting)

        self.patience.stop()
        self._answer = take
        if self.text == self._calm:  # else in the middle of a scan, which must not be cut in two
            self._end()

    def take_scan(self, text: str) -> None:
        """Take a scan; while a name is being looked for, it waits."""
        if self._asked is None:
            super().take_scan(text)
            return
        self._waiting.append(text)
        self._hide_list()
        self._calm = self.text
        self.edit.selectAll()
        if self._answer is not None:
            self._end()

    def _take(self, order: Order) -> None:
        self._orders[order.id] = order
        if not self.offers(order.id):
            self._choices = (*self._choices, _choice(order))
        self.choose(order.id)

    def _end(self) -> None:
        """Do what the answer says, then go on with the scans that waited for it."""
        name, answer, waiting = self._asked, self._answer, tuple(self._waiting)
        self._forget()
        if name is None or answer is None:
            return
        self.edit.setText(name)
        answer()
        if self.key is None:
            if waiting:
                texts = ", ".join(shortened(clean(text)) for text in waiting)
                said = tr("Scanned too early and not taken: {texts}. Scan again.", texts=texts)
                self.refuse(joined(self.error, said))
            return
        if self.edit.hasFocus():
            self.entered.emit()
        for text in waiting:
            self.resumed.emit(text)

    def _forget(self) -> None:
        self._asked = self._answer = None
        self._waiting.clear()
        self.patience.stop()

    def _choose(self, choice: Choice) -> None:
        self._forget()
        super()._choose(choice)

    @Slot()
    def _on_patience_lost(self) -> None:
        if self._asked is not None:
            # What was doubted is not taken unasked.
            self.show_found(self._asked, None, known=len(self._fitting) == 1)

    def none_fits(self, text: str) -> str:
        """Say that no MO is called so."""
        return tr("“{text}” is not one of the MOs to choose from.", text=text)

    def several_fit(self, text: str, count: int) -> str:
        """Say that more than one MO is called so."""
        return tr("“{text}” fits {count} MOs. Choose one.", text=text, count=count)


def _choice(order: Order) -> Choice:
    about, value = short_product(order), quantity(order)
    return Choice(order.id, order.mo_name, about, value, search_text(order))
