"""One pass: what it costs, reads and leaves out, and a store as before when it fails."""

import json
import socket
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from app.demo import faults
from app.demo.records import stamp
from app.domain.clock import to_text
from app.domain.errors import Code, EnvironmentFaultError, OdooError, StasiunError
from app.domain.requests import Register, Start
from app.domain.sync_filter import SyncFilter
from app.odoo import client as client_module
from app.odoo import http as http_module
from app.odoo import transport as transport_module
from app.odoo.access import Access
from app.odoo.pages import Watch
from app.services import sync as sync_module
from app.services.messages import SyncCounts, SyncPhase, SyncStatus
from app.services.schedule import Schedule, run_once
from app.services.sync import Sync
from tests.engines import SERVER, SQLITE, fault, held, make_impatient
from tests.marks import marked
from tests.plant import LOGIN, PASSWORD, Plant, rows
from tests.unit.odoo.wire import PAGE, Wire, error, http, result

SESSION = marked("0123456789abcdef0123456789ab")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)


def failure(sync: Sync) -> StasiunError:
    with pytest.raises(StasiunError) as caught:
        sync.run()
    return caught.value


def names(plant: Plant) -> set[str]:
    return {row["mo_name"] for row in rows(plant.path, "recent_mo")}


# ---------------------------------------------------------------------- what it costs


def test_the_first_pass_costs_four_requests_and_the_next_ones_two(plant: Plant) -> None:
    for number in range(400):
        plant.add_mo(f"WH/MO/{number:05}", origin=f"SO{number}")
        plant.add_picking(f"WH/MO/{number:05}")
    first = plant.sync.run()
    assert (first.requests, first.fetched, first.inserted) == (4, 400, 400)
    second = plant.sync.run()
    assert (second.requests, second.fetched, second.unchanged) == (2, 400, 400)
    asked = [seen.call or seen.path.rpartition("/")[2] for seen in plant.server.requests]
    assert asked == ["authenticate", "fields_get", *["search_read"] * 4]


def test_a_pass_with_a_session_id_costs_no_login(plant: Plant) -> None:
    plant.add_mo("WH/MO/00001")
    sid = plant.server.open_session("pabrik", LOGIN)
    sync = plant.make_sync(Access(plant.server.url, session_id=sid))
    assert [sync.run().requests, sync.run().requests] == [3, 2]


def test_without_an_mo_no_transfers_are_asked_for(plant: Plant) -> None:
    assert plant.sync.run() == SyncCounts(requests=3)


def test_the_counts_say_what_was_done_and_are_kept(plant: Plant) -> None:
    one = plant.add_mo("A")
    two = plant.add_mo("B")
    plant.add_mo("C")
    plant.sync.run()
    plant.clock.advance(minutes=5)
    plant.change_mo(one, name="A-001")
    plant.odoo.unlink("mrp.production", two)
    plant.add_mo("C")  # of another company
    plant.add_mo("D")
    plant.add_mo("E", product_qty=float("nan"))
    counts = plant.sync.run()
    assert counts == SyncCounts(
        requests=2,
        fetched=4,
        inserted=1,
        updated=1,
        unchanged=1,
        renamed=1,
        clashed=1,
        skipped=1,
        gone=1,
    )
    run = rows(plant.path, "sync_run")[-1]
    assert (run["outcome"], run["error_code"]) == ("ok", None)
    assert run["started_at"] == run["finished_at"] == to_text(plant.clock())
    assert {name: run[name] for name in SyncCounts.__slots__} == {
        name: getattr(counts, name) for name in SyncCounts.__slots__
    }


