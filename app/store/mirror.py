"""What the sync writes: one short transaction per pass, on a connection that cannot do more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, NamedTuple

from app.domain.clock import to_text
from app.domain.orders import CLOSED_STATES, OdooOrder
from app.domain.ownership import ODOO_OWNED
from app.domain.store_address import StoreAddress
from app.store import engine
from app.store.connection import Connection
from app.store.models import MoAlias, RecentMo, SyncRun

_WRITTEN: Final = (*ODOO_OWNED, "write_date", "synced_at", "created_at")
_MIRRORED: Final = (*ODOO_OWNED, "write_date")
_VALUES: Final = attrgetter(*_MIRRORED)


def _insert() -> str:
    """Generate the statement for new MOs from the Odoo-owned group."""
    marks = ", ".join(f"?{place}" for place in range(1, len(_WRITTEN) + 1))
    return (
        f"INSERT INTO recent_mo ({', '.join(_WRITTEN)}) VALUES ({marks}) "  # noqa: S608
        "ON CONFLICT (mo_id) DO NOTHING"
    )


def _update() -> str:
    """Generate the statement for known MOs from the Odoo-owned group; equal rows stay untouched."""
    incoming = {name: f"?{place}" for place, name in enumerate(_MIRRORED, start=1)}
    key = incoming.pop("mo_id")
    # A transfer once found is kept when a later pass finds none.
    incoming["transfer_id"] = f"COALESCE({incoming['transfer_id']}, transfer_id)"
    assign = ", ".join(f"{name} = {value}" for name, value in incoming.items())
    differs = " OR ".join(f"{name} IS DISTINCT FROM {value}" for name, value in incoming.items())
    return (
        f"UPDATE recent_mo SET {assign}, synced_at = ?{len(_MIRRORED) + 1}, "  # noqa: S608
        f"gone_at = NULL WHERE mo_id = {key} AND ({differs} OR gone_at IS NOT NULL)"
    )


INSERT: Final = _insert()
UPDATE: Final = _update()
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


class _Known(NamedTuple):
    id: int
    gone: bool
    mo_id: int | None
    name: str
    mirrored: tuple[object, ...]
    """`_MIRRORED` as the store has it when the pass begins to write."""


class Mirror:
    """The store as the sync sees it; lives in the thread that made it."""

    def __init__(self, store: StoreAddress | engine.Store) -> None:
        """Open an existing store, or borrow one that is open for the sync.

        Raises:
            EnvironmentFaultError: it cannot be used, and why.
        """
        self._borrowed = not isinstance(store, StoreAddress)
        self._store = engine.open_mirror(store) if isinstance(store, StoreAddress) else store

    def close(self) -> None:
        """Close the store; a borrowed one stays open."""
        if not self._borrowed:
            self._store.close()

    @property
    def _db(self) -> Connection:
        return self._store.db

    def followed(self) -> list[int]:
        """Give the Odoo ids of MOs to be asked for whatever the filter says.

        That is what Odoo may still change, and what the line has begun and not finished: that one
        also when Odoo had lost it, since it may come back.
        """
        closed = ", ".join(f"'{state}'" for state in sorted(CLOSED_STATES))
        with self._store.reading() as db:
            rows = db.execute_sql(
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
        with self._store.writing():
            return self._write(orders, gone, now)

    def _write(self, orders: Sequence[OdooOrder], gone: Collection[int], now: datetime) -> Written:
        known = self._known(orders)
        self._adopt(orders, known)
        self._yield_names(orders, known, gone, now)
        by_mo_id = {row.mo_id: row for row in known}
        accepted, clashes = _without_clashes(orders, known)
        renamed = [
            (row, order)
            for order in accepted
            if (row := by_mo_id.get(order.mo_id)) is not None and row.name != order.mo_name
        ]
        self._rename(renamed, now)
        stamp = to_text(now)
        new = [(*_row(o, stamp), stamp) for o in accepted if o.mo_id not in by_mo_id]
        old = [order for order in accepted if order.mo_id in by_mo_id]
        rows = ((_row(order, stamp), by_mo_id[order.mo_id]) for order in old)
        stale = [row for row, held in rows if _differs(row, held)]
        updated = self._store.execute_many(UPDATE, stale)
        self._store.execute_many(INSERT, new)
        lost = self._store.execute_many(GONE, [(stamp, mo_id) for mo_id in gone])
        return Written(
            inserted=len(new),
            updated=updated,
            unchanged=len(old) - updated,
            renamed=len(renamed),
            gone=lost,
            clashes=clashes,
        )

    def _known(self, orders: Sequence[OdooOrder]) -> list[_Known]:
        """Give the rows that have an id or a name of these MOs, however long the history is."""
        found = self._rows("mo_id", [order.mo_id for order in orders])
        names = {row.mo_id: row.name for row in found}
        moved = [one.mo_name for one in orders if names.get(one.mo_id) != one.mo_name]
        if moved:
            seen = {row.id for row in found}
            found += [row for row in self._rows("mo_name", moved) if row.id not in seen]
        return found

    def _rows(self, column: str, values: Sequence[object]) -> list[_Known]:
        rows = self._db.execute_sql(
            f"SELECT id, gone_at IS NOT NULL, {', '.join(_MIRRORED)} FROM recent_mo "  # noqa: S608
            f"WHERE {self._store.in_list(column)}",
            (self._store.as_list(values),),
        )
        return [_Known(row[0], bool(row[1]), row[2], row[3], row[2:]) for row in rows]

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

    def _rename(self, renamed: Sequence[tuple[_Known, OdooOrder]], now: datetime) -> None:
        """Free the old names first, so that chains and swaps of names go through."""
        for row, _order in renamed:
            # No name of Odoo begins with a tab: `mapping` refuses it.
            RecentMo.update(mo_name=f"\t{row.id}").where(RecentMo.id == row.id).execute(self._db)
            MoAlias.insert(recent_mo=row.id, mo_name=row.name, until=now).execute(self._db)

    def record(self, **run: Any) -> int:
        """Add a row to ``sync_run`` and give its number.

        Raises:
            EnvironmentFaultError: the store could not be written.
        """
        with self._store.writing() as db:
            return int(SyncRun.insert(**run).execute(db))


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


def _differs(row: tuple[object, ...], known: _Known) -> bool:
    """Tell whether `UPDATE` has something to do for a row; it looks itself, but takes longer."""
    return known.gone or row[:-1] != known.mirrored


def _row(order: OdooOrder, stamp: str) -> tuple[object, ...]:
    return (*_VALUES(order), stamp)
