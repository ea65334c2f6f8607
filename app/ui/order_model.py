"""The MO table's rows: a model that changes by difference; `order_filter` says which are shown."""

from collections.abc import Collection, Iterable, Sequence
from datetime import tzinfo
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.domain.clock import Clock
from app.domain.orders import Order, Stage
from app.services.messages import BoardChange
from app.texts import tr
from app.ui.order_cells import HEADERS, Cell, Column, cells, default_key, search_text

Index = QModelIndex | QPersistentModelIndex

CELL_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ORDER_ROLE: Final = Qt.ItemDataRole.UserRole + 2

NOWHERE: Final = QModelIndex()


class OrderModel(QAbstractTableModel):
    """Frozen MOs, one per row, found by their local id. GUI thread.

    The order of the rows has no meaning; `OrderFilter` sorts.

    Signals:
        changed: ids of the rows that a change touched, as a frozenset; not at the first load.
        applied: the same, also when there are none because rows only went; before `changed`.
        texts_changed: every text may be another one.
    """

    changed = Signal(object)
    applied = Signal(object)
    texts_changed = Signal()

    def __init__(
        self, zone: tzinfo, clock: Clock, home: str | None = None, parent: QObject | None = None
    ) -> None:
        """Begin without rows; MOs of other stations than `home` name theirs, None: none does."""
        super().__init__(parent)
        self._zone, self._clock, self._home = zone, clock, home
        self._orders: list[Order] = []
        self._stages: dict[Stage, dict[int, Order]] = {stage: {} for stage in Stage}
        self._rows: dict[int, int] = {}
        self._cells: list[tuple[Cell, ...] | None] = []
        self._searched: list[str] = []
        self._keys: list[tuple[float | str, ...]] = []
        self._loaded = self._rearranged = False

    @property
    def loaded(self) -> bool:
        """Tell whether the first board has arrived."""
        return self._loaded

    @property
    def rearranged(self) -> bool:
        """Tell whether the last change touched which rows there are, what is found in them, or
        their place in the work's own order."""
        return self._rearranged

    def orders(self) -> tuple[Order, ...]:
        """Give all MOs."""
        return tuple(self._orders)

    def in_stage(self, stage: Stage) -> Collection[Order]:
        """Give the MOs of one stage."""
        return self._stages[stage].values()

    def order(self, order_id: int) -> Order | None:
        """Give an MO by its local id."""
        row = self._rows.get(order_id)
        return None if row is None else self._orders[row]

    def some(self, order_ids: Iterable[int]) -> list[Order]:
        """Give MOs by their local ids; all of them are here."""
        return [self._orders[self._rows[order_id]] for order_id in order_ids]

    def at(self, row: int) -> Order:
        """Give the MO of a row."""
        return self._orders[row]

    def row_of(self, order_id: int) -> int | None:
        """Give the row of an MO."""
        return self._rows.get(order_id)

    def found(self, words: Sequence[str], stage: Stage | None) -> list[int]:
        """Give the ids of the MOs in `stage` whose texts contain every one of `words`, folded."""
        rows: Iterable[int] = range(len(self._orders))
        if stage is not None:
            rows = [row for row in rows if self._orders[row].stage is stage]
        for word in words:
            rows = [row for row in rows if word in self._searched[row]]
        return [self._orders[row].id for row in rows]

    def default_key(self, order_id: int) -> tuple[float | str, ...]:
        """Give an MO's place in the work's own order."""
        return self._keys[self._rows[order_id]]

    def apply(self, change: BoardChange) -> None:
        """Show the board as it is after `change`; rows that are equal are not touched.

        Only the first board resets the model; later ones remove, replace and append.
        """
        if not self._loaded:
            self._load(change)
            return
        self._rearranged = bool(change.removed)
        self._remove(change.removed)
        touched = self._replace(change.rows)
        new = [order for order in change.rows if order.id not in self._rows]
        if new:
            self._rearranged = True
            self._append(new)
        touched |= {order.id for order in new}
        self.applied.emit(frozenset(touched))
        if touched:
            self.changed.emit(frozenset(touched))

    def refresh_texts(self) -> None:
        """Say everything again: another language, another day."""
        self._cells = [None] * len(self._orders)
        self.texts_changed.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of MOs."""
        return 0 if parent.isValid() else len(self._orders)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a cell: its text, its tooltip, `CELL_ROLE` or `ORDER_ROLE`."""
        if not index.isValid():
            return None
        if role == ORDER_ROLE:
            return self._orders[index.row()]
        cell = self.cell(index.row(), index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return cell.line
            case Qt.ItemDataRole.ToolTipRole:
                return cell.tooltip or None
            case _ if role == CELL_ROLE:
                return cell
        return None

    def cell(self, row: int, column: int) -> Cell:
        """Give a cell; texts are made when they are first needed, and kept."""
        made = self._cells[row]
        if made is None:
            made = self._cells[row] = self.cells(row)
        return made[column]

    def cells(self, row: int) -> tuple[Cell, ...]:
        """Give the cells of a row, made anew: of most rows nobody ever sees them."""
        return cells(self._orders[row], self._zone, self._clock(), self._home)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Give a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[Column(section)])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in (Column.TARGET, Column.USED)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _load(self, change: BoardChange) -> None:
        self.beginResetModel()
        for order in change.rows:
            self._insert(order)
        self._loaded = True
        self.endResetModel()

    def _insert(self, order: Order) -> None:
        self._rows[order.id] = len(self._orders)
        self._stages[order.stage][order.id] = order
        self._orders.append(order)
        self._cells.append(None)
        self._searched.append(search_text(order))
        self._keys.append(default_key(order, self._home))

    def _remove(self, ids: tuple[int, ...]) -> None:
        for row in sorted((self._rows[i] for i in set(ids) & self._rows.keys()), reverse=True):
            self.beginRemoveRows(NOWHERE, row, row)
            del self._stages[self._orders[row].stage][self._orders[row].id]
            for kept in (self._orders, self._cells, self._searched, self._keys):
                del kept[row]
            self._rows = {order.id: place for place, order in enumerate(self._orders)}
            self.endRemoveRows()

    def _replace(self, orders: tuple[Order, ...]) -> set[int]:
        touched: set[int] = set()
        for order in orders:
            row = self._rows.get(order.id)
            if row is None or self._orders[row] == order:
                continue
            del self._stages[self._orders[row].stage][order.id]
            self._stages[order.stage][order.id] = order
            self._orders[row] = order
            self._cells[row] = None
            searched, key = search_text(order), default_key(order, self._home)
            if searched != self._searched[row] or key != self._keys[row]:
                self._searched[row], self._keys[row] = searched, key
                self._rearranged = True
            touched.add(order.id)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        return touched

    def _append(self, orders: list[Order]) -> None:
        first = len(self._orders)
        self.beginInsertRows(NOWHERE, first, first + len(orders) - 1)
        for order in orders:
            self._insert(order)
        self.endInsertRows()
