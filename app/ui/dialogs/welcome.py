"""The first page: what a station shows as long as nobody has said where Odoo is."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app import texts
from app.texts import tr
from app.ui import theme
from app.ui.buttons import Button, Kind
from app.ui.labels import label
from app.ui.main_menu import LANGUAGE_NAMES
from app.ui.overlay import Card
from app.ui.symbols import Symbol


class WelcomeCard(Card):
    """Two large choices: to practise, or to connect to Odoo.

    Signals:
        training_chosen, connect_chosen: what was chosen; the card has closed.
        language_chosen: the one of `texts.LANGUAGES` that is not in use.
    """

    training_chosen = Signal()
    connect_chosen = Signal()
    language_chosen = Signal(str)

    def __init__(self) -> None:
        """Offer both."""
        super().__init__()
        self.setAccessibleName(tr("Welcome"))
        self.training_button = self._button("cap", tr("Practise"), "plain")
        self.connect_button = self._button("sliders", tr("Connect to Odoo"), "primary")
        self.training_button.clicked.connect(self._on_training)
        self.connect_button.clicked.connect(self._on_connect)
        self.later_button = Button("cross")
        self.later_button.set_label(tr("Later"), "Esc")
        self.later_button.clicked.connect(self.closed)
        self.language_button = Button()
        self.language_button.clicked.connect(self._on_language)
        self._name_language()
        heading, about = label("headline", "bold"), label("large", tone="muted", wrap=True)
        heading.setText(tr("Welcome"))
        about.setText(
            tr(
                "Stasiun MO records at the line what happens with the MOs of Odoo. "
                "This station is not connected to Odoo yet."
            )
        )
        choices = QHBoxLayout()
        choices.setSpacing(theme.sizes().gap * 2)
        for button, text in (
            (
                self.training_button,
                tr("With invented MOs, apart from the real data. Nothing can go wrong."),
            ),
            (
                self.connect_button,
                tr("Enter the address of Odoo and a login, and test the connection. For IT."),
            ),
        ):
            choices.addWidget(self._choice(button, text), 1)
        footer = QHBoxLayout()
        footer.addWidget(self.language_button)
        footer.addStretch(1)
        footer.addWidget(self.later_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(30), theme.px(26), theme.px(30), theme.px(22))
        column.setSpacing(theme.px(18))
        column.addWidget(heading)
        column.addWidget(about)
        column.addLayout(choices)
        column.addStretch(1)
        column.addLayout(footer)

    def _button(self, symbol: Symbol, text: str, kind: Kind) -> Button:
        button = Button(symbol, kind=kind, height=theme.sizes().operation, large=True)
        button.set_label(text)
        return button

    def _choice(self, button: Button, text: str) -> QFrame:
        said = label("large", wrap=True)
        said.setText(text)
        panel = QFrame()
        panel.setObjectName("panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(theme.px(18), theme.px(18), theme.px(18), theme.px(18))
        column.setSpacing(theme.px(14))
        column.addWidget(button)
        column.addWidget(said)
        column.addStretch(1)
        return panel

    def retranslate(self) -> None:
        """Say everything in the language in use, and offer the other one."""
        super().retranslate()
        self._name_language()

    def _name_language(self) -> None:
        self._other = next(one for one in texts.LANGUAGES if one != texts.language())
        self.language_button.set_label(LANGUAGE_NAMES[self._other])

    def wanted_width(self) -> int:
        """Ask for two choices side by side."""
        return round(theme.sizes().text * 54)

    def wanted_height(self, width: int) -> int:
        """Ask for the height of all of it."""
        layout = self.layout()
        return self.sizeHint().height() if layout is None else layout.totalHeightForWidth(width)

    def take_focus(self) -> None:
        """Begin at the choice that a new person wants."""
        self.training_button.hold()
        self.connect_button.hold()
        self.training_button.setFocus()

    @Slot()
    def _on_language(self) -> None:
        self.language_chosen.emit(self._other)

    @Slot()
    def _on_training(self) -> None:
        self.closed.emit()
        self.training_chosen.emit()

    @Slot()
    def _on_connect(self) -> None:
        self.closed.emit()
        self.connect_chosen.emit()
