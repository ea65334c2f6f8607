"""The command line: one clear line for a person, exit 0 done, 1 refused or failed, 2 usage."""

import argparse
import json
import os
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from typing import Any, TextIO

from app import __version__, bootstrap, texts
from app.domain.clock import Clock, to_text, utc_now
from app.domain.corrections import FIELDS
from app.domain.errors import ConfirmationNeededError, StasiunError
from app.domain.orders import Order, Stage
from app.domain.requests import (
    Changeover,
    ChangeRoll,
    Correct,
    End,
    Register,
    Request,
    Start,
    Undo,
    Unregister,
)
from app.services.messages import Done
from app.texts import formats, tr
from app.texts.changes import field_changes
from app.texts.sentences import sentence, sentences


def main(
    argv: Sequence[str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    clock: Clock = utc_now,
) -> int:
    """Do what the arguments say and give the exit code.

    Args:
        argv: the arguments without the program's name; None: those of the process.
        environment: overrides of the configuration; None: those of the process.
        clock: the present.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a pipe on Windows would not take “–”
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _parser().parse_args(argv)
    try:
        with ExitStack() as stack:
            setup = _setup(arguments, environment or os.environ, clock, stack)
            command: Callable[[argparse.Namespace, bootstrap.Setup], int] = arguments.run
            return command(arguments, setup)
    except ConfirmationNeededError as error:
        _say_error(f"{sentences(error)} {tr('Add --yes to confirm.')}")
    except StasiunError as error:
        _say_error(sentences(error))
    except KeyboardInterrupt:
        _say_error(tr("Interrupted; nothing was half saved."))
    return 1


def _setup(
    arguments: argparse.Namespace, environment: Mapping[str, str], clock: Clock, stack: ExitStack
) -> bootstrap.Setup:
    texts.use("id")  # until the configuration says otherwise
    if arguments.demo:
        return stack.enter_context(bootstrap.training(clock))
    if getattr(arguments, "smoke_test", False):
        return bootstrap.load_smoke(environment, clock, stack)
    setup = bootstrap.load(environment, clock)
    bootstrap.start_log(stack)
    return setup


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stasiun-mo",
        description="Records what happens to the Manufacturing Orders of Odoo at the line.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--demo", action="store_true", help="training mode, apart from real data")
    parser.add_argument("--kiosk", action="store_true", help="full screen")
    parser.add_argument("--smoke-test", action="store_true", help="paint the window once")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace, bootstrap.Setup], int], about: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    command("setup-db", _setup_db, "make the store or bring it up to date")
    sync = command("sync", _sync, "make one pass: read Odoo, store what it has")
    sync.add_argument("--json", action="store_true", help="print the counts as JSON")
    listing = command("list", _list, "show the MOs of the store")
    listing.add_argument("--stage", choices=[str(stage) for stage in Stage])
    listing.add_argument("--json", action="store_true", help="print the MOs as JSON")

    register = command("register", _register, "Daftarkan MO: mark an MO as ready")
    register.add_argument("mo", metavar="MO")
    register.add_argument("--auth-first", metavar="C", default="", help="first label")
    register.add_argument("--roll", metavar="R", default="", help="roll number")
    register.add_argument("--mid-production", action="store_true", help="it takes over a roll")
    start = command("start", _start, "Start Production of a ready MO")
    start.add_argument("mo", metavar="MO")
    start.add_argument("--leader", metavar="L", default="", help="leader id")
    changeover = command("changeover", _changeover, "end one MO and start the next")
    changeover.add_argument("current", metavar="CURRENT")
    changeover.add_argument("next", metavar="NEXT")
    changeover.add_argument("--new-auth", metavar="C", default="", help="first label of NEXT")
    changeover.add_argument("--roll", metavar="R", default="", help="roll of NEXT")
    changeover.add_argument("--old-last", metavar="C", default="", help="last label of CURRENT")
    changeover.add_argument("--leader", metavar="L", default="", help="leader of NEXT")
    end = command("end", _end, "End Production of the running MO")
    end.add_argument("mo", metavar="MO")
    end.add_argument("--auth", metavar="C", default="", help="last label used")
    end.add_argument("--first", metavar="C", default="", help="first label, when none is known")
    end.add_argument("--roll", metavar="R", default="", help="roll at the end")
    end.add_argument("--old-last", metavar="C", default="", help="last label of the roll before")
    end.add_argument("--new-first", metavar="C", default="", help="first label of the new roll")
    change_roll = command("change-roll", _change_roll, "Ganti Roll: go on with another roll")
    change_roll.add_argument("mo", metavar="MO")
    change_roll.add_argument("--old-last", metavar="C", default="", help="last label, old roll")
    change_roll.add_argument("--roll", metavar="R", default="", help="number of the new roll")
    change_roll.add_argument("--new-first", metavar="C", default="", help="first label, new roll")
    unregister = command("unregister", _unregister, "take a ready MO back")
    unregister.add_argument("mo", metavar="MO")
    correct = command("correct", _correct, "Koreksi: change a value that was filled in")
    correct.add_argument("mo", metavar="MO")
    correct.add_argument("field", metavar="FIELD", help=", ".join(FIELDS))
    correct.add_argument("value", metavar="VALUE", help="times in the station's zone; '' is none")
    correct.add_argument("--segment", metavar="N", type=int, help="which label segment, from 1")
    for needs_reason in (unregister, correct):
        needs_reason.add_argument("--reason", metavar="T", default="", help="why")
    undo = command("undo", _undo, "Urungkan: take back the newest operation of this station")
    history = command("history", _history, "show what was done with an MO")
    history.add_argument("mo", metavar="MO")
    history.add_argument("--json", action="store_true", help="print the history as JSON")
    for operation in (register, start, changeover, end, change_roll, unregister, correct, undo):
        operation.add_argument("--yes", action="store_true", help="confirm what is odd but legal")
        operation.add_argument("--operation-id", metavar="ID", help="makes a repeat harmless")
    return parser


def _window(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        _say_error(tr("There is no display here. Set QT_QPA_PLATFORM=offscreen to run without."))
        return 1
    from app.bootstrap import station  # Qt costs start time: the commands do without

    if arguments.smoke_test:
        return station.smoke_test(setup)
    return station.run(setup, kiosk=arguments.kiosk)


def _setup_db(_arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    with setup.production():
        _say(tr("The store is ready: {file}", file=setup.config.store_path))
    return 0


def _sync(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    with setup.production():
        pass  # makes the store on a new machine
    sync = setup.sync()
    try:
        counts = sync.run()
    finally:
        sync.close()
    if arguments.json:
        _say_json(asdict(counts))
    else:
        _say(
            tr(
                "Synchronised: {fetched} MOs, {inserted} new, {updated} changed, "
                "{requests} requests.",
                **asdict(counts),
            )
        )
    return 0


def _list(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    with setup.production() as production:
        found = production.everything()
    if arguments.stage:
        found = [order for order in found if order.stage == arguments.stage]
    if arguments.json:
        _say_json([_as_json(order) for order in found])
        return 0
    for order in found:
        line = (order.mo_name, tr(STAGES[order.stage]), order.state, order.product_name)
        _say("  ".join(part or "–" for part in line))
    return 0


STAGES = {
    Stage.UNREGISTERED: texts.mark("Unregistered"),
    Stage.READY: texts.mark("Ready"),
    Stage.RUNNING: texts.mark("Running"),
    Stage.FINISHED: texts.mark("Finished"),
}


def _register(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    return _operate(
        arguments,
        setup,
        lambda find: Register(
            find(arguments.mo), arguments.auth_first, arguments.roll, arguments.mid_production
        ),
    )


def _start(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    return _operate(arguments, setup, lambda find: Start(find(arguments.mo), arguments.leader))


def _changeover(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    return _operate(
        arguments,
        setup,
        lambda find: Changeover(
            find(arguments.current),
            find(arguments.next),
            arguments.new_auth,
            arguments.roll,
            arguments.old_last,
            arguments.leader,
        ),
    )


def _end(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    return _operate(
        arguments,
        setup,
        lambda find: End(
            find(arguments.mo),
            arguments.auth,
            arguments.first,
            arguments.roll,
            arguments.old_last,
            arguments.new_first,
        ),
    )


def _change_roll(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    return _operate(
        arguments,
        setup,
        lambda find: ChangeRoll(
            find(arguments.mo), arguments.old_last, arguments.roll, arguments.new_first
        ),
    )


def _unregister(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    return _operate(arguments, setup, lambda find: Unregister(find(arguments.mo), arguments.reason))


def _correct(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    return _operate(
        arguments,
        setup,
        lambda find: Correct(
            find(arguments.mo),
            arguments.field,
            arguments.value,
            arguments.reason,
            arguments.segment,
        ),
    )


def _undo(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    return _operate(arguments, setup, lambda _find: Undo())


def _history(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    with setup.production() as production:
        entries = production.history(production.find(arguments.mo).id)
    if arguments.json:
        _say_json([asdict(entry) for entry in entries])
        return 0
    now = setup.clock()
    for entry in entries:
        when = formats.clock(entry.create_at, setup.config.zone, now)
        parts = (when, entry.status, entry.mo_name, entry.station, entry.leader_id, entry.reason)
        _say("  ".join(part or "–" for part in parts))
    return 0


def _operate(
    arguments: argparse.Namespace,
    setup: bootstrap.Setup,
    make: Callable[[Callable[[str], int]], Request],
) -> int:
    with setup.production() as production:
        request = make(lambda name: production.find(name).id)
        operation_id = arguments.operation_id or uuid.uuid4().hex
        done = production.execute(request, operation_id, confirmed=arguments.yes)
    for note in done.notes:
        _say(sentence(note))
    for line in stored(done, setup):
        _say(line)
    return 0


def stored(done: Done, setup: bootstrap.Setup) -> list[str]:
    """Say what an operation stored: a line for each MO."""
    now = setup.clock()
    return [
        f"{change.after.mo_name}: "
        + " · ".join(
            f"{field.label} {field.before} → {field.after}"
            for field in field_changes(change, setup.config.zone, now)
        )
        for change in done.changes
    ]


def _as_json(order: Order) -> dict[str, Any]:
    return {
        **asdict(order),
        "stage": order.stage,
        "target": order.target,
        "used": order.used,
        "difference": order.difference,
    }


def _say(text: str, stream: TextIO | None = None) -> None:
    print(text, file=stream or sys.stdout)


def _say_error(text: str) -> None:
    _say(text, sys.stderr)


def _say_json(document: object) -> None:
    _say(json.dumps(document, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: object) -> str:
    return to_text(value) if isinstance(value, datetime) else str(value)
