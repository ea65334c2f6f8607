"""When the next pass is due, what is skipped, and the statistics of all passes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic, perf_counter
from typing import Final

from app.domain.clock import Clock, from_text
from app.domain.errors import Code, Problem, RefusedError, StasiunError
from app.services.messages import Renewal, SyncCounts, SyncPhase, SyncStatus
from app.services.passes import Passes
from app.services.sync import Sync

log = logging.getLogger(__name__)

FAILED_AGAIN: Final = timedelta(seconds=60)
"""A failed pass is tried again after this time at the latest."""

LONGEST_PAUSE: Final = timedelta(hours=1)
"""Longer than that no Retry-After keeps a station from asking again."""

_PASSING: Final = frozenset(
    {
        Code.NO_NETWORK,
        Code.HOST_UNKNOWN,
        Code.CONNECTION_LOST,
        Code.TIMED_OUT,
        Code.ODOO_DOWN,
        Code.STORE_OFFLINE,
    }
)
"""Faults that may pass by themselves, as a network's do; the store's server has one too."""


class Schedule:
    """Lets passes run one at a time and keeps their statistics. Any thread.

    Attributes:
        interval: time between two passes.
        status: the state of the sync as the window shows it.
    """

    def __init__(self, interval: timedelta, clock: Clock) -> None:
        """Begin with no pass made."""
        self.interval = interval
        self.status = SyncStatus()
        self._clock = clock
        self._turn = threading.Lock()
        self._ended_at = monotonic()
        self._before = self.status

    def begin(self) -> bool:
        """Take the turn for a pass; False when one is running: this one is skipped, counted."""
        if not self._turn.acquire(blocking=False):
            self.status = replace(self.status, skipped_passes=self.status.skipped_passes + 1)
            return False
        self._before = self.status
        self.status = replace(
            self.status,
            phase=SyncPhase.RUNNING,
            passes=self.status.passes + 1,
            next_run=None,
            read=0,
        )
        return True

    def progressed(self, read: int) -> None:
        """Note how many MOs the running pass has read so far."""
        self.status = replace(self.status, read=read)

    def skipped(self, stored_at: datetime | None = None) -> None:
        """End a turn in which another process made the pass.

        `stored_at`: another station syncs for all, and stored its newest pass then.
        """
        before = self._before
        if stored_at is not None:
            before = replace(
                before,
                phase=SyncPhase.OK,
                problem=None,
                renewal=None,
                failing_since=None,
                last_success=stored_at,
            )
        self.status = replace(
            before,
            skipped_passes=self.status.skipped_passes + 1,
            next_run=self._clock() + self.interval,
        )
        self._end()

    def succeeded(
        self, counts: SyncCounts, duration: float, clock_off: float | None = None
    ) -> None:
        """End a pass that stored what Odoo has; `duration` and `clock_off` in seconds."""
        now = self._clock()
        self.status = replace(
            self.status,
            phase=SyncPhase.OK,
            problem=None,
            renewal=None,
            failing_since=None,
            last_success=now,
            last_duration=duration,
            next_run=now + self.interval,
            clock_off=clock_off,
            counts=counts,
        )
        self._end()

    def failed(self, problem: Problem, duration: float, renewal: Renewal | None = None) -> None:
        """End a pass that changed nothing; `renewal`: what a person can do about it."""
        now = self._clock()
        self.status = replace(
            self.status,
            phase=SyncPhase.FAILED,
            problem=problem,
            renewal=renewal,
            failing_since=self.status.failing_since or now,
            last_duration=duration,
            failed_passes=self.status.failed_passes + 1,
        )
        self.status = replace(self.status, next_run=now + self.pause)
        self._end()

    @property
    def pause(self) -> timedelta:
        """Time from the end of a pass to the next one."""
        problem = self.status.problem
        if self.status.phase is not SyncPhase.FAILED or problem is None:
            return self.interval
        asked = min(timedelta(seconds=int(problem.params.get("retry_after", 0))), LONGEST_PAUSE)
        if problem.code in _PASSING:
            return max(asked, min(self.interval, FAILED_AGAIN))
        return max(asked, self.interval)

    def is_due(self) -> bool:
        """Tell whether the pause after the last pass is over.

        By a clock that nobody sets, so that a correction of the time does not hold a pass back;
        and by the time of day too, which has gone on while the machine slept.
        """
        due_at = self.status.next_run
        passed = monotonic() - self._ended_at >= self.pause.total_seconds()
        slept = due_at is not None and self._clock() >= due_at
        return self.status.phase is not SyncPhase.RUNNING and (passed or slept)

    def _end(self) -> None:
        self._ended_at = monotonic()
        self._turn.release()


def run_once(sync: Sync | Passes, schedule: Schedule, stored: Callable[[], None]) -> None:
    """Make the pass for which the turn is taken, and note what came of it; raises nothing.

    `stored` is called when something was written, before the schedule says that it is over.
    """
    began = perf_counter()
    try:
        counts = sync.run()
    except StasiunError as error:
        stored_at = error.problem.params.get("stored_at")
        if stored_at:  # other stations sync for this one
            schedule.skipped(from_text(str(stored_at)))
        elif isinstance(error, RefusedError):  # another process is at it
            schedule.skipped()
        else:
            schedule.failed(error.problem, perf_counter() - began, sync.renewal)
    except Exception as error:
        # A bug must not end the schedule: the station goes on with the data it has.
        log.exception("the sync broke")
        problem = Problem(Code.BUG, params={"text": type(error).__name__})
        schedule.failed(problem, perf_counter() - began)
    else:
        stored()
        schedule.succeeded(counts, perf_counter() - began, sync.clock_off)
