"""Adoption, value by value: each has its place in the new tables, or stays beside as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.orders import Order, Segment, Stage
from app.store import history, legacy, migrations, orders, upgrade
from app.store.models import TABLES
from tests.engines import sqlite_only  # noqa: F401  # its fixture: all of this is about files
from tests.plant import rows

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
NINE_LOCAL = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""09:00:00 as people typed it there."""

# Without declared types nothing is converted on the way in.
COLUMNS = (
    "id INTEGER PRIMARY KEY, mo_id, mo_name, state, ready_for_production, group_worker_id, note, "
    "product_id, product_name, product_uom, product_qty, initial_qty_target, auth_used, "
    "loss_value, percentage_loss, create_date, date_start, date_finished, origin, transfer_id, "
    "auth_first, auth_last, leader_id, roll_number, created_at"
)
LOG = "id INTEGER PRIMARY KEY, mo_name, product_name, leader_id, status, create_at"


class Adopt(Protocol):
    def __call__(self, *made: dict[str, Any], before: str = "") -> APSWDatabase: ...


@pytest.fixture
def adopt(path: Path) -> Iterator[Adopt]:
    """Adopt a file of the older system with these rows; `before` is SQL that makes it special."""
    with ExitStack() as stack:

        def adopted(*made: dict[str, Any], before: str = "") -> APSWDatabase:
            with closing(sqlite3.connect(path)) as connection:
                connection.executescript(f"CREATE TABLE recent_mo ({COLUMNS});{before}")
                for number, values in enumerate(made, start=1):
                    row = {"id": number, "mo_name": f"WH/MO/{number}", **values}
                    connection.execute(
                        f"INSERT INTO recent_mo ({', '.join(row)}) "
                        f"VALUES ({', '.join('?' * len(row))})",
                        [*row.values()],
                    )
                connection.commit()
            return stack.enter_context(closing(upgrade.open_store(path, NOW)))

        yield adopted


def log(*values: tuple[Any, ...]) -> str:
    """Give the SQL of an old log: name, leader, status and time of each entry."""
    found = "".join(
        "INSERT INTO production_log (mo_name, leader_id, status, create_at) VALUES "
        f"({', '.join('NULL' if v is None else repr(v) for v in value)});"
        for value in values
    )
    return f"CREATE TABLE production_log ({LOG});{found}"


def test_every_value_that_has_a_place_comes_there(adopt: Adopt) -> None:
    db = adopt(
        {
            "mo_id": 12, "state": "progress", "group_worker_id": 4, "note": "SHIFT 1",
            "product_id": 3, "product_name": "Liquid", "product_uom": "pcs", "product_qty": 100.5,
            "initial_qty_target": 90, "create_date": "2026-11-20 01:00:00", "origin": "SO7",
            "transfer_id": 5, "auth_first": "0100", "auth_last": "0199", "leader_id": 17,
            "roll_number": "R1", "ready_for_production": 1, "date_start": "2026-11-20 09:00:00",
            "date_finished": "2026-11-20 10:00:00", "created_at": "2026-11-20 08:00:00",
        }
    )  # fmt: skip
    finish = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert orders.everything(db) == [
        Order(
            id=1,
            mo_id=12,
            mo_name="WH/MO/1",
            state="progress",
            group_worker_id=4,
            note="SHIFT 1",
            product_id=3,
            product_name="Liquid",
            product_uom="pcs",
            product_qty=100.5,
            initial_qty_target=90.0,
            create_date=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
            origin="SO7",
            transfer_id=5,
            auth_first="0100",
            auth_last="0199",
            leader_id="017",
            roll_number="R1",
            ready_for_production=True,
            date_start=NINE_LOCAL,
            date_finished=finish,
            segments=(Segment("R1", "0100", "0199", NINE_LOCAL, finish),),
        )
    ]


