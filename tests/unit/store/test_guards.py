"""The promise: what a person typed survives every statement that the sync could ever send."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import peewee
import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.ownership import BOOKKEEPING, ODOO_OWNED, PEOPLE_OWNED
from app.domain.plans import Rules
from app.domain.requests import Changeover, End, Register, Request, Start
from app.services.production import Production
from app.store import database
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import NOW, STATION, HandClock, dump, open_people, run_sql

REFUSED = (apsw.AuthError, apsw.ConstraintError, peewee.DatabaseError)
GUARDS = (
    r"not authorized|authorization denied|may not be modified|a new MO carries|is never deleted"
    r"|is append-only"
)
"""What the guards say; a statement that fails for another reason would prove nothing."""

UNTOUCHED = "WH/MO/00004"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a finished, a running, a ready (mid-production) and an untouched MO."""
    path = tmp_path_factory.mktemp("worked") / "store.db"
    clock = HandClock()
    with Production(path, Rules(), STATION, clock) as production:
        for key in range(1, 5):
            run_sql(
                path,
                "INSERT INTO recent_mo (mo_id, mo_name, state, created_at) VALUES (?, ?, ?, ?)",
                (1000 + key, f"WH/MO/{key:05}", "confirmed", "2026-04-17 00:00:00"),
            )
        shift: list[Request] = [
            Register(1, "A100", "R1"),
            Start(1, "003"),
            Register(2, mid_production=True),
            Changeover(1, 2, "A150"),
            Register(3, mid_production=True),
        ]
        for number, request in enumerate(shift):
            clock.advance(minutes=5)
            production.execute(request, f"op-{number}")
    return path


@pytest.fixture
def worked(template: Path, path: Path) -> Path:
    shutil.copy(template, path)
    return path


@pytest.fixture
def sync_side(worked: Path) -> Iterator[APSWDatabase]:
    with closing(database.open_mirror(worked)) as db:
        yield db


