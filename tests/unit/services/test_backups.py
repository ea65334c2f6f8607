"""Backups: made, verified, rotated, put back; what damage and full disks come to."""

import shutil
from pathlib import Path

import apsw
import pytest

from app.domain.errors import Code, EnvironmentFaultError
from app.domain.plans import Rules
from app.domain.requests import Register
from app.services.backups import Backups
from app.services.production import Production
from app.store.mirror import Mirror
from tests.plant import STATION, HandClock, dump, odoo_order, run_sql


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Path:
    path = tmp_path / "data" / "toko.db"
    with Production(path, Rules(), STATION, clock) as production:
        mirror = Mirror(path)
        mirror.write([odoo_order(number) for number in range(1, 400)], [], clock())
        mirror.close()
        order = production.find("WH/MO/00001")
        production.execute(Register(order.id, "0100", "R1"), "op-1")
    return path


@pytest.fixture
def backups(store: Path, clock: HandClock) -> Backups:
    return Backups(store, None, 3, clock)


def register(store: Path, clock: HandClock, name: str, code: str) -> None:
    with Production(store, Rules(), STATION, clock) as production:
        production.execute(Register(production.find(name).id, code, "R9"), f"op-{name}")


def scribble(file: Path) -> None:
    """Write over the middle of a file, as a dying disk does."""
    with file.open("r+b") as opened:
        opened.seek(8192)
        opened.write(b"\xa5" * 16384)


def test_a_backup_holds_everything_and_is_one_file(backups: Backups, store: Path) -> None:
    made = backups.make()
    assert dump(made) == dump(store)
    assert [file.name for file in backups.folder.iterdir()] == [made.name]


def test_a_backup_of_a_store_in_use(store: Path, backups: Backups, clock: HandClock) -> None:
    with Production(store, Rules(), STATION, clock) as production:
        production.execute(Register(production.find("WH/MO/00002").id, "0200", "R2"), "op-2")
        made = backups.make()
    assert dump(made)["production_log"] == dump(store)["production_log"]


def test_the_oldest_are_dropped(backups: Backups, clock: HandClock) -> None:
    made = []
    for _ in range(5):
        made.append(backups.make())
        clock.advance(hours=1)
    assert backups.all() == made[:1:-1]


def test_two_in_one_second_are_two(backups: Backups) -> None:
    assert backups.make() != backups.make()
    assert len(backups.all()) == 2


def test_daily_means_once_a_day(backups: Backups, clock: HandClock) -> None:
    assert backups.make_daily() is not None
    clock.advance(hours=23)
    assert backups.make_daily() is None
    clock.advance(hours=2)
    assert backups.make_daily() is not None


def test_a_backup_from_a_wrong_clocks_future_does_not_stop_the_daily_one(
    backups: Backups, clock: HandClock
) -> None:
    clock.advance(days=400)
    backups.make()
    clock.advance(days=-400)
    assert backups.make_daily() is not None


def test_the_second_folder_gets_a_copy(store: Path, clock: HandClock, tmp_path: Path) -> None:
    second = tmp_path / "share"
    made = Backups(store, second, 2, clock).make()
    assert (second / made.name).read_bytes() == made.read_bytes()


def test_a_second_folder_that_is_away_costs_the_copy_only(
    store: Path, clock: HandClock, tmp_path: Path
) -> None:
    (tmp_path / "share").write_text("a file, not a folder")
    assert Backups(store, tmp_path / "share", 2, clock).make().exists()


def test_restore_puts_back_and_keeps_what_it_replaced(
    backups: Backups, store: Path, clock: HandClock
) -> None:
    made = backups.make()
    before = dump(store)
    register(store, clock, "WH/MO/00003", "0300")
    later = dump(store)
    kept = backups.restore(made)
    assert dump(store) == before
    assert kept is not None
    assert dump(kept) == later


