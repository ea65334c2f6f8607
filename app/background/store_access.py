"""The store as the operations' thread has it: opened when needed, lost, and found again."""

import logging
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.background.pulse import Pulse
from app.domain.errors import Code, EnvironmentFaultError, Problem, StasiunError
from app.services.production import Production

log = logging.getLogger(__name__)

_NO_ANSWER: Final = frozenset({Code.STORE_REFUSED, Code.STORE_MISSING, Code.STORE_LOCKED})
"""While a server comes back it may say so; it is tried again all the same."""

Work = Callable[[], None]
Failed = Callable[[tuple[Problem, ...]], None]


class StoreAccess(QObject):
    """Keeps the store and knows whether it can be reached; lives in its thread.

    Attributes:
        pulse: when to look at it.

    Signals:
        lost: `Problem`; the store's server cannot be reached. It is tried again by itself, later
            and later. Once, until `found`.
        found: it can be reached again.
    """

    lost = Signal(object)
    found = Signal()

    def __init__(self, open_production: Callable[[], Production], parent: QObject) -> None:
        """Prepare; the store is opened by its first use."""
        super().__init__(parent)
        self._open = open_production
        self._production: Production | None = None
        self._problem: Problem | None = None
        self._depth = 0
        self.pulse = Pulse(self)

    @property
    def problem(self) -> Problem | None:
        """Why the store cannot be reached; None: it can, for all that is known."""
        return self._problem

    @property
    def opened(self) -> Production | None:
        """The store, if it is open."""
        return self._production

    def store(self) -> Production:
        """Give the store, opened now if it is not."""
        if self._production is None:
            self._production = self._open()
        return self._production

    def close(self) -> None:
        """Close the store; the next use opens it."""
        if self._production is not None:
            self._production.close()
            self._production = None

    def reach(self, work: Work, failed: Failed) -> None:
        """Do `work`; whatever goes wrong is handed to `failed`, and the thread goes on.

        It uses the store, and so tells whether that can be reached.
        """
        was_lost, failures = self._problem is not None, self.pulse.failures

        def on_failed(problems: tuple[Problem, ...]) -> None:
            reason = problems[0]
            if reason.code is Code.STORE_OFFLINE or (was_lost and reason.code in _NO_ANSWER):
                self._lose(reason)
            failed(problems)

        self._depth += 1
        answered = guarded(work, on_failed)
        self._depth -= 1
        if self._depth or not was_lost or not answered:
            return  # work within work: the whole of it comes first
        if self.pulse.failures == failures:
            log.info("the store can be reached again, after %d tries", self.pulse.failures)
            self._problem = None
            self.pulse.begin()
            self.found.emit()

    def read(self, work: Work, failed: Failed) -> None:
        """Do `work` that reads for a person; at once in vain while the store is lost.

        Every try would keep them waiting, and `pulse` tries anyway.
        """
        if self._problem is not None:
            failed((self._problem,))
        else:
            self.reach(work, failed)

    def _lose(self, problem: Problem) -> None:
        self.pulse.lose()
        if self._problem is None:
            self._problem = problem
            log.warning("the store cannot be reached")
            self.lost.emit(problem)


def guarded(work: Work, failed: Failed) -> bool:
    """Do `work`; whatever goes wrong is handed to `failed`, and the thread goes on.

    Tells whether the store has answered, be it with a refusal.
    """
    try:
        work()
    except StasiunError as error:
        failed(error.problems)
        return not isinstance(error, EnvironmentFaultError)
    except Exception as error:
        log.exception("an operation broke")
        failed((Problem(Code.BUG, params={"text": type(error).__name__}),))
        return False
    return True
