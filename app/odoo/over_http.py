"""What every way into Odoo has from the connection that it goes over."""

from app.odoo.http import Http


class OverHttp:
    """A way into Odoo over one `Http`. Belongs to one thread, but for `abandon`."""

    def __init__(self, http: Http) -> None:
        """Go over `http`; nothing is sent yet."""
        self._http = http

    @property
    def requests(self) -> int:
        """HTTP requests made so far."""
        return self._http.requests

    @property
    def clock_off(self) -> float | None:
        """Seconds by which this machine's clock is ahead of Odoo's."""
        return self._http.clock_off

    def close(self) -> None:
        """Give up the connections."""
        self._http.close()

    def abandon(self) -> None:
        """Make a request that waits for the network fail. Any thread."""
        self._http.abandon()
