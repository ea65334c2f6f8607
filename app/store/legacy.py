"""Adopting a file of the older system: every value is kept, at its place or beside it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from playhouse.apsw_ext import APSWDatabase

from app.domain.clock import from_text, to_text
from app.domain.orders import Segment
from app.store.connection import Connection
from app.store.models import LabelUsage, RecentMo

LOG: Final = "production_log_legacy"
_OLD: Final = "recent_mo_old"
_LOCAL: Final = timezone(timedelta(hours=7))
"""The zone of the times that people typed there."""

_TEXTS: Final = ("state", "note", "product_name", "product_uom", "origin")
_IDS: Final = ("group_worker_id", "product_id", "transfer_id")
_NUMBERS: Final = ("product_qty", "initial_qty_target")
_CODES: Final = ("auth_first", "auth_last", "roll_number")
_DATES: Final = ("date_start", "date_finished")
_PROGRAMS: Final = ("write_date", "synced_at", "gone_at")
"""Columns of this program's own: under such a name the older file would hold something else."""


def is_legacy(db: APSWDatabase) -> bool:
    """Tell whether an open file is one of the older system."""
    columns = set(_columns(db, "recent_mo"))
    return {"mo_name", "auth_first", "ready_for_production"} <= columns and (
        "station" not in columns
    )


def set_aside(db: APSWDatabase) -> None:
    """Free the names of tables and indexes for this version's schema."""
    tables = {"recent_mo": _OLD, "production_log": LOG}
    for table in tables:
        for (index,) in db.execute_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? "
            "AND sql IS NOT NULL",
            (table,),
        ).fetchall():
            db.execute_sql(f"DROP INDEX {_quoted(index)}")
    # A view goes on naming the table that it was made for, which is soon there again.
    db.execute_sql("PRAGMA legacy_alter_table = 1")
    for table, name in tables.items():
        if _columns(db, table):
            db.execute_sql(f"ALTER TABLE {table} RENAME TO {name}")
    db.execute_sql("PRAGMA legacy_alter_table = 0")


def adopt(db: APSWDatabase, now: datetime) -> None:
    """Move the rows of the older system into the new tables. Inside the upgrade's transaction."""
    old = _columns(db, _OLD)
    known = set(_columns(db, "recent_mo"))
    extra = [name for name in old if name not in known]
    beside = [f"legacy_{name}" for name in old if name in known]
    for name in extra:
        db.execute_sql(f"ALTER TABLE recent_mo ADD COLUMN {_quoted(name)} {old[name]}")
    for name in beside:
        db.execute_sql(f"ALTER TABLE recent_mo ADD COLUMN {_quoted(name)}")
    logged = _logged(db)
    seen_ids: set[int] = set()
    rows = list(_rows(db, _OLD, list(old)))
    for raw, name in zip(rows, _unique_names(rows), strict=True):
        row = _Row(raw, name, seen_ids, logged, now)
        _insert(db, row, {column: raw[column] for column in extra})
    db.execute_sql(f"DROP TABLE {_OLD}")
    for verb in ("UPDATE", "DELETE"):
        if _columns(db, LOG):
            db.execute_sql(
                f"CREATE TRIGGER {LOG}_{verb.lower()} BEFORE {verb} ON {LOG} "
                "BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END"
            )
    for name in beside:  # columns in which nothing had to be kept
        quoted = _quoted(name)
        if not db.execute_sql(
            f"SELECT 1 FROM recent_mo WHERE {quoted} IS NOT NULL LIMIT 1"  # noqa: S608
        ).fetchone():
            db.execute_sql(f"ALTER TABLE recent_mo DROP COLUMN {quoted}")


def log_of(
    db: Connection, names: Collection[str]
) -> list[tuple[int, str, str | None, str, datetime | None]]:
    """Give what the older system logged of MOs: number, name, leader, status and time, in order."""
    if not isinstance(db, APSWDatabase) or not _columns(db, LOG):
        return []  # only a file was ever adopted
    marks = ", ".join("?" * len(names))
    rows = db.execute_sql(
        f"SELECT id, mo_name, leader_id, status, create_at FROM {LOG} "  # noqa: S608
        f"WHERE mo_name IN ({marks}) ORDER BY id",
        tuple(names),
    )
    return [(n, name, _leader(who), str(status), _local(at)) for n, name, who, status, at in rows]


