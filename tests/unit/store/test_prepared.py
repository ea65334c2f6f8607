"""Queries that are composed once."""

import pytest

from app.store.connection import Connection
from app.store.models import RecentMo
from app.store.prepared import Prepared
from tests.plant import order
from tests.unit.store.test_orders import put


def test_a_query_is_composed_once_and_asked_with_other_values(people: Connection) -> None:
    composed: list[int] = []

    def named(name: object) -> object:
        composed.append(1)
        return RecentMo.select(RecentMo.id).where(RecentMo.mo_name == name).limit(1)

    query = Prepared(named, "name")
    first, second = order(1), order(2)
    put(people, first, second)
    assert [tuple(row) for row in query.rows(people, name=first.mo_name)] == [(first.id,)]
    assert [tuple(row) for row in query.rows(people, name=second.mo_name)] == [(second.id,)]
    assert query.rows(people, name="'; DROP TABLE recent_mo; --") == []
    assert len(composed) == 1


def test_a_value_that_is_not_given_is_a_mistake(people: Connection) -> None:
    query = Prepared(lambda name: RecentMo.select().where(RecentMo.mo_name == name), "name")
    with pytest.raises(KeyError, match="name"):
        query.rows(people)
