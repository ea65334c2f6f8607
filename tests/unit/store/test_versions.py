"""Stores of earlier versions, as those versions made them (`versions/`), brought up to date."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from app.domain.plans import Rules
from app.domain.requests import Undo
from app.services.production import Production
from app.store import migrations, upgrade
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import NOW, STATION, open_people

VERSIONS: Final = Path(__file__).with_name("versions")
EARLIER: Final = range(1, migrations.VERSION)


def content(path: Path) -> dict[str, list[Any]]:
    """Give all rows of all tables, read by another SQLite."""
    with closing(sqlite3.connect(path)) as db:
        names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}


def known(after: list[Any], before: list[Any]) -> list[Any]:
    """Give what is there now as far as it was there before: columns are added behind the others."""
    return [row[: len(old)] for row, old in zip(after, before, strict=True)]


def schema(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"
        ).fetchall()


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture(params=EARLIER)
def older(request: pytest.FixtureRequest, path: Path) -> Path:
    shutil.copy(VERSIONS / f"v{request.param}.db", path)
    assert version(path) == request.param
    return path


def test_there_is_a_store_of_every_earlier_version() -> None:
    assert {file.name for file in VERSIONS.iterdir()} == {f"v{number}.db" for number in EARLIER}


def test_an_earlier_version_loses_nothing(older: Path) -> None:
    before = content(older)
    assert len(before["production_log"]) == 10
    upgrade.open_store(older, NOW).close()
    assert version(older) == migrations.VERSION
    after = content(older)
    assert {name: known(after[name], found) for name, found in before.items()} == before


def test_it_is_then_the_same_as_a_new_one(older: Path, tmp_path: Path) -> None:
    upgrade.open_store(older, NOW).close()
    open_people(tmp_path / "new.db").close()
    assert schema(older) == schema(tmp_path / "new.db")


def test_a_backup_is_made_before(older: Path) -> None:
    before, number = content(older), version(older)
    upgrade.open_store(older, NOW).close()
    (kept,) = upgrade.backup_folder(older).iterdir()
    assert kept.name.endswith(f"-before-v{migrations.VERSION}.db")
    assert (version(kept), content(kept)) == (number, before)


def test_work_goes_on_where_it_was(older: Path) -> None:
    with Production(older, Rules(), STATION, lambda: NOW) as production:
        assert production.find("WH/MO/00005").mo_name == "WH/MO/00005-001"
        production.execute(Undo(), "undo", confirmed=True)
        entries = production.history(production.find("WH/MO/00001").id)[1]
    assert [entry.status for entry in entries][-2:] == ["correct", "undo"]
