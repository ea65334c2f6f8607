"""Start Production: which ready MO, and who leads."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.domain import examples
from app.domain.orders import Order
from app.domain.requests import Start
from app.texts import tr
from app.texts.formats import NOTHING, number
from app.ui import theme
from app.ui.dialogs.fields import FormField
from app.ui.dialogs.mo_picker import MoPicker
from app.ui.dialogs.operation_dialog import Floor, OperationDialog
from app.ui.running_card import Fact


class StartDialog(OperationDialog):
    """Starts a ready MO when none runs."""

    def __init__(
        self, candidates: tuple[Order, ...], floor: Floor, *, chosen: int | None = None
    ) -> None:
        """Offer `candidates`; `chosen` is picked already, and so is an only one."""
        super().__init__(
            floor,
            symbol="play",
            title=tr("Start Production"),
            intro=tr("Scan the MO number, then the leader's id."),
            save=tr("Save Start Production"),
        )
        title = tr("MO ({count} available)", count=number(len(candidates)))
        self.picker = MoPicker("order_id", title, candidates)
        self.leader = FormField(
            "leader_id", tr("Leader"), hint=tr("Scan or type the leader's id, for example 003.")
        )
        self._facts = (Fact("codes"), Fact("codes"))
        panel = QFrame()
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(18))
        for fact in self._facts:
            row.addWidget(fact, 1)
        self.place(self.picker, 0, 0, 2)
        self.put(panel, 1, 0, 2)
        self.place(self.leader, 2, 0)
        only = candidates[0].id if len(candidates) == 1 else None
        self.picker.choose(chosen if chosen is not None else only)
        self.begin()

    def request(self) -> Start | None:
        """Give the input as it is typed now."""
        if self.picker.chosen is None:
            return None
        return Start(self.picker.chosen.id, self.leader.text)

    def examples(self, _orders: Sequence[Order]) -> Mapping[str, str]:
        """Give a leader."""
        return {"leader_id": examples.LEADER}

    def adapt(self) -> None:
        """Show the labels of the chosen MO; product, target and unit stand below its number."""
        order = self.picker.chosen
        first, roll = NOTHING, NOTHING
        if order is not None:
            first = tr("mid-production") if order.mid_production else order.auth_first or NOTHING
            roll = order.roll_number or NOTHING
        said = (
            (tr("First code"), first),
            (tr("Roll"), roll),
        )
        for fact, (heading, value) in zip(self._facts, said, strict=True):
            fact.say(heading, value)
