"""When a pass is due, what is skipped, and the statistics."""

import threading
from datetime import timedelta

import pytest

from app.domain.errors import Code, Problem
from app.services.messages import SyncCounts, SyncPhase, SyncStatus
from app.services.schedule import Schedule
from tests.plant import NOW, HandClock

INTERVAL = timedelta(minutes=5)
PASSING = [Code.NO_NETWORK, Code.TIMED_OUT, Code.ODOO_DOWN]
LASTING = [Code.WRONG_LOGIN, Code.SESSION_EXPIRED, Code.NOT_CONFIGURED, Code.NO_RIGHTS]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def schedule(clock: HandClock) -> Schedule:
    return Schedule(INTERVAL, clock)


def test_before_the_first_pass_nothing_is_claimed(schedule: Schedule) -> None:
    assert schedule.status == SyncStatus()
    assert schedule.status.phase is SyncPhase.NEVER


def test_a_pass_that_is_due_while_one_runs_is_skipped_and_counted(schedule: Schedule) -> None:
    assert schedule.begin()
    assert not schedule.begin()
    assert not schedule.begin()
    assert (schedule.status.passes, schedule.status.skipped_passes) == (1, 2)
    assert (schedule.status.phase, schedule.status.next_run) == (SyncPhase.RUNNING, None)
    schedule.succeeded(SyncCounts(), 0.5)
    assert schedule.begin()


def test_of_many_threads_exactly_one_gets_the_turn(schedule: Schedule) -> None:
    gate = threading.Barrier(8)
    won: list[bool] = []

    def ask() -> None:
        gate.wait()
        won.append(schedule.begin())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_a_success_is_told_with_its_counts_and_the_next_run(
    schedule: Schedule, clock: HandClock
) -> None:
    schedule.begin()
    clock.advance(seconds=3)
    schedule.succeeded(SyncCounts(fetched=4), 3.0)
    status = schedule.status
    assert (status.phase, status.problem, status.failing_since) == (SyncPhase.OK, None, None)
    assert status.last_success == NOW + timedelta(seconds=3)
    assert status.next_run == NOW + timedelta(seconds=3) + INTERVAL
    assert (status.last_duration, status.counts) == (3.0, SyncCounts(fetched=4))
    assert schedule.pause == INTERVAL


def test_failures_in_a_row_are_counted_since_the_first(
    schedule: Schedule, clock: HandClock
) -> None:
    schedule.begin()
    schedule.succeeded(SyncCounts(fetched=4), 1.0)
    for _ in range(3):
        clock.advance(minutes=5)
        schedule.begin()
        schedule.failed(Problem(Code.NO_NETWORK), 2.0)
    status = schedule.status
    assert (status.phase, status.failed_passes, status.passes) == (SyncPhase.FAILED, 3, 4)
    assert status.failing_since == NOW + timedelta(minutes=5)
    assert status.last_success == NOW
    assert status.counts == SyncCounts(fetched=4)  # the last good data stays on screen
    assert status.problem == Problem(Code.NO_NETWORK)


def test_a_success_ends_the_row_of_failures(schedule: Schedule) -> None:
    schedule.begin()
    schedule.failed(Problem(Code.TIMED_OUT), 1.0)
    schedule.begin()
    schedule.succeeded(SyncCounts(), 1.0)
    assert (schedule.status.problem, schedule.status.failing_since) == (None, None)
    assert schedule.status.failed_passes == 1


@pytest.mark.parametrize("code", PASSING)
def test_what_may_pass_by_itself_is_tried_again_sooner(schedule: Schedule, code: Code) -> None:
    schedule.begin()
    schedule.failed(Problem(code), 1.0)
    assert schedule.pause < INTERVAL
    assert schedule.status.next_run == NOW + schedule.pause


@pytest.mark.parametrize("code", LASTING)
def test_what_a_person_has_to_change_waits_for_the_interval(schedule: Schedule, code: Code) -> None:
    schedule.begin()
    schedule.failed(Problem(code), 1.0)
    assert schedule.pause == INTERVAL


def test_a_short_interval_is_not_made_longer_by_a_failure(clock: HandClock) -> None:
    schedule = Schedule(timedelta(seconds=6), clock)
    schedule.begin()
    schedule.failed(Problem(Code.NO_NETWORK), 1.0)
    assert schedule.pause == timedelta(seconds=6)
