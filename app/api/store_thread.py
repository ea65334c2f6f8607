"""A thread that has the store open, because a connection belongs to the thread that made it."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, Protocol, TypeVar

from app.domain.errors import StasiunError

log = logging.getLogger(__name__)

R = TypeVar("R")


class Closes(Protocol):
    """Something that has the store open."""

    def close(self) -> None:
        """Close it."""


T = TypeVar("T", bound=Closes)


class StoreThread(Generic[T]):
    """Does jobs with what it has opened, one after the other, in its thread.

    What cannot be opened, or closed when another file has taken its place, is opened anew by the
    next job; the job before gets the reason.
    """

    def __init__(self, name: str, make: Callable[[], T], stamp: Callable[[], object]) -> None:
        """Prepare; both are called in the thread.

        `make` opens the store. `stamp` gives something that becomes another thing when a backup
        took the store's place: it is opened anew then, and the replaced one not written to.
        """
        self._make, self._stamp = make, stamp
        self._jobs: queue.SimpleQueue[tuple[Callable[[T], Any], Future[Any]] | None]
        self._jobs = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Do what was asked for until now, close the store and end the thread."""
        self._jobs.put(None)
        self._thread.join()

    async def run(self, job: Callable[[T], R]) -> R:
        """Do `job` in the thread and give what it gives, or raise what it raises.

        It is done also when nobody waits for it any more.
        """
        return await asyncio.shield(asyncio.wrap_future(self._put(job)))

    def later(self, job: Callable[[T], object]) -> None:
        """Do `job` sometime; that it failed is logged."""
        self._put(job).add_done_callback(_log_failure)

    def _put(self, job: Callable[[T], R]) -> "Future[R]":
        done: Future[R] = Future()
        self._jobs.put((job, done))
        return done

    def _work(self) -> None:
        store: T | None = None
        opened_as: object = None
        while (entry := self._jobs.get()) is not None:
            try:
                stamp = self._stamp()  # before it is opened: it may be replaced meanwhile
                if store is not None and stamp != opened_as:
                    replaced, store = store, None
                    replaced.close()
                if store is None:
                    store, opened_as = self._make(), stamp
            except BaseException as error:  # noqa: BLE001  # it belongs to who waits
                entry[1].set_exception(error)
                continue
            _do(entry[0], store, entry[1])
        if store is not None:
            store.close()


def _do(job: Callable[[T], Any], store: T, done: "Future[Any]") -> None:
    try:
        result = job(store)
    except BaseException as error:  # noqa: BLE001  # it belongs to who waits
        done.set_exception(error)
    else:
        done.set_result(result)


def _log_failure(done: "Future[Any]") -> None:
    error = done.exception()
    if isinstance(error, StasiunError):
        log.warning("not noted in the store: %s", error)
    elif error is not None:
        log.error("a job of the API broke", exc_info=error)