VALUES = {
    "auth_first": "'Z1'",
    "auth_last": "'Z2'",
    "leader_id": "'999'",
    "roll_number": "'Z'",
    "ready_for_production": "0",
    "date_start": "'2020-01-01 00:00:00'",
    "date_finished": "'2020-01-01 00:00:00'",
    "station": "'Lini 9'",
}
NEW = "INSERT INTO recent_mo (mo_name, created_at, {0}) VALUES ('X', '2026-01-01 00:00:00', {1})"
FORBIDDEN = [
    *(f"UPDATE recent_mo SET {column} = {value}" for column, value in VALUES.items()),
    *(f"UPDATE recent_mo SET {column} = NULL" for column in VALUES),
    *(
        f"UPDATE recent_mo SET state = 'done', {column} = {value}"
        for column, value in VALUES.items()
    ),
    *(NEW.format(column, value) for column, value in VALUES.items() if value != "0"),
    NEW.format("ready_for_production", "1"),
    NEW.format("ready_for_production", "NULL"),
    *(
        "INSERT INTO recent_mo (mo_id, mo_name, created_at) VALUES (1001, 'X', '2026') "
        f"ON CONFLICT (mo_id) DO UPDATE SET {column} = {value}"
        for column, value in VALUES.items()
    ),
    "UPDATE recent_mo SET id = 99 WHERE id = 1",
    "UPDATE recent_mo SET rowid = 99 WHERE id = 1",
    "UPDATE recent_mo SET (state, leader_id) = ('done', '999')",
    "UPDATE recent_mo SET leader_id = o.state FROM recent_mo AS o WHERE o.id = recent_mo.id",
    # rows that people have touched, by every way to replace a row
    *(
        f"{verb} INTO recent_mo (id, mo_id, mo_name, created_at) VALUES ({key}, 77, 'X', '2026')"
        for verb in ("REPLACE", "INSERT OR REPLACE")
        for key in (1, 2, 3)
    ),
    "REPLACE INTO recent_mo (mo_id, mo_name, created_at) VALUES (1001, 'X', '2026')",
    "REPLACE INTO recent_mo (mo_id, mo_name, created_at) VALUES (77, 'WH/MO/00001', '2026')",
    "UPDATE OR REPLACE recent_mo SET mo_name = 'WH/MO/00001' WHERE id = 4",
    "UPDATE OR REPLACE recent_mo SET mo_id = 1002 WHERE id = 4",
    "DELETE FROM recent_mo",
    "DELETE FROM recent_mo WHERE id = 4",
    # the other tables of people
    "INSERT INTO label_usage (recent_mo_id, seq) VALUES (4, 1)",
    "UPDATE label_usage SET auth_first = 'Z1'",
    "UPDATE label_usage SET recent_mo_id = 4",
    "DELETE FROM label_usage",
    "REPLACE INTO label_usage (id, recent_mo_id, seq) VALUES (1, 1, 1)",
    "INSERT INTO production_log (operation_id, recent_mo_id, mo_name, status, create_at, before, "
    "after) VALUES ('x', 4, 'X', 'start', '2026-01-01 00:00:00', '{}', '{}')",
    "UPDATE production_log SET leader_id = '999'",
    "DELETE FROM production_log",
    "REPLACE INTO production_log SELECT * FROM production_log",
    "UPDATE mo_alias SET mo_name = 'X'",
    "DELETE FROM mo_alias",
    "DELETE FROM sync_run",
    # the guards themselves
    "DROP TRIGGER recent_mo_insert",
    "DROP TRIGGER recent_mo_delete",
    "DROP TRIGGER production_log_delete",
    "DROP TABLE recent_mo",
    "DROP INDEX recent_mo_date_finished",
    "ALTER TABLE recent_mo RENAME TO other",
    "ALTER TABLE recent_mo ADD COLUMN other",
    "ALTER TABLE recent_mo DROP COLUMN station",
    "CREATE TABLE other (a)",
    "CREATE TEMP TABLE recent_mo (a)",
    "CREATE VIEW other AS SELECT * FROM recent_mo",
    "CREATE TEMP VIEW recent_mo AS SELECT 1",
    "CREATE INDEX other ON recent_mo (note)",
    "CREATE TRIGGER other AFTER UPDATE ON recent_mo BEGIN UPDATE recent_mo SET station = 'X'; END",
    "CREATE TEMP TRIGGER other AFTER INSERT ON sync_run BEGIN DELETE FROM label_usage; END",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "VACUUM",
    "VACUUM INTO '/tmp/never-made.db'",
    "REINDEX",
    "ANALYZE",
    "PRAGMA writable_schema = 1",
    "PRAGMA recursive_triggers = 0",
    "PRAGMA foreign_keys = 0",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = OFF",
    "PRAGMA user_version = 99",
    "UPDATE sqlite_schema SET sql = NULL",
    "DELETE FROM sqlite_schema",
    "UPDATE sqlite_sequence SET seq = 0",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_sync_connection_refuses_and_nothing_changes(
    sync_side: APSWDatabase, worked: Path, statement: str
) -> None:
    before = dump(worked)
    with pytest.raises(REFUSED, match=GUARDS):
        sync_side.execute_sql(statement).fetchall()
    assert dump(worked) == before


def test_the_refusal_is_total_inside_a_transaction_too(
    sync_side: APSWDatabase, worked: Path
) -> None:
    before = dump(worked)

    def both() -> None:
        with sync_side.atomic("IMMEDIATE"):
            sync_side.execute_sql("UPDATE recent_mo SET state = 'done'")
            sync_side.execute_sql("UPDATE recent_mo SET leader_id = '999'")

    with pytest.raises(REFUSED, match=GUARDS):
        both()
    assert dump(worked) == before


@pytest.mark.parametrize("column", [c for c in (*ODOO_OWNED, *BOOKKEEPING) if c != "id"])
def test_the_sync_connection_may_write_what_odoo_owns_and_bookkeeping(
    sync_side: APSWDatabase, column: str
) -> None:
    sync_side.execute_sql(f"UPDATE recent_mo SET {column} = 5 WHERE id = 1")
    found = sync_side.execute_sql(f"SELECT {column} FROM recent_mo WHERE id = 1").fetchone()
    assert str(found[0]) in ("5", "5.0")


def test_the_sync_connection_may_add_an_mo_without_people_owned_values(
    sync_side: APSWDatabase,
) -> None:
    sync_side.execute_sql(
        "INSERT INTO recent_mo (mo_id, mo_name, created_at) VALUES (1, 'X', '2026-01-01 00:00:00')"
    )
    found = sync_side.execute_sql(
        f"SELECT {', '.join(PEOPLE_OWNED)} FROM recent_mo WHERE mo_name = 'X'"
    ).fetchone()
    assert dict(zip(PEOPLE_OWNED, found, strict=True)) == {
        **dict.fromkeys(PEOPLE_OWNED),
        "ready_for_production": 0,
    }


# ---------------------------------------------------------------------- the people's own connection


@pytest.fixture
def people_side(worked: Path) -> Iterator[APSWDatabase]:
    with closing(open_people(worked)) as db:
        yield db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE production_log SET reason = 'x' WHERE id = 1",
        "UPDATE production_log SET id = 99 WHERE id = 1",
        "DELETE FROM production_log WHERE id = 1",
        "DELETE FROM production_log",
        "REPLACE INTO production_log SELECT * FROM production_log WHERE id = 1",
        "UPDATE OR REPLACE production_log SET id = 1 WHERE id = 2",
    ],
)
def test_the_history_is_append_only_for_everybody(
    people_side: APSWDatabase, worked: Path, statement: str
) -> None:
    before = dump(worked)
    with pytest.raises(REFUSED, match=r"append-only"):
        people_side.execute_sql(statement)
    assert dump(worked) == before


