"""Unregister, Koreksi, Urungkan and Ganti Roll: what they store and what they refuse."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.errors import Code
from app.domain.orders import Segment, Stage
from app.domain.plans import Change, LogStatus, Past, Rules
from app.domain.requests import ChangeRoll, Correct, Undo, Unregister
from tests.plant import (
    NOW,
    MemoryFacts,
    after,
    codes,
    finished,
    order,
    plan,
    ready,
    running,
)

JAKARTA = Rules(zone=ZoneInfo("Asia/Jakarta"))


class TestUnregister:
    def test_a_ready_mo_goes_back_and_its_labels_are_free(self) -> None:
        facts = MemoryFacts.of(ready(1, "0100", "R1"))
        found = plan(Unregister(1, "salah MO"), facts)
        back = after(found)
        assert back.stage is Stage.UNREGISTERED
        assert (back.auth_first, back.roll_number, back.segments) == (None, None, ())
        assert (found.reason, found.changes[0].status) == ("salah MO", LogStatus.UNREGISTER)

    def test_a_reason_is_required(self) -> None:
        found = plan(Unregister(1, "  "), MemoryFacts.of(ready(1, "0100", "R1")))
        assert [(p.code, p.field) for p in found.problems] == [(Code.REQUIRED, "reason")]

    @pytest.mark.parametrize(
        ("stage", "code"),
        [
            (order(1), Code.NOT_READY),
            (running(1, "0100", "R1"), Code.ALREADY_STARTED),
            (finished(1, "0100", "0199", "R1"), Code.ALREADY_FINISHED),
        ],
    )
    def test_only_a_ready_mo(self, stage: object, code: Code) -> None:
        facts = MemoryFacts.of(stage)  # type: ignore[arg-type]
        assert codes(plan(Unregister(1, "x"), facts).problems) == [code]


class TestChangeRoll:
    def test_the_old_roll_is_closed_and_the_new_one_runs(self) -> None:
        facts = MemoryFacts.of(running(1, "0100", "R1"), now=NOW + timedelta(hours=1))
        found = after(plan(ChangeRoll(1, "0149", "R2", "0900"), facts))
        old, new = found.segments
        assert (old.auth_first, old.auth_last, old.ended_at) == ("0100", "0149", facts.now)
        assert (new.roll_number, new.auth_first, new.auth_last, new.started_at) == (
            "R2",
            "0900",
            None,
            facts.now,
        )
        assert (found.auth_first, found.auth_last, found.roll_number) == ("0100", None, "R2")
        assert found.stage is Stage.RUNNING

    def test_all_three_are_needed(self) -> None:
        found = plan(ChangeRoll(1), MemoryFacts.of(running(1, "0100", "R1")))
        assert {p.field for p in found.problems} == {"old_last", "roll_number", "new_first"}

    def test_the_same_roll_is_refused(self) -> None:
        found = plan(ChangeRoll(1, "0149", "r1", "0900"), MemoryFacts.of(running(1, "0100", "R1")))
        assert codes(found.problems) == [Code.SAME_ROLL]

    def test_a_last_label_before_the_first_is_refused(self) -> None:
        found = plan(ChangeRoll(1, "0099", "R2", "0900"), MemoryFacts.of(running(1, "0100", "R1")))
        assert codes(found.problems) == [Code.CODE_BEFORE_FIRST]

    def test_labels_of_the_new_roll_that_the_mo_itself_used_are_refused(self) -> None:
        found = plan(ChangeRoll(1, "0149", "R2", "0120"), MemoryFacts.of(running(1, "0100", "R1")))
        assert codes(found.problems) == [Code.OVERLAP]

    def test_labels_of_another_mo_are_refused_by_name_and_range(self) -> None:
        facts = MemoryFacts.of(running(1, "0100", "R1"), finished(2, "0800", "0950", "R9"))
        (problem,) = plan(ChangeRoll(1, "0149", "R2", "0900"), facts).problems
        assert (problem.code, problem.field) == (Code.OVERLAP, "new_first")
        wanted = {"text": "0900", "mo_name": "WH/MO/00002", "other": "0800 – 0950"}
        assert problem.params == wanted

    def test_only_a_running_mo(self) -> None:
        found = plan(ChangeRoll(1, "1", "R2", "9"), MemoryFacts.of(ready(1, "0100", "R1")))
        assert codes(found.problems) == [Code.NOT_RUNNING]


class TestCorrect:
    def test_the_last_code_of_a_finished_mo(self) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"))
        found = after(plan(Correct(1, "auth_last", "0189", "salah baca"), facts))
        assert (found.auth_last, found.segments[0].auth_last, found.used) == ("0189", "0189", 90)

    def test_the_first_code_goes_into_the_first_segment(self) -> None:
        two = (
            Segment("R1", "0100", "0149", NOW, NOW),
            Segment("R2", "0900", "0949", NOW, NOW),
        )
        facts = MemoryFacts.of(finished(1, "0100", "0949", "R2", segments=two))
        found = after(plan(Correct(1, "auth_first", "0090", "x"), facts))
        assert [s.auth_first for s in found.segments] == ["0090", "0900"]
        assert found.auth_first == "0090"
        assert found.used == 60 + 50

    def test_any_segment_can_be_named(self) -> None:
        two = (
            Segment("R1", "0100", "0149", NOW, NOW),
            Segment("R2", "0900", "0949", NOW, NOW),
        )
        facts = MemoryFacts.of(finished(1, "0100", "0949", "R2", segments=two))
        found = after(plan(Correct(1, "roll_number", "r7", "x", segment=1), facts))
        assert [s.roll_number for s in found.segments] == ["R7", "R2"]
        assert found.roll_number == "R2"
        missing = plan(Correct(1, "roll_number", "R7", "x", segment=3), facts)
        assert codes(missing.problems) == [Code.NO_SUCH_SEGMENT]

    def test_the_current_roll_follows_the_last_segment(self) -> None:
        facts = MemoryFacts.of(running(1, "0100", "R1"))
        found = after(plan(Correct(1, "roll_number", "R2", "x"), facts))
        assert (found.roll_number, found.segments[-1].roll_number) == ("R2", "R2")

    def test_an_empty_code_makes_used_unknown(self) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"))
        found = after(plan(Correct(1, "auth_first", "", "tidak terbaca"), facts))
        assert (found.auth_first, found.used, found.difference) == (None, None, None)

    @pytest.mark.parametrize("field", ["leader_id", "date_start", "date_finished"])
    def test_only_codes_and_rolls_can_be_emptied(self, field: str) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"))
        assert plan(Correct(1, field, "", "x"), facts).problems != ()

    def test_a_leader_keeps_its_zeros(self) -> None:
        facts = MemoryFacts.of(running(1, "0100", "R1"))
        assert after(plan(Correct(1, "leader_id", "007", "x"), facts)).leader_id == "007"

    def test_a_time_is_the_stations_and_the_segment_follows(self) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"), rules=JAKARTA)
        found = after(plan(Correct(1, "date_finished", "2026-04-17 09:15", "x"), facts))
        moment = datetime(2026, 4, 17, 2, 15, tzinfo=UTC)
        assert (found.date_finished, found.segments[-1].ended_at) == (moment, moment)
        assert found.date_start == NOW - timedelta(hours=4)

    def test_a_start_moves_the_first_segment_only(self) -> None:
        same = NOW - timedelta(hours=4)
        two = (Segment("R1", "0100", "0149", same, same), Segment("R2", "0900", "0949", same, NOW))
        facts = MemoryFacts.of(finished(1, "0100", "0949", "R2", segments=two), rules=JAKARTA)
        found = after(plan(Correct(1, "date_start", "2026-04-17 04:00", "x"), facts))
        assert [s.started_at for s in found.segments] == [
            datetime(2026, 4, 16, 21, 0, tzinfo=UTC),
            same,
        ]

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("kemarin", Code.TIME_FORMAT),
            ("2026-04-18 09:00", Code.TIME_IN_FUTURE),
            ("2026-04-17 04:00", Code.FINISH_BEFORE_START),
        ],
    )
    def test_a_finish_that_cannot_be(self, value: str, code: Code) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"), rules=JAKARTA)
        found = plan(Correct(1, "date_finished", value, "x"), facts)
        assert code in codes(found.problems)

    @pytest.mark.parametrize(
        ("one", "field", "value"),
        [
            (ready(1, "0100", "R1"), "date_start", "2026-04-17 01:00"),
            (ready(1, "0100", "R1"), "leader_id", "003"),
            (ready(1, "0100", "R1"), "auth_last", "0199"),
            (running(1, "0100", "R1"), "date_finished", "2026-04-17 09:00"),
            (running(1, "0100", "R1"), "auth_last", "0199"),
            (running(1, "0100", "R1"), "date_start", ""),
        ],
    )
    def test_what_would_change_the_stage_is_refused(
        self, one: object, field: str, value: str
    ) -> None:
        facts = MemoryFacts.of(one)  # type: ignore[arg-type]
        assert codes(plan(Correct(1, field, value, "x"), facts).problems) == [
            Code.STAGE_WOULD_CHANGE
        ]

    def test_an_unregistered_mo_has_nothing_to_correct(self) -> None:
        found = plan(Correct(1, "auth_first", "0100", "x"), MemoryFacts.of(order(1)))
        assert codes(found.problems) == [Code.NOT_READY]

    def test_labels_of_another_mo_are_refused(self) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"), finished(2, "0200", "0299", "R1"))
        found = plan(Correct(1, "auth_last", "0205", "x"), facts)
        assert codes(found.problems) == [Code.OVERLAP]

    def test_a_last_code_before_the_first_or_of_another_series(self) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"))
        before = plan(Correct(1, "auth_last", "0099", "x"), facts)
        other = plan(Correct(1, "auth_last", "A0199", "x"), facts)
        assert codes(before.problems) == [Code.CODE_BEFORE_FIRST]
        assert codes(other.problems) == [Code.CODE_OTHER_SERIES]

    def test_reason_field_and_change_are_needed(self) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1"))
        assert codes(plan(Correct(1, "auth_last", "0150", ""), facts).problems) == [Code.REQUIRED]
        unknown = plan(Correct(1, "product_qty", "1", "x"), facts)
        assert codes(unknown.problems) == [Code.UNKNOWN_FIELD]
        same = plan(Correct(1, "auth_last", "0199", "x"), facts)
        assert codes(same.problems) == [Code.NOTHING_CHANGES]

    def test_a_mid_production_mo_gets_its_code_and_loses_it_again(self) -> None:
        facts = MemoryFacts.of(ready(1, None, None))
        facts.store(plan(Correct(1, "auth_first", "0100", "x"), facts))
        assert facts.order(1).auth_first == "0100"
        facts.store(plan(Correct(1, "auth_first", "", "x"), facts))
        assert facts.order(1).segments == ()
        assert facts.order(1).mid_production

    def test_the_roll_of_an_mo_that_used_no_label_is_corrected_without_a_segment(self) -> None:
        mo = finished(1, "0100", "0199", "R1", segments=(), auth_first=None, auth_last=None)
        found = after(plan(Correct(1, "roll_number", "R7", "x"), MemoryFacts.of(mo)))
        assert (found.roll_number, found.segments, found.used) == ("R7", (), 0)

    def test_a_corrected_code_leaves_the_mounted_roll_alone(self) -> None:
        mo = finished(1, "0100", "0199", "R1", roll_number="R2")
        found = after(plan(Correct(1, "auth_last", "0189", "x"), MemoryFacts.of(mo)))
        assert (found.roll_number, found.segments[0].roll_number) == ("R2", "R1")

    def test_an_mo_that_odoo_has_done_is_corrected_without_a_question(self) -> None:
        facts = MemoryFacts.of(finished(1, "0100", "0199", "R1", state="done"))
        assert plan(Correct(1, "auth_last", "0189", "x"), facts).questions == ()

    def test_a_clock_before_the_last_entry_is_asked_about(self) -> None:
        facts = MemoryFacts.of(
            finished(1, "0100", "0199", "R1"), last_entry=NOW + timedelta(minutes=1)
        )
        found = plan(Correct(1, "auth_last", "0189", "x"), facts)
        assert codes(found.questions) == [Code.ASK_CLOCK]


class TestUndo:
    def test_the_values_before_come_back(self) -> None:
        before, now = ready(1, "0100", "R1"), running(1, "0100", "R1")
        facts = MemoryFacts.of(now, done=[Past("op", (Change(before, now, LogStatus.START),))])
        found = plan(Undo(), facts)
        assert after(found) == before
        assert (found.reason, found.changes[0].status) == ("op", LogStatus.UNDO)

    def test_nothing_to_undo(self) -> None:
        assert codes(plan(Undo(), MemoryFacts.of(order(1))).problems) == [Code.NOTHING_TO_UNDO]

    def test_an_undo_meant_for_an_older_operation_is_refused(self) -> None:
        one = running(1, "0100", "R1")
        done = [Past("op", (Change(ready(1, "0100", "R1"), one, LogStatus.START),))]
        found = plan(Undo("earlier"), MemoryFacts.of(one, done=done))
        assert codes(found.problems) == [Code.UNDO_NOT_NEWEST]

    def test_what_has_changed_since_is_not_put_back(self) -> None:
        stored = running(1, "0100", "R1")
        done = [Past("op", (Change(ready(1, "0100", "R1"), stored, LogStatus.START),))]
        facts = MemoryFacts.of(running(1, "0100", "R1", leader_id="009"), done=done)
        assert codes(plan(Undo(), facts).problems) == [Code.CHANGED_SINCE]

    def test_an_mo_does_not_run_again_beside_another_one(self) -> None:
        before, ended = running(1, "0100", "R1"), finished(1, "0100", "0199", "R1")
        facts = MemoryFacts.of(
            ended,
            running(2, "0500", "R2"),
            done=[Past("op", (Change(before, ended, LogStatus.END),))],
        )
        assert codes(plan(Undo(), facts).problems) == [Code.OTHER_RUNNING]
