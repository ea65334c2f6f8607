"""The MO table's rows: a model that changes by difference and a proxy that filters and sorts."""

from datetime import tzinfo
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from app.domain.clock import Clock
from app.domain.orders import Order, Stage
from app.services.messages import BoardChange
from app.texts import tr
from app.ui.order_cells import HEADERS, Cell, Column, cells, column_key, default_key, search_text

Index = QModelIndex | QPersistentModelIndex

CELL_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ORDER_ROLE: Final = Qt.ItemDataRole.UserRole + 2

NOWHERE: Final = QModelIndex()


class OrderModel(QAbstractTableModel):
    """Frozen MOs, one per row, found by their local id. GUI thread.

    The order of the rows has no meaning; the proxy sorts.

    Signals:
        changed: ids of the rows that a change touched, as a frozenset; not at the first load.
    """

    changed = Signal(object)

    def __init__(self, zone: tzinfo, clock: Clock, parent: QObject | None = None) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self._zone, self._clock = zone, clock
        self._orders: list[Order] = []
        self._rows: dict[int, int] = {}
        self._cells: list[tuple[Cell, ...] | None] = []
        self._searched: list[str] = []
        self._keys: list[tuple[float | str, ...]] = []
        self._loaded = False

    @property
    def loaded(self) -> bool:
        """Tell whether the first board has arrived."""
        return self._loaded

    def orders(self) -> tuple[Order, ...]:
        """Give all MOs."""
        return tuple(self._orders)

    def order(self, order_id: int) -> Order | None:
        """Give an MO by its local id."""
        row = self._rows.get(order_id)
        return None if row is None else self._orders[row]

    def at(self, row: int) -> Order:
        """Give the MO of a row."""
        return self._orders[row]

    def row_of(self, order_id: int) -> int | None:
        """Give the row of an MO."""
        return self._rows.get(order_id)

    def searched(self, row: int) -> str:
        """Give the text that the search field looks into."""
        return self._searched[row]

    def default_key(self, row: int) -> tuple[float | str, ...]:
        """Give a row's place in the work's own order."""
        return self._keys[row]

    def apply(self, change: BoardChange) -> None:
        """Show the board as it is after `change`; rows that are equal are not touched.

        Only the first board resets the model; later ones remove, replace and append.
        """
        if not self._loaded:
            self._load(change)
            return
        self._remove(change.removed)
        touched = self._replace(change.rows)
        new = [order for order in change.rows if order.id not in self._rows]
        if new:
            self._append(new)
        touched |= {order.id for order in new}
        if touched:
            self.changed.emit(frozenset(touched))

    def refresh_texts(self) -> None:
        """Say everything again: another language, another day."""
        self._cells = [None] * len(self._orders)
        if self._orders:
            last = self.index(len(self._orders) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
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
        """Give a cell; texts are made when they are first needed."""
        made = self._cells[row]
        if made is None:
            made = cells(self._orders[row], self._zone, self._clock())
            self._cells[row] = made
        return made[column]

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
        self._orders.append(order)
        self._cells.append(None)
        self._searched.append(search_text(order))
        self._keys.append(default_key(order))

    def _remove(self, ids: tuple[int, ...]) -> None:
        for row in sorted((self._rows[i] for i in set(ids) & self._rows.keys()), reverse=True):
            self.beginRemoveRows(NOWHERE, row, row)
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
            self._orders[row] = order
            self._cells[row] = None
            self._searched[row] = search_text(order)
            self._keys[row] = default_key(order)
            touched.add(order.id)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
        return touched

    def _append(self, orders: list[Order]) -> None:
        first = len(self._orders)
        self.beginInsertRows(NOWHERE, first, first + len(orders) - 1)
        for order in orders:
            self._insert(order)
        self.endInsertRows()


class OrderFilter(QSortFilterProxyModel):
    """Shows the rows of one stage that contain every word searched for. GUI thread."""

    def __init__(self, model: OrderModel, parent: QObject | None = None) -> None:
        """Show all rows of `model`, in the work's own order."""
        super().__init__(parent)
        self._model = model
        self._words: tuple[str, ...] = ()
        self._stage: Stage | None = None
        self._by: Column | None = None
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)
        self.sort(-1)

    @property
    def narrowed(self) -> bool:
        """Tell whether something is searched for or one stage is chosen."""
        return bool(self._words) or self._stage is not None

    def search(self, text: str) -> None:
        """Show only rows that contain every word of `text`."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self._words = words
            self.invalidate()

    def show_stage(self, stage: Stage | None) -> None:
        """Show only rows of `stage`, None: of every stage."""
        if stage is not self._stage:
            self._stage = stage
            self.invalidate()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, −1: in the work's own order."""
        self._by = Column(column) if column >= 0 else None
        self.invalidate()
        super().sort(max(column, 0), order if column >= 0 else Qt.SortOrder.AscendingOrder)

    def filterAcceptsRow(self, source_row: int, _parent: Index) -> bool:
        """Tell whether a row is shown."""
        if self._stage is not None and self._model.at(source_row).stage is not self._stage:
            return False
        text = self._model.searched(source_row)
        return all(word in text for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare two rows."""
        model = self._model
        if self._by is None:
            return model.default_key(left.row()) < model.default_key(right.row())
        one, other = model.at(left.row()), model.at(right.row())
        return column_key(one, self._by) < column_key(other, self._by)
