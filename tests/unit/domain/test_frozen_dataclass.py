"""What is made here is what ``dataclasses`` makes, but for the time that it takes."""

import dataclasses
import inspect
from typing import Any

import pytest

from app.domain import frozen


class _Plain:
    """A text."""

    name: str
    secret: str = dataclasses.field(default="", repr=False)
    note: str = dataclasses.field(default="", compare=False)
    rows: list[int] = dataclasses.field(default_factory=list)
    least: int = 0

    def __post_init__(self) -> None:
        if self.least < 0:
            raise ValueError


@pytest.fixture(params=["library", "ours"])
def made(request: pytest.FixtureRequest) -> Any:
    body = {name: value for name, value in vars(_Plain).items() if name not in _OF_A_CLASS}
    cls: Any = type("Made", (), body)
    decorator = dataclasses.dataclass if request.param == "library" else frozen.dataclass
    return decorator(frozen=True, slots=True)(cls)


_OF_A_CLASS = ("__dict__", "__weakref__")


def test_values_come_by_place_name_and_default(made: Any) -> None:
    one = made("a", note="n", least=2)
    assert (one.name, one.secret, one.note, one.rows, one.least) == ("a", "", "n", [], 2)
    assert made("a").rows is not made("a").rows
    assert made.__match_args__ == ("name", "secret", "note", "rows", "least")


def test_an_argument_too_few_or_too_many_is_refused(made: Any) -> None:
    with pytest.raises(TypeError, match=r"Made\.__init__\(\).*'name'"):
        made()
    with pytest.raises(TypeError, match="other"):
        made("a", other=1)


def test_a_value_that_the_class_refuses_is_refused(made: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the class says no more
        made("a", least=-1)
    with pytest.raises(ValueError):  # noqa: PT011
        dataclasses.replace(made("a"), least=-1)


def test_what_is_compared_makes_equal(made: Any) -> None:
    assert made("a", note="x") == made("a", note="y")
    assert made("a") != made("b")
    assert made("a", secret="s") != made("a")
    assert made("a") != ("a", "", [], 0)
    assert made("a").__eq__("a") is NotImplemented


def test_equal_ones_are_one_in_a_set(made: Any) -> None:
    kept = {made("a", rows=()), made("a", rows=(), note="x"), made("b", rows=())}  # type: ignore[arg-type,unused-ignore]
    assert len(kept) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(made("a"))  # a list is


def test_a_secret_is_not_shown(made: Any) -> None:
    assert repr(made("a", "geheim")) == "Made(name='a', note='', rows=[], least=0)"


def test_nothing_is_changed_added_or_taken_away(made: Any) -> None:
    one = made("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.name
    with pytest.raises((dataclasses.FrozenInstanceError, TypeError)):  # the library stumbles
        one.other = "b"
    assert one.name == "a"
    assert not hasattr(one, "__dict__")


def test_it_is_a_dataclass_to_the_library(made: Any) -> None:
    assert dataclasses.replace(made("a"), name="b") == made("b")
    assert dataclasses.asdict(made("a"))["name"] == "a"
    assert list(inspect.signature(made).parameters) == list(made.__slots__)


def test_one_without_values_is_equal_to_another() -> None:
    @frozen.dataclass(frozen=True, slots=True)
    class Nothing:
        """Only its class counts."""

    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing()}) == 1
    assert repr(Nothing()).endswith("Nothing()")
