"""A page of MOs with their transfers, out of what Odoo answered; the same answer is read once."""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, Final

from app.domain.errors import Code, OdooError, Problem
from app.domain.frozen import dataclass
from app.domain.orders import OdooOrder
from app.odoo.mapping import (
    NAME,
    ORIGIN,
    TRANSFER,
    BrokenRecordError,
    Transfer,
    to_transfer,
    values_of,
)

log = logging.getLogger(__name__)

_SEPARATORS: Final = re.compile(r"[,;\s]+")
_NUMBER: Final = re.compile(rb'\{"jsonrpc": ?"2\.0", ?"id": ?\d+')
"""How an answer of the web session begins; its number is another one each time."""


@dataclass(frozen=True, slots=True)
class Page:
    """MOs of one request, with their transfers; `skipped`: ids of broken records."""

    orders: tuple[OdooOrder, ...]
    skipped: tuple[str, ...]


class Watch:
    """Tells an answer that is, byte for byte, the one that was kept last.

    Attributes:
        same: the answer looked at last is that one; it need not be decoded.
    """

    def __init__(self) -> None:
        """Know no answer yet."""
        self.same = False
        self._kept = self._seen = b""

    def look_at(self, content: bytes) -> bool:
        """Tell whether a whole and right answer is the one that was kept."""
        number = _NUMBER.match(content)
        rest = memoryview(content)[number.end() :] if number else content
        self._seen = blake2b(rest, digest_size=20).digest()
        self.same = self._seen == self._kept
        return self.same

    def forget(self) -> None:
        """Take the next answer for another one, whatever it says."""
        self._kept = b""

    def keep(self) -> None:
        """Remember the answer looked at last: what it says has been understood."""
        self._kept = self._seen


@dataclass(frozen=True, slots=True)
class Read:
    """The MOs of one answer, as values of `OdooOrder` that lack their transfer.

    Attributes:
        lowest, highest: of the ids of its records; 0: there is none.
        more: whether another page follows.
    """

    drafts: Sequence[list[Any]]
    skipped: tuple[str, ...]
    lowest: int
    highest: int
    more: bool


class KnownPage:
    """One page of the last pass that asked for everything.

    As long as Odoo answers the same, byte for byte, the MOs are those of then.

    Attributes:
        asked, found: watch the answers with its MOs and with their transfers.
        domain: what the transfers are asked for by.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.asked, self.found = Watch(), Watch()
        self._read: Read | None = None
        self._page: Page | None = None
        self.domain: list[Any] = []

    def again(self) -> Read | None:
        """Give what was read, if the answer with the MOs is still the same."""
        if not self.asked.same or self._read is None or self._page is None:
            return None
        return self._read

    def unchanged(self) -> Page | None:
        """Give the page, if both answers are still the same."""
        return self._page if self.asked.same and self.found.same else None

    def drafts(self, read: Read) -> Sequence[list[Any]]:
        """Give the drafts of `read`; of a page that is known they are made of its MOs."""
        if read.drafts or self._page is None:
            return read.drafts
        return [list(order) for order in self._page.orders]

    def keep(self, read: Read, page: Page, domain: list[Any]) -> None:
        """Remember a page in which nothing was broken."""
        self._read = Read((), (), read.lowest, read.highest, read.more)
        self._page, self.domain = page, domain
        self.asked.keep()
        self.found.keep()


def read_orders(records: Sequence[Any], size: int) -> Read:
    """Read the MOs of an answer; the broken ones are left out, and logged.

    Of more records than `size` the last one only says that another page is.

    Raises:
        OdooError: there are no MOs in it.
    """
    ids = ids_of(records)
    named = any("name" in record for record in records if isinstance(record, dict))
    if records and not (named and ids):
        raise bad_answer()
    drafts, skipped = [], []
    for record in records[:size]:
        try:
            drafts.append(values_of(record))
        except BrokenRecordError as error:
            identity = record.get("id") if isinstance(record, dict) else None
            log.warning("MO with id %r left out: broken %s", identity, error)
            skipped.append(str(identity))
    highest = max(ids_of(records[:size]), default=0)
    return Read(drafts, tuple(skipped), min(ids, default=0), highest, len(records) > size)


def read_transfers(records: Sequence[Any]) -> tuple[list[Transfer], bool]:
    """Read the transfers of an answer, and tell whether one was broken: it is left out, and logged.

    Raises:
        OdooError: these are MOs.
    """
    if any("product_qty" in record for record in records if isinstance(record, dict)):
        raise bad_answer()
    found, broken = [], False
    for record in records:
        try:
            transfer = to_transfer(record)
        except BrokenRecordError as error:
            log.warning("transfer left out: broken %s", error)
            broken = True
            continue
        if transfer is not None:
            found.append(transfer)
    return found, broken


def matching(transfers: Iterable[Transfer]) -> Callable[[str, str | None], int | None]:
    """Give what finds an MO's transfer by its name and origin.

    That is the newest one that names it, else the newest of its origin.
    """
    newest: dict[str, int] = {}
    for transfer in transfers:
        origin, key = transfer.origin, transfer.id
        names = (origin, *_SEPARATORS.split(origin)) if _SEPARATORS.search(origin) else (origin,)
        for name in names:
            if key > newest.get(name, 0):
                newest[name] = key

    def found(name: str, origin: str | None) -> int | None:
        key = newest.get(name)
        return newest.get(origin) if key is None and origin else key

    return found


def joined(drafts: Iterable[list[Any]], transfers: Iterable[Transfer]) -> tuple[OdooOrder, ...]:
    """Make the MOs, each with its transfer."""
    find = matching(transfers)
    orders = []
    for values in drafts:
        values[TRANSFER] = find(values[NAME], values[ORIGIN])
        orders.append(OdooOrder._make(values))
    return tuple(orders)


def ids_of(records: Sequence[Any]) -> list[int]:
    """Give the ids of records that have one."""
    ids = [record.get("id") for record in records if isinstance(record, dict)]
    return [key for key in ids if type(key) is int]


def bad_answer() -> OdooError:
    """Make the error for an answer to another question."""
    return OdooError(Problem(Code.BAD_ANSWER, params={"host": "Odoo"}))