def test_where_nothing_had_to_be_kept_beside_there_is_no_column_for_it(
    adopt: Adopt, path: Path
) -> None:
    adopt({"mo_id": 1, "state": "confirmed"}, {"mo_id": 2, "product_qty": "seratus"})
    names = {name for name in rows(path, "recent_mo")[0] if name.startswith("legacy_")}
    assert names == {"legacy_product_qty"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("mo_id", "bukan angka"),
        ("mo_id", -4),
        ("group_worker_id", "TEAM"),
        ("product_id", 2.5),
        ("transfer_id", "WH/OUT/1"),
        ("product_qty", "seratus"),
        ("initial_qty_target", "90 pcs"),
        ("create_date", "kemarin"),
        ("created_at", "20 November"),
        ("auth_first", b"\x00\x01"),
        ("note", b"\x00\x01"),
        ("date_start", "pagi"),
        ("date_finished", "0001-01-01 00:00:00"),
    ],
)
def test_a_value_that_has_no_place_is_kept_beside_as_it_was(
    adopt: Adopt, path: Path, column: str, value: object
) -> None:
    db = adopt({"leader_id": 3, column: value})
    (row,) = rows(path, "recent_mo")
    assert row[f"legacy_{column}"] == value
    if column == "created_at":
        assert row[column] == "2026-11-23 07:00:00"
    else:
        assert getattr(orders.get(db, 1), column) is None


@pytest.mark.parametrize("nothing", [None, 0, "", "False"])
@pytest.mark.parametrize(
    "column", ["state", "note", "origin", "product_name", "group_worker_id", "transfer_id"]
)
def test_an_odoo_false_however_it_was_stored_is_nothing_and_leaves_nothing(
    adopt: Adopt, path: Path, column: str, nothing: object
) -> None:
    adopt({column: nothing})
    (row,) = rows(path, "recent_mo")
    assert row[column] is None
    assert f"legacy_{column}" not in row


def test_an_odoo_false_stored_as_the_text_of_a_zero_is_nothing(adopt: Adopt) -> None:
    order = orders.get(adopt({"note": "0", "origin": "0"}), 1)
    assert (order.note, order.origin) == (None, None)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (3, "003"),
        (42.0, "042"),
        (999, "999"),
        (1000, "1000"),
        ("3", "3"),
        (" A7 ", "A7"),
        (-3, "-3"),
        (2.5, "2.5"),
    ],
)
def test_only_a_leader_stored_as_a_number_gets_zeros(
    adopt: Adopt, stored: object, expected: str
) -> None:
    assert orders.get(adopt({"leader_id": stored}), 1).leader_id == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [("01024585539", "01024585539"), (1300300624, "1300300624"), (1300300624.0, "1300300624"),
     (12.5, "12.5"), ("  ", None), ("", None)],
)  # fmt: skip
def test_a_code_stored_as_a_number_is_written_as_one(
    adopt: Adopt, stored: object, expected: str | None
) -> None:
    db = adopt({"roll_number": stored, "leader_id": 1})
    assert orders.get(db, 1).roll_number == expected


@pytest.mark.parametrize(
    ("stored", "ready"),
    [(1, True), ("1", True), ("True", True), (0, False), (None, False), ("", False), ("0", False),
     ("False", False), ("false", False), ("f", False)],
)  # fmt: skip
def test_readiness_is_read_however_it_was_stored(adopt: Adopt, stored: object, ready: bool) -> None:
    assert orders.get(adopt({"ready_for_production": stored}), 1).ready_for_production is ready


# ---------------------------------------------------------------------- whose dates they are


@pytest.mark.parametrize(
    "value", [{"auth_first": "0100"}, {"auth_last": "0100"}, {"leader_id": 3}, {"roll_number": "R"}]
)
def test_any_code_roll_or_leader_makes_the_dates_peoples(
    adopt: Adopt, value: dict[str, object]
) -> None:
    order = orders.get(adopt({"date_start": "2026-11-20 09:00:00", **value}), 1)
    assert (order.stage, order.date_start) == (Stage.RUNNING, NINE_LOCAL)


def test_readiness_alone_does_not_make_the_dates_peoples(adopt: Adopt, path: Path) -> None:
    order = orders.get(adopt({"date_start": "2026-11-20 09:00:00", "ready_for_production": 1}), 1)
    assert (order.stage, order.segments) == (Stage.READY, ())
    assert rows(path, "recent_mo")[0]["legacy_date_start"] == "2026-11-20 09:00:00"


def test_a_time_that_names_its_zone_keeps_it(adopt: Adopt) -> None:
    db = adopt({"leader_id": 3, "date_start": "2026-11-20T02:00:00+00:00"})
    assert orders.get(db, 1).date_start == NINE_LOCAL


