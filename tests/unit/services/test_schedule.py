"""When a pass is due, what is skipped, and the statistics."""

import threading
from datetime import timedelta

import pytest

from app.domain.errors import Code, Problem
from app.services import schedule as schedule_module
from app.services.messages import SyncCounts, SyncPhase, SyncStatus
from app.services.schedule import LONGEST_PAUSE, Schedule
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


# ---------------------------------------------------------------------- clocks


class Ticks:
    """The clock that nobody sets, and that stands while the machine sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Ticks:
    found = Ticks()
    monkeypatch.setattr(schedule_module, "monotonic", found)
    return found


@pytest.fixture
def idle(ticks: Ticks, clock: HandClock) -> Schedule:
    """A schedule after its first pass."""
    made = Schedule(INTERVAL, clock)
    made.begin()
    made.succeeded(SyncCounts(), 0.1)
    return made


def live(schedule: Schedule, ticks: Ticks, clock: HandClock, minutes: int) -> int:
    """Let time go by, second by second; give the number of passes."""
    made = 0
    for _second in range(minutes * 60):
        ticks.now += 1
        clock.advance(seconds=1)
        if schedule.is_due():
            assert schedule.begin()
            schedule.succeeded(SyncCounts(), 0.1)
            made += 1
    return made


def test_a_pass_is_made_every_interval(idle: Schedule, ticks: Ticks, clock: HandClock) -> None:
    assert live(idle, ticks, clock, 60) == 12


@pytest.mark.parametrize("jump", [{"hours": 3}, {"hours": -3}, {"days": 900}, {"days": -900}])
def test_a_clock_that_jumps_neither_stops_nor_doubles_the_passes(
    idle: Schedule, ticks: Ticks, clock: HandClock, jump: dict[str, float]
) -> None:
    live(idle, ticks, clock, 2)
    clock.advance(**jump)
    assert live(idle, ticks, clock, 60) in (12, 13)  # one at once, if it looks like a sleep


def test_after_a_sleep_one_pass_is_made_soon(
    idle: Schedule, ticks: Ticks, clock: HandClock
) -> None:
    clock.advance(hours=8)  # the ticks have stood
    assert idle.is_due()
    assert live(idle, ticks, clock, 1) == 1
    assert live(idle, ticks, clock, 60) == 12


def test_nothing_is_due_while_a_pass_runs(idle: Schedule, ticks: Ticks, clock: HandClock) -> None:
    idle.begin()
    ticks.now += 10_000
    clock.advance(hours=8)
    assert not idle.is_due()


@pytest.mark.parametrize(
    ("asked", "pause"),
    [
        (5, timedelta(minutes=1)),
        (90, timedelta(seconds=90)),
        (1800, timedelta(minutes=30)),
        (999_999_999, LONGEST_PAUSE),
    ],
)
def test_odoo_is_left_alone_as_long_as_it_asks(
    idle: Schedule, ticks: Ticks, clock: HandClock, asked: int, pause: timedelta
) -> None:
    idle.begin()
    idle.failed(Problem(Code.ODOO_DOWN, params={"status": 429, "retry_after": asked}), 0.1)
    assert idle.status.next_run == NOW + pause
    ticks.now += pause.total_seconds() - 1
    clock.advance(seconds=pause.total_seconds() - 1)
    assert not idle.is_due()
    ticks.now += 1
    assert idle.is_due()


def test_a_turn_that_another_process_had_is_waited_for_like_a_pass(
    ticks: Ticks, clock: HandClock
) -> None:
    schedule = Schedule(INTERVAL, clock)
    schedule.begin()
    schedule.skipped()
    assert not schedule.is_due()
    assert live(schedule, ticks, clock, 6) == 1
    assert schedule.status.skipped_passes == 1


def test_a_turn_that_another_station_has_shows_when_that_one_stored(clock: HandClock) -> None:
    schedule = Schedule(INTERVAL, clock)
    schedule.begin()
    schedule.failed(Problem(Code.STORE_OFFLINE), 0.1)
    stored_at = NOW - timedelta(minutes=2)
    schedule.begin()
    schedule.skipped(stored_at)
    status = schedule.status
    assert (status.phase, status.last_success) == (SyncPhase.OK, stored_at)
    assert (status.problem, status.failing_since) == (None, None)
    assert (status.passes, status.skipped_passes) == (1, 1)
    assert status.next_run == NOW + INTERVAL


def test_a_store_that_cannot_be_reached_is_tried_again_soon(clock: HandClock) -> None:
    schedule = Schedule(INTERVAL, clock)
    schedule.begin()
    schedule.failed(Problem(Code.STORE_OFFLINE), 0.1)
    assert schedule.status.next_run == NOW + timedelta(seconds=60)
