"""Which rows of the MO table are shown, and in which order."""

from collections.abc import Callable, Iterator
from itertools import groupby

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Slot

from app.domain.orders import Order, Stage
from app.ui.order_cells import Cell, Column, column_keys
from app.ui.order_model import NOWHERE, Index, OrderModel

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
        self._keys: dict[Column, dict[int, float | str]] = {}
        model.modelReset.connect(self._on_reset)
        model.applied.connect(self._on_applied)
        model.headerDataChanged.connect(self.headerDataChanged)
        model.texts_changed.connect(self._on_texts_changed)
        self._on_reset()

    @property
    def narrowed(self) -> bool:
        """Tell whether something is searched for or one stage is chosen."""
        return bool(self._words) or self._stage is not None

    @property
    def staged(self) -> bool:
        """Tell whether one stage is chosen."""
        return self._stage is not None

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

    def shown_at(self, row: int, column: int) -> tuple[Order, Cell] | None:
        """Give an MO and one of its cells, without the detour through Qt; None: it is gone."""
        place = self._model.row_of(self._ids[row])
        return None if place is None else (self._model.at(place), self._model.cell(place, column))

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
        for known in self._keys.values():
            for order_id in touched:
                known.pop(order_id, None)
        # With a large change comes one such step after the other, and most leave all in its place.
        if self._model.rearranged or self._by is not None:
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
        if self._by is None:
            found.sort(key=self._model.default_key)
            return found
        # Python's sort leaves equal ones as they are: by name, then by what is asked for.
        for column in dict.fromkeys((Column.MO, self._by)):
            found.sort(key=self._keys_of(column, found).__getitem__, reverse=self._down)
        return found

    def _keys_of(self, column: Column, ids: list[int]) -> dict[int, float | str]:
        """Give what these MOs are sorted by, kept until they change."""
        known = self._keys.setdefault(column, {})
        new = ids if not known else [order_id for order_id in ids if order_id not in known]
        if new:
            known.update(zip(new, map(column_keys(column), self._model.some(new)), strict=True))
        return known

    def _become(self, wanted: list[int]) -> None:
        """Tell the view, step by step, how it comes from what it shows to what is wanted."""
        if wanted == self._ids:
            return
        stays = set(wanted)
        if len(wanted) == len(self._ids) and stays.issuperset(self._ids):
            self._rearrange(wanted)
            return
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
        self._ids, self._places = ids, places
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
