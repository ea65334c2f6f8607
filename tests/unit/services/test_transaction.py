"""What an operation was validated against is still so when it is written."""

from collections.abc import Callable

import pytest

from app.domain.errors import Code, RefusedError
from app.domain.plans import Rules
from app.domain.requests import Register, Start
from app.domain.store_address import StoreAddress
from app.services.production import Production
from tests.engines import is_held
from tests.plant import NOW, STATION, HandClock, run_sql


@pytest.fixture
def store(path: StoreAddress) -> StoreAddress:
    Production(path, Rules(), STATION, HandClock()).close()
    for key in (1, 2):
        run_sql(
            path,
            "INSERT INTO recent_mo (mo_id, mo_name, state, created_at) "
            "VALUES (?, ?, 'confirmed', '2026-04-17 00:00:00')",
            (1000 + key, f"WH/MO/{key:05}"),
        )
    return path


def test_nobody_writes_between_the_validation_and_the_writing(store: StoreAddress) -> None:
    """An operation asks for the time when it begins to look, and from then on is alone."""
    refused: list[bool] = []

    def clock() -> object:
        refused.append(is_held(store))
        return NOW

    with Production(store, Rules(), STATION, clock) as production:  # type: ignore[arg-type]
        production.preview(Register(1, "A100", "R1"))
        assert refused == [False, False]  # opening and looking are in nobody's way
        production.execute(Register(1, "A100", "R1"), "op-1")
    assert refused == [False, False, True]


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (lambda other: other.execute(Register(2, "A100", "R1"), "b-1"), Code.OVERLAP),
        (lambda other: other.execute(Register(1, "B100", "R1"), "b-1"), Code.ALREADY_REGISTERED),
    ],
)
def test_what_was_fine_when_it_was_previewed_is_looked_at_again(
    store: StoreAddress, meanwhile: Callable[[Production], object], code: Code
) -> None:
    request = Register(1, "A100", "R1")
    with (
        Production(store, Rules(), STATION, HandClock()) as production,
        Production(store, Rules(), "Lini 2", HandClock()) as other,
    ):
        assert production.preview(request).problems == ()
        meanwhile(other)
        with pytest.raises(RefusedError) as caught:
            production.execute(request, "op-1")
        assert caught.value.problem.code is code
        assert [e.operation_id for e in production.history(1)[1]] in ([], ["b-1"])


def test_an_answer_is_what_the_store_holds(store: StoreAddress) -> None:
    with Production(store, Rules(), STATION, HandClock()) as production:
        production.execute(Register(1, "A100", "R1"), "op-1")
        done = production.execute(Start(1, "003"), "op-2")
        assert [change.after for change in done.changes] == [production.find("WH/MO/00001")]
