"""What the sync writes: one short transaction per pass, on a connection that cannot do more."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from app.domain.clock import to_text
from app.domain.frozen import dataclass
from app.domain.orders import CLOSED_STATES, OdooOrder
from app.domain.ownership import ODOO_OWNED
from app.domain.store_address import StoreAddress
from app.store import engine
from app.store.connection import Connection
from app.store.models import MoAlias, RecentMo, SyncRun

_MIRRORED: Final = (*ODOO_OWNED, "write_date")
_BUT_NAME: Final = tuple(name for name in _MIRRORED if name != "mo_name")
_RUN: Final = tuple(name for name in SyncRun._meta.sorted_field_names if name != "id")


def _insert(table: str, columns: Sequence[str]) -> str:
    """Generate the statement for a new row."""
    marks = ", ".join(f"?{place}" for place in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def _update(columns: Sequence[str]) -> str:
    """Generate a statement for known MOs from the Odoo-owned group; equal rows stay untouched."""
    incoming = {name: f"?{place}" for place, name in enumerate(columns, start=1)}
    key = incoming.pop("mo_id")
    # A transfer once found is kept when a later pass finds none.
    incoming["transfer_id"] = f"COALESCE({incoming['transfer_id']}, transfer_id)"
    assign = ", ".join(f"{name} = {value}" for name, value in incoming.items())
    differs = " OR ".join(f"{name} IS DISTINCT FROM {value}" for name, value in incoming.items())
    return (
        f"UPDATE recent_mo SET {assign}, synced_at = ?{len(columns) + 1}, "  # noqa: S608
        f"gone_at = NULL WHERE mo_id = {key} AND ({differs} OR gone_at IS NOT NULL)"
    )


INSERT: Final = (
    _insert("recent_mo", (*_MIRRORED, "synced_at", "created_at"))
    + " ON CONFLICT (mo_id) DO NOTHING"
)
UPDATE: Final = _update(_BUT_NAME)
"""For those that keep their name: with it, two indexes would be written for each row."""
RENAME: Final = _update(_MIRRORED)
RECORD: Final = _insert("sync_run", _RUN)
GONE: Final = "UPDATE recent_mo SET gone_at = ?1 WHERE mo_id = ?2 AND gone_at IS NULL"


@dataclass(frozen=True, slots=True)
class Written:
    """What one pass did to the store.

    Attributes:
        clashes: names that another MO of the store already holds; those MOs were left out.
    """

    inserted: int
    updated: int
    unchanged: int
    renamed: int
    gone: int
    clashes: tuple[str, ...]


_Row: TypeAlias = tuple[Any, ...]
"""Of the store as the pass begins to write: its id, whether it is gone, `_MIRRORED`."""


class _Known(NamedTuple):
    id: int
    gone: bool
    mo_id: int | None
    name: str
    row: _Row


class Mirror:
    """The store as the sync sees it; lives in the thread that made it."""

    def __init__(self, store: StoreAddress | engine.Store) -> None:
        """Open an existing store, or borrow one that is open for the sync.

        Raises:
            EnvironmentFaultError: it cannot be used, and why.
        """
        self._borrowed = not isinstance(store, StoreAddress)
        self._store = engine.open_mirror(store) if isinstance(store, StoreAddress) else store
        self._followed: list[int] | None = None
        self._commits: int | None = None

    def close(self) -> None:
        """Close the store; a borrowed one stays open."""
        if not self._borrowed:
            self._store.close()

    @property
    def _db(self) -> Connection:
        return self._store.db

    def followed(self) -> Sequence[int]:
        """Give the Odoo ids of MOs to be asked for whatever the filter says.

        That is what Odoo may still change, and what the line has begun and not finished: that one
        also when Odoo had lost it, since it may come back.
        """
        with self._store.reading():
            commits = self._store.commits_elsewhere()  # before it is read: nothing is missed
            if self._followed is None or commits is None or commits != self._commits:
                self._followed, self._commits = self._read_followed(), commits
            return self._followed

    def _read_followed(self) -> list[int]:
        closed = ", ".join(f"'{state}'" for state in sorted(CLOSED_STATES))
        rows = self._db.execute_sql(
            "SELECT mo_id FROM recent_mo WHERE mo_id IS NOT NULL "  # noqa: S608
            "AND ((ready_for_production = 1 AND date_finished IS NULL) "
            f"OR (gone_at IS NULL AND coalesce(state NOT IN ({closed}), TRUE))) ORDER BY mo_id"
        )
        return [mo_id for (mo_id,) in rows]

    def write(self, orders: Sequence[OdooOrder], gone: Collection[int], now: datetime) -> Written:
        """Store one pass: all of it, or nothing.

        Args:
            orders: MOs as Odoo has them, each `mo_id` once.
            gone: Odoo ids that were asked for and that Odoo no longer has.
            now: the instant of the pass.

        Raises:
            EnvironmentFaultError: the store could not be written.
        """
        if not orders and not gone:  # nobody is kept from writing for it
            return Written(0, 0, 0, 0, 0, ())
        with self._store.writing():
            return self._write(orders, gone, now)

    def _write(self, orders: Sequence[OdooOrder], gone: Collection[int], now: datetime) -> Written:
        stamp = to_text(now)
        clashes: tuple[str, ...] = ()
        rows = self._rows("mo_id", [order.mo_id for order in orders])
        held = {row[2]: row for row in rows}
        moved = [o.mo_name for o in orders if o.mo_id not in held or held[o.mo_id][3] != o.mo_name]
        if moved:
            seen = {row[0] for row in rows}
            rows += [row for row in self._rows("mo_name", moved) if row[0] not in seen]
            known = [_Known(row[0], bool(row[1]), row[2], row[3], row) for row in rows]
            self._adopt(orders, known)
            self._yield_names(orders, known, gone, now)
            orders, clashes = _without_clashes(orders, known)
            held = {row.mo_id: row.row for row in known}
        new, stale, renamed = [], [], []
        for order in orders:
            row = held.get(order.mo_id)
            if row is None:
                new.append((*order, stamp, stamp))
            elif row[3] != order.mo_name:
                self._free_name(row, now)
                renamed.append((*order, stamp))
            elif row[1] or row[2:] != order:
                stale.append((order[0], *order[2:], stamp))
        if moved or stale or gone:
            self._followed = None
        run = self._store.execute_many
        updated = run(UPDATE, stale) + run(RENAME, renamed)
        run(INSERT, new)
        return Written(
            inserted=len(new),
            updated=updated,
            unchanged=len(orders) - len(new) - updated,
            renamed=len(renamed),
            gone=run(GONE, [(stamp, mo_id) for mo_id in gone]),
            clashes=clashes,
        )

    def _rows(self, column: str, values: Sequence[object]) -> list[_Row]:
        """Give the rows that have an id or a name of these, however long the history is."""
        found = self._db.execute_sql(
            f"SELECT id, gone_at IS NOT NULL, {', '.join(_MIRRORED)} FROM recent_mo "  # noqa: S608
            f"WHERE {self._store.in_list(column)}",
            (self._store.as_list(values),),
        )
        return list(found)

    def _yield_names(
        self,
        orders: Sequence[OdooOrder],
        known: list[_Known],
        gone: Collection[int],
        now: datetime,
    ) -> None:
        """Let an MO that Odoo no longer has give its name to the one that has it now."""
        coming = {order.mo_id for order in orders}
        wanted = {order.mo_name for order in orders}
        for index, row in enumerate(known):
            lost = row.mo_id is not None and (row.gone or row.mo_id in gone)
            if lost and row.mo_id not in coming and row.name in wanted:
                other = f"{row.name} (#{row.mo_id})"
                RecentMo.update(mo_name=other).where(RecentMo.id == row.id).execute(self._db)
                MoAlias.insert(recent_mo=row.id, mo_name=row.name, until=now).execute(self._db)
                known[index] = row._replace(name=other)

    def _adopt(self, orders: Sequence[OdooOrder], known: list[_Known]) -> None:
        """Give a row without Odoo id the id of the MO that has its name: once."""
        nameless = {row.name: index for index, row in enumerate(known) if row.mo_id is None}
        taken = {row.mo_id for row in known}
        for order in orders:
            index = nameless.pop(order.mo_name, None)
            if index is not None and order.mo_id not in taken:
                row = known[index]
                RecentMo.update(mo_id=order.mo_id).where(RecentMo.id == row.id).execute(self._db)
                known[index] = row._replace(mo_id=order.mo_id)

    def _free_name(self, row: _Row, now: datetime) -> None:
        """Free a name that is given up before names are given: chains and swaps go through."""
        key, _gone, _mo_id, name, *_rest = row
        # No name of Odoo begins with a tab: `mapping` refuses it.
        RecentMo.update(mo_name=f"\t{key}").where(RecentMo.id == key).execute(self._db)
        MoAlias.insert(recent_mo=key, mo_name=name, until=now).execute(self._db)

    def record(self, **run: Any) -> None:
        """Add a row to ``sync_run``.

        Raises:
            EnvironmentFaultError: the store could not be written.
        """
        given = [run.get(name) for name in _RUN]
        row = [to_text(one) if isinstance(one, datetime) else one for one in given]
        with self._store.writing():
            self._store.execute_many(RECORD, [row])


def _without_clashes(
    orders: Sequence[OdooOrder], known: Sequence[_Known]
) -> tuple[list[OdooOrder], tuple[str, ...]]:
    """Leave out MOs whose name another MO keeps: the first one keeps it."""
    coming = {order.mo_id: order for order in orders}
    holder = {row.name: row.mo_id for row in known}
    while True:
        names: dict[str, int | None] = {
            # Names that stay: of rows that this pass does not touch, or does not rename.
            name: mo_id
            for name, mo_id in holder.items()
            if mo_id not in coming or coming[mo_id].mo_name == name
        }
        accepted, refused = [], []
        for order in coming.values():
            if names.setdefault(order.mo_name, order.mo_id) == order.mo_id:
                accepted.append(order)
            else:
                refused.append(order)
        if not refused:
            break
        for order in refused:  # its row, if any, keeps its old name: look again
            del coming[order.mo_id]
    clashes = tuple(order.mo_name for order in orders if order.mo_id not in coming)
    return accepted, clashes
