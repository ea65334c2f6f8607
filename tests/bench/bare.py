"""The floor of start and memory: a bare window with a table; prints the memory it takes in MB."""

import sys
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from tests.bench.figures import resident

NOWHERE = QModelIndex()


class Rows(QAbstractTableModel):
    """As many rows, with a text in each cell."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def rowCount(self, _parent: Any = NOWHERE) -> int:
        return self._count

    def columnCount(self, _parent: Any = NOWHERE) -> int:
        return 10

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return f"{index.row()}" if role == Qt.ItemDataRole.DisplayRole else None


class Watch(QObject):
    """Ends the program behind the first painting."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QApplication.quit()
        return super().eventFilter(watched, event)


def main(count: int) -> None:
    app = QApplication(["bare"])
    window, view, model, watch = QMainWindow(), QTableView(), Rows(count), Watch()
    view.setModel(model)
    view.viewport().installEventFilter(watch)
    window.setCentralWidget(view)
    window.resize(1366, 768)
    window.show()
    app.exec()
    if "--memory" in sys.argv:
        print(resident())


if __name__ == "__main__":
    main(int(sys.argv[1]))
