"""Making and bringing up to date what is on a server; the command itself is tested as a whole."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from app.domain.errors import Code, EnvironmentFaultError
from app.domain.store_address import ServerAddress
from app.store import migrations, postgres_setup
from app.store.mirror import Mirror
from tests import postgres_server
from tests.engines import dump, run_sql
from tests.plant import NOW, odoo_order
from tests.postgres_server import ADMIN

NAME = "belum_ada"


@pytest.fixture
def fresh() -> Iterator[ServerAddress]:
    """A database that nobody has made yet."""
    if postgres_server.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    address = replace(postgres_server.emptied(), database=NAME)
    postgres_server.drop_database(address)
    yield address
    postgres_server.drop_database(address)


def make(address: ServerAddress) -> tuple[bool, int, int]:
    made = postgres_setup.set_up(address, ADMIN, "")
    return made.database, made.before, made.now


def code_of(address: ServerAddress) -> Code:
    with pytest.raises(EnvironmentFaultError) as caught:
        make(address)
    return caught.value.problem.code


def test_an_older_store_is_brought_up_to_date_and_keeps_everything(
    fresh: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = migrations.VERSION
    with monkeypatch.context() as older:
        older.setattr(migrations, "STEPS", migrations.STEPS[:2])
        older.setattr(migrations, "VERSION", 2)
        older.setattr(postgres_setup, "_PEOPLE_MAY", postgres_setup._PEOPLE_MAY[:-1])
        older.delitem(postgres_setup._TRIGGERS, "tell_person")
        assert make(fresh) == (True, 0, 2)
        with closing(Mirror(fresh)) as mirror:
            mirror.write([odoo_order(1)], (), NOW)
    before = dump(fresh)["recent_mo"]
    with pytest.raises(EnvironmentFaultError) as caught:
        Mirror(fresh)
    assert caught.value.problem.code is Code.STORE_OLDER
    assert make(fresh) == (False, 2, newest)
    assert dump(fresh)["recent_mo"] == before
    Mirror(fresh).close()
    assert make(fresh) == (False, newest, newest)


def test_who_is_not_let_in_and_who_may_not_are_told_apart(fresh: ServerAddress) -> None:
    station = fresh.user
    for password, code in (
        (fresh.password, Code.STORE_NO_ADMIN),
        ("wrong", Code.STORE_ADMIN_REFUSED),
        ("", Code.STORE_ADMIN_REFUSED),
    ):
        with pytest.raises(EnvironmentFaultError) as caught:
            postgres_setup.set_up(fresh, station, password)
        assert (caught.value.problem.code, caught.value.problem.params) == (code, {"name": station})


def test_a_store_of_a_newer_version_stays_as_it_is(fresh: ServerAddress) -> None:
    make(fresh)
    run_sql(fresh, f"UPDATE store_version SET version = {migrations.VERSION + 1}")
    before = dump(fresh)
    assert code_of(fresh) is Code.STORE_NEWER
    assert dump(fresh) == before


def test_tables_of_another_program_stay_as_they_are(fresh: ServerAddress) -> None:
    postgres_server.server().sql("postgres", f"CREATE DATABASE {NAME}")
    run_sql(fresh, "CREATE TABLE recent_mo (id INTEGER, theirs TEXT)")
    assert code_of(fresh) is Code.STORE_FOREIGN
    assert dump(fresh) == {"recent_mo": []}


def test_a_step_that_fails_leaves_the_store_as_it_was(
    fresh: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(fresh)
    before = dump(fresh)

    def broken(db: migrations.Executes) -> None:
        db.execute_sql("ALTER TABLE recent_mo ADD COLUMN half TEXT")
        db.execute_sql("SELECT 1 / 0")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, broken))
    monkeypatch.setattr(migrations, "VERSION", migrations.VERSION + 1)
    with pytest.raises(Exception, match="division by zero"):
        make(fresh)
    assert dump(fresh) == before
