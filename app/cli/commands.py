"""What each command does; each gives its exit code."""

import argparse
import os
import sys
import uuid
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import bootstrap, secrets
from app.cli import people_commands
from app.cli.input import secret_from_stdin
from app.cli.output import say, say_aside, say_error, say_json
from app.domain.orders import Order
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
from app.texts.sentences import sentence
from app.texts.words import ODOO_STATES, STAGES


def window(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Open the window."""
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        say_error(tr("There is no display here. Set QT_QPA_PLATFORM=offscreen to run without."))
        return 1
    from app.bootstrap import qt  # Qt costs start time: the commands do without

    qt.load()
    from app.bootstrap import station

    if arguments.smoke_test:
        return station.smoke_test(setup)
    code = station.run(setup, kiosk=arguments.kiosk)
    if code is None:
        say_aside(tr("Stasiun MO was open already; its window is in front now."))
    return code or 0


def list_orders(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Show the MOs of the store."""
    with setup.production() as production:
        found = production.everything()
    if arguments.stage:
        found = [order for order in found if order.stage == arguments.stage]
    if arguments.json:
        say_json([_as_json(order) for order in found])
        return 0
    if not found:
        say(tr("No MO here yet."))
    for order in found:
        state = tr(ODOO_STATES.get(order.state or "", order.state or ""))
        line = (order.mo_name, tr(STAGES[order.stage]), state, order.product_name)
        say("  ".join(part or "–" for part in line))
    return 0


def register(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Daftarkan MO."""
    return _operate(
        arguments,
        setup,
        lambda find: Register(
            find(arguments.mo), arguments.auth_first, arguments.roll, arguments.mid_production
        ),
    )


def start(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Start Production."""
    return _operate(arguments, setup, lambda find: Start(find(arguments.mo), arguments.leader))


def changeover(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Changeover."""
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


def end(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """End Production."""
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


def change_roll(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Ganti Roll."""
    return _operate(
        arguments,
        setup,
        lambda find: ChangeRoll(
            find(arguments.mo), arguments.old_last, arguments.roll, arguments.new_first
        ),
    )


def unregister(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Take a ready MO back."""
    return _operate(arguments, setup, lambda find: Unregister(find(arguments.mo), arguments.reason))


def correct(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Koreksi."""
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


def undo(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Urungkan."""
    return _operate(arguments, setup, lambda _find: Undo())


def history(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Show what was done with an MO."""
    with setup.production() as production:
        _order, entries = production.history(production.find(arguments.mo).id)
    if arguments.json:
        say_json([asdict(entry) for entry in entries])
        return 0
    now = setup.clock()
    for entry in entries:
        when = formats.clock(entry.create_at, setup.config.zone, now)
        parts = (when, entry.status, entry.mo_name, entry.station, entry.leader_id, entry.reason)
        by = (entry.person,) if entry.person else ()
        say("  ".join(part or "–" for part in (*parts, *by)))
    return 0


def backup(_arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Make a backup now."""
    say(tr("Backup made: {file}", file=setup.backups().make()))
    return 0


def restore(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Put a backup in the place of the store."""
    people_commands.check_it(arguments, setup)
    kept = setup.backups().restore(Path(arguments.file))
    say(tr("Restored: {file}", file=arguments.file))
    if kept is not None:
        say(tr("What it replaced is kept as {file}", file=kept))
    return 0


def check(_arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Look for damage in the store; of one on a server, whether it answers."""
    if setup.config.server is not None:
        with setup.production():
            say(tr("The store answers, with the right tables: {file}", file=setup.config.server))
        return 0
    setup.backups().check()
    say(tr("The store is sound: {file}", file=setup.config.store_path))
    return 0


def set_secret(arguments: argparse.Namespace, _setup: bootstrap.Setup) -> int:
    """Keep a secret that comes by standard input in the keyring."""
    secrets.store(arguments.name, secret_from_stdin(f"{arguments.name}: "))
    say(tr("Stored in the keyring of this user: {name}", name=arguments.name))
    return 0


def command_sheet(arguments: argparse.Namespace, _setup: bootstrap.Setup) -> int:
    """Write the command barcodes as PDF."""
    from app.bootstrap import sheet  # Qt costs start time: the other commands do without

    file = Path(arguments.file or sheet.NAME).absolute()
    sheet.write(file, replace=arguments.yes)
    say(tr("The sheet of command barcodes is ready to print: {file}", file=file))
    return 0


def _operate(
    arguments: argparse.Namespace,
    setup: bootstrap.Setup,
    make: Callable[[Callable[[str], int]], Request],
) -> int:
    with setup.production() as production:
        request = make(lambda name: production.find(name).id)
        operation_id = arguments.operation_id or uuid.uuid4().hex
        by = people_commands.acting(arguments, production)
        done = production.execute(request, operation_id, confirmed=arguments.yes, person=by)
    for note in done.notes:
        say(sentence(note))
    for line in _stored(done, setup):
        say(line)
    return 0


def _stored(done: Done, setup: bootstrap.Setup) -> list[str]:
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
