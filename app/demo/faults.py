"""What can go wrong with an answer, on demand: faults of servers, proxies and networks."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from app.demo import answers
from app.demo.exchange import Manner, Reply

Change = Callable[[Reply], Reply]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        change: Makes what is sent out of the right answer.
        pause: Seconds that pass before.
        manner: How it is put on the wire.
        answer_to: Sends the last right answer to that step instead.
    """

    change: Change | None = None
    pause: float = 0.0
    manner: Manner = field(default_factory=Manner)
    answer_to: str = ""


class Faults:
    """The faults that wait for their answers; every method may be called from any thread."""

    def __init__(self) -> None:
        """Begin without any."""
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, deque[Fault | None]]] = []
        self._always: list[tuple[str, Fault]] = []
        self._last: dict[str, Reply] = {}

    def add(self, fault: Fault, *, on: str = "", times: int = 1, after: int = 0) -> None:
        """Spoil ``times`` answers to the step ``on`` (to any when empty) ``after`` so many."""
        with self._lock:
            queue: deque[Fault | None] = deque([None] * after + [fault] * times)
            self._waiting.append((on, queue))

    def keep(self, fault: Fault, *, on: str = "") -> None:
        """Spoil every answer to a step until ``clear``."""
        with self._lock:
            self._always.append((on, fault))

    def clear(self) -> None:
        """Let every answer be right again."""
        with self._lock:
            self._waiting.clear()
            self._always.clear()

    def take(self, step: str) -> Fault | None:
        """Give the fault of the next answer to a step."""
        with self._lock:
            for on, queue in self._waiting:
                if on in ("", step) and queue and (fault := queue.popleft()) is not None:
                    return fault
            return next((fault for on, fault in self._always if on in ("", step)), None)

    def spoil(self, step: str, reply: Reply, fault: Fault | None) -> Reply:
        """Give what is sent for the right answer."""
        with self._lock:
            if fault is None:
                self._last[step] = reply
                return reply
            right = self._last.get(fault.answer_to, reply)
        changed = fault.change(right) if fault.change else right
        return replace(changed, manner=fault.manner)


# ---------------------------------------------------------------------- of servers and proxies


def status(code: int, retry_after: str = "") -> Fault:
    """An error page, which may ask to come again after seconds or at a date."""
    page = answers.page(HTTPStatus(code))
    told = page.with_header("Retry-After", retry_after) if retry_after else page
    return Fault(lambda _right: told)


def web_page(title: str = "Wi-Fi login", session_id: str = "") -> Fault:
    """A page of a captive portal or a proxy, which may set a cookie that is called like Odoo's."""
    page = answers.page(HTTPStatus.OK, title)
    cookie = f"session_id={session_id}; Path=/"
    told = page.with_header("Set-Cookie", cookie) if session_id else page
    return Fault(lambda _right: told)


def redirect(target: str, code: int = HTTPStatus.FOUND) -> Fault:
    """Another address."""
    return Fault(lambda _right: answers.redirect(target, HTTPStatus(code)))


def oversize(size: int) -> Fault:
    """The right answer, blown up by blanks, which JSON allows at its end."""
    return Fault(lambda right: replace(right, body=right.body + b" " * size))


def content_type(kind: str) -> Fault:
    """The right answer under another name."""
    return Fault(lambda right: replace(right, content_type=kind))


def body(content: bytes) -> Fault:
    """Something else in the place of the right answer."""
    return Fault(lambda right: replace(right, body=content))


def answer_to(step: str) -> Fault:
    """The last answer to another step, as of a cache or a connection out of step."""
    return Fault(answer_to=step)


# ---------------------------------------------------------------------- of networks


def slow(seconds: float) -> Fault:
    """The right answer, late."""
    return Fault(pause=seconds)


def cut(after: int = 0) -> Fault:
    """The connection is closed after so many bytes of the answer, head included."""
    return Fault(manner=Manner(cut=after))


def reset(after: int = 0) -> Fault:
    """The connection is reset after so many bytes of the answer."""
    return Fault(manner=Manner(cut=after, reset=True))


def trickle(seconds: float) -> Fault:
    """The body comes byte by byte, so many seconds apart."""
    return Fault(manner=Manner(drip=seconds))
