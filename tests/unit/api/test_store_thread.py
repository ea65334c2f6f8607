import asyncio
import threading
from collections.abc import Iterator

import pytest

from app.api.store_thread import StoreThread
from app.domain.errors import Code, EnvironmentFaultError, Problem


class Store:
    """Knows in which thread it was opened, used and closed."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.closed = False

    def close(self) -> None:
        assert threading.get_ident() == self.thread
        self.closed = True


class Shop:
    """Opens stores, as long as they are there."""

    def __init__(self) -> None:
        self.stores: list[Store] = []
        self.there = True
        self.stamp = 1
        self.thread = StoreThread("uji", self.open, lambda: self.stamp)

    def open(self) -> Store:
        if not self.there:
            raise EnvironmentFaultError(Problem(Code.STORE_MISSING))
        self.stores.append(Store())
        return self.stores[-1]

    def ask(self) -> Store:
        return asyncio.run(self.thread.run(lambda store: store))


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    made.thread.start()
    yield made
    made.thread.stop()
    assert all(store.closed for store in made.stores)


def test_jobs_share_one_store_in_a_thread_of_its_own(shop: Shop) -> None:
    assert shop.ask() is shop.ask()
    assert shop.stores[0].thread != threading.get_ident()
    assert len(shop.stores) == 1


def test_what_a_job_raises_is_its_own_matter(shop: Shop) -> None:
    def broken(_store: Store) -> None:
        raise KeyError("a")

    with pytest.raises(KeyError):
        asyncio.run(shop.thread.run(broken))
    assert not shop.ask().closed


def test_a_store_that_cannot_be_opened_is_tried_again(shop: Shop) -> None:
    shop.there = False
    for _ in range(2):
        with pytest.raises(EnvironmentFaultError):
            shop.ask()
    shop.there = True
    assert not shop.ask().closed


def test_another_file_in_the_place_of_the_store_is_opened(shop: Shop) -> None:
    first = shop.ask()
    shop.stamp = 2
    second = shop.ask()
    assert (first.closed, second.closed) == (True, False)
    assert shop.ask() is second


def test_a_store_that_cannot_be_closed_does_not_end_the_thread(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop.ask()

    def broken() -> None:
        first.closed = True
        raise OSError("no way to close it")

    monkeypatch.setattr(first, "close", broken)
    shop.stamp = 2
    with pytest.raises(OSError, match="no way"):
        shop.ask()
    assert shop.ask() is not first


def test_a_file_that_is_replaced_while_it_is_opened_is_opened_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced() -> Store:
        monkeypatch.undo()
        shop.stamp = 2
        return shop.open()

    monkeypatch.setattr(shop.thread, "_make", replaced)
    first = shop.ask()
    assert shop.ask() is not first


def test_what_is_to_be_done_later_is_done_and_its_failure_logged(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    done = []

    def missing(_store: Store) -> None:
        raise EnvironmentFaultError(Problem(Code.DISK_FULL))

    shop.thread.later(lambda _store: done.append(1))
    shop.thread.later(missing)
    shop.thread.later(lambda _store: 1 // 0)
    shop.ask()
    assert done == [1]
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
