"""People with PINs: nobody does what is not theirs, nobody guesses for long, the history knows."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain import pin as pins
from app.domain.errors import Code, Problem, RefusedError
from app.domain.people import Person, Program, Right, Role, SignedIn
from app.domain.pin import TRIES
from app.domain.plans import Rules
from app.domain.requests import Register, Start, Undo
from app.services.people import People
from app.services.production import Production
from tests.plant import STATION, Plant, rows, run_sql

IT = Person("900", "Rina", Role.IT)
LEADER = Person("003", "Budi", Role.PRODUCTION)
STORE = Person("G-1", "Sari", Role.WAREHOUSE)
PINS = {IT: "4711", LEADER: "0815", STORE: "2468"}
MO = "WH/MO/00001"


def refused(work: object, *arguments: object, **more: object) -> Problem:
    assert callable(work)
    with pytest.raises(RefusedError) as caught:
        work(*arguments, **more)
    return caught.value.problem


@pytest.fixture
def plant(plant: Plant) -> Plant:
    plant.add_mo(MO)
    plant.sync.run(full=True)
    return plant


@pytest.fixture
def people(plant: Plant) -> People:
    """IT, a leader and somebody of the warehouse."""
    found = plant.production.people
    found.add(IT, PINS[IT])
    by = found.sign_in(IT.badge, PINS[IT])
    for person in (LEADER, STORE):
        found.add(person, PINS[person], by)
    return found


def signed(people: People, person: Person) -> SignedIn:
    return people.sign_in(person.badge, PINS[person])


def registration(plant: Plant) -> Register:
    return Register(plant.order(MO).id, "0100", "R1")


def test_without_people_everything_is_as_it_was(plant: Plant) -> None:
    plant.production.execute(registration(plant), "a")
    assert [row["person"] for row in rows(plant.path, "production_log")] == [None]
    plant.production.people.check_right(None, Right.SET_UP)


def test_with_people_nobody_does_anything_unknown(plant: Plant, people: People) -> None:
    before = plant.tables()
    assert people.everybody() == (LEADER, IT, STORE)
    problem = refused(plant.production.execute, registration(plant), "a")
    assert problem.code is Code.NOT_SIGNED_IN
    assert plant.tables() == before


def test_each_does_what_is_theirs_and_the_history_says_who(plant: Plant, people: People) -> None:
    production = plant.production
    leader, store = signed(people, LEADER), signed(people, STORE)
    problem = refused(production.execute, registration(plant), "a", person=leader)
    assert problem == Problem(Code.NOT_ALLOWED, params={"role": Role.WAREHOUSE})
    production.execute(registration(plant), "a", person=store)
    start = Start(plant.order(MO).id, "003")
    problem = refused(production.execute, start, "b", person=store)
    assert problem == Problem(Code.NOT_ALLOWED, params={"role": Role.PRODUCTION})
    production.execute(start, "b", person=leader)
    production.execute(Undo(), "c", person=signed(people, IT))
    _order, entries = production.history(plant.order(MO).id)
    assert [entry.person for entry in entries] == ["G-1 Sari", "003 Budi", "900 Rina"]


def test_who_registers_takes_it_back_and_nothing_else(plant: Plant, people: People) -> None:
    production = plant.production
    leader, store = signed(people, LEADER), signed(people, STORE)
    production.execute(registration(plant), "a", person=store)
    problem = refused(production.execute, Undo(), "b", person=leader)
    assert problem == Problem(Code.NOT_ALLOWED, params={"role": Role.WAREHOUSE})
    production.execute(Undo(), "b", person=store)
    production.execute(registration(plant), "c", person=store)
    production.execute(Start(plant.order(MO).id, "003"), "d", person=leader)
    problem = refused(production.execute, Undo(), "e", person=store)
    assert problem == Problem(Code.NOT_ALLOWED, params={"role": Role.PRODUCTION})
    assert production.execute(Undo(), "b", person=store).repeated  # as it was then


def test_a_repeat_needs_the_right_too(plant: Plant, people: People) -> None:
    store = signed(people, STORE)
    done = plant.production.execute(registration(plant), "a", person=store)
    assert not done.repeated
    assert refused(plant.production.execute, registration(plant), "a").code is Code.NOT_SIGNED_IN
    assert plant.production.execute(registration(plant), "a", person=store).repeated


def test_a_program_is_let_in_by_its_own_door(plant: Plant, people: People) -> None:
    assert people.everybody()
    plant.production.execute(registration(plant), "a", person=Program("papan gudang"))
    assert [row["person"] for row in rows(plant.path, "production_log")] == ["papan gudang"]


def test_who_has_left_or_has_another_pin_is_not_signed_in_any_more(
    plant: Plant, people: People
) -> None:
    it, leader, store = (signed(people, one) for one in (IT, LEADER, STORE))
    people.change_pin("g-1", "1357", it)
    people.end("003", it)
    production = plant.production
    assert refused(production.execute, Undo(), "a", person=leader).code is Code.NOT_SIGNED_IN
    problem = refused(production.execute, registration(plant), "b", person=store)
    assert problem.code is Code.NOT_SIGNED_IN
    assert refused(people.sign_in, "003", "0815").code is Code.WRONG_PIN
    production.execute(registration(plant), "b", person=people.sign_in("G-1", "1357"))


def test_nobody_can_make_up_a_proof(plant: Plant, people: People) -> None:
    assert people.everybody()
    for made_up in (SignedIn(IT, ""), SignedIn(IT, "4711")):
        problem = refused(plant.production.execute, Undo(), "a", person=made_up)
        assert problem.code is Code.NOT_SIGNED_IN


def test_the_role_of_the_store_counts_not_the_one_at_signing_in(
    plant: Plant, people: People
) -> None:
    leader = signed(people, LEADER)
    run_sql(plant.path, "UPDATE person SET role = 'warehouse' WHERE badge = '003'")
    assert refused(plant.production.execute, Undo(), "a", person=leader).code is Code.NOT_ALLOWED


def test_the_first_one_is_of_it(plant: Plant) -> None:
    people = plant.production.people
    assert refused(people.add, LEADER, "0815").code is Code.FIRST_IS_IT
    people.add(IT, "4711")
    assert refused(people.add, LEADER, "0815").code is Code.NOT_SIGNED_IN


def test_only_it_looks_after_people(people: People) -> None:
    leader = signed(people, LEADER)
    other = Person("004", "Agus", Role.PRODUCTION)
    for work in (
        lambda: people.add(other, "5555", leader),
        lambda: people.end("G-1", leader),
        lambda: people.change_pin("G-1", "5555", leader),
    ):
        assert refused(work).code is Code.NOT_ALLOWED
    assert people.change_pin("003", "5555", leader) == LEADER
    assert people.sign_in("003", "5555").person == LEADER


def test_the_last_of_it_leaves_last(plant: Plant, people: People) -> None:
    it = signed(people, IT)
    assert refused(people.end, "900", it).code is Code.LAST_IT
    for badge in ("003", "G-1", "900"):
        people.end(badge, it)
    assert people.everybody() == ()
    plant.production.execute(registration(plant), "a")


def test_who_has_left_can_come_back(people: People) -> None:
    it = signed(people, IT)
    people.end("003", it)
    back = people.add(Person("003", " Budi S. ", Role.WAREHOUSE), "7777", it)
    assert back == Person("003", "Budi S.", Role.WAREHOUSE)
    assert people.sign_in("003", "7777").person == back


def test_a_badge_has_one_person(people: People) -> None:
    it = signed(people, IT)
    problem = refused(people.add, Person("003 ", "Agus", Role.IT), "5555", it)
    assert problem == Problem(Code.BADGE_TAKEN, "badge", {"badge": "003", "name": "Budi"})
    assert refused(people.end, "77", it).code is Code.NO_SUCH_PERSON
    assert refused(people.change_pin, "77", "5555", it).code is Code.NO_SUCH_PERSON


def wrong(people: People, badge: str, times: int) -> list[Problem]:
    return [refused(people.sign_in, badge, "9999") for _ in range(times)]


@pytest.mark.parametrize("badge", ["003", "tak-ada"])
def test_guessing_is_the_same_for_a_badge_that_nobody_has(people: People, badge: str) -> None:
    found = wrong(people, badge, 6)
    assert [problem.code for problem in found] == [Code.WRONG_PIN] * 4 + [Code.PIN_BLOCKED] * 2
    assert [problem.params["count"] for problem in found] == [4, 3, 2, 1, 1, 1]


def test_nor_does_the_time_tell(people: People) -> None:
    def seconds(badge: str) -> float:
        start = time.thread_time()  # whatever else the machine does
        wrong(people, badge, 1)
        return time.thread_time() - start

    ratio = min(seconds("003") for _ in range(3)) / min(seconds("tak-ada") for _ in range(3))
    assert 0.2 < ratio < 5  # without the hash it would be forty times


def test_while_there_is_a_wait_the_right_one_is_no_help(plant: Plant, people: People) -> None:
    wrong(people, "003", 5)
    assert refused(people.sign_in, "003", "0815").code is Code.PIN_BLOCKED
    plant.clock.advance(seconds=59)
    assert refused(people.sign_in, "003", "0815").code is Code.PIN_BLOCKED
    plant.clock.advance(seconds=1)
    assert people.sign_in("003", "0815").person == LEADER
    assert [(row["wrong"], row["blocked_until"]) for row in rows(plant.path, "person")] == [
        (0, None)
    ] * 3


def test_the_second_wait_is_twice_as_long(plant: Plant, people: People) -> None:
    wrong(people, "003", 5)
    plant.clock.advance(seconds=60)
    assert wrong(people, "003", 5)[-1].params["count"] == 2


def test_a_restart_gives_no_new_tries(plant: Plant, people: People) -> None:
    wrong(people, "003", 4)
    with Production(plant.path, Rules(), STATION, plant.clock) as other:
        assert wrong(other.people, "003", 1)[0].code is Code.PIN_BLOCKED
    assert refused(people.sign_in, "003", "0815").code is Code.PIN_BLOCKED


def test_a_try_is_counted_before_its_pin_is_looked_at(
    plant: Plant, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_pin: str, _kept: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.domain.pin.matches", killed)
    with pytest.raises(KeyboardInterrupt):
        people.sign_in("003", "0815")
    (row,) = (row for row in rows(plant.path, "person") if row["badge"] == "003")
    assert row["wrong"] == 1


def test_at_once_there_are_no_more_tries_than_one_after_the_other(
    plant: Plant, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people.everybody()
    looked_at = []
    matches = pins.matches

    def noted(pin: str, kept: str) -> bool:
        looked_at.append(pin)
        return matches(pin, kept)

    def guess(first: int) -> list[Code]:
        with Production(plant.path, Rules(), STATION, plant.clock) as own:
            guesses = (f"{first + number:04}" for number in range(5))
            return [refused(own.people.sign_in, "003", pin).code for pin in guesses]

    monkeypatch.setattr("app.domain.pin.matches", noted)
    with ThreadPoolExecutor(4) as pool:
        codes = [code for found in pool.map(guess, (1000, 2000, 3000, 4000)) for code in found]
    assert len(looked_at) == TRIES
    assert codes.count(Code.WRONG_PIN) == TRIES - 1
    assert codes.count(Code.PIN_BLOCKED) == 20 - (TRIES - 1)


def test_what_is_no_pin_is_not_counted(plant: Plant, people: People) -> None:
    assert refused(people.sign_in, "003", "12").code is Code.PIN_FORMAT
    assert all(row["wrong"] == 0 for row in rows(plant.path, "person"))


def test_no_pin_lies_in_the_store_or_the_log(
    plant: Plant, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong(people, "003", 1)
    signed(people, LEADER)
    assert not any(pin in caplog.text for pin in (*PINS.values(), "9999"))
    kept = [row["pin"] for row in rows(plant.path, "person")]
    assert all(text.startswith("scrypt$16384$8$1$") for text in kept)
    assert len(set(kept)) == 3
