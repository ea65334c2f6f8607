"""What the API works with: the store in two threads, one that reads and one that writes."""

from collections.abc import Callable
from pathlib import Path

from app.api.store_thread import StoreThread
from app.domain.frozen import dataclass
from app.services.api_keys import ApiKeys
from app.services.offers import Offers
from app.services.production import Production


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reading thread has open."""

    keys: ApiKeys
    offers: Offers

    def close(self) -> None:
        """Close the store."""
        self.offers.close()
        self.keys.close()


@dataclass(frozen=True, slots=True)
class Writing:
    """What the writing thread has open."""

    keys: ApiKeys
    production: Production

    def close(self) -> None:
        """Close the store."""
        self.production.close()
        self.keys.close()


@dataclass(frozen=True, slots=True)
class Opening:
    """How the store is opened; called in the thread that it is opened for.

    Attributes:
        stamp: gives another value when another file has taken the store's place.
    """

    keys: Callable[[], ApiKeys]
    offers: Callable[[], Offers]
    production: Callable[[], Production]
    stamp: Callable[[], object]

    def reading(self) -> Reading:
        """Open it to be read."""
        keys = self.keys()
        try:
            return Reading(keys, self.offers())
        except BaseException:
            keys.close()
            raise

    def writing(self) -> Writing:
        """Open it to be written."""
        production = self.production()
        try:
            return Writing(self.keys(), production)
        except BaseException:
            production.close()
            raise


class Desk:
    """Both threads.

    Attributes:
        reading: keys are recognised and lists read here.
        writing: operations are stored here, one after the other, as the window does.
        station: which station the operations belong to.
    """

    def __init__(self, opening: Opening, station: str) -> None:
        """Prepare; nothing is opened before `start`."""
        self.reading = StoreThread("api-reading", opening.reading, opening.stamp)
        self.writing = StoreThread("api-writing", opening.writing, opening.stamp)
        self.station = station

    def start(self) -> None:
        """Start both threads."""
        self.reading.start()
        self.writing.start()

    def stop(self) -> None:
        """Finish what was asked for and close the store."""
        self.writing.stop()
        self.reading.stop()


def stamp_of(path: Path) -> object:
    """Tell one file at a path from another one that takes its place; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
