"""When the next pass is due, what is skipped, and the statistics of all passes."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Final

from app.domain.clock import Clock
from app.domain.errors import Code, Problem
from app.services.messages import SyncCounts, SyncPhase, SyncStatus

FAILED_AGAIN: Final = timedelta(seconds=60)
"""A failed pass is tried again after this time at the latest."""


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
        self._before = self.status

    def begin(self) -> bool:
        """Take the turn for a pass; False when one is running: this one is skipped, counted."""
        if not self._turn.acquire(blocking=False):
            self.status = replace(self.status, skipped_passes=self.status.skipped_passes + 1)
            return False
        self._before = self.status
        self.status = replace(
            self.status, phase=SyncPhase.RUNNING, passes=self.status.passes + 1, next_run=None
        )
        return True

    def skipped(self) -> None:
        """End a turn in which another process made the pass."""
        self.status = replace(
            self._before,
            skipped_passes=self.status.skipped_passes + 1,
            next_run=self._clock() + self.interval,
        )
        self._turn.release()

    def succeeded(self, counts: SyncCounts, duration: float) -> None:
        """End a pass that stored what Odoo has; `duration` in seconds."""
        now = self._clock()
        self.status = replace(
            self.status,
            phase=SyncPhase.OK,
            problem=None,
            failing_since=None,
            last_success=now,
            last_duration=duration,
            next_run=now + self.interval,
            counts=counts,
        )
        self._turn.release()

    def failed(self, problem: Problem, duration: float) -> None:
        """End a pass that changed nothing."""
        now = self._clock()
        self.status = replace(
            self.status,
            phase=SyncPhase.FAILED,
            problem=problem,
            failing_since=self.status.failing_since or now,
            last_duration=duration,
            failed_passes=self.status.failed_passes + 1,
        )
        self.status = replace(self.status, next_run=now + self.pause)
        self._turn.release()

    @property
    def pause(self) -> timedelta:
        """Time from the end of a pass to the next one."""
        if self.status.phase is SyncPhase.FAILED and self._may_recover():
            return min(self.interval, FAILED_AGAIN)
        return self.interval

    def _may_recover(self) -> bool:
        """Tell whether the fault may pass by itself, as a network does."""
        problem = self.status.problem
        return problem is not None and problem.code in (
            Code.NO_NETWORK,
            Code.TIMED_OUT,
            Code.ODOO_DOWN,
        )
