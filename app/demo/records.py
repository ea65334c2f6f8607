"""The in-memory database of the stand-in: records as ``search_read`` shows them."""

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from app.demo.accounts import Accounts
from app.demo.models import GROUP_WORKER, NUMBERS, ORDER, Field, definitions, empty_value

Record = dict[str, object]

_STAMP: Final = "%Y-%m-%d %H:%M:%S"
_BACKORDER_NAME: Final = re.compile(r"(?P<base>.+)-(?P<sequence>\d{3})\Z", re.DOTALL)


def utc_now() -> datetime:
    """Return the time now, aware, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write ``moment`` as Odoo does: naive UTC, whole seconds. A naive moment counts as UTC."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime(_STAMP)


class _Table:
    """Rows of one model by id. A row is never changed in place, so that readers need no copy."""

    def __init__(self, fields: dict[str, Field]) -> None:
        self.fields = fields
        self.rows: dict[int, Record] = {}
        self.nulls: set[tuple[int, str]] = set()
        self.next_id = 1
        self.empty: Record = {}
        self.learn_fields({})

    def learn_fields(self, extra: Mapping[str, Field]) -> None:
        for name, field in extra.items():
            self.fields[name] = {**self.fields.get(name, {}), **field}
        self.empty = {name: empty_value(field) for name, field in self.fields.items()}
        self.rows = {key: {**self.empty, **row} for key, row in self.rows.items()}

    def put(self, key: int, row: Record) -> None:
        self.rows[key] = row
        self.next_id = max(self.next_id, key + 1)


class Database(Accounts):
    """One Odoo database in memory; every method may be called from any thread.

    Values are as Odoo shows them: ``False`` for empty, ``[id, name]`` for a many2one, naive UTC
    text for times. ``None`` counts as empty; in a number it is a NULL that reads as 0.

    Attributes:
        name: The database's name, as a login gives it.
    """

    def __init__(
        self,
        name: str,
        *,
        custom_fields: bool = True,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Make an empty database; without ``custom_fields`` it is plain Odoo.

        ``clock`` gives the time now in UTC, aware or naive.
        """
        super().__init__()
        self.name = name
        self._clock = clock
        self._lock = threading.RLock()
        models = definitions(custom_fields=custom_fields)
        self._tables = {model: _Table(fields) for model, fields in models.items()}
        self._names: dict[str, dict[int, str]] = {}

    # ------------------------------------------------------------------ definitions

    def define(self, model: str, fields: Mapping[str, Field]) -> None:
        """Add fields to a model, or attributes to its fields; an unknown model is made."""
        with self._lock:
            if model not in self._tables:
                self._tables[model] = _Table({})
            self._tables[model].learn_fields(fields)

    def models(self) -> frozenset[str]:
        """Return the names of the models."""
        with self._lock:
            return frozenset(self._tables)

    def fields(self, model: str) -> dict[str, Field]:
        """Return field name → definition. Raises ``KeyError`` for an unknown model."""
        with self._lock:
            return dict(self._tables[model].fields)

    # ------------------------------------------------------------------ reading

    def rows(self, model: str) -> list[Record]:
        """Return the rows themselves, unordered, for reading only (a write replaces a row)."""
        with self._lock:
            return list(self._tables[model].rows.values())

    def rows_of(self, model: str, ids: Iterable[int]) -> list[Record]:
        """Return the rows with these ids in the order of ``ids``; missing ones are left out."""
        with self._lock:
            rows = self._tables[model].rows
            return [rows[key] for key in dict.fromkeys(ids) if key in rows]

    def nulls(self, model: str) -> frozenset[tuple[int, str]]:
        """Return (id, field) of the numbers that read as 0 but were never filled."""
        with self._lock:
            return frozenset(self._tables[model].nulls)

    def records(self, model: str) -> list[Record]:
        """Return copies of all records by id, as a ``search_read`` of all fields gives them."""
        return [dict(row) for row in sorted(self.rows(model), key=_row_id)]

    # ------------------------------------------------------------------ writing

    def load(self, model: str, records: Iterable[Mapping[str, object]]) -> None:
        """Put records in as ``search_read`` gave them, ids, names and times kept."""
        with self._lock:
            table = self._tables[model]
            now = stamp(self._clock())
            for record in records:
                key = _as_id(record["id"])
                self._store(table, key, {**table.empty, **_defaults(table, now)}, record)

    def create(self, model: str, values: Mapping[str, object]) -> int:
        """Create one record and return its id; a MO without a name gets the next number."""
        with self._lock:
            table = self._tables[model]
            key = table.next_id
            moment = self._clock()
            given = _defaults(table, stamp(moment))
            if model == ORDER:
                given["name"] = f"WH/MO/{key:05d}"
                given["date_start"] = stamp(moment)
                given["date_finished"] = stamp(moment + timedelta(hours=1))
            self._store(table, key, {**table.empty, **given}, {**values, "id": key})
            return key

    def write(self, model: str, ids: int | Iterable[int], values: Mapping[str, object]) -> None:
        """Change records and move their ``write_date``. Raises ``KeyError`` for a missing id."""
        with self._lock:
            table = self._tables[model]
            keys = [ids] if isinstance(ids, int) else list(ids)
            rows = [table.rows[key] for key in keys]
            changes = {"write_date": stamp(self._clock()), **values}
            for key, row in zip(keys, rows, strict=True):
                self._store(table, key, row, {**changes, "id": key})
            if model == GROUP_WORKER and isinstance(values.get("name"), str):
                for key in keys:
                    self.rename_related(GROUP_WORKER, key, cast(str, values["name"]))

    def unlink(self, model: str, ids: int | Iterable[int]) -> None:
        """Delete records; ids that do not exist are passed over."""
        with self._lock:
            rows = self._tables[model].rows
            for key in [ids] if isinstance(ids, int) else ids:
                rows.pop(key, None)

    def backorder(self, mo_id: int, produced: float) -> int:
        """Close a MO with ``produced`` units and return the id of the MO for the rest.

        As seen on 17 and 19: ``WH/MO/00048`` becomes ``WH/MO/00048-001`` (done) and
        ``WH/MO/00048-002`` is created; a name that has a number already keeps it.
        """
        with self._lock:
            row = self._tables[ORDER].rows[mo_id]
            name = str(row["name"])
            numbered = _BACKORDER_NAME.match(name)
            base = numbered["base"] if numbered else name
            rest = cast(float, row["product_qty"]) - produced
            if not numbered:
                name = f"{base}-001"
            done = {"name": name, "state": "done", "product_qty": produced}
            self.write(ORDER, mo_id, {**done, "date_finished": stamp(self._clock())})
            sequence = self._last_backorder(base) + 1
            copied = {k: v for k, v in row.items() if k not in {"id", "create_date", "write_date"}}
            fresh = {"name": f"{base}-{sequence:03d}", "product_qty": rest, "state": "confirmed"}
            return self.create(ORDER, {**copied, **fresh, "backorder_sequence": sequence})

    def rename_related(self, model: str, record_id: int, name: str) -> None:
        """Rename what many2one fields point to; as in Odoo no ``write_date`` moves by it."""
        with self._lock:
            self._names.setdefault(model, {})[record_id] = name
            for table in self._tables.values():
                pointing = [n for n, f in table.fields.items() if f.get("relation") == model]
                for key, row in list(table.rows.items()):
                    hits = {n for n in pointing if _points_to(row[n], record_id)}
                    if hits:
                        table.rows[key] = {**row, **{n: [record_id, name] for n in hits}}

    def _store(self, table: _Table, key: int, before: Record, values: Mapping[str, object]) -> None:
        row = dict(before)
        for name, value in values.items():
            field = table.fields.get(name)
            if field is None:
                msg = f"Invalid field {name!r}"
                raise ValueError(msg)
            table.nulls.discard((key, name))
            if value is None and field["type"] in NUMBERS:
                table.nulls.add((key, name))
            row[name] = self._shown(field, value)
        if "name" in values:
            row["display_name"] = row["name"]
        table.put(key, row)

    def _shown(self, field: Field, value: object) -> object:
        if value is None or value is False:
            return empty_value(field)
        if field["type"] != "many2one":
            return float(cast(float, value)) if field["type"] == "float" else value
        names = self._names.setdefault(str(field["relation"]), {})
        if isinstance(value, (list, tuple)):
            names[_as_id(value[0])] = str(value[1])
            return [value[0], value[1]]
        key = _as_id(value)
        if field["relation"] in self._tables:
            row = self._tables[str(field["relation"])].rows.get(key)
            if row is not None:
                return [key, row["name"]]
        return [key, names.get(key, f"{field['relation']},{key}")]

    def _last_backorder(self, base: str) -> int:
        numbers = [0]
        for row in self._tables[ORDER].rows.values():
            match = _BACKORDER_NAME.match(str(row["name"]))
            if match and match["base"] == base:
                numbers.append(int(match["sequence"]))
        return max(numbers)


def _as_id(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        msg = f"not a record id: {value!r}"
        raise TypeError(msg)
    return value


def _row_id(row: Record) -> int:
    return cast(int, row["id"])


def _points_to(value: object, record_id: int) -> bool:
    return isinstance(value, list) and bool(value) and cast(Sequence[object], value)[0] == record_id


def _defaults(table: _Table, now: str) -> Record:
    given = {"create_date": now, "write_date": now, "state": "draft", "priority": "0"}
    return {name: value for name, value in given.items() if name in table.fields}
