"""What the sync asks Odoo: which fields there are, MOs page by page, transfers of a page."""

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from app.domain.clock import from_text, to_text
from app.domain.sync_filter import SyncFilter
from app.odoo.mapping import (
    CREATED,
    CUSTOM_FIELDS,
    NAME,
    ORDER_FIELDS,
    ORIGIN,
    TRANSFER_FIELDS,
)
from app.odoo.pages import (
    KnownPage,
    Page,
    Read,
    Watch,
    bad_answer,
    joined,
    read_orders,
    read_transfers,
)
from app.odoo.transport import Transport

log = logging.getLogger(__name__)

PAGE_SIZE: Final = 1000
"""MOs per request."""

LISTS_BEFORE: Final = timedelta(days=90)
"""How long before an MO a transfer that lists its origin may have been written."""

_ORDER: Final = "mrp.production"
_TRANSFER: Final = "stock.picking"

Term = str | tuple[str, str, object]


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
        self._known: list[KnownPage] = []

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
        last, size = 0, self._page_size
        for number in count():
            # Of a pass for changes the pages are others each time.
            known = self._known_page(number) if since is None else KnownPage()
            ahead = [key for key in followed if key > last] if last else followed
            page = order_domain(wanted, ahead, now, missing)
            if since is not None:
                page = [("write_date", ">=", to_text(since)), *page]
            if last:
                page = [("id", ">", last), *page]
            # One more than is used: that it is there says that another page is.
            records = self._search(
                _ORDER, page, fields, known.asked, limit=size + 1, order="id asc"
            )
            read = known.again() or read_orders(records, size)
            if (records or known.asked.same) and read.lowest <= last:
                raise bad_answer()
            yield self._page(known, read)
            if not read.more:
                del self._known[number + 1 :]
                return
            last = read.highest
            if not last:
                raise bad_answer()

    def _known_page(self, number: int) -> KnownPage:
        while len(self._known) <= number:
            self._known.append(KnownPage())
        return self._known[number]

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
            raise bad_answer()
        return found

    def _ask_for_missing(self) -> tuple[str, ...]:
        """Ask which customised fields there are; `fields_get` leaves unknown names out."""
        known = self._transport.call(
            _ORDER, "fields_get", {"allfields": list(CUSTOM_FIELDS), "attributes": ["type"]}
        )
        told = known.items() if isinstance(known, dict) else [("", None)]
        if any(name not in CUSTOM_FIELDS or not isinstance(about, dict) for name, about in told):
            raise bad_answer()  # to another question: no field may count as missing for it
        missing = tuple(name for name in CUSTOM_FIELDS if name not in known)
        if missing:
            log.info("this Odoo has no %s: left empty", ", ".join(missing))
        return missing

    def _page(self, known: KnownPage, read: Read) -> Page:
        same = known.asked.same
        if not read.drafts and not same:
            return Page((), read.skipped)
        domain = known.domain if same else transfer_domain(read.drafts)
        if not same:
            known.found.forget()  # they are to be matched with other MOs
        records = self._search(_TRANSFER, domain, TRANSFER_FIELDS, known.found, order="id asc")
        page = known.unchanged()
        if page is None:
            transfers, broken = read_transfers(records)
            page = Page(joined(known.drafts(read), transfers), read.skipped)
            if not broken and not read.skipped:
                known.keep(read, page, domain)
        return page

    def _search(
        self,
        model: str,
        domain: Sequence[Term],
        fields: Sequence[str],
        watch: Watch,
        **options: object,
    ) -> list[Any]:
        """Give the records; none when the answer is the one that `watch` knows."""
        kwargs = {"domain": list(domain), "fields": list(fields), **options}
        watch.same = False
        records = self._transport.call(model, "search_read", kwargs, watch)
        if watch.same:
            return []
        if not isinstance(records, list):
            raise bad_answer()
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


def transfer_domain(drafts: Sequence[Sequence[Any]]) -> list[Term]:
    """Write which transfers may belong to MOs, given as the values of `OdooOrder`: one request.

    A transfer's origin can list several documents, which ``in`` does not see. Such lists are
    asked for by their separators, and not back to the beginning of time: an MO's number can only
    be named once the MO exists, its origin (a sales order) some time before.
    """
    names = sorted({d[NAME] for d in drafts} | {d[ORIGIN] for d in drafts if d[ORIGIN]})
    oldest = min((d[CREATED] for d in drafts if d[CREATED]), default=None)
    lists: list[Term] = ["|", "|", *(("origin", "like", mark) for mark in (",", ";", " "))]
    if oldest is not None:
        lists = ["&", ("write_date", ">=", to_text(from_text(oldest) - LISTS_BEFORE)), *lists]
    return ["&", ("state", "!=", "cancel"), "|", ("origin", "in", names), *lists]


def _escaped(text: str) -> str:
    """Take the meaning of wildcards from a text that is to be found as it stands."""
    return re.sub(r"([\\%_])", r"\\\1", text)
