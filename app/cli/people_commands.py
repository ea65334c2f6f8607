"""The commands about people with PINs. A PIN comes by standard input, never as an argument."""

import argparse
import sys
from dataclasses import asdict

from app import bootstrap
from app.cli.input import secret_from_stdin
from app.cli.output import say, say_json
from app.domain.errors import Code, EnvironmentFaultError, Problem, RefusedError
from app.domain.people import Person, Right, Role, SignedIn
from app.services.production import Production
from app.texts import tr
from app.texts.sentences import ROLES


def add_as(command: argparse.ArgumentParser) -> None:
    """Let a command say who does it."""
    about = "who does it, where people have PINs; the PIN is the first line of stdin"
    command.add_argument("--as", dest="acting", metavar="BADGE", default="", help=about)


def acting(arguments: argparse.Namespace, production: Production) -> SignedIn | None:
    """Sign in who is named by ``--as``, with a line of standard input; None: nobody is named.

    Raises:
        RefusedError: badge or PIN is wrong.
    """
    if not arguments.acting:
        return None
    pin = secret_from_stdin(tr("PIN of {badge}: ", badge=arguments.acting))
    return production.people.sign_in(arguments.acting, pin)


def check_it(arguments: argparse.Namespace, setup: bootstrap.Setup) -> None:
    """Let IT pass, and everybody where nobody has a PIN or the store cannot tell.

    Raises:
        RefusedError: it is somebody else.
    """
    if setup.config.server is None and not setup.config.store_path.exists():
        return
    try:
        opened = setup.production()
    except EnvironmentFaultError:
        return  # a damaged store is restored, whoever is there
    with opened as production:
        production.people.check_right(acting(arguments, production), Right.SET_UP)


def add(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Add somebody."""
    with setup.production() as production:
        by = acting(arguments, production)
        production.people.check_right(by, Right.SET_UP)  # before anybody types a new PIN
        person = Person(arguments.badge, arguments.name, Role(arguments.role))
        added = production.people.add(person, _new_pin(), by)
    say(tr("Added: {person}, {role}", person=added.label, role=tr(ROLES[added.role])))
    return 0


def show(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """List everybody."""
    with setup.production() as production:
        found = production.people.everybody()
    if arguments.json:
        say_json([asdict(person) for person in found])
        return 0
    if not found:
        say(tr("Nobody has a PIN here: everybody may do everything."))
    for person in found:
        say("  ".join((person.badge, person.name, tr(ROLES[person.role]))))
    return 0


def remove(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Let somebody leave."""
    with setup.production() as production:
        ended = production.people.end(arguments.badge, acting(arguments, production))
    say(tr("Removed: {person}", person=ended.label))
    return 0


def pin(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Give somebody another PIN."""
    with setup.production() as production:
        by = acting(arguments, production)
        changed = production.people.change_pin(arguments.badge, _new_pin(), by)
    say(tr("{person} has another PIN now.", person=changed.label))
    return 0


def _new_pin() -> str:
    """Read a new PIN: typed twice, or one line of what is not a terminal."""
    typed = secret_from_stdin(tr("New PIN: "))
    if sys.stdin.isatty() and secret_from_stdin(tr("New PIN once more: ")) != typed:
        raise RefusedError(Problem(Code.PINS_DIFFER, "pin"))
    return typed
