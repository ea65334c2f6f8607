"""People's operations on a real store: whole, durable, harmless when repeated."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import (
    Code,
    ConfirmationNeededError,
    EnvironmentFaultError,
    RefusedError,
)
from app.domain.orders import Order, Stage
from app.domain.plans import Rules
from app.domain.requests import Changeover, End, Register, Request, Start
from app.domain.store_address import StoreAddress
from app.services.messages import Done
from app.services.production import Production
from tests.engines import SQLITE, fault, held, make_impatient
from tests.plant import NOW, STATION, HandClock, dump, rows, run_sql


class Line:
    """Five unregistered MOs and the operations on them; local ids 1 to 5."""

    def __init__(self, path: StoreAddress) -> None:
        self.path = path
        self.clock = HandClock()
        self.production = Production(path, Rules(), STATION, self.clock)
        for key in range(1, 6):
            run_sql(
                path,
                "INSERT INTO recent_mo (mo_id, mo_name, state, product_name, product_qty, "
                "created_at) VALUES (?, ?, 'confirmed', 'Liquid', 100, '2026-04-17 00:00:00')",
                (1000 + key, f"WH/MO/{key:05}"),
            )
        self._count = 0

    def do(self, *requests: Request) -> None:
        for request in requests:
            self.clock.advance(minutes=5)
            self._count += 1
            self.production.execute(request, f"op-{self._count}")

    def dump(self) -> object:
        return dump(self.path)


@pytest.fixture
def line(path: StoreAddress) -> Iterator[Line]:
    found = Line(path)
    with found.production:
        yield found


def bare(*orders: Order) -> list[Order]:
    """Leave out the time of registration: it is derived from the history when an MO is read."""
    return [replace(order, registered_at=None) for order in orders]


def stored_by(done: Done) -> list[Order]:
    return bare(*(order for change in done.changes for order in (change.before, change.after)))


REGISTERED = (Register(1, "A100", "R1"), Register(2, mid_production=True))
RUNNING = (*REGISTERED, Start(1, "003"))


# ---------------------------------------------------------------------- whole


def test_a_changeover_writes_both_mos_their_segments_and_the_history(line: Line) -> None:
    line.do(*RUNNING)
    line.clock.advance(minutes=5)
    done = line.production.execute(Changeover(1, 2, "A150"), "op-x")
    assert not done.repeated
    assert bare(*(change.after for change in done.changes)) == [
        line.production.find("WH/MO/00001"),
        line.production.find("WH/MO/00002"),
    ]
    ended, started = (change.after for change in done.changes)
    assert (ended.stage, ended.auth_last, ended.used) == (Stage.FINISHED, "A149", 50)
    assert (started.stage, started.auth_first, started.roll_number) == (Stage.RUNNING, "A150", "R1")
    entries = [row for row in rows(line.path, "production_log") if row["operation_id"] == "op-x"]
    assert [(row["recent_mo_id"], row["status"], row["station"]) for row in entries] == [
        (1, "changeover_end", STATION),
        (2, "changeover_start", STATION),
    ]
    assert {row["create_at"] for row in entries} == {"2026-04-17 02:50:00"}
    assert json.loads(entries[0]["before"])["auth_last"] is None
    assert json.loads(entries[0]["after"])["auth_last"] == "A149"


def test_what_is_previewed_is_what_is_stored(line: Line) -> None:
    line.do(*RUNNING)
    request = Changeover(1, 2, "A150", old_last="A147")
    before = line.dump()
    plan = line.production.preview(request)
    assert line.dump() == before
    done = line.production.execute(request, "op-x")
    assert (done.changes, done.notes) == (plan.changes, plan.notes)


REFUSED: list[tuple[Request, Code]] = [
    (Register(1, "A500", "R1"), Code.ALREADY_REGISTERED),
    (Register(3, "A100", "R1"), Code.OVERLAP),
    (Register(3), Code.REQUIRED),
    (Register(3, "x y", "R1"), Code.CODE_FORMAT),
    (Register(99, "A1", "R1"), Code.MO_NOT_FOUND),
    (Start(2, "003"), Code.OTHER_RUNNING),
    (Start(3, "003"), Code.NOT_READY),
    (Changeover(1, 2, "A099"), Code.CODE_BEFORE_FIRST),
    (Changeover(1, 2, "B1", "R2"), Code.OLD_LAST_REQUIRED),
    (Changeover(1, 3, "A150"), Code.NOT_READY),
    (Changeover(2, 1, "A150"), Code.NOT_RUNNING),
    (Changeover(1, 1, "A150"), Code.SAME_MO),
    (End(1, "A099"), Code.CODE_BEFORE_FIRST),
    (End(2, "A150"), Code.NOT_RUNNING),
    (End(1, "B150", roll_number="R2"), Code.OLD_LAST_REQUIRED),
]


@pytest.mark.parametrize(("request_", "code"), REFUSED)
@pytest.mark.parametrize("confirmed", [False, True])
def test_a_refusal_writes_nothing(
    line: Line, request_: Request, code: Code, confirmed: bool
) -> None:
    line.do(*RUNNING)
    before = line.dump()
    with pytest.raises(RefusedError) as caught:
        line.production.execute(request_, "op-x", confirmed=confirmed)
    assert caught.value.problem.code is code
    assert line.dump() == before


def test_a_question_writes_nothing_until_it_is_confirmed(line: Line) -> None:
    line.do(*RUNNING)
    before = line.dump()
    for _ in range(2):
        with pytest.raises(ConfirmationNeededError) as caught:
            line.production.execute(Changeover(1, 2, "A100"), "op-x")
        assert [p.code for p in caught.value.problems] == [Code.ASK_USED_NOTHING]
        assert line.dump() == before
    done = line.production.execute(Changeover(1, 2, "A100"), "op-x", confirmed=True)
    assert not done.repeated
    assert line.production.find("WH/MO/00001").used == 0


def test_a_fault_in_the_middle_leaves_neither_half(line: Line) -> None:
    line.do(*RUNNING)
    # A real fault at the second MO's history row, when all but that is written.
    with fault(line.path, "production_log", "NEW.recent_mo_id = 2"):
        before = line.dump()
        with pytest.raises(Exception, match="a fault of the test"):
            line.production.execute(Changeover(1, 2, "A150"), "op-x")
        assert line.dump() == before
    assert not line.production.execute(Changeover(1, 2, "A150"), "op-x").repeated


def test_a_clock_that_was_set_back_is_asked_about(line: Line) -> None:
    line.do(*REGISTERED)
    line.clock.advance(hours=-1)
    with pytest.raises(ConfirmationNeededError) as caught:
        line.production.execute(Start(1, "003"), "op-x")
    assert caught.value.problem.code is Code.ASK_CLOCK


def test_a_store_that_another_holds_too_long_is_told_and_nothing_is_written(
    path: StoreAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_impatient(monkeypatch)
    line = Line(path)
    with line.production:
        before = line.dump()
        with held(path), pytest.raises(EnvironmentFaultError) as caught:
            line.production.execute(Register(1, "A1", "R1"), "op-x")
        assert caught.value.problem.code is Code.STORE_LOCKED
        assert line.dump() == before
        # The same wish, once the other is done.
        assert not line.production.execute(Register(1, "A1", "R1"), "op-x").repeated


# ---------------------------------------------------------------------- durable


@SQLITE
def test_a_confirmed_operation_is_on_disk_before_the_answer(line: Line) -> None:
    line.do(*RUNNING)
    assert isinstance(line.path, Path)
    # What a power cut leaves: the files as they are, without closing anything.
    copy = line.path.with_name("after-power-cut.db")
    for suffix in ("", "-wal"):
        source = line.path.with_name(line.path.name + suffix)
        copy.with_name(copy.name + suffix).write_bytes(source.read_bytes())
    with Production(copy, Rules(), STATION, line.clock) as production:
        assert production.find("WH/MO/00001").stage is Stage.RUNNING
        assert production.find("WH/MO/00002").stage is Stage.READY


def test_another_process_sees_the_operation_at_once(line: Line) -> None:
    line.do(*REGISTERED)
    with Production(line.path, Rules(), STATION, line.clock) as other:
        assert other.find("WH/MO/00001").stage is Stage.READY
        other.execute(Start(1, "003"), "other-1")
    assert line.production.find("WH/MO/00001").stage is Stage.RUNNING
    with pytest.raises(RefusedError) as caught:
        line.production.execute(Start(2, "003"), "op-x")
    assert caught.value.problem.code is Code.OTHER_RUNNING


# ---------------------------------------------------------------------- repeated


OPERATIONS: list[tuple[tuple[Request, ...], Request]] = [
    ((), Register(1, " a100", "r1 ")),
    ((), Register(1, mid_production=True)),
    (REGISTERED, Start(1, "003")),
    (REGISTERED, Start(2, "003")),
    (RUNNING, Changeover(1, 2, "A150")),
    (RUNNING, Changeover(1, 2, "B150", "R2", "A120", "017")),
    (RUNNING, Changeover(1, 2, "A150", old_last="A140")),
    (RUNNING, End(1, "A150")),
    (RUNNING, End(1, "B150", "", "R2", "A120", "B100")),
    ((*REGISTERED, Start(2, "003")), End(2, "A150", "A120", "R1")),
]


@pytest.mark.parametrize(("before", "request_"), OPERATIONS)
def test_a_repeated_submit_answers_like_the_first_and_writes_nothing(
    line: Line, before: tuple[Request, ...], request_: Request
) -> None:
    line.do(*before)
    line.clock.advance(minutes=5)
    first = line.production.execute(request_, "op-x")
    stored = line.dump()
    line.clock.advance(minutes=5)
    again = line.production.execute(request_, "op-x")
    assert again.repeated
    assert stored_by(again) == stored_by(first)
    assert line.dump() == stored


@pytest.mark.parametrize(("before", "request_"), OPERATIONS)
def test_a_repeated_submit_answers_so_after_more_has_happened(
    line: Line, before: tuple[Request, ...], request_: Request
) -> None:
    line.do(*before)
    line.clock.advance(minutes=5)
    first = line.production.execute(request_, "op-x")
    line.do(Register(3, "Z1", "R9"))
    for order in line.production.everything():
        if order.stage is Stage.RUNNING:
            last = (order.auth_first or "A")[0] + "199"
            line.production.execute(End(order.id, last), "op-y", confirmed=True)
    line.clock.advance(days=3)
    stored = line.dump()
    again = line.production.execute(request_, "op-x")
    assert (again.repeated, len(again.changes)) == (True, len(first.changes))
    assert line.dump() == stored


def test_a_repeat_is_the_same_whether_confirmed_or_not(line: Line) -> None:
    line.do(*RUNNING)
    first = line.production.execute(Changeover(1, 2, "A100"), "op-x", confirmed=True)
    again = line.production.execute(Changeover(1, 2, "A100"), "op-x")
    assert again.repeated
    assert stored_by(again) == stored_by(first)


OTHER_INPUT: list[Request] = [
    Register(3, "A100", "R1"),
    Start(1, "003"),
    Changeover(1, 2, "A151"),
    Changeover(1, 2, "A150", leader_id="017"),
    Changeover(1, 2, "A150", old_last="A148"),
    Changeover(1, 2, "A150", "R2", "A140"),
    Changeover(1, 3, "A150"),
    Changeover(2, 1, "A150"),
    End(1, "A149"),
    End(2, "A150"),
]


@pytest.mark.parametrize("other", OTHER_INPUT)
def test_the_same_id_with_other_input_is_an_error_and_writes_nothing(
    line: Line, other: Request
) -> None:
    line.do(*RUNNING)
    line.production.execute(Changeover(1, 2, "A150"), "op-x")
    stored = line.dump()
    with pytest.raises(RefusedError) as caught:
        line.production.execute(other, "op-x", confirmed=True)
    assert caught.value.problem.code is Code.OPERATION_ID_REUSED
    assert line.dump() == stored


def test_a_refused_operation_leaves_its_id_free(line: Line) -> None:
    with pytest.raises(RefusedError):
        line.production.execute(Start(1, "003"), "op-x")
    assert not line.production.execute(Register(1, "A100", "R1"), "op-x").repeated


def test_a_repeat_survives_a_rename_in_odoo(line: Line) -> None:
    line.production.execute(Register(1, "A100", "R1"), "op-x")
    run_sql(
        line.path, "UPDATE recent_mo SET mo_name = 'WH/MO/00001-001', state = 'done' WHERE id = 1"
    )
    assert line.production.execute(Register(1, "A100", "R1"), "op-x").repeated


# ---------------------------------------------------------------------- reading


@pytest.mark.parametrize("name", ["WH/MO/00003", " wh/mo/00003\r\n", "\x02WH/MO/00003\x03"])
def test_an_mo_is_found_by_its_scanned_name(line: Line, name: str) -> None:
    assert line.production.find(name).id == 3


def test_an_unknown_name_is_told_as_it_was_meant(line: Line) -> None:
    with pytest.raises(RefusedError) as caught:
        line.production.find(" wh/mo/999 ")
    assert caught.value.problem.code is Code.MO_NOT_FOUND
    assert caught.value.problem.params == {"text": "WH/MO/999"}


def test_the_board_is_told_whole_first_and_by_difference_then(line: Line) -> None:
    first = line.production.board_change()
    assert ([row.id for row in first.rows], first.removed) == ([1, 2, 3, 4, 5], ())
    assert line.production.board_change().rows == ()
    line.do(Register(2, "A100", "R1"))
    run_sql(line.path, "UPDATE recent_mo SET state = 'done' WHERE id = 4")
    run_sql(line.path, "UPDATE recent_mo SET note = 'new' WHERE id = 5")
    change = line.production.board_change()
    assert ([row.id for row in change.rows], change.removed) == ([2, 5], (4,))
    again = line.production.board_change()
    assert (again.rows, again.removed) == ((), ())


def test_what_finished_leaves_the_board_after_seven_days_without_any_write(line: Line) -> None:
    line.do(*RUNNING, End(1, "A150"))
    assert 1 in [row.id for row in line.production.board_change().rows]
    line.clock.advance(days=7, seconds=1)
    assert line.production.board_change().removed == (1,)


def test_the_time_of_registration_is_known_while_it_is_ready(line: Line) -> None:
    line.do(*REGISTERED)
    assert line.production.find("WH/MO/00001").registered_at == NOW.replace(minute=35)
    assert line.production.find("WH/MO/00002").registered_at == NOW.replace(minute=40)
    assert line.production.find("WH/MO/00003").registered_at is None


def test_what_was_done_is_in_the_log(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        line.do(Register(1, "A100", "R1"))
    assert "register WH/MO/00001 (op-1)" in caplog.text
