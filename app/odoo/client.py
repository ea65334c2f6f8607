"""What the sync asks Odoo: which fields there are, MOs page by page, transfers of a page."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.domain.clock import from_text, to_text
from app.domain.errors import Code, OdooError, Problem
from app.domain.orders import OdooOrder
from app.domain.sync_filter import SyncFilter
from app.odoo.mapping import (
    CUSTOM_FIELDS,
    ORDER_FIELDS,
    TRANSFER_FIELDS,
    BrokenRecordError,
    Transfer,
    to_order,
    to_transfer,
)
from app.odoo.transport import Transport

log = logging.getLogger(__name__)

PAGE_SIZE: Final = 1000
"""MOs per request."""

LISTS_BEFORE: Final = timedelta(days=90)
"""How long before an MO a transfer that lists its origin may have been written."""

_ORDER: Final = "mrp.production"
_TRANSFER: Final = "stock.picking"
_SEPARATORS: Final = re.compile(r"[,;\s]+")

Term = str | tuple[str, str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """MOs of one request, with their transfers; `skipped`: ids of broken records."""

    orders: tuple[OdooOrder, ...]
    skipped: tuple[str, ...]


class OdooClient:
    """Reads MOs and transfers; lives in the thread of its transport.

    Attributes:
        missing: customised fields that this Odoo does not have; None until `orders` asked once.
    """

    def __init__(self, transport: Transport, page_size: int = PAGE_SIZE) -> None:
        """Read through `transport`, `page_size` MOs a request."""
        self._transport = transport
        self._page_size = page_size
        self.missing: tuple[str, ...] | None = None

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._transport.requests

    def orders(
        self,
        wanted: SyncFilter,
        followed: Sequence[int],
        now: datetime,
        since: datetime | None = None,
    ) -> Iterator[Page]:
        """Give the MOs that `wanted` selects, and those with the ids `followed` whatever it says.

        Pages follow the id, so that MOs that appear in between are neither skipped nor repeated.
        With `since` only those that were written at or after that time of Odoo's clock.

        Raises:
            OdooError: it did not work, and why.
        """
        missing = self.find_missing()
        fields = [*ORDER_FIELDS, *(f for f in CUSTOM_FIELDS if f not in missing)]
        domain = order_domain(wanted, followed, now, missing)
        if since is not None:
            domain = [("write_date", ">=", to_text(since)), *domain]
        last, size = 0, self._page_size
        while True:
            page = [("id", ">", last), *domain] if last else domain
            # One more than is used: that it is there says that another page is.
            records = self._search(_ORDER, page, fields, limit=size + 1, order="id asc")
            if not _are_orders(records, last):
                raise _bad_answer()
            yield self._page(records[:size])
            if len(records) <= size:
                return
            last = max(_ids(records[:size]), default=0)
            if not last:
                raise _bad_answer()

    def find_missing(self) -> tuple[str, ...]:
        """Give the customised fields that this Odoo does not have; it is asked once.

        Raises:
            OdooError: it did not work, and why.
        """
        if self.missing is None:
            self.missing = self._ask_for_missing()
        return self.missing

    def count(self, wanted: SyncFilter, now: datetime) -> int:
        """Count the MOs that `wanted` selects.

        Raises:
            OdooError: it did not work, and why.
        """
        return self._count(_ORDER, order_domain(wanted, (), now, self.find_missing()))

    def read_transfers(self) -> None:
        """Try whether transfers may be read.

        Raises:
            OdooError: they may not, or it did not work.
        """
        self._count(_TRANSFER, [("id", "=", 0)])

    def _count(self, model: str, domain: Sequence[Term]) -> int:
        found = self._transport.call(model, "search_count", {"domain": list(domain)})
        if type(found) is not int:
            raise _bad_answer()
        return found

    def _ask_for_missing(self) -> tuple[str, ...]:
        """Ask which customised fields there are; `fields_get` leaves unknown names out."""
        known = self._transport.call(
            _ORDER, "fields_get", {"allfields": list(CUSTOM_FIELDS), "attributes": ["type"]}
        )
        told = known.items() if isinstance(known, dict) else [("", None)]
        if any(name not in CUSTOM_FIELDS or not isinstance(about, dict) for name, about in told):
            raise _bad_answer()  # to another question: no field may count as missing for it
        missing = tuple(name for name in CUSTOM_FIELDS if name not in known)
        if missing:
            log.info("this Odoo has no %s: left empty", ", ".join(missing))
        return missing

    def _page(self, records: Sequence[Any]) -> Page:
        orders, skipped = [], []
        for record in records:
            try:
                orders.append(to_order(record))
            except BrokenRecordError as error:
                identity = record.get("id") if isinstance(record, dict) else None
                log.warning("MO with id %r left out: broken %s", identity, error)
                skipped.append(str(identity))
        transfers = self._transfers(orders) if orders else []
        return Page(tuple(with_transfers(orders, transfers)), tuple(skipped))

    def _transfers(self, orders: Sequence[OdooOrder]) -> list[Transfer]:
        domain = transfer_domain(orders)
        found = []
        records = self._search(_TRANSFER, domain, TRANSFER_FIELDS, order="id asc")
        if any("product_qty" in record for record in records if isinstance(record, dict)):
            raise _bad_answer()  # these are MOs
        for record in records:
            try:
                transfer = to_transfer(record)
            except BrokenRecordError as error:
                log.warning("transfer left out: broken %s", error)
                continue
            if transfer is not None:
                found.append(transfer)
        return found

    def _search(
        self, model: str, domain: Sequence[Term], fields: Sequence[str], **options: object
    ) -> list[Any]:
        kwargs = {"domain": list(domain), "fields": list(fields), **options}
        records = self._transport.call(model, "search_read", kwargs)
        if not isinstance(records, list):
            raise _bad_answer()
        return records


def order_domain(
    wanted: SyncFilter, followed: Sequence[int], now: datetime, missing: Sequence[str] = ()
) -> list[Term]:
    """Write the filter as a domain of Odoo; terms on `missing` fields cannot be asked for."""
    since = to_text(now - timedelta(days=wanted.days))
    terms: list[list[Term]] = [[("create_date", ">=", since)]]
    if wanted.exclude_states:
        terms.append([("state", "not in", list(wanted.exclude_states))])
    if wanted.group_worker_ids and "group_worker" not in missing:
        terms.append([("group_worker", "in", list(wanted.group_worker_ids))])
    if wanted.note_contains and "note" not in missing:
        notes: list[Term] = [("note", "ilike", _escaped(text)) for text in wanted.note_contains]
        terms.append([*["|"] * (len(notes) - 1), *notes])
    selected = [*["&"] * (len(terms) - 1), *(term for group in terms for term in group)]
    return ["|", ("id", "in", list(followed)), *selected] if followed else selected


def transfer_domain(orders: Sequence[OdooOrder]) -> list[Term]:
    """Write which transfers may belong to `orders`, in one request.

    A transfer's origin can list several documents, which ``in`` does not see. Such lists are
    asked for by their separators, and not back to the beginning of time: an MO's number can only
    be named once the MO exists, its origin (a sales order) some time before.
    """
    names = sorted({order.mo_name for order in orders} | {o.origin for o in orders if o.origin})
    oldest = min((order.create_date for order in orders if order.create_date), default=None)
    lists: list[Term] = ["|", "|", *(("origin", "like", mark) for mark in (",", ";", " "))]
    if oldest is not None:
        lists = ["&", ("write_date", ">=", to_text(from_text(oldest) - LISTS_BEFORE)), *lists]
    return ["&", ("state", "!=", "cancel"), "|", ("origin", "in", names), *lists]


def with_transfers(
    orders: Sequence[OdooOrder], transfers: Sequence[Transfer]
) -> Iterator[OdooOrder]:
    """Give each MO its transfer: the newest that names it, else the newest of its origin."""
    newest: dict[str, int] = {}
    for transfer in transfers:
        for name in {transfer.origin, *_SEPARATORS.split(transfer.origin)}:
            newest[name] = max(transfer.id, newest.get(name, 0))
    for order in orders:
        found = newest.get(order.mo_name)
        if found is None and order.origin:
            found = newest.get(order.origin)
        yield order if found is None else order.with_transfer(found)


def _escaped(text: str) -> str:
    """Take the meaning of wildcards from a text that is to be found as it stands."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _are_orders(records: Sequence[Any], last: int) -> bool:
    """Tell MOs behind the id `last` from an answer to another question, or to a former one."""
    if not records:
        return True
    named = any("name" in record for record in records if isinstance(record, dict))
    ids = _ids(records)
    return named and bool(ids) and min(ids) > last


def _ids(records: Sequence[Any]) -> list[int]:
    ids = [record.get("id") for record in records if isinstance(record, dict)]
    return [key for key in ids if type(key) is int]


def _bad_answer() -> OdooError:
    return OdooError(Problem(Code.BAD_ANSWER, params={"host": "Odoo"}))