@pytest.mark.parametrize("key", [1, 2, 3])
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM recent_mo WHERE id = {}",
        "REPLACE INTO recent_mo SELECT * FROM recent_mo WHERE id = {}",
    ],
)
def test_a_touched_mo_is_never_deleted_by_anybody(
    people_side: APSWDatabase, worked: Path, statement: str, key: int
) -> None:
    before = dump(worked)
    with pytest.raises(REFUSED, match=GUARDS):
        people_side.execute_sql(statement.format(key))
    assert dump(worked) == before


def test_an_mo_is_touched_by_its_history_alone(people_side: APSWDatabase, worked: Path) -> None:
    clear = ", ".join(f"{c} = {0 if c == 'ready_for_production' else 'NULL'}" for c in PEOPLE_OWNED)
    people_side.execute_sql(f"UPDATE recent_mo SET {clear} WHERE id = 3")
    people_side.execute_sql("DELETE FROM label_usage WHERE recent_mo_id = 3")
    with pytest.raises(REFUSED, match="never deleted"):
        people_side.execute_sql("DELETE FROM recent_mo WHERE id = 3")


def test_an_mo_is_touched_by_a_label_segment_alone(people_side: APSWDatabase) -> None:
    people_side.execute_sql("INSERT INTO label_usage (recent_mo_id, seq) VALUES (4, 1)")
    with pytest.raises(REFUSED, match="never deleted"):
        people_side.execute_sql("DELETE FROM recent_mo WHERE id = 4")


@pytest.mark.parametrize(
    ("column", "value"), [(c, v if v != "0" else "1") for c, v in VALUES.items()]
)
def test_an_mo_is_touched_by_any_people_owned_value_alone(
    people_side: APSWDatabase, column: str, value: str
) -> None:
    people_side.execute_sql(f"UPDATE recent_mo SET {column} = {value} WHERE id = 4")
    with pytest.raises(REFUSED, match="never deleted"):
        people_side.execute_sql("DELETE FROM recent_mo WHERE id = 4")


def test_an_untouched_mo_may_be_purged(people_side: APSWDatabase, worked: Path) -> None:
    people_side.execute_sql("DELETE FROM recent_mo WHERE id = 4")
    assert UNTOUCHED not in {name for _, _, name, *_ in dump(worked)["recent_mo"]}


def test_an_operation_writes_one_entry_per_mo(people_side: APSWDatabase) -> None:
    with pytest.raises(peewee.IntegrityError):
        people_side.execute_sql(
            "INSERT INTO production_log (operation_id, recent_mo_id, mo_name, status, create_at, "
            "before, after) SELECT operation_id, recent_mo_id, 'X', 'end', create_at, '{}', '{}' "
            "FROM production_log WHERE id = 1"
        )


def test_the_store_that_the_guards_were_tried_on_is_worked_on(worked: Path) -> None:
    with Production(worked, Rules(), STATION, HandClock(NOW)) as production:
        stages = [order.stage for order in production.everything()]
        production.preview(End(2, "A160"))
    assert stages == ["finished", "running", "ready", "unregistered"]
