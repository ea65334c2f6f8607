"""The HTTP API that the window runs beside it: a real process that answers real requests."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from app.bootstrap import Setup, api
from app.bootstrap.api_process import ApiProcess, serve_command
from app.bootstrap.station import Station
from app.config import Config
from app.domain.api import ApiSettings, ApiState, ApiStatus, Scope
from tests.integration.processes import run

START_MS = 30_000


class Beside:
    """An `ApiProcess` on a store, with settings of its own and a program's key."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.file = folder / "config.toml"
        self.write(enabled=True)
        self.store = folder / "store.db"
        self.setup = Setup(
            Config(store_path=self.store, api=ApiSettings(enabled=True, port=self.port)),
            environment={"STASIUN_MO_CONFIG": str(self.file)},
        )
        with api.keys(self.setup) as keys:
            self.key = keys.create("dinding", [Scope.READ])
        self.parent = QObject()
        self.process = ApiProcess(self.setup.environment, self.parent)
        self.spy = QSignalSpy(self.process.status_changed)
        self._qtbot = qtbot

    def write(self, *, enabled: bool) -> None:
        switched = "true" if enabled else "false"
        self.file.write_text(f"[api]\nenabled = {switched}\nport = {self.port}\n")

    @property
    def last(self) -> ApiStatus:
        status = self.spy.at(self.spy.count() - 1)[0]
        assert isinstance(status, ApiStatus)
        return status

    def states(self) -> list[ApiState]:
        return [self.spy.at(number)[0].state for number in range(self.spy.count())]

    def wait_for(self, state: ApiState) -> None:
        self._qtbot.waitUntil(
            lambda: self.spy.count() > 0 and self.last.state is state, timeout=START_MS
        )

    def ask(self) -> int:
        headers = {"Authorization": f"Bearer {self.key}"}
        url = f"http://127.0.0.1:{self.port}/api/mo-options"
        return requests.get(url, headers=headers, timeout=10).status_code


@pytest.fixture
def beside(tmp_path: Path, qtbot: QtBot) -> Iterator[Beside]:
    made = Beside(tmp_path, qtbot)
    yield made
    made.process.stop()


def test_it_answers_while_it_is_wanted(beside: Beside) -> None:
    beside.process.use(beside.store, enabled=True)
    beside.wait_for(ApiState.ANSWERS)
    assert beside.last.url == f"http://127.0.0.1:{beside.port}"
    assert beside.ask() == 200
    beside.process.use(beside.store, enabled=False)
    beside.wait_for(ApiState.OFF)
    with pytest.raises(requests.ConnectionError):
        beside.ask()
    assert beside.states() == [ApiState.STARTING, ApiState.ANSWERS, ApiState.OFF]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_when_it_dies_it_is_started_again(beside: Beside) -> None:
    beside.process.use(beside.store, enabled=True)
    beside.wait_for(ApiState.ANSWERS)
    os.kill(beside.process.process_id, signal.SIGKILL)
    beside.wait_for(ApiState.STOPPED)
    beside.wait_for(ApiState.ANSWERS)
    assert beside.ask() == 200


def test_other_settings_take_effect_at_once(beside: Beside) -> None:
    beside.process.use(beside.store, enabled=True)
    beside.wait_for(ApiState.ANSWERS)
    first = beside.process.process_id
    beside.process.use(beside.store, enabled=True)
    beside.wait_for(ApiState.STARTING)
    beside.wait_for(ApiState.ANSWERS)
    assert beside.process.process_id not in (0, first)
    assert ApiState.STOPPED not in beside.states()


def test_it_says_why_it_cannot_answer(beside: Beside) -> None:
    with socket.create_server(("127.0.0.1", beside.port)):
        beside.process.use(beside.store, enabled=True)
        beside.wait_for(ApiState.STOPPED)
        assert f"127.0.0.1:{beside.port}" in beside.last.reason
    beside.wait_for(ApiState.ANSWERS)


def test_where_it_is_not_installed_nothing_is_started(
    beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "is_installed", lambda: False)
    beside.process.use(beside.store, enabled=True)
    beside.process.use(beside.store, enabled=False)
    assert beside.states() == [ApiState.NOT_INSTALLED, ApiState.NOT_INSTALLED]
    assert beside.process.process_id == 0


def test_the_window_runs_it_as_the_settings_say_and_takes_it_along(
    beside: Beside, qtbot: QtBot
) -> None:
    station = Station(beside.setup, with_sync=False)
    try:
        process = station.backstage.api
        spy = QSignalSpy(process.status_changed)
        station.start()
        qtbot.waitUntil(
            lambda: spy.count() > 0 and spy.at(spy.count() - 1)[0].state is ApiState.ANSWERS,
            timeout=START_MS,
        )
        assert beside.ask() == 200
        assert process.process_id != 0
    finally:
        station.stop()
    assert process.process_id == 0
    with pytest.raises(requests.ConnectionError):
        beside.ask()


def test_saved_settings_switch_it(beside: Beside, qtbot: QtBot) -> None:
    station = Station(beside.setup, with_sync=False)
    process = station.backstage.api
    spy = QSignalSpy(process.status_changed)

    def wait_for(state: ApiState) -> None:
        qtbot.waitUntil(
            lambda: spy.count() > 0 and spy.at(spy.count() - 1)[0].state is state,
            timeout=START_MS,
        )

    try:
        station.start()
        wait_for(ApiState.ANSWERS)
        station.window.office.open_settings("api")
        qtbot.waitUntil(lambda: station.window.overlay.card is not None)
        card = station.window.overlay.card
        card.fields["api.enabled"].buttons["off"].click()  # type: ignore[union-attr]
        card.save_button.click()  # type: ignore[union-attr]
        wait_for(ApiState.OFF)
        assert process.process_id == 0
    finally:
        station.stop()


def test_a_bundle_starts_its_program_with_a_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/StasiunMO/StasiunMO.exe")
    program, *arguments = serve_command()
    assert Path(program) == Path("/opt/StasiunMO/stasiun-mo.exe")
    assert arguments == ["serve", "--until-stdin-ends"]


def test_a_smoke_test_starts_none(beside: Beside) -> None:
    done = run("--smoke-test", STASIUN_MO_CONFIG=str(beside.file), SQLITE_PATH=str(beside.store))
    assert (done.returncode, done.stderr) == (0, "")
