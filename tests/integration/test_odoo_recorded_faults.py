"""Every recorded answer of real servers in the place of another one: whole, and cut.

An answer that could be the one that was asked for is left out: it is no fault. All steps and
cuts take part with ``STASIUN_MO_FAULTS=all``, else each answer takes the place of one.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.demo.exchange import Manner, Reply
from app.demo.faults import Fault
from app.domain.errors import Code
from app.odoo import http as http_module
from tests.integration.spoilt import EVERYTHING, KEY, SESSION, Station, spoilt_station, steps
from tests.recordings import RECORDINGS, Exchange, exchanges

pytestmark = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="the recordings of real servers are not on this machine"
)

WAYS = [(17, SESSION, 1), (19, SESSION, 2), (19, KEY, 2)]
KEPT = ("set-cookie", "location", "retry-after", "www-authenticate")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(map(str, way)))
def station(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Station]:
    with spoilt_station(request.param, tmp_path) as found:
        yield found


def reply(exchange: Exchange) -> Reply:
    """Give a recorded answer as it came."""
    told = exchange.response
    body = told["body"] if isinstance(told["body"], str) else json.dumps(told["body"])
    headers = {name.lower(): value for name, value in told["headers"].items()}
    kept: list[tuple[str, str]] = []
    for name in KEPT:
        value = headers.get(name, [])
        kept += [(name, one) for one in (value if isinstance(value, list) else [value])]
    kind = headers.get("content-type", "text/html")
    return Reply(told["status"], body.encode(), kind, tuple(kept))


def could_be_meant(exchange: Exchange, step: str, *, by_key: bool) -> bool:
    """Tell whether nobody could know that this is not the answer to `step`."""
    told, path = exchange.response["body"], exchange.request["path"]
    if exchange.response["status"] != 200 or isinstance(told, str):
        return False
    result: Any = told if by_key else told.get("result") if isinstance(told, dict) else None
    match step:
        case "authenticate":
            return isinstance(result, dict) and bool(result.get("uid"))
        case "fields_get":
            return isinstance(result, dict) and (not result or "fields_get" in path)
        case _:
            return isinstance(result, list) and (not result or step in path or _names(result, step))


def _names(result: list[Any], step: str) -> bool:
    """Tell records by their fields: of a model of the same kind."""
    records = [one for one in result if isinstance(one, dict)]
    return step == "stock.picking" and not any("product_qty" in one for one in records)


# The standard library warns of half a cookie, and goes on.
@pytest.mark.filterwarnings("ignore:http.cookiejar bug")
@pytest.mark.timeout(1800)
def test_recorded_answers_in_the_place_of_others_leave_before_or_after(
    station: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    by_key = bool(station.access.api_key)
    seen, station.attempts = 0, 1
    for number, exchange in enumerate(exchanges(station.version)):
        told = reply(exchange)
        fault = Fault(lambda _right, told=told: told)  # type: ignore[misc]
        all_steps = steps(station)
        for step in all_steps if EVERYTHING else (all_steps[number % len(all_steps)],):
            if could_be_meant(exchange, step, by_key=by_key):
                continue
            seen += 1
            outcome = station.pass_with(fault, step)
            outcomes[outcome] += 1
            assert Code.BUG not in outcome, (exchange.name, step)
            size = len(told.body) + 150
            every = max(size // 12, 13) if EVERYTHING else max(size // 2, 13)
            for length in range(every, size, every):
                outcome = station.pass_with(replace(fault, manner=Manner(cut=length)), step)
                cut[outcome] += 1
                assert Code.BUG not in outcome, (exchange.name, step, length)
    with capsys.disabled():
        print(f"\nOdoo {station.version}, by {KEY if by_key else SESSION}: {seen} recorded answers")
        for name, found in (("whole", outcomes), ("cut", cut)):
            shown = ", ".join(f"{count} × {what}" for what, count in sorted(found.items()))
            print(f"  {name}: {shown}")
    assert seen > 80
