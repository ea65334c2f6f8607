"""What an operation's plan asks about the present, answered from inside one transaction."""

from datetime import datetime

from app.domain.codes import CodeRange
from app.domain.entries import Entry
from app.domain.frozen import dataclass
from app.domain.orders import Order
from app.domain.plans import Change, Occupied, Past, Rules
from app.store import history, label_usage, orders
from app.store.connection import Connection


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """`app.domain.plans.Facts` over the store; lives in the thread of its connection."""

    db: Connection
    now: datetime
    station: str
    rules: Rules

    def order(self, order_id: int) -> Order:
        """Give an MO by its local id; `RefusedError` when there is none."""
        return orders.get(self.db, order_id)

    def running(self) -> Order | None:
        """Give the MO that runs here."""
        return orders.running(self.db, self.rules.home(self.station))

    def occupied(self, labels: CodeRange, but: frozenset[int]) -> Occupied | None:
        """Tell which other MO has one of the labels."""
        return label_usage.occupied(self.db, labels, but)

    def is_mo(self, text: str) -> bool:
        """Tell whether `text` is the number of an MO, a former one too."""
        return orders.is_name(self.db, text)

    def is_roll(self, text: str) -> bool:
        """Tell whether `text` is the number of a roll that an MO has or had."""
        return label_usage.is_roll(self.db, text)

    def usual_labels(self) -> tuple[str, str] | None:
        """Give a first code and its roll: of what runs, else the newest ones."""
        running = self.running()
        if running is not None and running.auth_first and running.roll_number:
            return running.auth_first, running.roll_number
        return label_usage.newest_labels(self.db)

    def last_entry_at(self) -> datetime | None:
        """Tell when the newest entry of the history was made."""
        return history.last_entry_at(self.db)

    def newest_operation(self) -> Past | None:
        """Give the newest operation of this station that is neither undone nor an undo."""
        operation_id = history.newest_operation(self.db, self.station)
        return None if operation_id is None else history.past(self.db, operation_id)


@dataclass(frozen=True, slots=True)
class ReplayFacts:
    """The facts as they were when an operation was stored the first time."""

    present: StoreFacts
    changes: tuple[Change, ...]
    entry: Entry

    @property
    def now(self) -> datetime:
        """The instant of the first time."""
        return self.entry.create_at or self.present.now

    @property
    def station(self) -> str:
        """The station of the first time."""
        return self.entry.station or self.present.station

    @property
    def rules(self) -> Rules:
        """The floor's settings."""
        return self.present.rules

    def order(self, order_id: int) -> Order:
        """Give an MO as it was before."""
        before = {change.before.id: change.before for change in self.changes}
        return before.get(order_id) or self.present.order(order_id)

    def running(self) -> Order | None:
        """Nothing ran in the way."""
        return None

    def occupied(self, _labels: CodeRange, _but: frozenset[int]) -> Occupied | None:
        """No label was in the way."""
        return None

    def is_mo(self, _text: str) -> bool:
        """It was accepted then."""
        return False

    def is_roll(self, _text: str) -> bool:
        """It was accepted then."""
        return False

    def usual_labels(self) -> tuple[str, str] | None:
        """Nothing was odd."""
        return None

    def last_entry_at(self) -> datetime | None:
        """Nothing was odd."""
        return None

    def newest_operation(self) -> Past | None:
        """Give the operation that an undo took back."""
        undone = self.entry.reason
        return None if undone is None else history.past(self.present.db, undone)
