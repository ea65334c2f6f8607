"""The command line: one clear line for a person, exit 0 done, 1 refused or failed, 2 usage."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from typing import Final

from app import bootstrap, config, secrets, texts
from app.cli import arguments, commands, setup_db, sync_commands
from app.cli.output import say_error
from app.domain.clock import Clock, utc_now
from app.domain.errors import (
    Code,
    ConfirmationNeededError,
    EnvironmentFaultError,
    Problem,
    StasiunError,
)
from app.texts import tr
from app.texts.sentences import sentences


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
    given = arguments.parse(argv)
    try:
        with ExitStack() as stack:
            setup = _setup(given, environment or os.environ, clock, stack)
            command: Callable[[argparse.Namespace, bootstrap.Setup], int] = given.run
            return command(given, setup)
    except ConfirmationNeededError as error:
        say_error(f"{sentences(error)} {tr('Add --yes to confirm.')}")
    except StasiunError as error:
        say_error(" ".join([sentences(error), *_where_to_set(error, environment or os.environ)]))
    except KeyboardInterrupt:
        say_error(tr("Interrupted; nothing was half saved."))
    except BrokenPipeError:  # whoever reads has seen enough: `list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _where_to_set(error: StasiunError, environment: Mapping[str, str]) -> list[str]:
    """Say where what is missing belongs: in which file, whether it is there yet or not."""
    if error.problem.code is Code.NOT_SIGNED_IN:
        return [tr("Add --as BADGE, and give the PIN on standard input.")]
    if error.problem.code is not Code.NOT_CONFIGURED:
        return []
    name = str(error.problem.params.get("key", "")).removeprefix("odoo.")
    if name in secrets.NAMES:
        variable = secrets.NAMES[name]
        return [
            tr(
                "Type it after stasiun-mo set-secret {name}, or in the window; where there is no "
                "keyring, set {variable}.",
                name=name,
                variable=variable,
            )
        ]
    file = config.config_files(environment)[-1]
    return [tr("It belongs into {file}, or set it in the window (Ctrl+,).", file=file)]


_OF_WHAT_IS_KEPT: Final = frozenset({commands.backup, commands.restore, commands.set_secret})
_FILLS_OR_NEEDS_NO_STORE: Final = frozenset(
    {
        commands.window,
        setup_db.setup_db,
        commands.command_sheet,
        sync_commands.sync,
        sync_commands.scheduler,
    }
)


def _fill(setup: bootstrap.Setup) -> None:
    """Make the first pass: a training store begins empty, and lives no longer than the command."""
    with setup.production(), closing(setup.sync()) as sync:
        sync.run()


def _setup(
    given: argparse.Namespace, environment: Mapping[str, str], clock: Clock, stack: ExitStack
) -> bootstrap.Setup:
    texts.use("id")  # until the configuration says otherwise
    if given.demo:
        if given.run in _OF_WHAT_IS_KEPT:
            raise EnvironmentFaultError(Problem(Code.NOT_IN_TRAINING))
        setup = stack.enter_context(bootstrap.training(clock, environment))
        bootstrap.start_log(stack, setup.config.zone, "training/")
        if given.run not in _FILLS_OR_NEEDS_NO_STORE:
            _fill(setup)
        return setup
    if getattr(given, "smoke_test", False):
        return bootstrap.load_smoke(environment, clock, stack)
    setup = bootstrap.load(environment, clock)
    bootstrap.start_log(stack, setup.config.zone, name=given.log_name)
    return setup
