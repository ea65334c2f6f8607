"""Adoption of a file of the older system: no value is lost."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.errors import Code, EnvironmentFaultError
from app.domain.orders import Stage
from app.store import database, history, migrations, orders, upgrade
from tests import older

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "warehouse_integrations.db"
    older.write(file)
    return file


@pytest.fixture
def adopted(file: Path) -> Iterator[APSWDatabase]:
    db = upgrade.open_store(file, NOW)
    yield db
    db.close()


def column(db: APSWDatabase, name: str, order_id: int) -> Any:
    return db.execute_sql(f'SELECT "{name}" FROM recent_mo WHERE id = ?', (order_id,)).fetchone()[0]


def test_a_row_that_nobody_touched_counts_as_not_started(adopted: APSWDatabase) -> None:
    order = orders.get(adopted, 1)
    assert order.stage is Stage.UNREGISTERED
    assert (order.date_start, order.date_finished, order.segments) == (None, None, ())
    assert column(adopted, "legacy_date_start", 1) == "2026-11-20 02:00:00"
    assert column(adopted, "legacy_date_finished", 1) == "2026-11-20 03:00:00"


def test_an_odoo_false_is_nothing(adopted: APSWDatabase) -> None:
    assert orders.get(adopted, 1).note is None
    assert orders.get(adopted, 1).transfer_id is None
    assert orders.get(adopted, 3).origin is None


def test_times_that_people_typed_become_utc(adopted: APSWDatabase) -> None:
    assert orders.get(adopted, 2).date_start == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert orders.get(adopted, 3).date_start == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def test_a_log_entry_alone_makes_the_dates_peoples(adopted: APSWDatabase) -> None:
    order = orders.get(adopted, 4)
    assert order.date_start == datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert order.stage is Stage.RUNNING


def test_a_leader_stored_as_a_number_below_1000_gets_its_zeros_back(adopted: APSWDatabase) -> None:
    assert orders.get(adopted, 2).leader_id == "003"
    assert orders.get(adopted, 3).leader_id == "1234"


def test_codes_and_roll_stay_text_and_become_a_segment(adopted: APSWDatabase) -> None:
    running, finished = orders.get(adopted, 2), orders.get(adopted, 3)
    assert (running.auth_first, running.roll_number) == ("01024585539", "1300300624")
    assert running.open_segment is not None
    assert running.open_segment.auth_first == "01024585539"
    assert [s.used for s in finished.segments] == [101]


def test_what_cannot_be_read_is_kept_beside(adopted: APSWDatabase) -> None:
    assert orders.get(adopted, 3).date_finished is None
    assert column(adopted, "legacy_date_finished", 3) == "kemarin sore"


def test_unknown_columns_stay(adopted: APSWDatabase) -> None:
    assert column(adopted, "catatan_gudang", 1) == "rak merah"
    values = [column(adopted, n, 2) for n in ("auth_used", "loss_value", "percentage_loss")]
    assert values == [50, 1.5, 2.5]


def test_a_second_row_of_one_name_is_kept_under_another(adopted: APSWDatabase) -> None:
    twin = orders.get(adopted, 5)
    assert (twin.mo_name, twin.mo_id) == ("WH/MO/2 #5", None)
    assert column(adopted, "legacy_mo_id", 5) == 11
    assert orders.get(adopted, 2).mo_id == 11


def test_the_old_log_shows_in_the_history(adopted: APSWDatabase) -> None:
    (entry,) = history.of_order(adopted, 4)
    assert (entry.status, entry.leader_id) == ("start", "003")
    assert entry.create_at == datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


def test_the_old_log_is_append_only(adopted: APSWDatabase) -> None:
    for statement in ("DELETE FROM production_log_legacy", "UPDATE production_log_legacy SET id=1"):
        with pytest.raises(Exception, match="append-only"):
            adopted.execute_sql(statement)


def test_a_backup_of_the_old_file_is_made_first(adopted: APSWDatabase, file: Path) -> None:
    (backup,) = (file.parent / "backups").iterdir()
    connection = sqlite3.connect(backup)
    rows = connection.execute("SELECT id, mo_name, leader_id FROM recent_mo ORDER BY id").fetchall()
    connection.close()
    assert rows == [
        (1, "WH/MO/1", None), (2, "WH/MO/2", 3), (3, "WH/MO/3", 1234), (4, "WH/MO/4", None),
        (5, "WH/MO/2", None),
    ]  # fmt: skip


def test_an_adopted_file_is_an_ordinary_store_from_then_on(
    adopted: APSWDatabase, file: Path
) -> None:
    adopted.close()
    again = upgrade.open_store(file, NOW)
    assert database.version(again) == migrations.VERSION
    assert len(orders.everything(again)) == 5
    again.close()
    assert len(list((file.parent / "backups").iterdir())) == 1


def test_a_file_of_neither_system_is_refused_untouched(tmp_path: Path) -> None:
    foreign = tmp_path / "lain.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE pesanan (id INTEGER)")
    connection.commit()
    connection.close()
    before = foreign.read_bytes()
    with pytest.raises(EnvironmentFaultError) as refused:
        upgrade.open_store(foreign, NOW)
    assert refused.value.problem.code is Code.STORE_FOREIGN
    assert foreign.read_bytes() == before


def test_adoption_that_cannot_make_its_backup_changes_nothing(file: Path) -> None:
    (file.parent / "backups").write_text("no folder")
    before = file.read_bytes()
    with pytest.raises(EnvironmentFaultError):
        upgrade.open_store(file, NOW)
    assert file.read_bytes() == before