def test_a_clash_of_names_is_told_with_the_name(
    plant: Plant, caplog: pytest.LogCaptureFixture
) -> None:
    plant.add_mo("WH/MO/00048")
    plant.add_mo("WH/MO/00048")  # of another company
    assert plant.sync.run().clashed == 1
    (told,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert "WH/MO/00048" in told.getMessage()


def test_a_clash_stays_told_until_a_full_pass_finds_it_gone(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_module, "monotonic", lambda: plant.clock().timestamp())
    sync = plant.make_sync(full_every=timedelta(hours=1))
    plant.add_mo("WH/MO/00048")
    other = plant.add_mo("WH/MO/00048")
    assert sync.run().clashed == 1
    for _ in range(2):  # the first one still reads the overlap
        plant.clock.advance(minutes=20)
        assert sync.run().clashed == 1
    plant.add_mo("WH/MO/00049")
    counts = sync.run()
    assert (sync.mode, counts.fetched, counts.clashed) == ("incremental", 1, 1)
    plant.change_mo(other, name="WH/MO/00050")
    plant.clock.advance(hours=2)
    assert (sync.run().clashed, sync.mode) == (0, "full")
    plant.clock.advance(minutes=5)
    assert (sync.run().clashed, sync.mode) == (0, "incremental")


def test_two_passes_without_a_change_leave_the_store_as_it_is(plant: Plant) -> None:
    plant.add_mo("A")
    plant.sync.run()
    before = plant.tables()
    plant.clock.advance(hours=1)
    plant.sync.run()
    assert plant.tables() == before


def many(plant: Plant, count: int) -> None:
    plant.odoo.load(
        "mrp.production",
        [
            {
                "id": number,
                "name": f"WH/MO/{number:05}",
                "state": "confirmed",
                "create_date": stamp(plant.clock() - timedelta(hours=8)),
            }
            for number in range(1, count + 1)
        ],
    )


@pytest.mark.parametrize(
    ("mos", "most"), [(1, 3), (500, 3), (999, 3), (1000, 3), (1001, 5), (2500, 7)]
)
def test_requests_stay_within_one_and_two_a_page(plant: Plant, mos: int, most: int) -> None:
    many(plant, mos)
    sid = plant.server.open_session("pabrik", LOGIN)
    sync = plant.make_sync(Access(plant.server.url, session_id=sid))
    first = sync.run()
    assert (first.inserted, first.requests) == (mos, most)
    assert sync.run().requests == most - 1


def test_what_an_unchanged_incremental_pass_costs(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    many(plant, 500)
    post = http_module.Http.post
    sent: list[tuple[int, int]] = []

    def weigh(self: http_module.Http, path: str, body: bytes, *rest: Any, **named: Any) -> Any:
        answer = post(self, path, body, *rest, **named)
        sent.append((len(body), len(answer.content)))
        return answer

    monkeypatch.setattr(http_module.Http, "post", weigh)
    monkeypatch.setattr(sync_module, "monotonic", lambda: plant.clock().timestamp())
    sync = plant.make_sync(full_every=timedelta(hours=1))
    lines = []
    for _ in range(5):
        sent.clear()
        counts = sync.run()
        asked, came = (sum(column) for column in zip(*sent, strict=True))
        lines.append((sync.mode, counts.requests, counts.fetched, asked, came))
        plant.clock.advance(minutes=5)
    with capsys.disabled():
        print("\nof 500 MOs: mode, requests, MOs, bytes sent, bytes received")
        print(*lines, sep="\n")
    assert [line[:3] for line in lines] == [
        ("full", 4, 500),
        ("incremental", 2, 500),  # within the overlap
        ("incremental", 2, 500),
        ("incremental", 2, 500),
        ("incremental", 1, 0),
    ]


# ---------------------------------------------------------------------- the clocks


@pytest.mark.parametrize("minutes", [-600, -3, 0, 3, 600])
def test_a_clock_off_odoos_is_known_and_logged(
    plant: Plant, caplog: pytest.LogCaptureFixture, minutes: int
) -> None:
    plant.add_mo("A")
    plant.server.date_off = timedelta(minutes=-minutes)
    schedule = Schedule(timedelta(minutes=5), plant.clock)
    schedule.begin()
    run_once(plant.sync, schedule, lambda: None)
    assert schedule.status.clock_off == minutes * 60
    assert ("clock" in caplog.text) is (minutes != 0)


def test_a_write_date_of_the_future_does_not_blind_the_incremental_passes(plant: Plant) -> None:
    odd = plant.add_mo("A")
    plant.change_mo(odd, write_date="2099-01-01 00:00:00")
    changed = plant.add_mo("B")
    sync = plant.make_sync(full_every=timedelta(hours=1))
    sync.run()
    plant.clock.advance(minutes=5)
    plant.change_mo(changed, product_qty=7.0)
    assert (sync.run().updated, sync.mode) == (1, "incremental")


def test_after_a_sleep_everything_is_asked_for_again(plant: Plant) -> None:
    plant.add_mo("A")
    sync = plant.make_sync(full_every=timedelta(hours=1))
    sync.run()
    sync.run()
    assert sync.mode == "incremental"
    plant.clock.advance(hours=8)  # no time has passed for the clock that nobody sets
    sync.run()
    assert sync.mode == "full"


def test_after_a_failure_everything_is_asked_for_again(plant: Plant) -> None:
    gone = plant.add_mo("A")
    sync = plant.make_sync(full_every=timedelta(hours=1))
    sync.run()
    plant.odoo.unlink("mrp.production", gone)
    assert sync.run().gone == 0
    plant.server.faults.add(faults.cut(), times=3)
    failure(sync)
    assert (sync.run().gone, sync.mode) == (1, "full")


@pytest.mark.parametrize(("asked", "tries"), [("1", 2), ("21", 1), ("3600", 1)])
def test_odoo_is_waited_for_within_the_pass_if_it_asks_for_little(
    plant: Plant, asked: str, tries: int
) -> None:
    plant.add_mo("A")
    plant.sync.run()
    plant.server.clear_requests()
    plant.server.faults.add(faults.status(429, asked))
    began = monotonic()
    if tries == 1:
        assert failure(plant.sync).problem.params["retry_after"] == int(asked)
        assert len(plant.server.requests) == 1
    else:
        plant.sync.run()
        assert monotonic() - began >= int(asked)


def test_a_date_to_come_again_is_read_by_the_clock_of_the_one_who_says_it(plant: Plant) -> None:
    plant.add_mo("A")
    plant.server.date_off = timedelta(hours=-9)
    until = plant.clock() - timedelta(hours=9) + timedelta(minutes=10)
    plant.server.faults.keep(faults.status(503, format_datetime(until, usegmt=True)))
    assert failure(plant.sync).problem.params["retry_after"] == 600


# ---------------------------------------------------------------------- which MOs


def test_the_filter_of_the_configuration_selects(tmp_path: Path) -> None:
    wanted = SyncFilter(group_worker_ids=(3,), note_contains=("100% SHIFT_1\\",))
    with Plant(tmp_path, wanted=wanted) as plant:
        good: dict[str, Any] = {"group_worker": [3, "G3"], "note": "x 100% shift_1\\ y"}
        plant.add_mo("YES", **good)
        plant.add_mo("OTHER GROUP", **{**good, "group_worker": [4, "G4"]})
        plant.add_mo("OTHER NOTE", **{**good, "note": "x 1000 SHIFT-1\\ y"})
        plant.add_mo("OLD", **good, create_date=stamp(plant.clock() - timedelta(days=8)))
        plant.add_mo("DONE", **good, state="done")
        plant.sync.run()
        assert names(plant) == {"YES"}


def test_mos_known_here_follow_odoo_out_of_the_filter(plant: Plant) -> None:
    mo_id = plant.add_mo("A")
    plant.sync.run()
    plant.clock.advance(days=30)  # long out of the window
    plant.change_mo(mo_id, state="to_close", product_qty=7.0)
    plant.sync.run()
    assert (plant.row("A")["state"], plant.row("A")["product_qty"]) == ("to_close", 7.0)
    plant.change_mo(mo_id, state="done")
    plant.sync.run()
    assert plant.row("A")["state"] == "done"


def test_what_runs_here_follows_odoo_even_when_it_is_done_there(plant: Plant) -> None:
    mo_id = plant.add_mo("A")
    plant.sync.run()
    key = plant.order("A").id
    plant.production.execute(Register(key, "A100", "R1"), "op-1")
    plant.production.execute(Start(key, "003"), "op-2")
    plant.change_mo(mo_id, state="done")
    plant.sync.run()
    plant.odoo.unlink("mrp.production", mo_id)
    assert plant.sync.run().gone == 1
    assert plant.order("A").gone_at == plant.clock()


def test_a_deletion_is_noticed_once_and_taken_back_when_it_is_there_again(plant: Plant) -> None:
    mo_id = plant.add_mo("A")
    plant.sync.run()
    (record,) = plant.odoo.records("mrp.production")
    plant.odoo.unlink("mrp.production", mo_id)
    assert [plant.sync.run().gone, plant.sync.run().gone] == [1, 0]
    plant.odoo.load("mrp.production", [record])
    assert plant.sync.run().updated == 1
    assert plant.row("A")["gone_at"] is None


def test_mos_that_come_and_go_between_pages_are_neither_skipped_nor_repeated(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [plant.add_mo(f"MO{number}") for number in range(9)]
    monkeypatch.setattr(client_module.OdooClient.__init__, "__defaults__", (3,))
    send = transport_module.SessionTransport._call
    pages = 0

    def between(
        self: transport_module.SessionTransport,
        model: str,
        method: str,
        kwargs: Mapping[str, Any],
        watch: Watch | None,
    ) -> Any:
        nonlocal pages
        if (model, method) == ("mrp.production", "search_read"):
            pages += 1
            if pages == 2:
                plant.odoo.unlink("mrp.production", [ids[0], ids[1]])
                plant.add_mo("NEW")
        return send(self, model, method, kwargs, watch)

    monkeypatch.setattr(transport_module.SessionTransport, "_call", between)
    counts = plant.sync.run()
    assert pages == 4
    assert counts.inserted == 10
    assert names(plant) == {*(f"MO{number}" for number in range(9)), "NEW"}
    assert plant.sync.run().gone == 2


# ---------------------------------------------------------------------- what is in a record


def test_every_odoo_owned_column_equals_odoo(plant: Plant) -> None:
    mo_id = plant.add_mo(
        "WH/MO/00048",
        group_worker=[3, "Grup 3"],
        note="<p>Shift 1</p>\r\n🏭",
        initial_qty_target=90.5,
        origin="SO00007",
        state="progress",
    )
    transfer = plant.add_picking("SO00007")
    plant.sync.run()
    row = plant.row("WH/MO/00048")
    assert row == {
        **row,
        "mo_id": mo_id,
        "state": "progress",
        "group_worker_id": 3,
        "note": "<p>Shift 1</p>\r\n🏭",
        "product_id": 7,
        "product_name": "Liquid Mangga 60 ml",
        "product_uom": "Botol",
        "product_qty": 100.0,
        "initial_qty_target": 90.5,
        "create_date": "2026-04-16 18:30:00",
        "origin": "SO00007",
        "transfer_id": transfer,
        "write_date": "2026-04-17 02:30:00",
    }


def test_plain_odoo_without_the_customised_fields_leaves_them_null(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = SyncFilter(group_worker_ids=(3,), note_contains=("SHIFT",))
    with Plant(tmp_path, custom_fields=False, wanted=wanted) as plant, caplog.at_level("INFO"):
        plant.add_mo("A")
        plant.sync.run()
        plant.sync.run()
        row = plant.row("A")
        assert (row["group_worker_id"], row["note"], row["initial_qty_target"]) == (None,) * 3
    assert caplog.text.count("initial_qty_target") == 1


def test_a_transfer_once_found_is_kept_when_it_is_gone_from_odoo(plant: Plant) -> None:
    plant.add_mo("A")
    key = plant.add_picking("A")
    plant.sync.run()
    plant.odoo.write("stock.picking", key, {"state": "cancel"})
    plant.sync.run()
    assert plant.row("A")["transfer_id"] == key
    newer = plant.add_picking("A")
    plant.sync.run()
    assert plant.row("A")["transfer_id"] == newer


@pytest.mark.parametrize(
    "broken",
    [
        {"product_qty": float("nan")},
        {"name": "\tnot a name"},
        {"create_date": "yesterday"},
        {"note": "half a pair \ud83d"},
        {"product_id": [7, "half a pair \ud83d"]},
        {"product_id": [2**63, "Liquid"]},
    ],
    ids=repr,
)
def test_one_broken_record_is_left_out_counted_and_logged_and_the_others_are_stored(
    plant: Plant, caplog: pytest.LogCaptureFixture, broken: dict[str, object]
) -> None:
    plant.add_mo("A")
    mo_id = plant.add_mo("B")
    plant.change_mo(mo_id, **broken)
    plant.add_mo("C")
    counts = plant.sync.run()
    assert (counts.fetched, counts.inserted, counts.skipped) == (2, 2, 1)
    assert names(plant) == {"A", "C"}
    assert str(mo_id) in caplog.text


def test_a_known_mo_whose_record_is_broken_is_not_taken_for_gone(plant: Plant) -> None:
    mo_id = plant.add_mo("A")
    plant.sync.run()
    plant.change_mo(mo_id, product_qty=float("nan"))
    counts = plant.sync.run()
    assert (counts.skipped, counts.gone) == (1, 0)
    assert plant.row("A")["gone_at"] is None


# ---------------------------------------------------------------------- sessions


def test_a_session_that_expires_between_passes_is_renewed_with_one_login(plant: Plant) -> None:
    plant.add_mo("A")
    plant.sync.run()
    plant.server.expire_sessions()
    plant.server.clear_requests()
    assert plant.sync.run().requests == 4
    logins = [seen for seen in plant.server.requests if seen.path.endswith("authenticate")]
    assert len(logins) == 1


def test_a_session_that_expires_within_a_pass_is_renewed_within_it(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.add_mo("A")
    plant.add_picking("A")
    plant.sync.run()
    plant.server.clear_requests()
    send = transport_module.SessionTransport._call

    def expire_before_the_transfers(
        self: transport_module.SessionTransport, model: str, *rest: Any
    ) -> Any:
        if model == "stock.picking" and not any(
            seen.path.endswith("authenticate") for seen in plant.server.requests
        ):
            plant.server.expire_sessions()
        return send(self, model, *rest)

    monkeypatch.setattr(transport_module.SessionTransport, "_call", expire_before_the_transfers)
    assert plant.sync.run().unchanged == 1
    logins = [seen for seen in plant.server.requests if seen.path.endswith("authenticate")]
    assert len(logins) == 1


def test_a_pass_logs_in_at_most_once_even_if_that_session_dies_too(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.add_mo("A")
    send = transport_module.SessionTransport._call
    died = 0

    def expire_at_the_transfers(
        self: transport_module.SessionTransport, model: str, *rest: Any
    ) -> Any:
        nonlocal died
        if model == "stock.picking" and not died:
            died += 1
            plant.server.expire_sessions()
        return send(self, model, *rest)

    monkeypatch.setattr(transport_module.SessionTransport, "_call", expire_at_the_transfers)
    with suppress(OdooError):
        plant.sync.run()
    assert died == 1
    logins = [seen for seen in plant.server.requests if seen.path.endswith("authenticate")]
    assert len(logins) == 1


def test_a_station_with_a_session_id_asks_for_a_new_one_and_keeps_its_data(plant: Plant) -> None:
    plant.add_mo("A")
    sid = plant.server.open_session("pabrik", LOGIN)
    sync = plant.make_sync(Access(plant.server.url, session_id=sid))
    sync.run()
    before = plant.tables()
    plant.server.expire_sessions()
    for _ in range(2):
        assert failure(sync).problem.code is Code.SESSION_EXPIRED
    assert plant.tables() == before


@pytest.mark.parametrize(
    ("values", "code"),
    [({"password": marked("salah")}, Code.WRONG_LOGIN), ({"login": "dua"}, Code.TWO_FACTOR)],
)
def test_a_refused_password_is_not_tried_again(
    plant: Plant, values: dict[str, str], code: Code
) -> None:
    plant.odoo.add_user("dua", PASSWORD, two_factor=True)
    sync = plant.make_sync(plant.access(**values))
    for _ in range(3):
        assert failure(sync).problem.code is code
    assert len(plant.server.requests) == 1


def test_a_password_that_was_changed_is_tried_once(plant: Plant) -> None:
    plant.add_mo("A")
    plant.sync.run()
    plant.odoo.set_password(LOGIN, marked("another"))
    plant.server.clear_requests()
    for _ in range(3):
        assert failure(plant.sync).problem.code is Code.WRONG_LOGIN
    logins = [seen for seen in plant.server.requests if seen.path.endswith("authenticate")]
    assert len(logins) == 1


# ---------------------------------------------------------------------- failures


def worked(plant: Plant) -> dict[str, Any]:
    """Bring the store to where people have typed, and give it."""
    plant.add_mo("A")
    plant.add_mo("B")
    plant.add_picking("A")
    plant.sync.run()
    key = plant.order("A").id
    plant.production.execute(Register(key, "A100", "R1"), "op-1")
    plant.production.execute(Start(key, "003"), "op-2")
    return plant.tables()


def check_failure(plant: Plant, sync: Sync, before: dict[str, Any], code: Code) -> None:
    found = failure(sync)
    assert isinstance(found, OdooError)
    assert found.problem.code is code
    assert plant.tables() == before
    run = rows(plant.path, "sync_run")[-1]
    assert (run["outcome"], run["error_code"]) == ("failed", str(code))
    told = repr(found) + str(found) + json.dumps(run) + repr(found.problem)
    assert PASSWORD not in told
    assert SESSION not in told


REFUSED: list[tuple[dict[str, Any], Code]] = [
    ({"password": marked("salah")}, Code.WRONG_LOGIN),
    ({"database": "tidak-ada"}, Code.WRONG_DATABASE),
    ({"login": "dua"}, Code.TWO_FACTOR),
    ({"login": "tamu"}, Code.NO_RIGHTS),
    ({"session_id": SESSION, "password": ""}, Code.SESSION_EXPIRED),
    ({"password": ""}, Code.NOT_CONFIGURED),
    ({"url": "http://odoo.example"}, Code.PLAIN_HTTP),
]


@pytest.mark.parametrize(("values", "code"), REFUSED)
def test_a_refused_pass_leaves_the_store_as_it_was(
    plant: Plant, values: dict[str, Any], code: Code
) -> None:
    plant.odoo.add_user("dua", PASSWORD, two_factor=True)
    plant.odoo.add_user("tamu", PASSWORD, may_read_mos=False)
    before = worked(plant)
    check_failure(plant, plant.make_sync(plant.access(**values)), before, code)


@SQLITE
def test_a_station_alone_without_an_odoo_says_so(plant: Plant) -> None:
    before = worked(plant)
    check_failure(plant, plant.make_sync(plant.access(url="")), before, Code.NOT_CONFIGURED)


@SERVER
def test_where_no_odoo_is_known_the_turn_is_left_to_others(plant: Plant) -> None:
    with closing(plant.make_sync(plant.access(url=""))) as looking_on:
        found = failure(looking_on).problem
        assert (found.code, found.params) == (Code.NOT_CONFIGURED, {"key": "odoo.url"})
        assert rows(plant.path, "sync_run") == []
        plant.sync.run()  # nobody is in its way
        status = run_by(looking_on, plant)
    assert (status.phase, status.last_success) == (SyncPhase.OK, plant.clock())
    assert len(rows(plant.path, "sync_run")) == 1


def run_by(sync: Sync, plant: Plant) -> SyncStatus:
    schedule = Schedule(timedelta(minutes=5), plant.clock)
    schedule.begin()
    run_once(sync, schedule, lambda: None)
    return schedule.status


def test_a_slow_odoo_times_out_and_leaves_the_store_as_it_was(plant: Plant) -> None:
    before = worked(plant)
    plant.server.latency = 5.0
    sync = plant.make_sync(plant.access(read_timeout=0.1))
    check_failure(plant, sync, before, Code.TIMED_OUT)


def test_a_refused_port_leaves_the_store_as_it_was(plant: Plant) -> None:
    before = worked(plant)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sync = plant.make_sync(plant.access(url=f"http://127.0.0.1:{port}"))
    check_failure(plant, sync, before, Code.NO_NETWORK)


GOOD: dict[str, Any] = {
    "authenticate": {"uid": 2},
    "fields_get": {},
    "mrp.production": [{"id": 77, "name": "NEW", "state": "draft"}],
    "stock.picking": [{"id": 9, "origin": "NEW", "state": "done"}],
}
STEPS = tuple(GOOD)


def step_of(path: str, body: Mapping[str, Any]) -> str:
    last = path.rpartition("/")[2]
    return last if last in STEPS else str(body["params"]["model"])


FAULTS: dict[str, tuple[Callable[[bytes], bytes], Code]] = {
    "a page": (lambda _: http(PAGE, 200, "text/html"), Code.LOGIN_PAGE),
    "a redirection": (lambda _: http(b"", 302, "text/html", "Location: /"), Code.REDIRECTED),
    "a server error": (lambda _: http(PAGE, 500, "text/html"), Code.ODOO_DOWN),
    "too many requests": (lambda _: http(b"", 429), Code.ODOO_DOWN),
    "cut in the head": (lambda good: good[:20], Code.BAD_ANSWER),
    "cut in the body": (lambda good: good[:-1], Code.CONNECTION_LOST),
    "hanging up": (lambda _: b"", Code.CONNECTION_LOST),
    "another result": (lambda _: result("five"), Code.BAD_ANSWER),
    "an error": (lambda _: error("builtins.ValueError"), Code.ODOO_REFUSED),
    "too large": (lambda _: result("x" * 200_000), Code.TOO_LARGE),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_any_answer_leaves_the_store_as_it_was(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, step: str, fault: str
) -> None:
    monkeypatch.setattr(http_module, "SIZE_LIMIT", 100_000)
    before = worked(plant)
    spoil, code = FAULTS[fault]

    def answer(path: str, body: Mapping[str, Any]) -> bytes:
        asked = step_of(path, body)
        good = result(GOOD[asked])
        return spoil(good) if asked == step else good

    with Wire(answer) as wire:
        check_failure(plant, plant.make_sync(plant.access(url=wire.url)), before, code)


@pytest.mark.parametrize("step", STEPS)
def test_an_answer_cut_at_any_byte_leaves_the_store_as_it_was(plant: Plant, step: str) -> None:
    before = worked(plant)
    sent: list[int] = []

    def answer(path: str, body: Mapping[str, Any]) -> bytes:
        asked = step_of(path, body)
        good = result(GOOD[asked])
        return good[: sent[-1]] if asked == step else good

    with Wire(answer) as wire:
        for length in range(0, len(result(GOOD[step])), 11):
            sent.append(length)
            assert failure(plant.make_sync(plant.access(url=wire.url))).problem.code in (
                Code.CONNECTION_LOST,
                Code.BAD_ANSWER,
            )
            assert plant.tables() == before


def test_the_answers_that_were_spoilt_are_stored_when_they_are_whole(plant: Plant) -> None:
    worked(plant)
    with Wire(lambda path, body: result(GOOD[step_of(path, body)])) as wire:
        counts = plant.make_sync(plant.access(url=wire.url)).run()
    assert (counts.inserted, counts.gone) == (1, 2)
    assert plant.row("NEW")["transfer_id"] == 9


def test_a_failed_pass_is_followed_by_a_good_one(plant: Plant) -> None:
    mo_id = plant.add_mo("A")
    sync = plant.make_sync(plant.access(read_timeout=0.1))
    sync.run()
    plant.change_mo(mo_id, state="progress")
    plant.server.latency = 5.0
    assert failure(sync).problem.code is Code.TIMED_OUT
    plant.server.latency = 0.0
    assert sync.run().updated == 1
    assert plant.row("A")["state"] == "progress"


def test_no_secret_is_in_the_log_of_any_pass(
    plant: Plant, caplog: pytest.LogCaptureFixture
) -> None:
    plant.add_mo("A")
    with caplog.at_level("DEBUG"):
        plant.sync.run()
        failure(plant.make_sync(plant.access(login="nobody")))
        failure(plant.make_sync(Access(plant.server.url, session_id=SESSION)))
    assert "failed: wrong_login" in caplog.text
    assert not [secret for secret in (PASSWORD, SESSION) if secret in caplog.text]


# ---------------------------------------------------------------------- the store's side


def test_a_fault_while_writing_takes_the_whole_pass_back(plant: Plant) -> None:
    before = worked(plant)
    for number in range(5):
        plant.add_mo(f"NEW{number}")
    with fault(plant.path, "recent_mo", "NEW.mo_name = 'NEW3'"):
        with pytest.raises(Exception, match="a fault of the test"):
            plant.sync.run()
        assert plant.tables() == before
    assert plant.sync.run().inserted == 5


def test_a_store_that_is_held_too_long_is_told(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_impatient(monkeypatch)
    before = worked(plant)
    plant.add_mo("NEW")
    with held(plant.path):
        found = failure(plant.make_sync())
    assert isinstance(found, EnvironmentFaultError)
    assert found.problem.code is Code.STORE_LOCKED
    assert plant.tables() == before
    assert plant.make_sync().run().inserted == 1


@SQLITE
def test_without_a_store_no_pass_is_made_and_none_is_left(plant: Plant, tmp_path: Path) -> None:
    path = tmp_path / "nowhere.db"
    sync = Sync(path, plant.access(), plant.wanted, plant.clock)
    assert failure(sync).problem.code is Code.STORE_MISSING
    assert not path.exists()
    assert plant.server.requests == []


def test_no_transaction_is_open_while_odoo_is_asked(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.add_mo("A")
    plant.sync.run()
    send = transport_module.SessionTransport._call
    done = 0

    def work_meanwhile(self: transport_module.SessionTransport, *rest: Any) -> Any:
        nonlocal done
        done += 1
        if done == 1:
            key = plant.order("A").id
            plant.production.execute(Register(key, "A100", "R1"), "op-1")
        return send(self, *rest)

    monkeypatch.setattr(transport_module.SessionTransport, "_call", work_meanwhile)
    make_impatient(monkeypatch)
    plant.sync.run()
    assert plant.people("A")["auth_first"] == "A100"


def test_an_abandoned_pass_ends_at_once_and_writes_nothing(plant: Plant) -> None:
    before = worked(plant)

    def answer(_path: str, _body: Mapping[str, Any]) -> bytes:
        sync.abandon()  # while the pass waits for this answer
        return b""

    with Wire(answer, hold=True) as wire:
        sync = plant.make_sync(plant.access(url=wire.url))
        check_failure(plant, sync, before, Code.ABANDONED)
        assert failure(sync).problem.code is Code.ABANDONED
        assert len(wire.seen) == 1


def test_who_waits_is_told_how_many_mos_have_been_read(plant: Plant) -> None:
    told: list[int] = []
    for number in range(1, 1004):
        plant.add_mo(f"WH/MO/{number:05}")
    counts = plant.sync.run(progress=told.append)
    assert told == [1000, 1003]
    assert counts.fetched == 1003
