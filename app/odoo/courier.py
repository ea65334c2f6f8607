"""A thread for what waits for the network, so that nobody else has to."""

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeAlias

Work: TypeAlias = Callable[[], object]
Came: TypeAlias = "queue.SimpleQueue[Any]"
"""Where the result comes, or what was raised."""


class Courier:
    """Does one piece of work after the other; belongs to one thread, which is another one.

    Its own thread is kept: to start one for each request takes longer than to write the request.
    It ends with the program, whatever it waits for.
    """

    def __init__(self, name: str) -> None:
        """Start nothing before there is work; `name` is the thread's."""
        self._name = name
        self._jobs: queue.SimpleQueue[tuple[Work, Came] | None] | None = None

    def begin(self, work: Work) -> Came:
        """Have `work` done; what comes of it comes through the queue."""
        came: Came = queue.SimpleQueue()
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(
                target=_do_all, args=(self._jobs,), name=self._name, daemon=True
            ).start()
        self._jobs.put((work, came))
        return came

    def dismiss(self) -> None:
        """Wait no longer for what is being done; the thread ends after it, the next is new."""
        if self._jobs is not None:
            self._jobs.put(None)
            self._jobs = None

    __del__ = dismiss


def _do_all(jobs: "queue.SimpleQueue[tuple[Work, Came] | None]") -> None:
    while _do(jobs.get()):
        pass


def _do(job: tuple[Work, Came] | None) -> bool:
    """Do one, in a function of its own: what it knows is not held while the next is waited for."""
    if job is None:
        return False
    work, came = job
    try:
        came.put(work())
    except BaseException as error:  # noqa: BLE001  # raised again by who waits
        came.put(error)
    return True
