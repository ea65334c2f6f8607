"""Copies of the store: made online, verified, put back whole."""

import os
import shutil
from pathlib import Path
from typing import Final

import apsw

from app.domain.errors import Code, EnvironmentFaultError
from app.store import database, migrations

_PAGES: Final = 2000
"""Pages copied between two looks at who else wants to write."""

_EXISTING: Final = apsw.SQLITE_OPEN_READWRITE
"""Reads where writing is not allowed; the last one to close tidies the write-ahead log away."""

_MISSING: Final = """SELECT operation_id, mo_name FROM main.production_log
    WHERE operation_id NOT IN (SELECT operation_id FROM old.production_log) ORDER BY id DESC"""

_SIDE_FILES: Final = ("", "-wal", "-shm")


def copy(source: Path, target: Path, *, ours: bool = True) -> None:
    """Copy a store that may be in use, and verify the copy; nothing half-written stays.

    Args:
        source: the store.
        target: a file that does not exist yet; its folder is made.
        ours: False for a file of the older system, which is to be adopted.

    Raises:
        EnvironmentFaultError: the copy could not be made, or is not good; `target` is not there.
    """
    draft = target.with_name(target.name + ".part")
    try:
        with database.faults(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            _remove(draft)
            _copy_pages(source, draft)
            _make_single_file(draft)
            verify(draft, ours=ours)
            _sync_to_disk(draft)
            draft.replace(target)
            _sync_folder(target.parent)
    finally:
        _remove_quietly(draft)


def copy_file(source: Path, target: Path) -> None:
    """Copy a finished backup elsewhere, whole or not at all.

    Raises:
        EnvironmentFaultError: the folder cannot be written.
    """
    draft = target.with_name(target.name + ".part")
    try:
        with database.faults(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, draft)
            _sync_to_disk(draft)
            draft.replace(target)
    finally:
        _remove_quietly(draft)


def verify(file: Path, *, ours: bool = True) -> None:
    """Check that `file` is a store of this program and that SQLite finds no fault in it.

    Raises:
        EnvironmentFaultError: missing, damaged, foreign or of a newer version.
    """
    if not file.exists():
        raise database.fault(Code.STORE_MISSING, file)
    with database.faults(file):
        connection = apsw.Connection(str(file), flags=_EXISTING)
        try:
            if ours:
                _check_kind(connection, file)
            _say_damaged(connection, file, "integrity_check")
        finally:
            connection.close()


def quick_check(file: Path) -> None:
    """Look whether SQLite can read all of the store; quicker than `verify`.

    Raises:
        EnvironmentFaultError: `Code.STORE_DAMAGED`, or it cannot be opened at all.
    """
    with database.faults(file):
        connection = apsw.Connection(str(file), flags=_EXISTING)
        try:
            connection.set_busy_timeout(int(database.BUSY_TIMEOUT * 1000))
            # A look changes nothing: a damaged file is set aside as it was found, log and all.
            connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            _say_damaged(connection, file, "quick_check")
        finally:
            connection.close()


def missing(store: Path, backup: Path) -> tuple[int, tuple[str, ...]]:
    """Count the operations of `store` that `backup` does not know; name their MOs, newest first.

    Raises:
        EnvironmentFaultError: one of the two cannot be read.
    """
    with database.faults(store):
        connection = apsw.Connection(str(store), flags=_EXISTING)
        try:
            connection.set_busy_timeout(int(database.BUSY_TIMEOUT * 1000))
            connection.execute("ATTACH ? AS old", (str(backup),))
            rows = connection.execute(_MISSING).fetchall()
        finally:
            connection.close()
    return len({operation for operation, _mo in rows}), tuple({str(mo): 1 for _, mo in rows})


def restore(backup: Path, store: Path, aside: Path) -> None:
    """Put `backup` in the place of `store`, whole or not at all; what was there goes to `aside`.

    A healthy store is overwritten in one transaction of SQLite, so that a window that has it open
    sees the old or the new one. A damaged one is moved away as it is, with its log beside it.

    Raises:
        EnvironmentFaultError: `backup` is not good, or something cannot be written.
    """
    if not backup.exists():
        raise database.fault(Code.BACKUP_MISSING, backup)
    verify(backup)
    if _is_healthy(store):
        copy(store, aside)
        with database.faults(store):
            _copy_pages(backup, store)
        return
    draft = store.with_name(store.name + ".part")
    copy_file(backup, draft)
    try:
        with database.faults(store):
            for suffix in reversed(_SIDE_FILES):
                side = store.with_name(store.name + suffix)
                if side.exists():
                    side.replace(aside.with_name(aside.name + suffix))
            draft.replace(store)
            _sync_folder(store.parent)
    finally:
        _remove_quietly(draft)


def _is_healthy(store: Path) -> bool:
    """Tell whether a store is there and can be read; raises what stands in the way otherwise."""
    if not store.exists():
        return False
    try:
        quick_check(store)
    except EnvironmentFaultError as error:
        if error.problem.code not in (Code.STORE_DAMAGED, Code.STORE_FOREIGN):
            raise
        return False
    return True


def _check_kind(connection: apsw.Connection, file: Path) -> None:
    kind = _value(connection, "PRAGMA application_id")
    version = _value(connection, "PRAGMA user_version")
    if kind != database.APPLICATION_ID:
        raise database.fault(Code.STORE_FOREIGN, file)
    if not isinstance(version, int) or version > migrations.VERSION:
        raise database.fault(Code.STORE_NEWER, file)


def _say_damaged(connection: apsw.Connection, file: Path, pragma: str) -> None:
    if _value(connection, f"PRAGMA {pragma}(1)") != "ok":
        raise database.fault(Code.STORE_DAMAGED, file)


def _value(connection: apsw.Connection, sql: str) -> object:
    return connection.execute(sql).get


def _copy_pages(source: Path, target: Path) -> None:
    """Copy with SQLite's backup API: the target's change is one transaction."""
    reader = apsw.Connection(str(source), flags=_EXISTING)
    writer = apsw.Connection(str(target))
    try:
        for connection in (reader, writer):
            connection.set_busy_timeout(int(database.BUSY_TIMEOUT * 1000))
        with writer.backup("main", reader, "main") as work:
            while not work.done:
                work.step(_PAGES)
    finally:
        writer.close()
        reader.close()


def _make_single_file(file: Path) -> None:
    """Take a copy out of WAL mode, so that it can be carried about and read anywhere."""
    connection = apsw.Connection(str(file), flags=_EXISTING)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _sync_to_disk(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows cannot open a folder and does not need it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(file: Path) -> None:
    for suffix in (*_SIDE_FILES, "-journal"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _remove_quietly(file: Path) -> None:
    try:
        _remove(file)
    except OSError:
        return  # the folder is gone or read-only: then there is nothing of ours in it
