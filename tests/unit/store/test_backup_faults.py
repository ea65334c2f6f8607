"""Copies of the store when something stands in the way: durable or not there, and said."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw
import pytest

from app.domain.errors import Code, EnvironmentFaultError
from app.store import backup, database
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import dump, run_sql
from tests.unit.store.stores import code_of, scribble

LINUX = pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="asks Linux for a file's name"
)


# ---------------------------------------------------------------------- a power cut


def _copy(store: Path, _made: Path, target: Path) -> None:
    backup.copy(store, target)


def _copy_file(_store: Path, made: Path, target: Path) -> None:
    backup.copy_file(made, target)


def _restore(_store: Path, made: Path, target: Path) -> None:
    backup.restore(made, target, target.with_name("aside.db"))


@LINUX
@pytest.mark.parametrize(
    ("work", "parts", "syncs_folder"),
    [(_copy, 1, True), (_copy_file, 1, False), (_restore, 2, True)],
)
def test_content_is_on_the_disk_before_it_gets_its_name(
    store: Path,
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[Path, Path, Path], None],
    parts: int,
    syncs_folder: bool,
) -> None:
    # A power cut must not leave a name without its content: content, name, then the folder.
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    seen: list[tuple[str, bool]] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        seen.append((str(Path(f"/proc/self/fd/{handle}").readlink()), target.exists()))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    files = len(list(Path("/proc/self/fd").iterdir()))
    work(store, made, target)
    assert len(list(Path("/proc/self/fd").iterdir())) == files
    folder = [(str(target.parent), True)] if syncs_folder else []
    assert seen == [(f"{target}{'.part' * parts}", False), *folder]


@pytest.mark.parametrize("work", [_copy, _copy_file, _restore])
def test_what_did_not_reach_the_disk_gets_no_name_and_leaves_nothing(
    store: Path,
    made: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[Path, Path, Path], None],
) -> None:
    target = tmp_path / "copies" / "copy.db"

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFaultError) as caught:
        work(store, made, target)
    assert caught.value.problem.code is Code.DISK_FULL
    assert list(target.parent.iterdir()) == []


# ---------------------------------------------------------------------- what is put back


def test_a_backup_that_is_not_there_is_said(store: Path, tmp_path: Path) -> None:
    before = dump(store)
    none = tmp_path / "none.db"
    aside = store.with_name("aside.db")
    assert code_of(lambda: backup.restore(none, store, aside), none) is Code.BACKUP_MISSING
    assert dump(store) == before
    assert not aside.exists()


def test_only_a_good_backup_is_put_back(store: Path, made: Path) -> None:
    before = dump(store)
    scribble(made)
    aside = store.with_name("aside.db")
    assert code_of(lambda: backup.restore(made, store, aside), made) is Code.STORE_DAMAGED
    assert dump(store) == before
    assert not aside.exists()


def test_a_damaged_store_takes_all_its_side_files_with_it(made: Path, tmp_path: Path) -> None:
    found, aside = tmp_path / "found" / "store.db", tmp_path / "found" / "aside.db"
    found.parent.mkdir()
    for suffix in ("", "-wal", "-shm"):
        Path(f"{found}{suffix}").write_bytes(b"no database" * 100 + suffix.encode())
    backup.restore(made, found, aside)
    for suffix in ("", "-wal"):  # the third is SQLite's own scratch
        assert Path(f"{aside}{suffix}").read_bytes() == b"no database" * 100 + suffix.encode()
    left = sorted(file.name for file in found.parent.iterdir())
    assert left == ["aside.db", "aside.db-shm", "aside.db-wal", "store.db"]
    assert dump(found) == dump(made)


def test_a_damaged_store_that_cannot_be_moved_stays(made: Path, tmp_path: Path) -> None:
    found = tmp_path / "found" / "store.db"
    found.parent.mkdir()
    found.write_bytes(b"no database" * 100)
    aside = tmp_path / "nowhere" / "aside.db"
    assert code_of(lambda: backup.restore(made, found, aside), found) is Code.STORE_UNWRITABLE
    assert found.read_bytes() == b"no database" * 100
    assert list(found.parent.iterdir()) == [found]


# ---------------------------------------------------------------------- somebody else at work


@contextmanager
def locked(store: Path) -> Iterator[apsw.Connection]:
    """Let another process have the store to itself."""
    run_sql(store, "PRAGMA journal_mode = DELETE")
    with closing(apsw.Connection(str(store))) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield other


def test_a_store_that_cannot_be_looked_at_is_not_taken_for_damaged(
    store: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.01)
    with locked(store):
        before = store.read_bytes()
        aside = store.with_name("aside.db")
        assert code_of(lambda: backup.restore(made, store, aside), store) is Code.STORE_LOCKED
    assert store.read_bytes() == before
    assert not aside.exists()


@pytest.mark.parametrize(
    "look",
    [backup.quick_check, lambda store: backup.copy(store, store.with_name("copy.db"))],
    ids=["quick check", "copy"],
)
def test_a_writer_that_is_about_to_finish_is_waited_for(
    store: Path, look: Callable[[Path], None]
) -> None:
    with locked(store) as other:
        soon = threading.Timer(0.2, other.execute, ("COMMIT",))
        soon.start()
        look(store)
        soon.join()


def test_a_store_that_could_not_be_copied_is_let_go_of(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.01)
    with locked(store) as other:
        with pytest.raises(EnvironmentFaultError) as caught:
            backup.copy(store, tmp_path / "copy.db")
        assert caught.value.problem.code is Code.STORE_LOCKED
        assert caught.value.__traceback__ is not None
        assert apsw.connections() == [other]


@pytest.mark.parametrize("look", [backup.verify, backup.quick_check])
def test_a_damaged_file_is_let_go_of(store: Path, look: Callable[[Path], None]) -> None:
    """Windows does not move a file that is open, and a damaged one is moved aside."""
    scribble(store)
    with pytest.raises(EnvironmentFaultError) as caught:
        look(store)
    assert caught.value.__traceback__ is not None  # it holds on to all that is not closed
    assert apsw.connections() == []