def test_it_is_known_what_a_restore_would_undo_and_what_it_replaced_is_listed(
    backups: Backups, store: Path, clock: HandClock
) -> None:
    made = backups.make()
    clock.advance(minutes=5)
    for number in (3, 4):
        register(store, clock, f"WH/MO/0000{number}", f"0{number}00")
    (before,) = map(backups.looked_into, backups.listed().files)
    assert (before.path, before.good, before.replaced) == (made, True, False)
    assert (before.missing, before.missing_mos) == (2, ("WH/MO/00004", "WH/MO/00003"))
    kept = backups.restore(made)
    newest, oldest = map(backups.looked_into, backups.listed().files)
    assert (newest.path, newest.good, newest.replaced) == (kept, True, True)
    assert (newest.missing, oldest.missing) == (0, 0)
    later = dump(newest.path)
    clock.advance(minutes=5)
    backups.restore(newest.path)
    assert dump(store) == later, "the way back"
    assert [file.missing for file in map(backups.looked_into, backups.listed().files)] == [2, 0, 2]


def test_of_a_damaged_store_nobody_knows_what_a_restore_would_undo(
    backups: Backups, store: Path
) -> None:
    backups.make()
    store.write_bytes(b"no database at all")
    (found,) = map(backups.looked_into, backups.listed().files)
    assert (found.good, found.missing) == (True, None)


def test_a_window_that_has_the_store_open_sees_the_restored_one(
    backups: Backups, store: Path, clock: HandClock
) -> None:
    made = backups.make()
    with Production(store, Rules(), STATION, clock) as production:
        production.execute(Register(production.find("WH/MO/00003").id, "0300", "R3"), "op-3")
        backups.restore(made)
        assert production.find("WH/MO/00003").ready_for_production is False
        production.execute(Register(production.find("WH/MO/00003").id, "0400", "R3"), "op-4")
    backups.check()


def test_a_damaged_store_is_found_set_aside_untouched_and_replaced(
    backups: Backups, store: Path
) -> None:
    made = backups.make()
    before = dump(store)
    scribble(store)
    damaged = store.read_bytes()
    for look in (backups.check, backups.quick_check):
        with pytest.raises(EnvironmentFaultError) as found:
            look()
        assert found.value.problem.code is Code.STORE_DAMAGED
    offer = backups.damage(found.value.problem)
    assert offer.backup == made
    kept = backups.restore(made)
    assert kept is not None
    assert kept.read_bytes() == damaged
    assert dump(store) == before


def test_the_newest_good_backup_is_offered_not_the_newest(
    backups: Backups, clock: HandClock
) -> None:
    good = backups.make()
    clock.advance(hours=1)
    scribble(backups.make())
    assert backups.newest_good() == good


@pytest.mark.parametrize("kind", ["missing", "damaged", "foreign", "text", "newer"])
def test_a_file_that_is_no_good_backup_is_refused_and_the_store_stays(
    kind: str, backups: Backups, store: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.db"
    if kind == "text":
        bad.write_text("bukan basis data " * 1000)
    elif kind == "foreign":
        run_sql(bad, "CREATE TABLE lain (id)")
    elif kind != "missing":
        shutil.copyfile(backups.make(), bad)
    if kind == "damaged":
        scribble(bad)
    if kind == "newer":
        run_sql(bad, "PRAGMA user_version = 999")
    before = dump(store)
    with pytest.raises(EnvironmentFaultError):
        backups.restore(bad)
    assert dump(store) == before


def test_a_backup_folder_that_cannot_be_written_is_said(backups: Backups, store: Path) -> None:
    backups.folder.write_text("a file in the way")
    with pytest.raises(EnvironmentFaultError) as refused:
        backups.make()
    assert refused.value.problem.code is Code.STORE_UNWRITABLE


def test_a_damaged_store_makes_no_backup_and_drops_none(
    backups: Backups, store: Path, clock: HandClock
) -> None:
    good = backups.make()
    clock.advance(days=2)
    scribble(store)
    with pytest.raises(EnvironmentFaultError):
        backups.make_daily()
    assert list(backups.folder.iterdir()) == [good]


def test_a_backup_is_read_where_nothing_can_be_written_beside_it(backups: Backups) -> None:
    made = backups.make()
    with apsw.Connection(
        f"{made.as_uri()}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    ) as connection:
        assert connection.execute("PRAGMA journal_mode").get == "delete"
