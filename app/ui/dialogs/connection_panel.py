"""Tes koneksi beside the fields: the button, what is going on, and what was found."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.connection_test import ConnectionReport, Finding, Mark, Point
from app.texts import again, tr
from app.texts.formats import number
from app.texts.sentences import sentence
from app.ui import theme
from app.ui.buttons import Button
from app.ui.dialogs.settings_pages import TITLES
from app.ui.labels import label
from app.ui.symbols import Symbol, SymbolView

_MARKS: dict[Mark, tuple[Symbol, str]] = {
    Mark.GOOD: ("check", "good"),
    Mark.ODD: ("info", "warn"),
    Mark.BAD: ("cross", "bad"),
}


class ConnectionPanel(QFrame):
    """Asks for a test and shows its report. GUI thread.

    Signals:
        test_asked: a person wants the fields tried out as they are.
    """

    test_asked = Signal()

    def __init__(self) -> None:
        """Begin with nothing tried."""
        super().__init__()
        self.setObjectName("panel")
        self.button = Button("refresh")
        self.button.set_label(tr("Test connection"))
        self.button.clicked.connect(self.test_asked)
        self._heading = label("body", tone="muted", wrap=True)
        self._symbol = SymbolView("check", round(theme.sizes().text * 1.1), "good")
        verdict = QHBoxLayout()
        verdict.setSpacing(theme.px(10))
        verdict.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        verdict.addWidget(self._heading, 1)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(6))
        self._rows: list[QWidget] = []
        self._seconds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(14), theme.px(14), theme.px(14), theme.px(14))
        column.setSpacing(theme.px(10))
        column.addWidget(self.button)
        column.addLayout(verdict)
        column.addLayout(self._list)
        column.addStretch(1)
        self._say(tr("Tries out what is typed here. Nothing is saved by it."))

    @property
    def texts(self) -> list[str]:
        """What it says, heading first."""
        return [self._heading.text(), *(row.accessibleName() for row in self._rows)]

    def retranslate(self) -> None:
        """Say the heading in the language in use; what was found stays as it was said."""
        self.setAccessibleName(again(self._said))

    def begin(self) -> None:
        """Show that a test runs."""
        self._clear()
        self.button.setEnabled(False)
        self._seconds = 0
        self._timer.start()
        self._say(tr("Being tried…"))

    def stop(self) -> None:
        """Show that no test runs, and that what was found is about other values."""
        self._timer.stop()
        self.button.setEnabled(True)
        self._clear()
        self._say(tr("Tries out what is typed here. Nothing is saved by it."))

    def show_report(self, report: ConnectionReport) -> None:
        """Say what was found."""
        self._timer.stop()
        self.button.setEnabled(True)
        self._clear()
        if report.good:
            self._say(tr("The connection works."), Mark.GOOD)
        else:
            self._say(tr("A sync would not work yet."), Mark.BAD)
        for finding in report.findings:
            self._add(finding)

    def _add(self, finding: Finding) -> None:
        symbol, tone = _MARKS[finding.mark]
        text = words(finding)
        said = label("body", "semibold" if finding.mark is Mark.BAD else "regular", wrap=True)
        said.setText(text)
        row = QWidget()
        row.setAccessibleName(text)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(10))
        size = round(theme.sizes().text * 1.1)
        line.addWidget(SymbolView(symbol, size, tone), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(said, 1)
        self._rows.append(row)
        self._list.addWidget(row)

    def _say(self, text: str, mark: Mark | None = None) -> None:
        """Say what goes on, or with a `mark` how the test ended."""
        symbol, tone = _MARKS[mark] if mark else ("check", "muted")
        self._symbol.setVisible(mark is not None)
        self._symbol.show_symbol(symbol, tone)
        self._heading.setProperty("tone", tone)
        self._heading.style().unpolish(self._heading)
        self._heading.style().polish(self._heading)
        self._heading.setFont(theme.font("body", "semibold" if mark else "regular"))
        self._heading.setText(text)
        self._said = text
        self.setAccessibleName(text)

    def _clear(self) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []

    @Slot()
    def _on_second(self) -> None:
        self._seconds += 1
        self._say(tr("Being tried… {seconds} s", seconds=self._seconds))


def words(finding: Finding) -> str:
    """Say one thing that a test found."""
    problem = finding.problem
    if problem is not None:
        key = str(problem.params.get("key", ""))
        if key in TITLES:
            problem = replace(problem, params={**problem.params, "key": tr(TITLES[key])})
        return sentence(problem)
    params = finding.params
    match finding.point:
        case Point.SERVER:
            return tr("{host} answers.", host=params["host"])
        case Point.VERSION:
            return _version(finding)
        case Point.CLOCK:
            return _clock(int(params["seconds"]), finding.mark)
        case Point.USER:
            return _user(str(params["login"]), str(params["database"]))
        case Point.ORDERS:
            count = int(params["count"])
            if not count:
                return tr("MOs may be read, but the filter of the sync selects none.")
            return tr("MOs may be read; the filter selects {count}.", count=number(count))
        case Point.TRANSFERS:
            return tr("Transfers may be read.")
        case Point.FIELDS:
            if params["fields"]:
                return tr(
                    "Fields missing in this Odoo: {fields}. They stay empty.",
                    fields=params["fields"],
                )
            return tr("The customised fields are there.")


def _version(finding: Finding) -> str:
    version = finding.params["version"]
    if finding.mark is Mark.BAD:
        return tr("Odoo {version} takes no API key; that needs 19 or later.", version=version)
    if finding.mark is Mark.ODD:
        return tr("Odoo {version} is older than what was tried (17 and later).", version=version)
    return tr("Odoo {version}", version=version)


def _clock(seconds: int, mark: Mark) -> str:
    if mark is Mark.GOOD:
        return tr("This computer's clock agrees with Odoo's.")
    minutes = number(round(abs(seconds) / 60))
    if seconds > 0:
        return tr("This computer's clock is {minutes} min ahead of Odoo's.", minutes=minutes)
    return tr("This computer's clock is {minutes} min behind Odoo's.", minutes=minutes)


def _user(login: str, database: str) -> str:
    if login and database:
        return tr("Logged in as {login}, database {database}.", login=login, database=database)
    if database:
        return tr("The API key is accepted, database {database}.", database=database)
    return tr("The API key is accepted.")
