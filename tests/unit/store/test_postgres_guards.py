"""What PostgreSQL itself refuses to each of the two roles, whatever code runs."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from app.domain.ownership import BOOKKEEPING, ODOO_OWNED, PEOPLE_OWNED
from app.domain.plans import Rules
from app.domain.requests import Register, Start
from app.domain.store_address import ServerAddress
from app.services.production import Production
from app.store.mirror import Mirror
from tests import postgres_server
from tests.engines import dump, run_sql
from tests.plant import NOW, STATION, HandClock, odoo_order
from tests.postgres_server import PASSWORD

Raw = psycopg.Connection[tuple[object, ...]]

VALUES = {"ready_for_production": "1", "date_start": "'2026-04-17 00:00:00'"}


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def path(path: ServerAddress) -> ServerAddress:
    """Give a store with three MOs: one runs, one is ready, one is untouched."""
    mirror = Mirror(path)
    mirror.write([odoo_order(number) for number in (1, 2, 3)], (), NOW)
    mirror.close()
    with Production(path, Rules(), STATION, HandClock()) as production:
        production.execute(Register(1, "A100", "R1"), "op-1")
        production.execute(Start(1, "003"), "op-2")
        production.execute(Register(2, "A200", "R1"), "op-3")
    return path


@pytest.fixture
def sync_role(path: ServerAddress) -> Iterator[Raw]:
    with postgres_server.connect(path, path.sync_user, PASSWORD) as connection:
        yield connection


@pytest.fixture
def people_role(path: ServerAddress) -> Iterator[Raw]:
    with postgres_server.connect(path, path.user, PASSWORD) as connection:
        yield connection


def refused(role: Raw, path: ServerAddress, statement: str) -> type[psycopg.Error]:
    before = dump(path)
    with pytest.raises(psycopg.Error) as caught:
        role.execute(statement.encode())
    assert dump(path) == before
    return caught.type


@pytest.mark.parametrize("column", PEOPLE_OWNED)
def test_the_sync_cannot_write_a_column_of_people(
    sync_role: Raw, path: ServerAddress, column: str
) -> None:
    value = VALUES.get(column, "'X'")
    for statement in (
        f"UPDATE recent_mo SET {column} = {value}",
        f"UPDATE recent_mo SET state = 'done', {column} = NULL WHERE id = 1",
        f"INSERT INTO recent_mo (mo_name, created_at, {column}) VALUES ('N', 'now', {value})",
        f"INSERT INTO recent_mo (mo_id, mo_name, created_at) VALUES (1, 'N', 'now') "
        f"ON CONFLICT (mo_id) DO UPDATE SET {column} = {value}",
    ):
        assert refused(sync_role, path, statement) is errors.InsufficientPrivilege


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM recent_mo WHERE id = 3",
        "TRUNCATE recent_mo CASCADE",
        "UPDATE recent_mo SET id = 9 WHERE id = 3",
        "INSERT INTO label_usage (recent_mo_id, seq) VALUES (3, 1)",
        "UPDATE label_usage SET auth_first = 'X'",
        "DELETE FROM label_usage",
        "INSERT INTO production_log (operation_id, recent_mo_id, mo_name, status, create_at, "
        "before, after) VALUES ('o', 3, 'N', 'start', 'now', '{}', '{}')",
        "UPDATE production_log SET reason = 'X'",
        "DELETE FROM production_log",
        "UPDATE mo_alias SET mo_name = 'X'",
        "UPDATE sync_run SET outcome = 'ok'",
        "DELETE FROM sync_run",
        "SELECT pin FROM person",
        "SELECT hash FROM api_key",
        "INSERT INTO person (badge, name, role, pin, created_at) VALUES ('1', 'A', 'it', '', '')",
        "CREATE TABLE mine (a INTEGER)",
        "ALTER TABLE recent_mo DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "UPDATE store_version SET version = 99",
    ],
)
def test_the_sync_can_do_nothing_that_is_not_its_own(
    sync_role: Raw, path: ServerAddress, statement: str
) -> None:
    assert refused(sync_role, path, statement) is errors.InsufficientPrivilege


@pytest.mark.parametrize("column", [*ODOO_OWNED, *(c for c in BOOKKEEPING if c != "id")])
def test_the_sync_can_write_what_is_odoos(sync_role: Raw, column: str) -> None:
    sync_role.execute(f"UPDATE recent_mo SET {column} = '5' WHERE id = 3".encode())
    found = sync_role.execute(f"SELECT {column}::text FROM recent_mo WHERE id = 3".encode())
    assert str((found.fetchone() or [""])[0]) == "5"


@pytest.mark.parametrize("column", [*ODOO_OWNED, *BOOKKEEPING])
def test_people_cannot_write_what_is_odoos(
    people_role: Raw, path: ServerAddress, column: str
) -> None:
    statement = f"UPDATE recent_mo SET {column} = '5' WHERE id = 3"
    assert refused(people_role, path, statement) is errors.InsufficientPrivilege


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO recent_mo (mo_name, created_at) VALUES ('N', 'now')",
        "UPDATE production_log SET reason = 'X'",
        "DELETE FROM production_log",
        "TRUNCATE production_log",
        "TRUNCATE recent_mo CASCADE",
        "UPDATE sync_run SET outcome = 'ok'",
        "DELETE FROM person",
        "CREATE TABLE mine (a INTEGER)",
        "UPDATE store_version SET version = 99",
        "SET session_replication_role = replica",
    ],
)
def test_people_cannot_rewrite_history_nor_the_tables(
    people_role: Raw, path: ServerAddress, statement: str
) -> None:
    assert refused(people_role, path, statement) is errors.InsufficientPrivilege


@pytest.mark.parametrize("verb", ["UPDATE production_log SET reason = 'X'", "DELETE FROM {}"])
def test_not_even_who_owns_the_tables_rewrites_history(path: ServerAddress, verb: str) -> None:
    for statement in (verb.format("production_log"), "TRUNCATE production_log"):
        with postgres_server.connect(path) as owner:
            found = refused(owner, path, statement)
        assert issubclass(found, psycopg.IntegrityError)


def test_a_touched_mo_is_not_deleted_and_an_untouched_one_can_be(
    people_role: Raw, path: ServerAddress
) -> None:
    for key in (1, 2):
        found = refused(people_role, path, f"DELETE FROM recent_mo WHERE id = {key}")
        assert issubclass(found, psycopg.IntegrityError)
    people_role.execute("DELETE FROM recent_mo WHERE id = 3")


@pytest.mark.parametrize("column", PEOPLE_OWNED)
def test_not_even_who_owns_the_tables_adds_an_mo_with_a_value_of_people(
    path: ServerAddress, column: str
) -> None:
    value = VALUES.get(column, "'X'")
    with postgres_server.connect(path) as owner:
        sql = f"INSERT INTO recent_mo (mo_name, created_at, {column}) VALUES ('N', 'now', {value})"
        assert issubclass(refused(owner, path, sql), psycopg.IntegrityError)


def test_a_station_cannot_run_two_mos(people_role: Raw, path: ServerAddress) -> None:
    start = "UPDATE recent_mo SET station = '{}', date_start = '2026-04-17 03:00:00' WHERE id = 2"
    assert refused(people_role, path, start.format(STATION)) is errors.ExclusionViolation
    people_role.execute(start.format("Lini 2").encode())
    # A changeover is one transaction: in its midst both may run.
    with people_role.transaction():
        people_role.execute("UPDATE recent_mo SET station = 'Lini 2' WHERE id = 1")
        people_role.execute("UPDATE recent_mo SET date_finished = date_start WHERE id = 2")


def test_text_is_ordered_by_its_bytes_and_folded_as_ascii(path: ServerAddress) -> None:
    run_sql(path, "UPDATE recent_mo SET auth_last = 'É' WHERE id = 3")
    with postgres_server.connect(path) as owner:
        found = owner.execute(
            "SELECT lower(auth_last), 'A9'::text < auth_last, auth_first < 'a' "
            "FROM recent_mo WHERE id IN (1, 3) ORDER BY id DESC"
        ).fetchall()
    assert found == [("É", True, None), (None, None, True)]
