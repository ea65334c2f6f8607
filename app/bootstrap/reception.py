"""What asks who somebody is: between the window and the thread of people's operations."""

from PySide6.QtCore import QObject, QThread

from app.background.operation_runner import OperationRunner
from app.background.people_worker import PeopleWorker
from app.ui.identity import Identity
from app.ui.main_window import MainWindow
from app.ui.people_office import PeopleOffice


class Reception(QObject):
    """Makes these objects and wires them. GUI thread.

    What the window submits passes through `identity`, and so does what was not done.

    Attributes:
        identity: knows who is signed in.
        office: where IT looks after people.
        worker: reads and writes them, in the thread of the operations.
    """

    def __init__(self, window: MainWindow, runner: OperationRunner, thread: QThread) -> None:
        """Wire everything; `runner` lives in `thread`."""
        super().__init__(window)
        self.identity = identity = Identity(window)
        self.office = office = PeopleOffice(window)
        self.worker = worker = PeopleWorker(runner)
        worker.moveToThread(thread)
        window.flow.submit_wanted.connect(identity.on_submit_wanted)
        identity.submit_wanted.connect(runner.on_submit_wanted)
        runner.not_done.connect(identity.on_not_done)
        identity.not_done.connect(window.flow.on_not_done)
        identity.sign_in_wanted.connect(worker.on_sign_in_wanted)
        identity.sign_out_wanted.connect(worker.on_sign_out_wanted)
        office.person_wanted.connect(worker.on_person_wanted)
        runner.board_changed.connect(worker.on_refresh)
        runner.followed.connect(worker.on_refresh)
        worker.people_read.connect(identity.on_people_read)
        worker.people_read.connect(office.on_people_read)
        worker.signed_in.connect(identity.on_signed_in)
        worker.not_signed_in.connect(identity.on_not_signed_in)
        worker.stored.connect(office.on_stored)
        worker.refused.connect(office.on_refused)
