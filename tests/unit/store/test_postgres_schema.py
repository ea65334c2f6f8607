"""The same tables on both engines: columns, keys, indexes and guards."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.store_address import ServerAddress
from app.store.models import TABLES
from tests.engines import place_for, reader
from tests.plant import open_people

TYPES = {"INTEGER": "bigint", "REAL": "double precision", "TEXT": "text"}
MODELS = [model._meta.table_name for model in TABLES]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "store.db"
    open_people(path).close()
    return path


@pytest.fixture
def server(tmp_path: Path) -> ServerAddress:
    found = place_for("postgresql", tmp_path)
    assert isinstance(found, ServerAddress)
    return found


def ask(store: Path | ServerAddress, sql: str, *values: object) -> list[tuple[Any, ...]]:
    connection = reader(store)
    try:
        return list(connection.execute(sql, values))
    finally:
        connection.close()


@pytest.mark.parametrize("table", MODELS)
def test_a_table_has_the_same_columns(file: Path, server: ServerAddress, table: str) -> None:
    expected = [
        (name, TYPES[kind], bool(needed) or bool(key))
        for _place, name, kind, needed, _default, key in ask(file, f"PRAGMA table_info({table})")
    ]
    found = ask(
        server,
        "SELECT column_name, data_type, is_nullable = 'NO' FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name = ? ORDER BY ordinal_position",
        table,
    )
    assert found == expected


def test_every_text_is_ordered_by_its_bytes(server: ServerAddress) -> None:
    sql = (
        "SELECT DISTINCT collation_name FROM information_schema.columns "
        "WHERE table_schema = 'public' AND data_type = 'text'"
    )
    assert ask(server, sql) == [("C",)]


def test_the_indexes_are_the_same(file: Path, server: ServerAddress) -> None:
    expected = ask(file, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
    found = ask(server, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
    assert {name for (name,) in expected} <= {name for (name,) in found}


@pytest.mark.parametrize("table", MODELS)
def test_what_is_unique_is_so_on_both(file: Path, server: ServerAddress, table: str) -> None:
    expected = [
        [column for (_a, _b, column) in ask(file, f"PRAGMA index_info({index[1]})")]
        for index in ask(file, f"PRAGMA index_list({table})")
        if index[3] == "u"
    ]
    found = ask(
        server,
        "SELECT (SELECT string_agg(attname, ',' ORDER BY place) FROM unnest(conkey) "
        "WITH ORDINALITY AS key (number, place) JOIN pg_attribute ON attrelid = conrelid "
        "AND attnum = number) FROM pg_constraint WHERE contype = 'u' AND conrelid = ?::regclass",
        table,
    )
    assert sorted(columns.split(",") for (columns,) in found) == sorted(expected)


@pytest.mark.parametrize("table", MODELS)
def test_references_are_the_same(file: Path, server: ServerAddress, table: str) -> None:
    expected = {(row[3], row[2]) for row in ask(file, f"PRAGMA foreign_key_list({table})")}
    found = ask(
        server,
        "SELECT attname, confrelid::regclass::text FROM pg_constraint JOIN pg_attribute "
        "ON attrelid = conrelid AND attnum = conkey[1] "
        "WHERE contype = 'f' AND confdeltype = 'r' AND conrelid = ?::regclass",
        table,
    )
    assert set(found) == expected


def test_every_guard_of_a_file_has_its_counterpart(file: Path, server: ServerAddress) -> None:
    expected = ask(file, "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    found = ask(server, "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND NOT tgisinternal")
    assert expected
    assert {name for (name,) in expected} <= {name for (name,) in found}


def test_an_id_is_never_given_twice(server: ServerAddress) -> None:
    ask(server, "INSERT INTO recent_mo (mo_name, created_at) VALUES ('A', 'now')")
    ((first,),) = ask(server, "DELETE FROM recent_mo RETURNING id")
    sql = "INSERT INTO recent_mo (mo_name, created_at) VALUES ('B', 'now') RETURNING id"
    ((second,),) = ask(server, sql)
    assert second > first
