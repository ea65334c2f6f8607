"""A station for tests of the whole: the command line on a store of its own, Odoo on loopback."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.demo.records import Database, stamp
from app.demo.server import StandIn
from app.domain.clock import utc_now
from tests.marks import marked

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
ORDER = "mrp.production"
LOGIN, PASSWORD = "operator", marked("sandi-rahasia-77")


@dataclass
class TestClock:
    """A clock that stands until it is moved."""

    __test__ = False
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class Floor:
    """Runs commands as `stasiun-mo` does and reads what they print."""

    store: Path
    url: str
    database: str
    capture: pytest.CaptureFixture[str]
    clock: TestClock = field(default_factory=TestClock)
    login: str = LOGIN
    password: str = PASSWORD
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give the station a name: on a server it needs one."""
        self._settings = Path.home() / "stasiun.toml"
        self._settings.parent.mkdir(parents=True, exist_ok=True)
        self._settings.write_text('[station]\nname = "Lini 1"\n', encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "STASIUN_MO_CONFIG": str(self._settings),
            "SQLITE_PATH": str(self.store),
            "ODOO_API_URL": self.url,
            "ODOO_DB": self.database,
            "ODOO_LOGIN": self.login,
            "ODOO_PASSWORD": self.password,
            **self.extra,
        }

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Give exit code, stdout and stderr."""
        self.capture.readouterr()
        code = main(arguments, environment=self.environment, clock=self.clock)
        out, err = self.capture.readouterr()
        return code, out, err

    def ok(self, *arguments: str) -> str:
        code, out, err = self.run(*arguments)
        assert (code, err) == (0, ""), err
        return out

    def refused(self, *arguments: str) -> str:
        """Give the one line that says why."""
        code, out, err = self.run(*arguments)
        assert code == 1
        assert out == ""
        assert err.count("\n") == 1
        assert "Traceback" not in err
        return err.strip()

    def orders(self) -> dict[str, dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.ok("list", "--json"))
        return {row["mo_name"]: row for row in rows}

    def order(self, name: str) -> dict[str, Any]:
        return self.orders()[name]

    def sync(self) -> dict[str, int]:
        counts: dict[str, int] = json.loads(self.ok("sync", "--json"))
        return counts


def factory(clock: Callable[[], datetime], *, custom_fields: bool = True) -> Database:
    """Give an Odoo with five MOs of yesterday; they carry planned dates, as Odoo's always do."""
    created = clock() - timedelta(days=1)
    database = Database("pabrik", custom_fields=custom_fields, clock=clock)
    database.add_user(LOGIN, PASSWORD)
    for number in range(1, 6):
        values: dict[str, Any] = {
            "name": f"WH/MO/{number:05}",
            "state": "confirmed",
            "product_qty": 100.0 * number,
            "date_start": stamp(created + timedelta(minutes=30)),
            "date_finished": stamp(created + timedelta(hours=8)),
            "create_date": stamp(created),
        }
        if custom_fields:
            values["initial_qty_target"] = 0.0
            values["note"] = "TEAM LIQUID - SHIFT 1"
        database.create(ORDER, values)
    return database


def serve(
    database: Database, version: int = 17, *, clock: Callable[[], datetime] = utc_now
) -> StandIn:
    """Serve an Odoo; its answers tell the time of `clock`, which should be the station's."""
    return StandIn([database], version=version, clock=clock)
