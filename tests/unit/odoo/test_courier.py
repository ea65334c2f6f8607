"""The thread that waits for the network: kept from request to request, left alone when it hangs."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.odoo.access import Access
from app.odoo.courier import Courier
from app.odoo.http import Http

NAME = "courier-of-this-test"
SECONDS = 10.0


def threads(name: str = NAME) -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == name]


def ended(thread: threading.Thread) -> bool:
    thread.join(SECONDS)
    return not thread.is_alive()


@pytest.fixture
def courier() -> Iterator[Courier]:
    found = Courier(NAME)
    yield found
    found.dismiss()
    assert all(ended(one) for one in threads())


def told(courier: Courier, work: Any) -> Any:
    return courier.begin(work).get(timeout=SECONDS)


def test_one_thread_does_all(courier: Courier) -> None:
    assert threads() == []
    found = {told(courier, threading.get_ident) for _ in range(3)}
    (thread,) = threads()
    assert found == {thread.ident}
    assert thread.daemon, "the program ends without it"


def test_what_is_raised_comes_through_and_the_next_work_is_done(courier: Courier) -> None:
    error = SystemExit("of the work")

    def fails() -> None:
        raise error

    assert told(courier, fails) is error
    assert told(courier, lambda: 7) == 7
    assert len(threads()) == 1


def test_who_is_dismissed_ends_after_what_it_does_and_another_one_goes_on(
    courier: Courier,
) -> None:
    free = threading.Event()
    came = courier.begin(lambda: free.wait(SECONDS))
    (stuck,) = threads()
    courier.dismiss()
    assert told(courier, threading.get_ident) != stuck.ident
    assert stuck.is_alive()
    free.set()
    assert came.get(timeout=SECONDS) is True
    assert ended(stuck)


def test_nothing_of_the_work_is_held_afterwards(courier: Courier) -> None:
    class Big:
        gone = threading.Event()

        def __del__(self) -> None:
            self.gone.set()

    def with_it(big: Big) -> Any:
        return lambda: repr(big)

    told(courier, with_it(Big()))
    told(courier, lambda: None)  # the first one is surely over
    assert Big.gone.wait(SECONDS)


def test_a_connection_that_is_given_up_or_forgotten_leaves_no_thread() -> None:
    for give_up in (Http.close, lambda _http: None):
        http = Http(Access("http://127.0.0.1:9/", "db", "", ""))
        thread = http._courier.begin(threading.current_thread).get(timeout=SECONDS)
        give_up(http)
        del http
        assert ended(thread)
