"""What was typed into a dialog that was closed by mistake, kept until it is opened again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.domain.frozen import dataclass
from app.ui import dialogs

if TYPE_CHECKING:
    from app.ui.dialogs.operation_dialog import OperationDialog

_TICK = "tick {place}"


@dataclass(frozen=True, slots=True)
class _Key:
    kind: "type[OperationDialog]"
    base: int | None
    subject: int | None


class Drafts:
    """Keeps one draft for every kind of dialog and MO, as long as the window lives. GUI thread.

    What was typed for one MO comes back for that one only: else a label would be stored for an MO
    that it was never scanned for. What was typed before any MO was picked comes back only where
    none is picked.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[_Key, Mapping[str, str]] = {}

    def keep(self, dialog: "OperationDialog", subject: int | None) -> bool:
        """Keep what is typed in a dialog that closes unsaved; None: no MO was picked for it.

        False: nothing was typed.
        """
        found, key = typed(dialog), _key(dialog, subject)
        self._kept.pop(key, None)
        if found:
            self._kept[key] = found
        return bool(found)

    def part(self, dialog: "OperationDialog", before: int) -> bool:
        """Keep what is typed for the MO `before`, in whose place another one has been picked.

        The fields are empty then. False: nothing was typed.
        """
        kept = self.keep(dialog, before)
        if kept:
            dialog.empty()
        return kept

    def drop(self, dialog: "OperationDialog") -> None:
        """Forget the draft of a dialog that was saved, or emptied on purpose.

        With it what was typed without an MO: it has been used by now, or is not wanted.
        """
        for subject in (dialog.subject, None):
            self._kept.pop(_key(dialog, subject), None)

    def give_back(self, dialog: "OperationDialog") -> bool:
        """Fill a dialog that opens, or in which an MO has just been picked; False: nothing is kept.

        What is given back is kept again when the dialog closes unsaved.
        """
        found = self._kept.pop(_key(dialog, dialog.subject), None)
        if found:
            _fill(dialog, found)
        return bool(found)


def typed(dialog: "OperationDialog") -> dict[str, str]:
    """Give what a person has typed; an MO that is only picked is not typed."""
    inputs = [f for f in dialog.inputs if not isinstance(f, dialogs.ShownField | dialogs.Picker)]
    found = {f.name: f.text for f in inputs if f.touched and f.text.strip()}
    ticks = enumerate(dialog.findChildren(dialogs.Tick))
    found |= {_TICK.format(place=place): "1" for place, tick in ticks if tick.isChecked()}
    if found:
        pickers = (f for f in dialog.inputs if isinstance(f, dialogs.Picker))
        others = (f for f in pickers if f is not dialog.subject_field)
        found |= {f.name: str(f.key) for f in others if f.key is not None}
    return found


def _fill(dialog: "OperationDialog", found: Mapping[str, str]) -> None:
    # What is picked first: it may say what belongs into the other fields.
    for field in sorted(dialog.inputs, key=lambda f: not isinstance(f, dialogs.Picker)):
        if field.name not in found:
            continue
        if isinstance(field, dialogs.Picker):
            field.choose(int(found[field.name]))
        else:
            field.set_text(found[field.name])
            field.touched = True
    for place, tick in enumerate(dialog.findChildren(dialogs.Tick)):
        tick.setChecked(_TICK.format(place=place) in found)
    dialog.say_restored()


def _key(dialog: "OperationDialog", subject: int | None) -> _Key:
    return _Key(type(dialog), dialog.base, subject)
