"""What stages and Odoo's states are called, in the window and on the command line alike."""

from typing import Final

from app.domain.orders import Stage
from app.texts import mark

STAGES: Final[dict[Stage, str]] = {
    Stage.UNREGISTERED: mark("New"),
    Stage.READY: mark("Ready"),
    Stage.RUNNING: mark("Running"),
    Stage.FINISHED: mark("Finished"),
}
ODOO_STATES: Final[dict[str, str]] = {
    "draft": mark("Draft"),
    "confirmed": mark("Confirmed"),
    "progress": mark("In Progress"),
    "to_close": mark("To Close"),
    "done": mark("Done"),
    "cancel": mark("Cancelled"),
}
