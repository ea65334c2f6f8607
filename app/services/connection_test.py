"""Tes koneksi: what a station finds when it tries out an access to Odoo. Nothing is stored."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.domain.clock import Clock
from app.domain.errors import Code, OdooError, Problem, StasiunError
from app.domain.frozen import dataclass
from app.odoo.access import Access
from app.services.messages import CLOCK_LIMIT
from app.services.settings import Probe

if TYPE_CHECKING:
    from app.odoo import probe
    from app.odoo.transport import Transport

log = logging.getLogger(__name__)

OLDEST: Final = 17
"""The oldest version of Odoo that the program was tried with."""

FIRST_WITH_KEYS: Final = 19
"""The first version of Odoo that an API key opens."""


class Point(StrEnum):
    """What is looked at."""

    SERVER = "server"
    VERSION = "version"
    CLOCK = "clock"
    USER = "user"
    ORDERS = "orders"
    TRANSFERS = "transfers"
    FIELDS = "fields"


class Mark(StrEnum):
    """How it was found."""

    GOOD = "good"
    ODD = "odd"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes:
        params: what the sentence about it names.
        problem: why it is bad, where an error told.
    """

    point: Point
    mark: Mark = Mark.GOOD
    params: Mapping[str, str | int] = field(default_factory=dict)
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """All that was found, in the order of asking; what comes behind a failure was not asked."""

    findings: tuple[Finding, ...]
    requests: int = 0

    @property
    def good(self) -> bool:
        """Whether a sync would work."""
        return all(finding.mark is not Mark.BAD for finding in self.findings)


class ConnectionTest:
    """Tries out one access, once; lives in one thread, but for `abandon`."""

    def __init__(self, probe_: Probe, clock: Clock) -> None:
        """Prepare; nothing is sent yet."""
        self._access, self._wanted = probe_.access, probe_.wanted
        self._tell, self._clock = probe_.remember, clock
        self._session_id = probe_.access.session_id
        self._open: list[Transport | probe.Probe] = []
        self._abandoned = False
        self._found: list[Finding] = []
        self._version = 0

    def abandon(self) -> None:
        """End a test that waits for the network. Any thread."""
        self._abandoned = True
        for connection in tuple(self._open):
            connection.abandon()

    def run(self) -> ConnectionReport:
        """Ask, and say what was found; raises nothing. At most six requests where all goes well."""
        try:
            self._look(Point.SERVER, self._look_at_server)
        except StasiunError as error:
            log.info("connection test: %s", error)
        except Exception as error:
            log.exception("the connection test broke")
            self._bad(Point.SERVER, Problem(Code.BUG, params={"text": type(error).__name__}))
        finally:
            for connection in self._open:
                connection.close()
        return ConnectionReport(tuple(self._found), sum(c.requests for c in self._open))

    def _look(self, point: Point, act: Callable[[], None]) -> None:
        """Do `act`; what goes wrong in it is found at `point`, and ends the test."""
        if self._abandoned:
            raise OdooError(Problem(Code.ABANDONED))
        found = len(self._found)
        try:
            act()
        except StasiunError as error:
            if len(self._found) == found or self._found[-1].mark is not Mark.BAD:
                self._bad(point, error.problem)
            raise

    def _look_at_server(self) -> None:
        # Imported here: `requests` costs start time.
        from app.odoo.client import OdooClient
        from app.odoo.probe import Probe as Asking
        from app.odoo.transport import connect

        asking = Asking(self._access, self._clock)
        self._open.append(asking)
        self._version, name = asking.version()
        self._good(Point.SERVER, host=asking.host)
        self._say_version(name)
        self._say_clock(asking.clock_off)
        with_key = _uses_key(self._access)
        if with_key and self._version < FIRST_WITH_KEYS:
            return  # it would say "no such database"
        transport = connect(self._access, self._on_session, self._clock)
        self._open.append(transport)
        transport.begin_pass()
        client = OdooClient(transport)
        self._look(Point.USER, lambda: self._look_at_user(client.find_missing, asking, with_key))
        missing = client.find_missing()
        self._rights(Point.ORDERS, lambda: client.count(self._wanted, self._clock()))
        self._rights(Point.TRANSFERS, client.read_transfers)
        self._found.append(
            Finding(
                Point.FIELDS, Mark.ODD if missing else Mark.GOOD, {"fields": ", ".join(missing)}
            )
        )

    def _look_at_user(
        self, log_in: Callable[[], object], asking: "probe.Probe", with_key: bool
    ) -> None:
        log_in()
        login, database = "", self._access.database
        if not with_key:
            try:
                login, database = asking.session(self._session_id)
            except OdooError as error:  # it works all the same
                log.info("whose session it is was not told: %s", error)
        self._good(Point.USER, login=login, database=database)

    def _rights(self, point: Point, ask: Callable[[], int | None]) -> None:
        """Try whether something may be read; that it may not does not end the test."""

        def act() -> None:
            try:
                count = ask()
            except OdooError as error:
                if error.problem.code is not Code.NO_RIGHTS:
                    raise
                self._bad(point, error.problem)
            else:
                params = {} if count is None else {"count": count}
                self._found.append(Finding(point, Mark.ODD if count == 0 else Mark.GOOD, params))

        self._look(point, act)

    def _say_version(self, name: str) -> None:
        old = 0 < self._version < OLDEST
        if _uses_key(self._access) and 0 < self._version < FIRST_WITH_KEYS:
            self._found.append(Finding(Point.VERSION, Mark.BAD, {"version": name, "keys": 1}))
        else:
            mark = Mark.ODD if old else Mark.GOOD
            self._found.append(Finding(Point.VERSION, mark, {"version": name}))

    def _say_clock(self, off: float | None) -> None:
        if off is not None:
            odd = abs(off) > CLOCK_LIMIT.total_seconds()
            self._found.append(
                Finding(Point.CLOCK, Mark.ODD if odd else Mark.GOOD, {"seconds": round(off)})
            )

    def _on_session(self, session_id: str) -> None:
        self._session_id = session_id
        self._tell(session_id)

    def _good(self, point: Point, **params: str | int) -> None:
        self._found.append(Finding(point, params=params))

    def _bad(self, point: Point, problem: Problem) -> None:
        self._found.append(Finding(point, Mark.BAD, problem=problem))


def _uses_key(access: Access) -> bool:
    return (access.auth or ("api_key" if access.api_key else "")) == "api_key"
