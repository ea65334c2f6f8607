"""Bringing a store to this version's schema, after a backup, in one transaction."""

from datetime import datetime
from pathlib import Path
from typing import Final

from peewee import OperationalError
from playhouse.apsw_ext import APSWDatabase

from app.store import backup, database, legacy, migrations

_ATTEMPTS: Final = 50


def open_store(path: Path, now: datetime) -> APSWDatabase:
    """Open the store for people's operations, made or brought up to date when needed.

    The connection belongs to the calling thread.

    Raises:
        EnvironmentFaultError: the file cannot be used, and why; it is as before.
    """
    db = database.connect(path, create=True)
    try:
        with database.faults(path):
            if database.version(db) != migrations.VERSION or legacy.is_legacy(db):
                _bring_up_to_date(db, path, now)
            _write_ahead(db)
    except BaseException:
        db.close()
        raise
    return db


def backup_folder(path: Path) -> Path:
    """Give the folder in which the backups of a store lie."""
    return path.parent / "backups"


def _write_ahead(db: APSWDatabase) -> None:
    """Turn the write-ahead log on, also while another process is at work on the new file.

    SQLite does not wait by itself for the lock that this takes; for a write lock it does.
    """
    for _ in range(_ATTEMPTS):
        try:
            db.execute_sql("PRAGMA journal_mode = WAL")
        except OperationalError:
            with db.atomic("IMMEDIATE"):
                continue
        return
    db.execute_sql("PRAGMA journal_mode = WAL")


def _bring_up_to_date(db: APSWDatabase, path: Path, now: datetime) -> None:
    with db.atomic("IMMEDIATE"):
        # Looked at again inside: another process may have done it meanwhile.
        found, older = database.version(db), legacy.is_legacy(db)
        if found == migrations.VERSION and not older:
            return
        if found or older:
            name = f"{path.stem}-{now:%Y%m%d-%H%M%S}-before-v{migrations.VERSION}.db"
            backup.copy(path, backup_folder(path) / name, ours=not older)
        if older:
            legacy.set_aside(db)
            found = 0
        for step in migrations.STEPS[found:]:
            step(db)
        if older:
            legacy.adopt(db, now)
        db.execute_sql(f"PRAGMA application_id = {database.APPLICATION_ID}")
        db.execute_sql(f"PRAGMA user_version = {migrations.VERSION}")
