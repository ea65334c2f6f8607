"""The dialogs of the window, one file each; they take plain data and emit `submitted`.

Each is loaded when it is first named as an attribute of this package: the window is on the screen
before any of them is. `load` has them all ready before somebody opens the first.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.ui.dialogs.backups import BackupsCard as BackupsCard
    from app.ui.dialogs.change_roll import ChangeRollDialog as ChangeRollDialog
    from app.ui.dialogs.changeover import ChangeoverDialog as ChangeoverDialog
    from app.ui.dialogs.confirm import ConfirmCard as ConfirmCard
    from app.ui.dialogs.correct import CorrectDialog as CorrectDialog
    from app.ui.dialogs.end import EndDialog as EndDialog
    from app.ui.dialogs.fields import FormField as FormField
    from app.ui.dialogs.fields import ShownField as ShownField
    from app.ui.dialogs.history import HistoryCard as HistoryCard
    from app.ui.dialogs.info import about_card as about_card
    from app.ui.dialogs.info import shortcuts_card as shortcuts_card
    from app.ui.dialogs.log import LogCard as LogCard
    from app.ui.dialogs.mo_picker import MoPicker as MoPicker
    from app.ui.dialogs.operation_dialog import OperationDialog as OperationDialog
    from app.ui.dialogs.people import PeopleCard as PeopleCard
    from app.ui.dialogs.person import PersonCard as PersonCard
    from app.ui.dialogs.picker import Picker as Picker
    from app.ui.dialogs.pin import PinCard as PinCard
    from app.ui.dialogs.register import RegisterDialog as RegisterDialog
    from app.ui.dialogs.renew_access import RenewAccessCard as RenewAccessCard
    from app.ui.dialogs.settings import SettingsCard as SettingsCard
    from app.ui.dialogs.sign_in import SignInCard as SignInCard
    from app.ui.dialogs.start import StartDialog as StartDialog
    from app.ui.dialogs.tick import Tick as Tick
    from app.ui.dialogs.undo import UndoDialog as UndoDialog
    from app.ui.dialogs.unregister import UnregisterDialog as UnregisterDialog
    from app.ui.dialogs.welcome import WelcomeCard as WelcomeCard

_FILES: Final = {
    "BackupsCard": "backups",
    "ChangeRollDialog": "change_roll",
    "ChangeoverDialog": "changeover",
    "ConfirmCard": "confirm",
    "CorrectDialog": "correct",
    "EndDialog": "end",
    "FormField": "fields",
    "HistoryCard": "history",
    "LogCard": "log",
    "MoPicker": "mo_picker",
    "OperationDialog": "operation_dialog",
    "PeopleCard": "people",
    "PersonCard": "person",
    "Picker": "picker",
    "PinCard": "pin",
    "RegisterDialog": "register",
    "RenewAccessCard": "renew_access",
    "SettingsCard": "settings",
    "ShownField": "fields",
    "SignInCard": "sign_in",
    "StartDialog": "start",
    "Tick": "tick",
    "UndoDialog": "undo",
    "UnregisterDialog": "unregister",
    "WelcomeCard": "welcome",
    "about_card": "info",
    "shortcuts_card": "info",
}


def __getattr__(name: str) -> object:
    """Load the file of a dialog, once."""
    file = _FILES.get(name)
    if file is None:
        raise AttributeError(name)
    found: object = getattr(import_module(f"{__name__}.{file}"), name)
    globals()[name] = found
    return found


def load() -> None:
    """Load all of them; some ten milliseconds."""
    for name in _FILES:
        __getattr__(name)
