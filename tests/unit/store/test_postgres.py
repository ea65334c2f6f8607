"""A store on a server: who may sync, what is said when the server goes away, what is told."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import peewee
import psycopg
import pytest

from app.domain.errors import Code, EnvironmentFaultError, RefusedError
from app.domain.plans import Rules
from app.domain.requests import Register, Start
from app.domain.store_address import ServerAddress
from app.services.production import Production
from app.store import engine as engines
from app.store import migrations, postgres, turn
from app.store.mirror import Mirror
from tests import postgres_server
from tests.engines import dump, run_sql
from tests.plant import NOW, STATION, HandClock, odoo_order
from tests.postgres_server import PASSWORD, Server, connect


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def production(path: ServerAddress) -> Iterator[Production]:
    with closing(Mirror(path)) as mirror:
        mirror.write([odoo_order(1), odoo_order(2)], (), NOW)
    with Production(path, Rules(), STATION, HandClock()) as found:
        yield found


def code_of(address: ServerAddress) -> Code:
    with pytest.raises(EnvironmentFaultError) as caught:
        engines.open_store(address, NOW)
    assert PASSWORD not in repr(caught.value.problem)
    return caught.value.problem.code


def cut_off(path: ServerAddress) -> None:
    """End every other connection, as a server does that is started anew."""
    with connect(path) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


# ---------------------------------------------------------------------- what is said


def test_what_stands_in_the_way_is_told_apart(path: ServerAddress, tmp_path: Path) -> None:
    assert code_of(replace(path, host=str(tmp_path))) is Code.STORE_OFFLINE
    assert code_of(replace(path, host="127.0.0.1", port=1)) is Code.STORE_OFFLINE
    assert code_of(replace(path, host="server.invalid")) is Code.STORE_OFFLINE
    assert code_of(replace(path, password="wrong")) is Code.STORE_REFUSED
    assert code_of(replace(path, password="")) is Code.STORE_KEYLESS
    assert code_of(replace(path, user="nobody")) is Code.STORE_REFUSED
    assert code_of(replace(path, database="nowhere")) is Code.STORE_MISSING


@pytest.mark.parametrize(
    ("version", "code"),
    [
        (migrations.VERSION + 1, Code.STORE_NEWER),
        (migrations.VERSION - 1, Code.STORE_OLDER),
    ],
)
def test_a_store_of_another_version_is_left_alone(
    path: ServerAddress, version: int, code: Code
) -> None:
    run_sql(path, f"UPDATE store_version SET version = {version}")
    before = dump(path)
    try:
        assert code_of(path) is code
        with pytest.raises(EnvironmentFaultError) as caught:
            Mirror(path)
        assert caught.value.problem.code is code
        assert dump(path) == before
    finally:
        run_sql(path, f"UPDATE store_version SET version = {migrations.VERSION}")


def test_an_empty_database_is_to_be_set_up_first(path: ServerAddress) -> None:
    postgres_server.server().sql("postgres", "DROP DATABASE IF EXISTS kosong")
    postgres_server.server().sql("postgres", "CREATE DATABASE kosong")
    assert code_of(replace(path, database="kosong")) is Code.STORE_OLDER


# ---------------------------------------------------------------------- the server goes away


def test_a_connection_that_was_lost_in_between_is_replaced_unseen(
    production: Production, path: ServerAddress
) -> None:
    assert len(production.board_change().rows) == 2
    cut_off(path)
    assert production.find("WH/MO/00001").id == 1
    cut_off(path)
    assert not production.execute(Register(1, "A100", "R1"), "op-1").repeated
    cut_off(path)
    # The board goes on by difference: what is shown is not forgotten.
    assert [row.id for row in production.board_change().rows] == [1]


def test_a_connection_that_dies_in_the_midst_takes_the_operation_back(
    production: Production, path: ServerAddress
) -> None:
    before = dump(path)

    def dying() -> object:
        if dying.__dict__.setdefault("left", 1):
            dying.__dict__["left"] = 0
            cut_off(path)
        return NOW

    production._clock = dying  # type: ignore[assignment]
    with pytest.raises(EnvironmentFaultError) as caught:
        production.execute(Register(1, "A100", "R1"), "op-1")
    assert caught.value.problem.code is Code.STORE_OFFLINE
    assert dump(path) == before
    assert not production.execute(Register(1, "A100", "R1"), "op-1").repeated


def test_an_operation_whose_answer_was_lost_is_answered_like_the_first_time(
    production: Production, path: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = postgres._run

    def committed_and_gone(db: object, statement: str) -> str:
        done = run(db, statement)
        if statement == "COMMIT":
            monkeypatch.setattr(postgres, "_run", run)
            cut_off(path)
            run(db, "SELECT 1")
        return done

    monkeypatch.setattr(postgres, "_run", committed_and_gone)
    with pytest.raises(EnvironmentFaultError) as caught:
        production.execute(Register(1, "A100", "R1"), "op-1")
    assert caught.value.problem.code is Code.STORE_OFFLINE
    stored = dump(path)
    assert production.execute(Register(1, "A100", "R1"), "op-1").repeated
    assert dump(path) == stored


def test_nothing_is_confirmed_that_the_server_took_back(
    production: Production, path: ServerAddress
) -> None:
    before = dump(path)

    def overhear() -> None:
        with production._store.writing() as db:
            db.execute_sql("UPDATE recent_mo SET leader_id = 'X'")
            with suppress(peewee.DatabaseError):
                db.execute_sql("SELECT 1 / 0")

    with pytest.raises(RuntimeError, match="nothing was committed"):
        overhear()
    assert dump(path) == before
    assert not production.execute(Register(1, "A100", "R1"), "op-1").repeated


def test_an_error_that_was_overheard_is_a_bug_and_no_server_that_is_away(
    production: Production,
) -> None:
    def overhear() -> None:
        with production._store.writing() as db:
            with suppress(peewee.DatabaseError):
                db.execute_sql("SELECT 1 / 0")
            db.execute_sql("SELECT 1")

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        overhear()
    assert not production.execute(Register(1, "A100", "R1"), "op-1").repeated


def test_a_station_that_vanishes_while_it_writes_holds_nobody_up(
    production: Production, path: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgres._SESSION, "idle_in_transaction_session_timeout", "200ms")
    hanging = engines.open_store(path, NOW)

    def stand_still() -> None:
        with hanging.writing() as db:
            db.execute_sql("UPDATE recent_mo SET leader_id = 'X'")
            # The lock is free again before the other one has waited for long.
            production.execute(Register(1, "A100", "R1"), "op-1")
            db.execute_sql("SELECT 1")

    with pytest.raises(EnvironmentFaultError) as caught:
        stand_still()
    assert caught.value.problem.code is Code.STORE_OFFLINE
    assert production.find("WH/MO/00001").leader_id is None
    hanging.close()


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that a test may stop and start."""
    with postgres_server.another() as found:
        yield found


