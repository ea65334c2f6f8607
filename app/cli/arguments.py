"""The commands and their options."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Final

from app import __version__, bootstrap
from app.cli import commands, people_commands, setup_db, sync_commands
from app.domain.corrections import FIELDS
from app.domain.orders import Stage
from app.domain.people import Role
from app.secrets import NAMES, STORE_PASSWORD
from app.services import log_lines

_WINDOW: Final = frozenset({"--demo", "--kiosk", "--smoke-test"})


def parse(given: Sequence[str] | None) -> argparse.Namespace:
    """Read the arguments, None: those of the process; what is wrong with them ends it.

    Most starts are the window's: they do not wait until every command is described.
    """
    words = sys.argv[1:] if given is None else given
    return (window_parser() if _WINDOW.issuperset(words) else parser()).parse_args(words)


def window_parser() -> argparse.ArgumentParser:
    """Describe the options of the window."""
    result = argparse.ArgumentParser(
        prog="stasiun-mo",
        description="Records what happens to the Manufacturing Orders of Odoo at the line.",
    )
    result.add_argument("--version", action="version", version=__version__)
    result.add_argument("--demo", action="store_true", help="training mode, apart from real data")
    result.add_argument("--kiosk", action="store_true", help="full screen")
    result.add_argument("--smoke-test", action="store_true", help="paint the window once")
    result.set_defaults(run=commands.window, log_name=log_lines.NAME)
    return result


def parser() -> argparse.ArgumentParser:
    """Describe every command and option."""
    from app.cli import api_commands  # what the window does without

    result = window_parser()
    subparsers = result.add_subparsers(title="commands", metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace, bootstrap.Setup], int], about: str
    ) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    setup = command("setup-db", setup_db.setup_db, "make the store or bring it up to date")
    setup.add_argument("--admin", metavar="NAME", default="", help="administrator of the server")
    sync = command("sync", sync_commands.sync, "make one pass: read Odoo, store what it has")
    sync.add_argument("--full", action="store_true", help="ask for everything")
    sync.add_argument("--session-id", metavar="-", choices=["-"], help="read it from stdin")
    command("scheduler", sync_commands.scheduler, "make a pass every few minutes, without a window")
    sync.add_argument("--json", action="store_true", help="print the counts as JSON")
    listing = command("list", commands.list_orders, "show the MOs of the store")
    listing.add_argument("--stage", choices=[str(stage) for stage in Stage])
    listing.add_argument("--json", action="store_true", help="print the MOs as JSON")

    register = command("register", commands.register, "Daftarkan MO: mark an MO as ready")
    register.add_argument("mo", metavar="MO")
    register.add_argument("--auth-first", metavar="C", default="", help="first label")
    register.add_argument("--roll", metavar="R", default="", help="roll number")
    register.add_argument("--mid-production", action="store_true", help="it takes over a roll")
    start = command("start", commands.start, "Start Production of a ready MO")
    start.add_argument("mo", metavar="MO")
    start.add_argument("--leader", metavar="L", default="", help="leader id")
    changeover = command("changeover", commands.changeover, "end one MO and start the next")
    changeover.add_argument("current", metavar="CURRENT")
    changeover.add_argument("next", metavar="NEXT")
    changeover.add_argument("--new-auth", metavar="C", default="", help="first label of NEXT")
    changeover.add_argument("--roll", metavar="R", default="", help="roll of NEXT")
    changeover.add_argument("--old-last", metavar="C", default="", help="last label of CURRENT")
    changeover.add_argument("--leader", metavar="L", default="", help="leader of NEXT")
    end = command("end", commands.end, "End Production of the running MO")
    end.add_argument("mo", metavar="MO")
    end.add_argument("--auth", metavar="C", default="", help="last label used")
    end.add_argument("--first", metavar="C", default="", help="first label, when none is known")
    end.add_argument("--roll", metavar="R", default="", help="roll at the end")
    end.add_argument("--old-last", metavar="C", default="", help="last label of the roll before")
    end.add_argument("--new-first", metavar="C", default="", help="first label of the new roll")
    change_roll = command(
        "change-roll", commands.change_roll, "Ganti Roll: go on with another roll"
    )
    change_roll.add_argument("mo", metavar="MO")
    change_roll.add_argument("--old-last", metavar="C", default="", help="last label, old roll")
    change_roll.add_argument("--roll", metavar="R", default="", help="number of the new roll")
    change_roll.add_argument("--new-first", metavar="C", default="", help="first label, new roll")
    unregister = command("unregister", commands.unregister, "take a ready MO back")
    unregister.add_argument("mo", metavar="MO")
    correct = command("correct", commands.correct, "Koreksi: change a value that was filled in")
    correct.add_argument("mo", metavar="MO")
    correct.add_argument("field", metavar="FIELD", help=", ".join(FIELDS))
    correct.add_argument("value", metavar="VALUE", help="times in the station's zone; '' is none")
    correct.add_argument("--segment", metavar="N", type=int, help="which label segment, from 1")
    for needs_reason in (unregister, correct):
        needs_reason.add_argument("--reason", metavar="T", default="", help="why")
    undo = command("undo", commands.undo, "Urungkan: take the newest operation back")
    history = command("history", commands.history, "show what was done with an MO")
    history.add_argument("mo", metavar="MO")
    history.add_argument("--json", action="store_true", help="print the history as JSON")
    command("backup", commands.backup, "make a verified copy of the store now")
    restore = command("restore", commands.restore, "put a backup in the place of the store")
    restore.add_argument("file", metavar="FILE")
    command("check", commands.check, "look for damage in the store")
    names = NAMES | STORE_PASSWORD
    secret = command(
        "set-secret",
        commands.set_secret,
        "ask for a secret, or read it from a pipe, and keep it in the keyring",
    )
    secret.add_argument("name", metavar="NAME", choices=sorted(names), help=", ".join(names))
    sheet = command("command-sheet", commands.command_sheet, "write the command barcodes as PDF")
    sheet.add_argument("file", metavar="FILE.pdf", nargs="?", default="", help="the file to write")
    sheet.add_argument("--yes", action="store_true", help="replace the file when it exists")
    api_commands.add_to(command)
    for operation in (register, start, changeover, end, change_roll, unregister, correct, undo):
        operation.add_argument("--yes", action="store_true", help="confirm what is odd but legal")
        operation.add_argument("--operation-id", metavar="ID", help="makes a repeat harmless")
        people_commands.add_as(operation)
    people_commands.add_as(restore)
    _add_people(command("person", people_commands.show, "people with a role and a PIN"))
    return result


def _add_people(person: argparse.ArgumentParser) -> None:
    subparsers = person.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace, bootstrap.Setup], int], about: str
    ) -> argparse.ArgumentParser:
        sub = subparsers.add_parser(name, help=about, description=about)
        sub.set_defaults(run=run)
        return sub

    add = command("add", people_commands.add, "add somebody; the new PIN is read from stdin")
    add.add_argument("badge", metavar="BADGE", help="what they scan; a leader's id")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=[str(role) for role in Role], required=True)
    listing = command("list", people_commands.show, "show everybody")
    listing.add_argument("--json", action="store_true", help="print them as JSON")
    remove = command("remove", people_commands.remove, "let somebody leave; the history stays")
    change = command("pin", people_commands.pin, "another PIN, read from stdin")
    for about_one in (remove, change):
        about_one.add_argument("badge", metavar="BADGE")
    for needs_it in (add, remove, change):
        people_commands.add_as(needs_it)
