"""Recorded exchanges with real Odoo servers, and databases of the stand-in that hold their data.

The recordings lie in ``shared/odoo-recordings`` beside the repository; where that folder is
missing, tests that need it are skipped (see ``RECORDINGS``).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.demo.models import GROUP_WORKER, ORDER, PICKING
from app.demo.records import Database

RECORDINGS: Final = Path(__file__).resolve().parents[1].parent / "shared" / "odoo-recordings"
VERSIONS: Final = (17, 19)
RECORDED_AT: Final = datetime(2026, 11, 23, 15, 14, 20, tzinfo=UTC)

# Login → password of the recorded servers' users.
PASSWORDS: Final = {
    "admin": "admin",
    "operator": "operator-1234",
    "terbatas": "terbatas-1234",  # may not read orders
    "duafaktor": "duafaktor-1234",  # has two-factor login
}
# Keys of session_info that a client may read; the real one has dozens more.
_SESSION_INFO: Final = frozenset({"uid", "db", "user_context", "server_version", "username"})
# Orders of the demo data, made before the customised fields existed: their numbers are NULL.
_OLDER_THAN_THE_FIELDS: Final = frozenset({1, 2, 3, 4})


@dataclass(frozen=True, slots=True)
class Exchange:
    """One recorded exchange, as its file has it."""

    version: int
    file: str
    about: str
    databases_visible: int
    request: dict[str, Any]
    response: dict[str, Any]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file.removesuffix(".json")


def exchange(version: int, name: str) -> Exchange:
    """Return one exchange by the name of its file, without the ending."""
    content = _content(version, f"{name}.json")
    visible = content["server"]["databases_visible"]
    return Exchange(
        version,
        f"{name}.json",
        content["about"],
        visible,
        content["request"],
        content["response"],
    )


def exchanges(version: int) -> Iterator[Exchange]:
    """Yield every exchange of the index; nothing where the recordings are missing."""
    index = RECORDINGS / f"odoo-{version}" / "index.json"
    if index.is_file():
        for entry in json.loads(index.read_text("utf-8")):
            yield exchange(version, entry["file"].removesuffix(".json"))


def all_recorded_orders(version: int) -> list[dict[str, Any]]:
    """Return the 404 recorded orders of a version by id."""
    pages = (f"mo-search-read-all-page-{number}" for number in range(1, 6))
    return [dict(order) for page in pages for order in _result(version, page)]


def database_name(version: int, *, vanilla: bool = False) -> str:
    """Return the name of a recorded database."""
    return f"lab{version}_{'vanilla' if vanilla else 'fields'}"


def recorded_database(version: int, *, vanilla: bool = False) -> Database:
    """Make a database that holds what the recordings of a version show.

    ``vanilla`` is the plain Odoo beside it, without the customised fields.
    """
    name = database_name(version, vanilla=vanilla)
    database = Database(name, custom_fields=not vanilla, clock=lambda: RECORDED_AT)
    for login, password in PASSWORDS.items():
        database.add_user(
            login,
            password,
            two_factor=login == "duafaktor",
            may_read_mos=login != "terbatas",
        )
    fields = "mo-fields-get-vanilla" if vanilla else "mo-fields-get"
    database.define(ORDER, _result(version, fields))
    if vanilla:
        _load_plain(database, version)
    else:
        _load_customised(database, version)
    return database


def _load_customised(database: Database, version: int) -> None:
    database.load(GROUP_WORKER, _result(version, "group-worker-search-read"))
    orders = all_recorded_orders(version)
    for order in orders:
        if order["id"] in _OLDER_THAN_THE_FIELDS:
            order["initial_qty_target"] = None
    database.load(ORDER, orders)
    for name in ("picking-search-read-origin-in-names", "picking-search-read-origin-in-mo-origins"):
        database.load(PICKING, _result(version, name))


def _load_plain(database: Database, version: int) -> None:
    database.load(ORDER, _result(version, "mo-search-read-vanilla"))
    known = {record["id"] for record in database.records(ORDER)}
    # These two are shown only as the first of the default order, hence planned before the rest.
    for hour, order in enumerate(_result(version, "db-select-session-of-other-db")):
        if order["id"] not in known:
            planned = {"date_start": f"2000-01-01 {hour:02d}:00:00"}
            database.load(ORDER, [{**order, **planned}])


def _result(version: int, name: str) -> Any:
    return exchange(version, name).response["body"]["result"]


@cache
def _content(version: int, file: str) -> Any:
    return json.loads((RECORDINGS / f"odoo-{version}" / file).read_text("utf-8"))


@dataclass(frozen=True)
class Answer:
    """What came over HTTP."""

    status: int
    headers: dict[str, list[str]]
    text: str

    @property
    def is_json(self) -> bool:
        """Tell whether the answer claims to be JSON."""
        return self.headers["content-type"][0].startswith("application/json")

    def session_ids(self) -> list[str]:
        """Return the session ids that the answer sets."""
        cookies = self.headers.get("set-cookie", [])
        pairs = [cookie.partition(";")[0].partition("=") for cookie in cookies]
        return [value for name, _, value in pairs if name == "session_id"]


def differences(exchange: Exchange, answer: Answer) -> list[str]:
    """Return how an answer differs from the recorded one in what a client may rely on."""
    recorded = exchange.response
    found = []
    if answer.status != recorded["status"]:
        found.append(f"status {answer.status}, recorded {recorded['status']}")
    if answer.is_json == isinstance(recorded["body"], str):
        found.append(f"content type {answer.headers['content-type']}")
        return found
    for name in ("location", "www-authenticate"):
        if answer.headers.get(name, [None])[0] != recorded["headers"].get(name):
            found.append(f"{name} {answer.headers.get(name)}")
    cookies = recorded["headers"].get("set-cookie", [])
    cookies = [cookies] if isinstance(cookies, str) else cookies
    expected = sum(cookie.startswith("session_id=") for cookie in cookies)
    if len(answer.session_ids()) != expected:
        found.append(f"{len(answer.session_ids())} session cookies, recorded {expected}")
    if answer.is_json:
        found.extend(_json_differences(recorded["body"], json.loads(answer.text)))
    return found


def _json_differences(recorded: Any, body: Any) -> list[str]:
    if _is_error(recorded):
        return _error_differences(recorded, body)
    if isinstance(recorded, dict) and isinstance(recorded.get("error"), dict):
        if _frame(recorded) != _frame(body):
            return [f"envelope {_frame(body)}, recorded {_frame(recorded)}"]
        if recorded["error"]["code"] != body["error"]["code"]:
            return [f"code {body['error']['code']}, recorded {recorded['error']['code']}"]
        return _error_differences(recorded["error"], body["error"])
    if isinstance(recorded, dict) and _is_session_info(recorded.get("result")):
        return _session_info_differences(recorded, body)
    # An int and a float are equal in Python, hence the shape as well.
    if recorded != body or shape(recorded) != shape(body):
        return [f"body {str(body)[:600]}\nrecorded {str(recorded)[:600]}"]
    return []


def _is_error(body: Any) -> bool:
    return isinstance(body, dict) and {"name", "debug", "arguments"} <= body.keys()


def _frame(body: dict[str, Any]) -> tuple[Any, ...]:
    return sorted(body), body.get("jsonrpc"), body.get("id")


def _error_differences(recorded: dict[str, Any], body: dict[str, Any]) -> list[str]:
    # Texts differ by version, language and branding; the server's traceback is not ours.
    found = []
    if shape(recorded) != shape(body):
        found.append(f"shape {shape(body)}, recorded {shape(recorded)}")
    name, expected = (part.get("data", part).get("name") for part in (body, recorded))
    if name != expected:
        found.append(f"error {name}, recorded {expected}")
    return found


def _is_session_info(result: Any) -> bool:
    return isinstance(result, dict) and "user_context" in result


def _session_info_differences(recorded: dict[str, Any], body: dict[str, Any]) -> list[str]:
    if _frame(recorded) != _frame(body):
        return [f"envelope {_frame(body)}, recorded {_frame(recorded)}"]
    told, expected = body["result"], recorded["result"]
    found = [f"{key} is missing" for key in _SESSION_INFO - told.keys()]
    for key, value in told.items():
        if key not in expected or shape(value) != shape(expected[key]):
            found.append(f"{key} is {value!r}, recorded {expected.get(key)!r}")
    for key in ("db", "server_version", "username"):
        if told.get(key) != expected[key]:
            found.append(f"{key} is {told.get(key)!r}, recorded {expected[key]!r}")
    return found


def shape(value: Any) -> Any:
    """Return the keys and types of a JSON value, recursively, without its values."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return type(value).__name__
