"""The commands that sync: one pass, or one every few minutes."""

import argparse
import signal
import threading
from contextlib import closing
from dataclasses import asdict

from app import bootstrap
from app.cli.input import secret_from_stdin
from app.cli.output import say, say_error, say_json
from app.domain.errors import Code, Problem
from app.services.messages import SyncCounts, SyncStatus
from app.services.passes import Passes
from app.services.schedule import run_once
from app.texts import tr
from app.texts.sentences import clock_sentence, sentence


def sync(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Make one pass."""
    with setup.production():
        pass  # makes the store on a new machine
    session_id = secret_from_stdin("session_id: ") if arguments.session_id else ""
    with closing(setup.sync(session_id)) as work:
        counts = work.run(full=arguments.full)
        off = SyncStatus(clock_off=work.clock_off).clock_wrong
    if arguments.json:
        say_json(asdict(counts))
    else:
        say(_synchronised(counts))
    if off is not None:
        say_error(clock_sentence(off))
    return 0


def _synchronised(counts: SyncCounts) -> str:
    return tr(
        "Synchronised: {fetched} MOs, {inserted} new, {updated} changed, {requests} requests.",
        **asdict(counts),
    )


def scheduler(_arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Make passes as the window does, until Ctrl-C or SIGTERM."""
    with setup.production():
        pass
    schedule = setup.schedule()
    stop = threading.Event()
    with closing(Passes(setup.sync)) as work:

        def end() -> None:
            stop.set()
            work.abandon()  # one that is writing is not disturbed

        def on_signal(*_signal: object) -> None:
            # From a thread: what the signal has interrupted may hold the lock of an event.
            threading.Thread(target=end, daemon=True).start()

        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):  # the last one on Windows only
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), on_signal)
        due = True
        while not stop.is_set():
            if due:
                skipped = schedule.status.skipped_passes
                schedule.begin()
                run_once(work, schedule, lambda: None)
                if not stop.is_set():
                    elsewhere = schedule.status.skipped_passes > skipped
                    say(_status_line(schedule.status, setup, elsewhere=elsewhere))
            stop.wait(1)
            due = work.is_asked() or schedule.is_due()
    return 0


def _status_line(status: SyncStatus, setup: bootstrap.Setup, *, elsewhere: bool) -> str:
    when = f"{setup.clock().astimezone(setup.config.zone):%Y-%m-%d %H:%M:%S}"
    if status.problem is not None:
        return f"{when}  {sentence(status.problem)}"
    if elsewhere:  # another process has made the pass, or another station makes them all
        code = Code.SYNC_BUSY if setup.config.server is None else Code.SYNC_ELSEWHERE
        return f"{when}  {sentence(Problem(code))}"
    off = status.clock_wrong
    return f"{when}  {_synchronised(status.counts)} {clock_sentence(off) if off else ''}".rstrip()