@pytest.mark.parametrize(
    ("values", "segments"),
    [
        ({"roll_number": "R1"}, ()),
        ({"auth_first": "0100"}, (Segment(None, "0100"),)),
        ({"auth_last": "0199", "roll_number": "R1"}, (Segment("R1", None, "0199"),)),
        (
            {"leader_id": 3, "date_start": "2026-11-20 09:00:00"},
            (Segment(None, None, None, NINE_LOCAL),),
        ),
    ],
)
def test_codes_or_a_start_become_a_segment(
    adopt: Adopt, values: dict[str, object], segments: tuple[Segment, ...]
) -> None:
    assert orders.get(adopt(values), 1).segments == segments


# ---------------------------------------------------------------------- names and ids


def test_a_row_without_a_name_is_called_by_its_number(adopt: Adopt) -> None:
    assert orders.get(adopt({"mo_name": None}), 1).mo_name == "#1"


def test_the_numbers_of_the_rows_stay(adopt: Adopt, path: Path) -> None:
    """Whoever noted a row by its number finds it by that; gaps stay gaps."""
    db = adopt({"id": 40, "auth_first": "0100"}, {"id": 7, "auth_first": "0200"})
    assert [(o.id, o.auth_first) for o in orders.everything(db)] == [(7, "0200"), (40, "0100")]
    segments = [(row["recent_mo_id"], row["seq"]) for row in rows(path, "label_usage")]
    assert segments == [(7, 1), (40, 1)]


def test_three_rows_of_one_name_are_three(adopt: Adopt) -> None:
    db = adopt(*({"mo_name": "WH/MO/7"} for _ in range(3)))
    assert [o.mo_name for o in orders.everything(db)] == ["WH/MO/7", "WH/MO/7 #2", "WH/MO/7 #3"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["A", "A", "A #2"], ["A", "A #2 #2", "A #2"]),
        (["A", "A #3", "A"], ["A", "A #3", "A #3 #3"]),
        (["A", "A", "A #2", "A #2 #2"], ["A", "A #2 #2 #2", "A #2", "A #2 #2"]),
        (["A #3", "A", "A", "A #3"], ["A #3", "A", "A #3 #3", "A #3 #4"]),
        ([None, "#1", None], ["#1 #1", "#1", "#3"]),
        (["", "A", "A"], ["#1", "A", "A #3"]),
        ([None, "None"], ["#1", "None"]),
    ],
)
def test_a_name_that_is_made_up_is_nobody_elses(
    adopt: Adopt, names: list[str | None], expected: list[str]
) -> None:
    """Two rows of one name: the first keeps it, and no third row loses its own over it."""
    db = adopt(
        *(
            {"mo_name": name, "mo_id": 9, "auth_first": f"0{number}00", "roll_number": f"R{number}"}
            for number, name in enumerate(names, start=1)
        ),
        before=log(("A", 3, "start", "2026-11-20 09:00:00")),
    )
    found = orders.everything(db)
    assert [order.mo_name for order in found] == expected
    assert [(order.auth_first, order.roll_number) for order in found] == [
        (f"0{number}00", f"R{number}") for number in range(1, len(names) + 1)
    ]


def test_a_log_entry_without_a_name_makes_no_dates_peoples(adopt: Adopt) -> None:
    db = adopt(
        {"mo_name": None, "date_start": "2026-11-20 09:00:00"},
        before=log((None, 3, "start", "2026-11-20 09:00:00")),
    )
    assert orders.get(db, 1).stage is Stage.UNREGISTERED


def test_rows_without_an_odoo_id_are_no_twins(adopt: Adopt, path: Path) -> None:
    assert [o.mo_id for o in orders.everything(adopt({}, {"mo_id": 0}, {"mo_id": 9}))] == [
        None,
        None,
        9,
    ]
    assert "legacy_mo_id" not in rows(path, "recent_mo")[0]


# ---------------------------------------------------------------------- the file around them


def test_a_column_of_any_name_stays_with_its_values(adopt: Adopt, path: Path) -> None:
    adopt({}, before='ALTER TABLE recent_mo ADD COLUMN "rak ""A"" 1" TEXT DEFAULT \'merah\';')
    assert rows(path, "recent_mo")[0]['rak "A" 1'] == "merah"


def test_a_column_that_is_named_like_one_of_the_programs_own_keeps_its_values_beside(
    adopt: Adopt, path: Path
) -> None:
    # "Unknown columns stay", also where the name means something else here.
    names = ("write_date", "synced_at", "gone_at")
    before = ";".join(f"ALTER TABLE recent_mo ADD COLUMN {name}" for name in names) + ";"
    order = orders.get(adopt({name: f"nilai {name}" for name in names}, before=before), 1)
    (row,) = rows(path, "recent_mo")
    assert [row[f"legacy_{name}"] for name in names] == [f"nilai {name}" for name in names]
    assert [row[name] for name in names] == [None, None, None]
    assert order.gone_at is None


