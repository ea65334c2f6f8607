"""Making the store: a file, or on a server the database with its roles, tables and rights."""

import argparse

from app import bootstrap
from app.cli.input import secret_from_stdin
from app.cli.output import say, say_error
from app.texts import tr


def setup_db(arguments: argparse.Namespace, setup: bootstrap.Setup) -> int:
    """Make the store, or bring it up to date."""
    server = setup.config.server
    if server is None:
        with setup.production():
            say(tr("The store is ready: {file}", file=setup.config.store_path))
        return 0
    if not arguments.admin:
        say_error(tr("Name the administrator of the server: setup-db --admin NAME"))
        return 2
    made = setup.set_up_server(arguments.admin, lambda: secret_from_stdin(f"{arguments.admin}: "))
    if made.database:
        say(tr("Made the database {name}.", name=server.database))
    for role in made.roles:
        say(tr("Made the role {name}.", name=role))
    if made.before < made.now:
        say(tr("Tables: version {before} → {now}.", before=made.before, now=made.now))
    say(tr("The store is ready: {file}", file=server))
    return 0
