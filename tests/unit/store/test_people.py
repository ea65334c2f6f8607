"""People in the store: who is there, who has left, and that the sync cannot write them."""

from datetime import timedelta
from typing import Final

import pytest
from peewee import DatabaseError
from playhouse.apsw_ext import APSWDatabase

from app.domain.people import Person, Role, Tries
from app.store import people as store
from tests.plant import NOW

BUDI: Final = Person("003", "Budi", Role.PRODUCTION)


def test_an_empty_store_has_nobody(people: APSWDatabase) -> None:
    assert not store.exist(people)
    assert store.everybody(people) == []
    assert store.find(people, "003") is None


def test_what_is_kept_comes_back(people: APSWDatabase) -> None:
    store.add(people, BUDI, "scrypt$…", NOW)
    store.set_tries(people, "003", Tries(5, NOW + timedelta(minutes=1)))
    assert store.exist(people)
    assert store.find(people, "003") == store.Known(
        BUDI, "scrypt$…", Tries(5, NOW + timedelta(minutes=1))
    )
    assert "scrypt" not in repr(store.find(people, "003"))


def test_another_pin_forgets_what_was_guessed(people: APSWDatabase) -> None:
    store.add(people, BUDI, "a", NOW)
    store.set_tries(people, "003", Tries(5, NOW + timedelta(minutes=1)))
    store.set_pin(people, "003", "b")
    assert store.find(people, "003") == store.Known(BUDI, "b", Tries())


def test_who_has_left_is_nobody_and_stays_in_the_table(people: APSWDatabase) -> None:
    store.add(people, BUDI, "a", NOW)
    store.end(people, "003", NOW)
    assert not store.exist(people)
    assert store.find(people, "003") is None
    rows = people.execute_sql("SELECT badge, name, ended_at FROM person").fetchall()
    assert rows == [("003", "Budi", "2026-04-17 02:30:00")]
    back = Person("003", "Budi S.", Role.IT)
    store.add(people, back, "b", NOW)
    assert store.everybody(people) == [back]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO person (badge, name, role, pin, created_at) VALUES ('1', 'x', 'it', 'y', 'z')",
        "UPDATE person SET role = 'it'",
        "UPDATE person SET pin = ''",
        "UPDATE person SET wrong = 0, blocked_until = NULL",
        "DELETE FROM person",
    ],
)
def test_the_sync_cannot_write_people(
    people: APSWDatabase, guarded: APSWDatabase, sql: str
) -> None:
    store.add(people, BUDI, "a", NOW)
    with pytest.raises(DatabaseError, match=r"not authorized|permission denied"):
        guarded.execute_sql(sql)
    assert store.everybody(people) == [BUDI]
