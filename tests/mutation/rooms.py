"""The tests of a package: what they reach, and what they say of a mutant.

Everything runs in children of the command, in a copy of the tree. Most mutants change the body of a
function: a child that has collected the tests once puts the changed body in its place and lets a
child of its own run them. What runs at import takes a child that begins anew.
"""

import contextlib
import importlib
import inspect
import io
import itertools
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType
from typing import Final

import coverage
import pytest

from tests.mutation.operators import Mutant

ROOT: Final = Path(__file__).parents[2]
PRELOADED: Final = ("apsw", "hypothesis", "playhouse.apsw_ext", "PySide6.QtWidgets", "requests")
"""What each child would otherwise load for itself."""

LEAST_SECONDS: Final = 20.0
"""Given to a mutant beside three times what its tests take."""

_FORK: Final = multiprocessing.get_context("fork")
_TIMED_OUT: Final = -1


@dataclass(frozen=True)
class Job:
    """A mutant and the tests that are to meet it, with their seconds."""

    file: str
    mutant: Mutant
    tests: dict[str, float]

    @property
    def seconds(self) -> float:
        """How long the tests may take."""
        return LEAST_SECONDS + 3 * sum(self.tests.values())

    def within(self, seconds: float) -> "Job":
        """Give the same with the first tests only, those that take so long together."""
        names = sorted(self.tests, key=self.turn)
        until = itertools.accumulate(self.tests[name] for name in names)
        kept = [n for n, end in zip(names, until, strict=True) if end <= seconds or n == names[0]]
        return Job(self.file, self.mutant, {name: self.tests[name] for name in kept})

    def turn(self, name: str) -> tuple[bool, float]:
        """Give the place of a test in the order: those of the file's subject, then the quickest."""
        subject = f"test_{Path(self.file).stem}"
        return not Path(name.split("::")[0]).stem.startswith(subject), self.tests[name]


@dataclass(eq=False)
class Watcher:
    """Plugin of a run without a mutant: which test reaches which line, and how long it takes."""

    cover: coverage.Coverage
    seconds: dict[str, float] = field(default_factory=dict)
    _test: str = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        """Count what a fixture of a whole file reaches for each test of that file."""
        if fixturedef.scope == "function" or not fixturedef.baseid:
            return (yield)
        self.cover.switch_context(fixturedef.baseid)
        try:
            return (yield)
        finally:
            self.cover.switch_context(self._test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._test = item.nodeid
        self.cover.switch_context(item.nodeid)
        start = time.monotonic()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.monotonic() - start
            self.cover.switch_context("")


@dataclass
class Chooser:
    """Plugin that keeps only the tests that are to meet a mutant."""

    job: Job

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.job.tests]
        items.sort(key=lambda item: self.job.turn(item.nodeid))


@dataclass
class Stand:
    """Plugin that has collected the tests and runs them per job, each time in a fresh child."""

    jobs: Connection

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        self.jobs.send(len(items))
        while (job := self.jobs.recv()) is not None:
            child = os.fork()
            if child == 0:
                self._meet(session, items, job)
            self.jobs.send(_wait(child, job.seconds))
        return True

    def _meet(self, session: pytest.Session, items: dict[str, pytest.Item], job: Job) -> None:
        code = 1
        try:
            put_in_place(job)
            for name in sorted(job.tests, key=job.turn):
                items[name].ihook.pytest_runtest_protocol(item=items[name], nextitem=None)
                if session.testsfailed:
                    break
            else:
                code = 0
        finally:
            os._exit(code)


def put_in_place(job: Job) -> None:
    """Give a live function the changed body."""
    module = sys.modules[job.file.removesuffix(".py").replace("/", ".")]
    code = compile(job.mutant.source, str(module.__file__), "exec")
    found: object = module
    for name in job.mutant.function.split("."):
        code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)
        found = inspect.getattr_static(found, name)
    if isinstance(found, property):
        found = found.fget
    if isinstance(found, classmethod | staticmethod):
        found = found.__func__
    found = inspect.unwrap(found) if callable(found) else found
    if not isinstance(found, FunctionType):
        raise TypeError(job.mutant.function)
    found.__code__ = code


