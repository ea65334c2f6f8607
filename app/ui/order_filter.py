"""Which rows of the MO table are shown, and in which order."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QObject, Qt, Slot

from app.domain.orders import Stage
from app.ui.order_cells import Column, column_key
from app.ui.order_model import NOWHERE, Index, OrderModel

_BY_ROWS = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
_UP = Qt.SortOrder.AscendingOrder


class OrderFilter(QAbstractTableModel):
    """Shows the rows of one stage that contain every word searched for, sorted. GUI thread.

    It works out which MOs are to be seen with Python's own sort, and tells the view the
    difference, so that selection and scroll position stay. `QSortFilterProxyModel` would call
    Python for each comparison: more than a second for five thousand rows.
    """

    def __init__(self, model: OrderModel, parent: QObject | None = None) -> None:
        """Show all rows of `model`, in the work's own order."""
        super().__init__(parent)
        self._model = model
        self._words: tuple[str, ...] = ()
        self._stage: Stage | None = None
        self._by: Column | None = None
        self._down = False
        self._ids: list[int] = []
        self._places: dict[int, int] = {}
        self._keys: dict[int, tuple[float | str, ...]] = {}
        model.modelReset.connect(self._on_reset)
        model.applied.connect(self._on_applied)
        model.headerDataChanged.connect(self.headerDataChanged)
        model.texts_changed.connect(self._on_texts_changed)
        self._on_reset()

    @property
    def narrowed(self) -> bool:
        """Tell whether something is searched for or one stage is chosen."""
        return bool(self._words) or self._stage is not None

    def search(self, text: str) -> None:
        """Show only rows that contain every word of `text`."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self._words = words
            self._become(self._wanted())

    def show_stage(self, stage: Stage | None) -> None:
        """Show only rows of `stage`, None: of every stage."""
        if stage is not self._stage:
            self._stage = stage
            self._become(self._wanted())

    def sort(self, column: int, order: Qt.SortOrder = _UP) -> None:
        """Sort by a column, −1: in the work's own order."""
        self._by = Column(column) if column >= 0 else None
        self._down = self._by is not None and order is Qt.SortOrder.DescendingOrder
        self._keys.clear()
        self._become(self._wanted())

    def row_of(self, order_id: int) -> int | None:
        """Give the row in which an MO is shown; None: it is not."""
        return self._places.get(order_id)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of MOs shown."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Give the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a cell as the model has it."""
        if not index.isValid():
            return None
        row = self._model.row_of(self._ids[index.row()])
        # A row that is about to go has no MO any more.
        return (
            None if row is None else self._model.data(self._model.index(row, index.column()), role)
        )

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Give a column's heading."""
        return self._model.headerData(section, orientation, role)

    # Inside

    @Slot()
    def _on_reset(self) -> None:
        self.beginResetModel()
        self._keys.clear()
        self._ids = self._wanted()
        self._count_places()
        self.endResetModel()

    @Slot(object)
    def _on_applied(self, touched: frozenset[int]) -> None:
        before = self._places
        for order_id in touched:
            self._keys.pop(order_id, None)
        self._become(self._wanted())
        for order_id in touched & before.keys() & self._places.keys():
            row = self._places[order_id]
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    @Slot()
    def _on_texts_changed(self) -> None:
        self._keys.clear()  # the name of a state is sorted by, too
        self._become(self._wanted())
        if self._ids:
            last = self.index(len(self._ids) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _wanted(self) -> list[int]:
        """Work out what is to be seen."""
        found = self._model.found(self._words, self._stage)
        found.sort(key=self._key_of(found), reverse=self._down)
        return found

    def _key_of(self, ids: Iterable[int]) -> Callable[[int], tuple[float | str, ...]]:
        if self._by is None:
            return self._model.default_key
        for order_id in ids:
            if order_id not in self._keys and (order := self._model.order(order_id)) is not None:
                self._keys[order_id] = column_key(order, self._by)
        return self._keys.__getitem__

    def _become(self, wanted: list[int]) -> None:
        """Tell the view, step by step, how it comes from what it shows to what is wanted."""
        if wanted == self._ids:
            return
        stays = set(wanted)
        for first, last in reversed(list(_runs(self._ids, lambda one: one not in stays))):
            self.beginRemoveRows(NOWHERE, first, last)
            del self._ids[first : last + 1]
            self.endRemoveRows()
        here = set(self._ids)
        moved = [one for one in wanted if one in here]
        if moved != self._ids:
            self._rearrange(moved)
        for first, last in _runs(wanted, lambda one: one not in here):
            self.beginInsertRows(NOWHERE, first, last)
            self._ids[first:first] = wanted[first : last + 1]
            self.endInsertRows()
        self._count_places()

    def _rearrange(self, ids: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        places = {order_id: row for row, order_id in enumerate(ids)}
        before: list[QModelIndex] = self.persistentIndexList()
        after = [self.index(places[self._ids[one.row()]], one.column()) for one in before]
        self._ids = ids
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _count_places(self) -> None:
        self._places = {order_id: row for row, order_id in enumerate(self._ids)}


def _runs(ids: list[int], chosen: Callable[[int], bool]) -> Iterator[tuple[int, int]]:
    """Give the first and the last place of each run of chosen ones."""
    for picked, run in groupby(enumerate(ids), key=lambda pair: chosen(pair[1])):
        if picked:
            places = [place for place, _ in run]
            yield places[0], places[-1]
