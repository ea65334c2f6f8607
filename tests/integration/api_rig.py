"""The HTTP API on loopback: a real server in a thread, a real store, real requests."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Self

import apsw
import requests

from app import secrets
from app.api.limits import Limits
from app.api.server import Address, Server
from app.bootstrap import Setup, api
from app.config import Config
from app.domain.api import Scope
from app.domain.plans import Rules
from app.domain.store_address import ServerAddress, StoreAddress
from app.services.api_keys import ApiKeys
from tests.engines import rows, run_sql
from tests.plant import STATION, HandClock

EVERYTHING: Final = frozenset(Scope)


class ApiRig:
    """A server on a store of its own; a context manager.

    Attributes:
        clock: the present, for the store and all that is in it.
        key: one with every scope.
        session: asks with that key, in English.
    """

    def __init__(
        self,
        folder: Path,
        *,
        limits: Limits | None = None,
        address: Address | None = None,
        store: StoreAddress | None = None,
    ) -> None:
        self.clock = HandClock()
        self.path = store or folder / "store.db"
        self._setup = _setup(self.path, self.clock)
        self._setup.production().close()
        self.key = self.make_key("semua", EVERYTHING)
        self.server = Server(
            api.opening(self._setup),
            STATION,
            address or Address("127.0.0.1", 0),
            "id",
            limits or Limits(),
        )
        self._thread = threading.Thread(target=self.server.run, name="api-server")
        self.session = requests.Session()
        self.session.headers.update(self.headers(self.key))
        self.url = self.server.url

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.session.close()
        self.server.stop()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def headers(self, key: str, language: str = "en") -> dict[str, str]:
        return {"Authorization": f"Bearer {key}", "Accept-Language": language}

    def make_key(self, name: str, scopes: frozenset[Scope]) -> str:
        return str(self._with_keys(lambda keys: keys.create(name, scopes)))

    def revoke(self, name: str) -> None:
        self._with_keys(lambda keys: keys.revoke(name))

    def _with_keys(self, work: Callable[[ApiKeys], Any]) -> Any:
        with api.keys(self._setup) as keys:
            return work(keys)

    def add_mo(self, number: int, **values: Any) -> str:
        """Put an MO into the store, as a pass of the sync would."""
        name = f"WH/MO/{number:05}"
        given: dict[str, Any] = {
            "mo_id": 1000 + number,
            "mo_name": name,
            "state": "confirmed",
            "product_name": "Liquid Mangga 60 ml",
            "product_uom": "Botol",
            "product_qty": 100.0,
            "create_date": f"2026-04-{1 + number % 16:02} 01:00:00",
            "created_at": "2026-04-17 00:00:00",
            **values,
        }
        names, marks = ", ".join(given), ", ".join("?" * len(given))
        sql = f"INSERT INTO recent_mo ({names}) VALUES ({marks})"
        if isinstance(self.path, ServerAddress):
            run_sql(self.path, sql, tuple(given.values()))
            return name
        with closing(apsw.Connection(str(self.path))) as connection:
            connection.set_busy_timeout(10_000)  # the server may be writing
            connection.execute(sql, tuple(given.values()))
        return name

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(self.url + path, params=query, timeout=10)

    def post(
        self, path: str, body: Any, key: str | None = None, **headers: str
    ) -> requests.Response:
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.session.post(self.url + path, json=body, headers=headers, timeout=30)

    def register(self, name: str, first: str, roll: str = "R1") -> requests.Response:
        body = {"mo_name": name, "auth_first": first, "roll_number": roll}
        return self.post("/api/register-mo", body)

    def start(self, name: str, leader: str = "003") -> requests.Response:
        return self.post("/api/start-production", {"mo_name": name, "leader_id": leader})

    def log(self) -> list[dict[str, Any]]:
        """Give the rows of the history."""
        return rows(self.path, "production_log")


def _setup(store: StoreAddress, clock: HandClock) -> Setup:
    if isinstance(store, Path):
        return Setup(Config(station=STATION, store_path=store), clock=clock)
    (variable,) = secrets.STORE_PASSWORD.values()
    settings = Config(station=STATION, server=store, rules=Rules(shared=True))
    return Setup(settings, clock=clock, environment={variable: store.password})