def test_indexes_of_any_name_are_no_hindrance(adopt: Adopt) -> None:
    db = adopt(
        {},
        before='CREATE INDEX "recent mo" ON recent_mo (mo_id);'
        "CREATE INDEX label_usage_auth_first ON recent_mo (auth_first);"
        f"CREATE TABLE production_log ({LOG} UNIQUE);"
        "CREATE INDEX production_log_create_at ON production_log (create_at);",
    )
    assert len(orders.everything(db)) == 1


def test_a_table_of_its_own_stays_with_its_rows_and_its_index(adopt: Adopt) -> None:
    """After it the file has this version's tables, the old log and what nobody here knows."""
    db = adopt(
        {},
        before=f"CREATE TABLE production_log ({LOG}); CREATE TABLE catatan (isi);"
        "CREATE INDEX catatan_isi ON catatan (isi); INSERT INTO catatan VALUES ('rak merah');",
    )
    found = db.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    assert {name for (name,) in found if not name.startswith("sqlite_")} == {
        *(model._meta.table_name for model in TABLES),
        legacy.LOG,
        "catatan",
    }
    assert db.execute_sql("SELECT isi FROM catatan INDEXED BY catatan_isi").fetchall() == [
        ("rak merah",)
    ]


def test_a_view_that_somebody_made_shows_the_adopted_rows(adopt: Adopt) -> None:
    db = adopt(
        {"auth_first": "0100", "auth_used": 50, "state": "done"},
        before="CREATE VIEW laporan AS SELECT mo_name, auth_first, auth_used FROM recent_mo;",
    )
    assert db.execute_sql("SELECT * FROM laporan").fetchall() == [("WH/MO/1", "0100", 50)]


def test_the_number_of_this_version_does_not_make_it_one_of_ours(adopt: Adopt) -> None:
    db = adopt({"auth_first": "0100"}, before=f"PRAGMA user_version = {migrations.VERSION};")
    assert orders.get(db, 1).segments == (Segment(None, "0100"),)


def test_a_file_without_a_log_is_adopted(adopt: Adopt) -> None:
    db = adopt({"auth_first": "0100"})
    assert orders.get(db, 1).auth_first == "0100"
    assert history.of_order(db, 1) == []


def test_a_log_of_another_shape_is_kept(adopt: Adopt) -> None:
    db = adopt({}, before="CREATE TABLE production_log (id INTEGER PRIMARY KEY, catatan);")
    assert db.execute_sql("SELECT count(*) FROM production_log_legacy").fetchone() == (0,)
    assert orders.get(db, 1).stage is Stage.UNREGISTERED


def test_the_old_log_of_an_mo_shows_in_its_order_and_that_of_others_does_not(
    adopt: Adopt,
) -> None:
    db = adopt(
        {},
        {},
        before=log(
            ("WH/MO/1", 3, "start", "2026-11-20 09:00:00"),
            ("WH/MO/2", 4, "start", "2026-11-20 09:00:00"),
            ("WH/MO/1", None, "end", "besok"),
        ),
    )
    found = history.of_order(db, 1)
    assert [(e.operation_id, e.status, e.leader_id, e.create_at) for e in found] == [
        ("legacy-1", "start", "003", NINE_LOCAL),
        ("legacy-3", "end", None, None),
    ]
    assert {(e.mo_name, e.station, e.before, e.after, e.reason) for e in found} == {
        ("WH/MO/1", None, "", "", None)
    }


@pytest.mark.parametrize("missing", ["mo_name", "auth_first", "ready_for_production"])
def test_a_table_of_that_name_alone_is_not_the_older_system(path: Path, missing: str) -> None:
    columns = {"mo_name", "auth_first", "ready_for_production"} - {missing}
    with closing(APSWDatabase(str(path))) as db:
        db.execute_sql(f"CREATE TABLE recent_mo ({', '.join(sorted(columns))})")
        assert not legacy.is_legacy(db)
        db.execute_sql(f"ALTER TABLE recent_mo ADD COLUMN {missing}")
        assert legacy.is_legacy(db)
        db.execute_sql("ALTER TABLE recent_mo ADD COLUMN station")
        assert not legacy.is_legacy(db)
