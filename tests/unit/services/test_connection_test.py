"""Tes koneksi over real HTTP: every way in, every version, and what typically goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from socket import socket
from threading import Thread

import pytest

from app.demo import faults
from app.demo.records import Database
from app.demo.server import StandIn
from app.domain.errors import Code
from app.domain.sync_filter import SyncFilter
from app.odoo import http as http_module
from app.odoo.access import Access
from app.services.connection_test import (
    ConnectionReport,
    ConnectionTest,
    Finding,
    Mark,
    Point,
)
from app.services.settings import Probe
from tests.integration.floor import LOGIN, PASSWORD, TestClock, factory

ALL = [
    Point.SERVER,
    Point.VERSION,
    Point.CLOCK,
    Point.USER,
    Point.ORDERS,
    Point.TRANSFERS,
    Point.FIELDS,
]


@pytest.fixture(autouse=True)
def _no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def database(clock: TestClock) -> Database:
    database = factory(clock)
    database.add_user("terbatas", PASSWORD, may_read_mos=False)
    database.add_user("duafaktor", PASSWORD, two_factor=True)
    return database


@pytest.fixture(params=[17, 18, 19])
def any_server(
    request: pytest.FixtureRequest, database: Database, clock: TestClock
) -> Iterator[StandIn]:
    with StandIn([database], version=request.param, clock=clock) as server:
        yield server


@pytest.fixture
def server(database: Database, clock: TestClock) -> Iterator[StandIn]:
    with StandIn([database], version=19, clock=clock) as server:
        yield server


def by_password(server: StandIn, **values: str) -> Access:
    access = Access(server.url, "pabrik", LOGIN, password=PASSWORD, auth="password")
    return replace(access, **values)  # type: ignore[arg-type]


def found(
    access: Access,
    clock: TestClock,
    wanted: SyncFilter | None = None,
    seen: list[str] | None = None,
) -> ConnectionReport:
    kept: list[str] = [] if seen is None else seen
    probe = Probe(access, wanted or SyncFilter(), kept.append)
    return ConnectionTest(probe, clock).run()


def last(report: ConnectionReport) -> Finding:
    return report.findings[-1]


def at(report: ConnectionReport, point: Point) -> Finding:
    return next(finding for finding in report.findings if finding.point is point)


def test_a_password_that_is_right(any_server: StandIn, clock: TestClock) -> None:
    report = found(by_password(any_server), clock)
    assert [finding.point for finding in report.findings] == ALL
    assert {finding.mark for finding in report.findings} == {Mark.GOOD}
    assert report.good
    version = at(report, Point.VERSION).params["version"]
    assert version in ("17.0", "18.0", "19.0")
    assert at(report, Point.USER).params == {"login": LOGIN, "database": "pabrik"}
    assert at(report, Point.ORDERS).params == {"count": 5}
    assert report.requests == len(any_server.requests) <= 6


def test_a_session_that_lives(any_server: StandIn, clock: TestClock) -> None:
    sid = any_server.open_session("pabrik", LOGIN)
    report = found(Access(any_server.url, session_id=sid, auth="session"), clock)
    assert [finding.point for finding in report.findings] == ALL
    assert at(report, Point.USER).params == {"login": LOGIN, "database": "pabrik"}
    assert report.good
    assert report.requests <= 6


def test_a_key(server: StandIn, database: Database, clock: TestClock) -> None:
    key = database.add_api_key(LOGIN)
    report = found(Access(server.url, "pabrik", api_key=key, auth="api_key"), clock)
    assert [finding.point for finding in report.findings] == ALL
    assert at(report, Point.USER).params == {"login": "", "database": "pabrik"}
    assert report.good
    assert report.requests <= 6


def test_a_session_that_odoo_replaces_is_told(server: StandIn, clock: TestClock) -> None:
    sid = server.open_session("pabrik", LOGIN)
    server.rotate_next()
    seen: list[str] = []
    report = found(Access(server.url, session_id=sid, auth="session"), clock, seen=seen)
    assert report.good
    assert at(report, Point.USER).params["login"] == LOGIN
    assert seen
    assert seen[-1] != sid


def test_the_filter_decides_what_is_counted(server: StandIn, clock: TestClock) -> None:
    report = found(by_password(server), clock, SyncFilter(note_contains=("SHIFT 2",)))
    assert at(report, Point.ORDERS).params == {"count": 0}
    assert at(report, Point.ORDERS).mark is Mark.ODD
    assert report.good


def test_an_odoo_without_the_customised_fields(clock: TestClock) -> None:
    with StandIn([factory(clock, custom_fields=False)], clock=clock) as server:
        report = found(by_password(server), clock, SyncFilter(note_contains=("SHIFT 1",)))
    fields = at(report, Point.FIELDS)
    assert fields.mark is Mark.ODD
    assert fields.params == {"fields": "group_worker, note, initial_qty_target"}
    assert at(report, Point.ORDERS).params == {"count": 5}
    assert report.good


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"password": "salah"}, Code.WRONG_LOGIN),
        ({"login": "tiada"}, Code.WRONG_LOGIN),
        ({"database": "tiada"}, Code.WRONG_DATABASE),
        ({"login": "duafaktor"}, Code.TWO_FACTOR),
        ({"password": ""}, Code.NOT_CONFIGURED),
    ],
)
def test_a_login_that_fails(
    server: StandIn, clock: TestClock, values: dict[str, str], code: Code
) -> None:
    report = found(by_password(server, **values), clock)
    assert not report.good
    assert last(report).mark is Mark.BAD
    assert last(report).problem is not None
    assert last(report).problem.code is code  # type: ignore[union-attr]
    assert [finding.point for finding in report.findings[:3]] == ALL[:3]
    assert len(report.findings) == 4


def test_a_dead_session(server: StandIn, clock: TestClock) -> None:
    report = found(Access(server.url, session_id="0" * 84, auth="session"), clock)
    assert last(report).point is Point.USER
    assert last(report).problem.code is Code.SESSION_EXPIRED  # type: ignore[union-attr]


def test_a_key_of_nobody(server: StandIn, clock: TestClock) -> None:
    report = found(Access(server.url, "pabrik", api_key="0" * 40, auth="api_key"), clock)
    assert last(report).problem.code is Code.WRONG_KEY  # type: ignore[union-attr]


@pytest.mark.parametrize("version", [17, 18])
def test_an_odoo_that_takes_no_keys(version: int, database: Database, clock: TestClock) -> None:
    with StandIn([database], version=version, clock=clock) as server:
        report = found(Access(server.url, "pabrik", api_key="k" * 40, auth="api_key"), clock)
        assert len(server.requests) == 1
    assert at(report, Point.VERSION).mark is Mark.BAD
    assert not report.good


def test_a_user_without_rights_is_told_each(server: StandIn, clock: TestClock) -> None:
    report = found(by_password(server, login="terbatas"), clock)
    for point in (Point.ORDERS, Point.TRANSFERS):
        assert at(report, point).mark is Mark.BAD
        assert at(report, point).problem.code is Code.NO_RIGHTS  # type: ignore[union-attr]
    assert at(report, Point.FIELDS).mark is Mark.GOOD
    assert not report.good


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (faults.web_page(), Code.LOGIN_PAGE),
        (faults.status(502), Code.ODOO_DOWN),
        (faults.body(b"{}"), Code.BAD_ANSWER),
        (faults.body(b"["), Code.BAD_ANSWER),
        (faults.cut(-1), Code.CONNECTION_LOST),
    ],
)
def test_what_is_not_odoo(
    server: StandIn, clock: TestClock, fault: faults.Fault, code: Code
) -> None:
    server.faults.keep(fault)
    report = found(by_password(server), clock)
    assert [finding.point for finding in report.findings] == [Point.SERVER]
    assert last(report).problem.code is code  # type: ignore[union-attr]
    assert len(server.requests) == 1, "a person waits: it is asked once"


def test_nobody_listens(clock: TestClock) -> None:
    with socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        report = found(Access(url, "pabrik", LOGIN, password=PASSWORD), clock)
    assert last(report).problem.code is Code.NO_NETWORK  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("url", "code"), [("", Code.NOT_CONFIGURED), ("http://odoo.example", Code.PLAIN_HTTP)]
)
def test_an_address_that_is_none(url: str, code: Code, clock: TestClock) -> None:
    report = found(Access(url, password=PASSWORD), clock)
    assert last(report).problem.code is code  # type: ignore[union-attr]
    assert report.requests == 0


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_off(server: StandIn, clock: TestClock, minutes: int) -> None:
    server.date_off = timedelta(minutes=minutes)
    report = found(by_password(server), clock)
    assert at(report, Point.CLOCK) == Finding(Point.CLOCK, Mark.ODD, {"seconds": -60 * minutes})
    assert report.good


def test_what_the_session_is_called_does_not_matter(server: StandIn, clock: TestClock) -> None:
    server.faults.keep(faults.status(500), on="get_session_info")
    sid = server.open_session("pabrik", LOGIN)
    report = found(Access(server.url, session_id=sid, auth="session"), clock)
    assert at(report, Point.USER).mark is Mark.GOOD
    assert report.good


def test_it_can_be_given_up(database: Database, clock: TestClock) -> None:
    with StandIn([database], latency=30.0) as server:
        test = ConnectionTest(Probe(by_password(server), SyncFilter(), lambda _id: None), clock)
        reports: list[ConnectionReport] = []
        thread = Thread(target=lambda: reports.append(test.run()))
        thread.start()
        while not server.requests:
            thread.join(0.01)
        test.abandon()
        thread.join(5.0)
        assert not thread.is_alive()
    assert last(reports[0]).problem.code is Code.ABANDONED  # type: ignore[union-attr]
