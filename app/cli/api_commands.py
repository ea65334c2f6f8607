"""The commands of the HTTP API: the server, and the keys of other programs."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from app import bootstrap
from app.bootstrap import api
from app.cli import people_commands
from app.cli.output import say, say_aside, say_json
from app.domain.api import Scope
from app.texts import formats, tr

Command = Callable[
    [str, Callable[[argparse.Namespace, bootstrap.Setup], int], str], argparse.ArgumentParser
]

LOG_NAME: Final = "stasiun-mo-api.log"
"""Beside the log of the window, which runs at the same time."""


def add_to(command: Command) -> None:
    """Describe the commands and their options; `command` makes one."""
    serving = command("serve", serve, "answer other programs over HTTP")
    serving.set_defaults(log_name=LOG_NAME)
    serving.add_argument("--host", metavar="H", help="where to listen; else [api] host")
    serving.add_argument("--port", metavar="P", type=_port, help="else [api] port, 8321")
    serving.add_argument("--tls-cert", metavar="FILE", type=Path, help="certificate, PEM")
    serving.add_argument("--tls-key", metavar="FILE", type=Path, help="its key, PEM")
    serving.add_argument("--until-stdin-ends", action="store_true", help=argparse.SUPPRESS)
    key = command("api-key", _usage, "make, list or revoke keys of other programs")
    key.set_defaults(usage=key)
    actions = key.add_subparsers(title="actions", metavar="ACTION", required=True)
    creating = actions.add_parser("create", help="make a key and print it, once")
    creating.add_argument("name", metavar="NAME", help="the program's; the history shows it")
    creating.add_argument(
        "--scope",
        metavar="S",
        type=_scopes,
        default=frozenset({Scope.READ}),
        help="read,register,run: one or more of these",
    )
    creating.set_defaults(run=create)
    people_commands.add_as(creating)
    listing = actions.add_parser("list", help="show the keys, revoked ones too")
    listing.add_argument("--json", action="store_true", help="print them as JSON")
    listing.set_defaults(run=list_keys)
    revoking = actions.add_parser("revoke", help="let a key count no more, at once")
    revoking.add_argument("which", metavar="NAME", help="its name, or its id")
    revoking.set_defaults(run=revoke)
    people_commands.add_as(revoking)


def serve(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Answer other programs until Ctrl-C or SIGTERM."""
    server = api.server(
        setup, arguments.host, arguments.port, arguments.tls_cert, arguments.tls_key
    )

    def on_signal(*_signal: object) -> None:
        # From a thread: what the signal has interrupted may hold a lock.
        threading.Thread(target=server.stop, daemon=True).start()

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):  # the last one on Windows only
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), on_signal)
    if arguments.until_stdin_ends and sys.stdin is not None:  # started by a window
        api.step_back()
        api.stop_at_end_of(sys.stdin.buffer, server.stop)
    server.run(lambda: say(tr("The API answers at {url}", url=server.url)))
    return 0


def create(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Make a key; on standard output stands the key and nothing else."""
    people_commands.check_it(arguments, setup)
    with api.keys(setup) as keys:
        key = keys.create(arguments.name, arguments.scope)
    say(key)
    say_aside(tr("This key is shown only now. Keep it safe, and revoke it when it is not needed."))
    return 0


def list_keys(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Show the keys, without the secret, which is nowhere."""
    with api.keys(setup) as keys:
        found = keys.everything()
    if arguments.json:
        say_json([{**asdict(one), "scopes": sorted(one.scopes)} for one in found])
        return 0
    if not found:
        say(tr("No key yet. Make one: stasiun-mo api-key create NAME --scope read"))
    zone = setup.config.zone
    for one in found:
        used = tr("used {time}", time=formats.dated(one.used_at, zone))
        revoked = tr("revoked {time}", time=formats.dated(one.revoked_at, zone))
        scopes = ",".join(sorted(one.scopes))
        say(f"{one.id}  {one.name}  {scopes}  {revoked if one.revoked_at else used}")
    return 0


def revoke(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Let a key count no more."""
    people_commands.check_it(arguments, setup)
    with api.keys(setup) as keys:
        found = keys.revoke(arguments.which)
    say(tr("Revoked: {name}", name=found.name))
    return 0


def _usage(arguments: argparse.Namespace, _setup: bootstrap.Setup) -> int:
    arguments.usage.print_help()
    return 2


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("0 – 65535")
    return port


def _scopes(text: str) -> frozenset[Scope]:
    try:
        return frozenset(Scope(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(", ".join(Scope)) from error