class _Row:
    """One old row, sorted into what is Odoo's, what is people's and what fits nowhere."""

    def __init__(
        self,
        raw: Mapping[str, Any],
        name: str,
        seen_ids: set[int],
        logged: set[str],
        now: datetime,
    ) -> None:
        self._raw = raw
        self.beside: dict[str, Any] = {}
        self.id: int = raw["id"]
        mo_id = self._take("mo_id", _whole)
        if mo_id in seen_ids:
            self.beside["legacy_mo_id"], mo_id = mo_id, None
        elif mo_id is not None:
            seen_ids.add(mo_id)
        self.odoo: dict[str, Any] = {"mo_id": mo_id, "mo_name": name}
        self.odoo |= {field: self._take(field, _odoo_text) for field in _TEXTS}
        self.odoo |= {field: self._take(field, _whole) for field in _IDS}
        self.odoo |= {field: self._take(field, _number) for field in _NUMBERS}
        self.odoo["create_date"] = self._take("create_date", _utc)
        self.odoo["created_at"] = self._take("created_at", _utc) or now
        for field in _PROGRAMS:
            self._take(field, _nothing)
        self.people: dict[str, Any] = {field: self._take(field, _text) for field in _CODES}
        self.people["leader_id"] = self._take("leader_id", _leader)
        self.people["ready_for_production"] = int(_truth(raw.get("ready_for_production")))
        # A row that nobody touched has Odoo's planned dates in the line's own columns.
        touched = raw["mo_name"] in logged or any(
            self.people[f] for f in ("auth_first", "auth_last", "leader_id", "roll_number")
        )
        for field in _DATES:
            self.people[field] = self._take(field, _local if touched else _nothing)

    def _take(self, field: str, read: Callable[[Any], Any]) -> Any:
        """Read one value; one that cannot be read is kept beside, as it was."""
        raw = self._raw.get(field)
        value = read(raw)
        if value is None and raw not in (None, "", 0, "False"):
            self.beside[f"legacy_{field}"] = raw
        return value

    @property
    def segment(self) -> Segment | None:
        """The label segment that the old columns stood for."""
        people = self.people
        if people["date_start"] is None and not (people["auth_first"] or people["auth_last"]):
            return None
        return Segment(
            people["roll_number"],
            people["auth_first"],
            people["auth_last"],
            people["date_start"],
            people["date_finished"],
        )


def _insert(db: APSWDatabase, row: _Row, extra: Mapping[str, Any]) -> None:
    RecentMo.insert(id=row.id, **row.odoo).execute(db)
    RecentMo.update(row.people).where(RecentMo.id == row.id).execute(db)
    for name, value in {**row.beside, **extra}.items():
        db.execute_sql(
            f"UPDATE recent_mo SET {_quoted(name)} = ? WHERE id = ?",  # noqa: S608
            (value, row.id),
        )
    segment = row.segment
    if segment is not None:
        LabelUsage.insert(
            recent_mo=row.id,
            seq=1,
            roll_number=segment.roll_number,
            auth_first=segment.auth_first,
            auth_last=segment.auth_last,
            started_at=segment.started_at,
            ended_at=segment.ended_at,
        ).execute(db)


def _columns(db: APSWDatabase, table: str) -> dict[str, str]:
    """Give the columns of a table with their declared types; empty: there is no such table."""
    rows = db.execute_sql(f"PRAGMA table_info({table})").fetchall()
    return {row[1]: row[2] for row in rows}


def _rows(db: APSWDatabase, table: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    names = ", ".join(map(_quoted, columns))
    for row in db.execute_sql(f"SELECT {names} FROM {table} ORDER BY id"):  # noqa: S608
        yield dict(zip(columns, row, strict=True))


def _unique_names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give each row a name of its own: of several with one name the first keeps it."""
    own = [(str(row["mo_name"]), row["id"]) for row in rows if row["mo_name"]]
    # What another row is called is not made up for this one, also when that row comes later.
    holders = dict(reversed(own))
    found = []
    for row in rows:
        key, name = row["id"], str(row["mo_name"] or f"#{row['id']}")
        while holders.setdefault(name, key) != key:
            name = f"{name} #{key}"
        found.append(name)
    return found


def _logged(db: APSWDatabase) -> set[str]:
    if "mo_name" not in _columns(db, LOG):
        return set()
    names = db.execute_sql(f"SELECT DISTINCT mo_name FROM {LOG}")  # noqa: S608
    return {name for (name,) in names if name}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: Any) -> str | None:
    """Read a code: what was stored as a number is written as one."""
    if value is None or isinstance(value, bytes):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _odoo_text(value: Any) -> str | None:
    """Read a text of Odoo; its ``false`` was stored as 0 or "False"."""
    return None if value in (0, "0", "False", "") else _text(value)


def _leader(value: Any) -> str | None:
    """Read a leader id; stored as a number below 1000 it had three digits."""
    text = _text(value)
    is_number = isinstance(value, int | float) and text is not None and text.isdecimal()
    return text.zfill(3) if is_number and text is not None else text


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _truth(value: Any) -> bool:
    return value not in (None, 0, "", "0", "False", "false", "f")


def _nothing(_value: Any) -> None:
    return None


def _utc(value: Any) -> datetime | None:
    return _time(value, UTC)


def _local(value: Any) -> datetime | None:
    return _time(value, _LOCAL)


def _time(value: Any, zone: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value).strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return from_text(to_text(moment))
    except (ValueError, OverflowError):  # the latter: 0001-01-01 has no UTC
        return None