class Room:
    """The tests of one folder in a copy of the tree; a context manager."""

    def __init__(self, copy: Path, tests: str, most: float) -> None:
        self._copy = copy
        self._most = most
        self._seconds, self._reached = _look_at(copy, tests)
        self._jobs, theirs = _FORK.Pipe()
        self._stand = _FORK.Process(target=_run_pytest, args=(copy, [tests], Stand(theirs)))
        self._stand.start()
        theirs.close()
        self._jobs.recv()  # it has imported everything: from now on files may be changed

    def close(self) -> None:
        self._jobs.send(None)
        self._stand.join()

    def tried(self, file: str, mutant: Mutant) -> str:
        """Tell what becomes of a mutant: killed, survived or timed out."""
        lines = self._reached.get(file, {})
        first, last = mutant.statement
        names = {name for at in range(first, last + 1) for name in lines.get(at, ())}
        at_import = "" in names
        begun = tuple(names)  # with a name of a file: by each test in it
        reaching = {n: s for n, s in self._seconds.items() if at_import or n.startswith(begun)}
        job = Job(file, mutant, reaching).within(self._most)
        if not job.tests:
            return "survived"
        code = self._anew(job) if at_import or not mutant.function else self._standing(job)
        return {0: "survived", _TIMED_OUT: "timed out"}.get(code, "killed")

    def _standing(self, job: Job) -> int:
        self._jobs.send(job)
        return int(self._jobs.recv())

    def _anew(self, job: Job) -> int:
        place = self._copy / job.file
        sound = place.read_text(encoding="utf-8")
        compiled = Path(importlib.util.cache_from_source(str(place)))
        compiled.unlink(missing_ok=True)
        place.write_text(job.mutant.source, encoding="utf-8")
        try:
            files = sorted({name.split("::")[0] for name in job.tests})
            return _in_child(_run_pytest, self._copy, files, Chooser(job), within=job.seconds)
        finally:
            place.write_text(sound, encoding="utf-8")


def _in_child(work: Callable[..., None], *arguments: object, within: float) -> int:
    """Give the exit code of a child."""
    child = _FORK.Process(target=work, args=arguments)
    child.start()
    child.join(within)
    if child.exitcode is None:
        child.kill()
        child.join()
        return _TIMED_OUT
    return child.exitcode


def _wait(child: int, seconds: float) -> int:
    end = time.monotonic() + seconds
    pause = 0.002
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return abs(os.waitstatus_to_exitcode(status))
        time.sleep(pause)
        pause = min(pause * 1.2, 0.1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return _TIMED_OUT


def _look_at(copy: Path, tests: str) -> tuple[dict[str, float], dict[str, dict[int, list[str]]]]:
    """Learn how long each test takes and what it reaches; they must pass."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder)
        if _in_child(_watch, copy, tests, notes, within=900) != 0:
            raise SystemExit(f"{tests} does not pass without a mutant")
        data = coverage.CoverageData(str(notes / "coverage"))
        data.read()
        reached = {
            Path(file).relative_to(copy).as_posix(): data.contexts_by_lineno(file)
            for file in data.measured_files()
        }
        return json.loads((notes / "seconds.json").read_text(encoding="utf-8")), reached


def _watch(copy: Path, tests: str, notes: Path) -> None:
    cover = coverage.Coverage(data_file=str(notes / "coverage"), source=[str(copy / "app")])
    watcher = Watcher(cover)
    cover.start()
    code = _pytest(copy, [tests], watcher)
    cover.stop()
    cover.save()
    (notes / "seconds.json").write_text(json.dumps(watcher.seconds), encoding="utf-8")
    os._exit(code)


def _run_pytest(copy: Path, arguments: list[str], plugin: object) -> None:
    sys.dont_write_bytecode = True
    os._exit(_pytest(copy, arguments, plugin))


def _pytest(copy: Path, arguments: list[str], plugin: object) -> int:
    """Run pytest on the copy of the tree: nothing of the tree itself may be imported."""
    sys.path[:] = [str(copy), *(p for p in sys.path if p and Path(p) not in (ROOT, Path.cwd()))]
    os.chdir(copy)
    for name in [name for name in sys.modules if name.split(".")[0] in ("app", "tests")]:
        del sys.modules[name]
    quiet = ["-q", "-x", "--tb=no", "-p", "no:randomly", "-p", "no:cacheprovider"]
    quiet += ["--hypothesis-seed=0", "-o", "tmp_path_retention_policy=none"]
    quiet += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of PRELOADED
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = int(pytest.main([*arguments, *quiet], plugins=[plugin]))
    if code and isinstance(plugin, Watcher):
        print(said.getvalue(), file=sys.stderr, flush=True)
    found = sys.modules.get("app")
    if found is not None and not Path(str(found.__file__)).is_relative_to(copy):
        raise RuntimeError(f"the tests ran {found.__file__}, not the copy")
    return code
