"""The peewee models, the column groups and the schema say the same."""

import peewee
import pytest
from hypothesis import given
from playhouse.apsw_ext import APSWDatabase

from app.domain.ownership import BOOKKEEPING, ODOO_OWNED, PEOPLE_OWNED
from app.store.models import TABLES, RecentMo, UtcField
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import NOW
from tests.unit.domain.test_clock import TIMES

KINDS = {"AUTO": "INTEGER", "INT": "INTEGER", "TEXT": "TEXT", "FLOAT": "REAL"}


def schema(db: APSWDatabase, table: str) -> dict[str, tuple[str, bool, bool]]:
    """Give column → (type, not null, primary key)."""
    found = db.execute_sql(f"PRAGMA table_info({table})").fetchall()
    return {name: (kind, bool(not_null), bool(key)) for _, name, kind, not_null, _, key in found}


def declared(model: type[peewee.Model]) -> dict[str, tuple[str, bool, bool]]:
    return {
        field.column_name: (
            "INTEGER"
            if isinstance(field, peewee.ForeignKeyField)
            else KINDS.get(field.field_type, field.field_type),
            not field.null,
            bool(field.primary_key),
        )
        for field in model._meta.sorted_fields
    }


@pytest.mark.parametrize("model", TABLES, ids=lambda model: str(model._meta.table_name))
def test_a_model_is_its_table(people: APSWDatabase, model: type[peewee.Model]) -> None:
    assert declared(model) == schema(people, model._meta.table_name)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: str(model._meta.table_name))
def test_unique_keys_of_a_model_are_those_of_its_table(
    people: APSWDatabase, model: type[peewee.Model]
) -> None:
    table = model._meta.table_name
    indexes = people.execute_sql(f"PRAGMA index_list({table})").fetchall()
    unique = set()
    for name in (index[1] for index in indexes if index[2]):
        columns = people.execute_sql(f"PRAGMA index_info({name})").fetchall()
        if len(columns) == 1:
            unique.add(columns[0][2])
    assert {f.column_name for f in model._meta.sorted_fields if f.unique} == unique


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("label_usage", ["recent_mo_id", "seq"]),
        ("production_log", ["operation_id", "recent_mo_id"]),
    ],
)
def test_what_is_unique_together(people: APSWDatabase, table: str, columns: list[str]) -> None:
    indexes = people.execute_sql(f"PRAGMA index_list({table})").fetchall()
    found = [
        [row[2] for row in people.execute_sql(f"PRAGMA index_info({index[1]})").fetchall()]
        for index in indexes
        if index[2]
    ]
    assert found == [columns]


@pytest.mark.parametrize("table", ["label_usage", "production_log", "mo_alias"])
def test_an_mo_that_others_refer_to_cannot_go(people: APSWDatabase, table: str) -> None:
    found = people.execute_sql(f"PRAGMA foreign_key_list({table})").fetchall()
    assert [(key[2], key[3], key[4], key[6]) for key in found] == [
        ("recent_mo", "recent_mo_id", "id", "RESTRICT")
    ]


def test_a_number_is_never_given_twice(people: APSWDatabase) -> None:
    """The local id stands in printed lists and in the log: a new MO never takes an older one's."""
    for _ in range(2):
        RecentMo.insert(mo_name="WH/MO/1", created_at=NOW).execute(people)
        (last,) = people.execute_sql("SELECT max(id) FROM recent_mo").fetchone()
        people.execute_sql("DELETE FROM recent_mo")
    assert last == 2


def test_every_table_of_the_schema_has_a_model(people: APSWDatabase) -> None:
    found = people.execute_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ).fetchall()
    assert {name for (name,) in found} == {model._meta.table_name for model in TABLES}


def test_the_columns_of_recent_mo_are_the_three_groups_exactly(people: APSWDatabase) -> None:
    columns = list(schema(people, "recent_mo"))
    assert sorted(columns) == sorted((*ODOO_OWNED, *PEOPLE_OWNED, *BOOKKEEPING))


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("label_usage", "id recent_mo_id seq roll_number auth_first auth_last started_at ended_at"),
        (
            "production_log",
            "id operation_id recent_mo_id mo_name product_name leader_id station status create_at "
            "before after reason",
        ),
        (
            "sync_run",
            "id run_id started_at finished_at mode outcome error_code requests fetched inserted "
            "updated unchanged renamed clashed skipped gone",
        ),
    ],
)
def test_the_other_tables_have_the_columns_of_the_specification(
    people: APSWDatabase, table: str, columns: str
) -> None:
    assert set(columns.split()) <= set(schema(people, table))


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("mo_id", "INTEGER"),
        ("transfer_id", "INTEGER"),
        ("leader_id", "TEXT"),
        ("roll_number", "TEXT"),
        ("auth_first", "TEXT"),
        ("product_qty", "REAL"),
        ("date_start", "TEXT"),
        ("ready_for_production", "INTEGER"),
    ],
)
def test_types_are_those_of_the_specification(people: APSWDatabase, column: str, kind: str) -> None:
    assert schema(people, "recent_mo")[column][0] == kind


def test_ready_for_production_is_never_null_and_0_by_default(people: APSWDatabase) -> None:
    info = people.execute_sql("PRAGMA table_info(recent_mo)").fetchall()
    (found,) = [row for row in info if row[1] == "ready_for_production"]
    assert (found[3], found[4]) == (1, "0")


@given(TIMES)
def test_times_come_back_from_their_text_to_the_second(moment: object) -> None:
    field = UtcField()
    text = field.db_value(moment)  # type: ignore[arg-type]
    assert field.python_value(text) == moment.replace(microsecond=0)  # type: ignore[attr-defined]


def test_no_time_is_null() -> None:
    assert UtcField().db_value(None) is None
    assert UtcField().python_value(None) is None


def test_times_are_stored_as_naive_utc_text_and_read_as_aware_utc(people: APSWDatabase) -> None:
    RecentMo.insert(mo_name="WH/MO/1", created_at=NOW).execute(people)
    stored = people.execute_sql("SELECT created_at, typeof(created_at) FROM recent_mo").fetchone()
    assert stored == ("2026-04-17 02:30:00", "text")
    (back,) = RecentMo.select(RecentMo.created_at).tuples().execute(people)
    assert back == (NOW,)
