"""What others have stored is noticed, once, and what one stores oneself is not."""

from collections.abc import Collection, Iterator
from pathlib import Path
from time import monotonic

import pytest

from app.domain.errors import RefusedError
from app.domain.people import Person, Role
from app.domain.plans import Rules
from app.domain.requests import Register, Start, Undo
from app.domain.store_address import StoreAddress
from app.services.production import Production
from app.store.changes import EVERYTHING
from tests.plant import Plant

ONE, TWO = "WH/MO/00001", "WH/MO/00002"


@pytest.fixture
def plant(tmp_path: Path, path: StoreAddress) -> Iterator[Plant]:
    with Plant(tmp_path, store=path, rules=Rules(shared=True)) as plant:
        plant.add_mo(ONE)
        plant.add_mo(TWO)
        plant.sync.run()
        plant.production.board_change()
        yield plant


@pytest.fixture
def there(plant: Plant) -> Iterator[Production]:
    with Production(plant.path, plant.rules, "Lini 2", plant.clock) as found:
        found.board_change()
        yield found


def news(production: Production) -> Collection[int]:
    """Look until something is seen: from a server it comes a moment behind the commit."""
    ends = monotonic() + 5
    while (changed := production.changed_elsewhere()) is None:
        assert monotonic() < ends, "nothing was seen"
    return changed


def test_where_nobody_does_anything_nothing_has_changed(plant: Plant, there: Production) -> None:
    assert [plant.production.changed_elsewhere() for _ in range(3)] == [None, None, None]
    assert there.changed_elsewhere() is None


def test_what_another_station_stores_is_seen_once_and_by_difference(
    plant: Plant, there: Production
) -> None:
    there.execute(Register(plant.order(ONE).id, "0100", "R1"), "op-1")
    changed = news(plant.production)
    (row,) = plant.production.board_change(changed or None).rows
    assert (row.mo_name, row.auth_first) == (ONE, "0100")
    assert plant.production.changed_elsewhere() is None


def test_what_one_stores_oneself_is_no_news(plant: Plant, there: Production) -> None:
    one = plant.order(ONE).id
    plant.production.execute(Register(one, "0100", "R1"), "op-1")
    plant.production.execute(Start(one, "003"), "op-2")
    plant.production.execute(Undo(), "op-3")
    assert plant.production.changed_elsewhere() is None
    assert news(there) == {one}


def test_people_who_come_and_leave_are_seen_and_a_wrong_pin_is_not(
    plant: Plant, there: Production
) -> None:
    people = plant.production.people
    assert there.changed_elsewhere() is None
    people.add(Person("900", "Sari", Role.IT), "4711")
    assert news(there) is EVERYTHING
    with pytest.raises(RefusedError):
        people.sign_in("900", "1234")
    plant.clock.advance(minutes=1)
    by = people.sign_in("900", "4711")
    people.add(Person("003", "Budi", Role.PRODUCTION), "1357", by)
    assert news(there) is EVERYTHING
    assert there.changed_elsewhere() is None
    people.end("003", by)
    assert news(there) is EVERYTHING


def test_a_pass_of_the_sync_is_seen(plant: Plant) -> None:
    plant.change_mo(plant.order(ONE).mo_id or 0, product_qty=777.0)
    plant.sync.run()
    news(plant.production)
    (row,) = plant.production.board_change().rows
    assert row.product_qty == 777.0
    assert plant.production.changed_elsewhere() is None


def test_what_comes_in_while_one_stores_is_not_lost(plant: Plant, there: Production) -> None:
    there.execute(Register(plant.order(ONE).id, "0100", "R1"), "op-1")
    two = plant.order(TWO).id
    plant.production.execute(Register(two, "0200", "R2"), "op-2")
    plant.production.board_change({two})
    assert news(plant.production)
    assert [row.mo_name for row in plant.production.board_change().rows] == [ONE]


def test_what_a_lost_answer_was_about_can_be_asked(plant: Plant, there: Production) -> None:
    one = plant.order(ONE).id
    done = there.execute(Register(one, "0100", "R1"), "op-1")
    found = there.outcome("op-1")
    assert found is not None
    assert (found.changes, found.repeated) == (done.changes, True)
    assert there.outcome("op-2") is None
