"""Searches, after a whole run, every output and file of it for the secrets that its tests used.

A plugin of pytest: `tests/conftest.py` registers it, and a run in which something is found fails
and names the file or the test. What a test gives to the program is found by the mark that it
carries (`tests.marks`); what comes without one and went through the program's own hands, by itself.
"""

import fnmatch
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.marks import MARK

ALLOWED: Final[Mapping[str, str]] = {
    "*/keyring.json": "the keyring of tests is a file, and holds what a keyring holds",
    "*test_secrets_nowhere.py::test_no_output_and_no_file_has_a_secret_in_it, Captured log call": (
        "logs secrets on purpose, to see them taken out of the program's log; pytest sees them raw"
    ),
}
"""Where secrets have to be, and why: paths of files, or tests with the output that is meant."""

SHORTEST: Final = 8
"""A secret without a mark that is shorter stands in too many words to be searched for."""

_CHUNK: Final = 4 * 1024 * 1024


def files_with(roots: Iterable[Path], needles: Iterable[str]) -> Iterator[Path]:
    """Give the files below `roots` in which one of `needles` stands, as UTF-8 or UTF-16."""
    wanted = {needle.encode(coding) for needle in needles for coding in ("utf-8", "utf-16-le")}
    longest = max(map(len, wanted))
    for root in roots:
        for folder, _folders, names in os.walk(root):
            for name in names:
                file = Path(folder, name)
                if file.is_file() and not file.is_symlink() and _has(file, wanted, longest):
                    yield file


def _has(file: Path, wanted: Iterable[bytes], longest: int) -> bool:
    before = b""
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            content = before + chunk
            if any(needle in content for needle in wanted):
                return True
            before = content[-longest:]  # one may lie across the border
    return False


def allowed(place: str) -> bool:
    """Tell whether secrets may be there."""
    return any(fnmatch.fnmatch(place, pattern) for pattern in ALLOWED)


def needles() -> set[str]:
    """Give what to search for: the mark, and what the program has seen without it."""
    from app import secrets  # the plugin is registered before the run is isolated

    seen = {one for one in secrets._seen if len(one) >= SHORTEST and MARK not in one}
    return {MARK, *seen}


class Watch:
    """Looks at the output of each test as it ends, and at all files when the run ends.

    Attributes:
        found: where a secret stands.
    """

    def __init__(self, patch: pytest.MonkeyPatch, *roots: Path) -> None:
        """Search pytest's own folder and `roots`; `patch` lets it see what tests capture."""
        self.found: list[str] = []
        self._roots = roots
        read = pytest.CaptureFixture.readouterr

        def seen(fixture: pytest.CaptureFixture[Any]) -> Any:
            told = read(fixture)
            test = os.environ.get("PYTEST_CURRENT_TEST", "?").partition(" ")[0]
            self.look(f"{test}, read by the test", f"{told.out}{told.err}")
            return told

        patch.setattr(pytest.CaptureFixture, "readouterr", seen)

    def look(self, place: str, text: str) -> None:
        """Search one output."""
        if MARK in text and place not in self.found and not allowed(place):
            self.found.append(place)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Search what a test has written and logged."""
        for title, text in report.sections:
            self.look(f"{report.nodeid}, {title}", text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Search what all tests have left; let the run fail when there is something."""
        factory = session.config._tmp_path_factory  # type: ignore[attr-defined]  # as tests get it
        for file in files_with([factory.getbasetemp(), *self._roots], needles()):
            if not allowed(file.as_posix()):
                self.found.append(str(file))
        if self.found:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name where secrets were found."""
        if self.found:
            terminalreporter.section("secrets found", red=True)
            for place in self.found:
                terminalreporter.line(f"a secret of the tests stands in {place}")