def test_a_server_that_is_killed_keeps_what_was_confirmed(own_server: Server) -> None:
    address = postgres_server.set_up_on(own_server)
    with closing(Mirror(address)) as mirror:
        mirror.write([odoo_order(1)], (), NOW)
    with Production(address, Rules(), STATION, HandClock()) as production:
        production.execute(Register(1, "A100", "R1"), "op-1")
        own_server.stop("immediate")
        with pytest.raises(EnvironmentFaultError) as caught:
            production.execute(Start(1, "003"), "op-2")
        assert caught.value.problem.code is Code.STORE_OFFLINE
        own_server.start()
        assert production.execute(Register(1, "A100", "R1"), "op-1").repeated
        assert not production.execute(Start(1, "003"), "op-2").repeated


# ---------------------------------------------------------------------- who syncs


def test_one_station_is_elected_and_another_follows_when_it_goes(path: ServerAddress) -> None:
    first, second = turn.turns(path, "Lini 1"), turn.turns(path, "Lini 2")
    with closing(first), closing(second):
        with first.taken():
            first.mirror().write([odoo_order(1)], (), NOW)
        for _ in range(2):  # between two passes, too
            with pytest.raises(RefusedError) as caught, second.taken():
                raise AssertionError
            assert caught.value.problem.code is Code.SYNC_ELSEWHERE
        first.close()
        with second.taken():
            second.mirror().write([odoo_order(2)], (), NOW)


def test_who_fails_lets_another_one_try(path: ServerAddress) -> None:
    first, second = turn.turns(path, "Lini 1"), turn.turns(path, "Lini 2")
    with closing(first), closing(second):
        with pytest.raises(ZeroDivisionError), first.taken():
            raise ZeroDivisionError  # a pass for which Odoo did not let it in
        with second.taken():
            second.mirror().write([odoo_order(1)], (), NOW)
        with pytest.raises(RefusedError), first.taken():
            raise AssertionError


def test_the_elected_one_that_lost_its_connection_cannot_write_any_more(
    path: ServerAddress,
) -> None:
    first, second = turn.turns(path, "Lini 1"), turn.turns(path, "Lini 2")
    with closing(first), closing(second), first.taken():
        mirror = first.mirror()
        mirror.write([odoo_order(1)], (), NOW)
        cut_off(path)
        with second.taken():  # while the first one waits for the network
            second.mirror().write([odoo_order(1, state="done")], (), NOW)
            before = dump(path)
            with pytest.raises(EnvironmentFaultError) as caught:
                mirror.write([odoo_order(1)], (), NOW)
            assert caught.value.problem.code is Code.STORE_OFFLINE
            assert dump(path) == before
        with pytest.raises(RefusedError), first.taken():
            raise AssertionError


def test_who_is_refused_learns_when_the_newest_pass_was_stored(path: ServerAddress) -> None:
    first, second = turn.turns(path), turn.turns(path)
    run = dict.fromkeys(
        ("requests", "fetched", "inserted", "updated", "unchanged", "renamed", "clashed"), 0
    )
    given = {"mode": "full", "started_at": NOW, "finished_at": NOW, "skipped": 0, "gone": 0, **run}
    with closing(first), closing(second), first.taken():
        with pytest.raises(RefusedError) as caught, second.taken():
            raise AssertionError
        assert caught.value.problem.params == {}
        first.mirror().record(run_id="r1", outcome="ok", **given)
        later = {**given, "finished_at": NOW.replace(hour=23)}
        first.mirror().record(run_id="r2", outcome="failed", **later)
        with pytest.raises(RefusedError) as caught, second.taken():
            raise AssertionError
        assert caught.value.problem.params == {"stored_at": "2026-04-17 02:30:00"}


# ---------------------------------------------------------------------- what is told


def heard(listener: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    return sorted({note.payload for note in listener.notifies(timeout=0.3)})


def test_every_change_of_an_mo_is_told_with_its_local_id(
    production: Production, path: ServerAddress
) -> None:
    with connect(path, path.user, PASSWORD) as listener, closing(Mirror(path)) as mirror:
        listener.execute(f"LISTEN {postgres.CHANNEL}")
        production.execute(Register(1, "A100", "R1"), "op-1")
        assert heard(listener) == ["1"]
        mirror.write([odoo_order(2, state="done")], (), NOW)
        assert heard(listener) == ["2"]
        mirror.write([odoo_order(2, state="done")], (), NOW)
        assert heard(listener) == []
        mirror.write([odoo_order(number) for number in range(10, 80)], (), NOW)
        assert heard(listener) == [""]  # look at all
