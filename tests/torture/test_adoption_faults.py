"""A full disk and a failing one while a file of the older system is adopted: it stays the older
system's, or is adopted wholly, and the backup was made before anything changed.
"""

import errno
import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import apsw
import pytest

from app.domain.errors import Code, EnvironmentFaultError
from app.store import upgrade
from tests import older
from tests.torture.attempts import EVERY, Attempts

# A second fault while SQLite is still handling the first one: apsw has nobody to raise it to.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

NOW: Final = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
MANY: Final = tuple(
    {"id": 100 + n, "mo_id": 1000 + n, "mo_name": f"WH/MO/{1000 + n}", "note": "x" * 300,
     "auth_first": f"{n:08}", "leader_id": n, "date_start": "2026-11-20 09:00:00"}
    for n in range(60)
)  # fmt: skip
"""Enough rows for some dozen pages."""


def prepare(path: Path) -> None:
    older.write(path, (*older.ROWS, *MANY))


def adopt(path: Path) -> None:
    upgrade.open_store(path, NOW).close()


def contents(file: Path) -> dict[str, Any]:
    """Give the schema and every row; whoever opens it next would find them so."""
    with closing(apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
        assert connection.execute("PRAGMA integrity_check").get == "ok"
        schema = list(connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name"))
        tables = [str(name) for kind, name, _sql in schema if kind == "table"]
        return {
            "version": connection.execute("PRAGMA user_version").get,
            "mark": connection.execute("PRAGMA application_id").get,
            "schema": schema,
            **{name: list(connection.execute(f"SELECT * FROM {name}")) for name in tables},
        }


class Adoption:
    """What the file is before and after, and what must be true at any moment between.

    Attributes:
        before: the older file.
        after: the same, adopted without a fault.
    """

    def __init__(self, folder: Path) -> None:
        file = folder / "undisturbed" / "store.db"
        file.parent.mkdir()
        prepare(file)
        self.before = contents(file)
        adopt(file)
        self.after = contents(file)

    def read(self, path: Path) -> dict[str, Any]:
        """Read the file; it has a whole backup when it is no longer the older system's."""
        present = contents(path)
        folder = upgrade.backup_folder(path)
        backups = list(folder.iterdir()) if folder.exists() else []
        assert [contents(file) for file in backups] == [self.before] * len(backups)
        assert backups or present == self.before
        return present

    def is_done(self, _before: Any, present: Any) -> bool:
        return bool(present == self.after)


@pytest.fixture
def adoption(tmp_path: Path) -> Adoption:
    return Adoption(tmp_path)


def test_an_older_file_is_adopted_wholly_or_stays_as_it_is(
    adoption: Adoption, tmp_path: Path
) -> None:
    assert len(adoption.after["recent_mo"]) == len(adoption.before["recent_mo"])
    attempts = Attempts(tmp_path, EVERY)
    attempts.run(prepare, adopt, adoption.read, adoption.is_done)
    attempts.print("adopting an older file")
    assert attempts.count["said"] >= 4
    assert attempts.count["as before"] >= 4


@pytest.mark.skipif(os.name == "nt", reason="the folder is synced where it can be opened")
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize(
    ("cause", "code"), [(errno.ENOSPC, Code.DISK_FULL), (errno.EIO, Code.STORE_UNWRITABLE)]
)
def test_without_a_durable_backup_nothing_is_adopted(
    adoption: Adoption,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    cause: int,
    code: Code,
) -> None:
    """The backup's content is synced first, its name after that; SQLite syncs on its own."""
    path = tmp_path / "store.db"
    prepare(path)
    asked = []

    def failing(handle: int) -> None:
        asked.append(handle)
        if len(asked) == number:
            raise OSError(cause, os.strerror(cause))

    with monkeypatch.context() as context:
        context.setattr(os, "fsync", failing)
        with pytest.raises(EnvironmentFaultError) as caught:
            adopt(path)
    assert caught.value.problem.code is code
    assert len(asked) == number
    assert adoption.read(path) == adoption.before
    adopt(path)
    assert adoption.read(path) == adoption.after
