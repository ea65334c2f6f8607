"""A full disk and a failing one, at every write of everything that writes: before or after, never
between, and a sentence that says what to do.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import apsw
import pytest

from app.domain.clock import utc_now
from app.domain.plans import Rules
from app.domain.requests import Changeover, ChangeRoll, Correct, End, Register, Request, Start, Undo
from app.services.backups import Backups
from app.services.production import Production
from tests.torture.attempts import EVERY, Attempts
from tests.torture.verify import Reading, check_file, check_passes_whole
from tests.torture.workload import STATION, Office

# A second fault while SQLite is still handling the first one: apsw has nobody to raise it to.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

CHANGEOVER: Final = Changeover(1, 2, "01000050", "R2", "01000040")
BEGUN: Final = (Register(1, "01000000", "R1"), Register(2, "01000100", "R1"), Start(1, "003"))
OPERATIONS: Final[dict[str, tuple[tuple[Request, ...], Request]]] = {
    "register": ((), Register(1, "01000000", "R1")),
    "start": (BEGUN[:2], BEGUN[2]),
    "changeover": (BEGUN, CHANGEOVER),
    "change roll": (BEGUN, ChangeRoll(1, "01000020", "R2", "01000500")),
    "end on a new roll": (
        BEGUN,
        End(1, "01000510", roll_number="R2", old_last="01000020", new_first="01000500"),
    ),
    "correct": (BEGUN, Correct(1, "roll_number", "R9", "salah baca")),
    "undo a changeover": ((*BEGUN, CHANGEOVER), Undo()),
}


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    office = Office(revision=0, mos=12)
    with office.server:
        yield office


@pytest.fixture(scope="module")
def template(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store after its first pass."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    opened(path).close()
    with closing(office.sync(path)) as sync:
        sync.run()
    return path


def opened(path: Path) -> Production:
    return Production(path, Rules(), STATION, utc_now)


def work(path: Path, steps: Iterable[Request]) -> None:
    with opened(path) as production:
        for number, step in enumerate(steps):
            production.execute(step, f"step-{number}", confirmed=True)


def contents(path: Path) -> dict[str, Any]:
    """Give all that people and Odoo have in the store, but for instants and ids."""
    reading = check_file(path)
    plain = ("id", "mo_name", "product_qty", "note", "state", "gone_at")
    return {
        "people": reading.people,
        "log": [(e["operation_id"], e["recent_mo_id"], e["status"]) for e in reading.log],
        "odoo": [[row[name] for name in plain] for row in reading.columns.values()],
    }


def copier(base: Path) -> Callable[[Path], None]:
    def copy(path: Path) -> None:
        shutil.copy(base, path)

    return copy


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_stored_whole_or_not_at_all(
    name: str, template: Path, tmp_path: Path
) -> None:
    steps, request = OPERATIONS[name]
    base = tmp_path / "base.db"
    shutil.copy(template, base)
    work(base, steps)

    def act(path: Path) -> None:
        with opened(path) as production:
            production.execute(request, "the-one", confirmed=True)

    def done(before: Any, present: Any) -> bool:
        entries = [entry for entry in present["log"] if entry[0] == "the-one"]
        return bool(entries) and present["log"] == before["log"] + entries

    attempts = Attempts(tmp_path)
    attempts.run(copier(base), act, contents, done)
    attempts.print(name)
    assert attempts.count["said"] >= 4


def test_a_pass_is_stored_whole_or_not_at_all(
    office: Office, template: Path, tmp_path: Path
) -> None:
    office.revise()

    def act(path: Path) -> None:
        with closing(office.sync(path)) as sync:
            sync.run()

    def done(before: Any, present: Any) -> bool:
        assert {key: present["people"][key] for key in before["people"]} == before["people"]
        # The last column is `gone_at`.
        return {row[2] for row in present["odoo"] if not row[-1]} == {float(office.revision)}

    def prepare(path: Path) -> None:
        shutil.copy(template, path)
        work(path, BEGUN)

    def read(path: Path) -> Any:
        check_passes_whole(check_file(path))
        return contents(path)

    attempts = Attempts(tmp_path)
    attempts.run(prepare, act, read, done)
    attempts.print("a pass")
    assert attempts.count["said"] >= 4


def test_a_store_is_made_whole_or_made_anew_the_next_time(tmp_path: Path) -> None:
    """That is the migration from version 0; later ones, and their backups, belong beside it."""

    def act(path: Path) -> None:
        opened(path).close()

    def read(path: Path) -> Reading | None:
        with closing(apsw.Connection(str(path))) as connection:
            ((tables,),) = connection.execute("SELECT count(*) FROM sqlite_schema")
        return check_file(path) if tables else None

    attempts = Attempts(tmp_path)
    attempts.run(
        lambda _path: None, act, read, lambda _before, present: present == Reading({}, {}, [])
    )
    attempts.print("making a store")
    assert attempts.count["said"] >= 4


def backups(path: Path) -> Backups:
    return Backups(path, None, keep=14, clock=utc_now)


def read_backups(path: Path) -> dict[str, Any]:
    """Give what is in the store and in each of its backups; nothing else lies beside them."""
    files = sorted(backups(path).folder.iterdir())
    assert files == sorted(backups(path).all())
    return {"store": contents(path), "backups": {file.name: contents(file) for file in files}}


def test_a_backup_is_made_whole_or_not_at_all(template: Path, tmp_path: Path) -> None:
    def prepare(path: Path) -> None:
        shutil.copy(template, path)
        backups(path).make()
        work(path, BEGUN)

    def act(path: Path) -> None:
        backups(path).make()

    def done(before: Any, present: Any) -> bool:
        assert present["store"] == before["store"]
        new = present["backups"].keys() - before["backups"].keys()
        older = {name: present["backups"][name] for name in before["backups"]}
        return (
            older == before["backups"]
            and bool(new)
            and all(present["backups"][name] == before["store"] for name in new)
        )

    attempts = Attempts(tmp_path, EVERY)
    attempts.run(prepare, act, read_backups, done)
    attempts.print("a backup")
    assert attempts.count["said"] >= 4


def test_a_backup_is_put_back_whole_or_not_at_all(template: Path, tmp_path: Path) -> None:
    def prepare(path: Path) -> None:
        shutil.copy(template, path)
        backups(path).make()
        work(path, BEGUN)

    def act(path: Path) -> None:
        oldest = backups(path).all()[-1]
        backups(path).restore(oldest)

    def read(path: Path) -> Any:
        return read_backups(path)

    def done(before: Any, present: Any) -> bool:
        assert present["backups"] == before["backups"]
        (oldest,) = before["backups"].values()
        return bool(present["store"] == oldest)

    attempts = Attempts(tmp_path, EVERY)
    attempts.run(prepare, act, read, done)
    attempts.print("restoring a backup")
    assert attempts.count["said"] >= 4
