"""The HTTP API for other programs: its server on this station's store, and its keys."""

import ctypes
import importlib.util
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from app.bootstrap import Setup
from app.bootstrap.place import make_store_folder
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.services.api_keys import ApiKeys
from app.services.offers import Offers

if TYPE_CHECKING:
    from app.api.desk import Opening
    from app.api.server import Server

_NICENESS: Final = 5
_BELOW_NORMAL: Final = 0x4000

_LIBRARIES: Final = ("fastapi", "pydantic", "starlette", "uvicorn")


def is_installed() -> bool:
    """Tell whether what the API needs is installed; it is optional."""
    return all(importlib.util.find_spec(name) is not None for name in _LIBRARIES)


def keys(setup: Setup) -> ApiKeys:
    """Open the keys of the store, in the calling thread."""
    store = setup.store
    if isinstance(store, Path):
        make_store_folder(store)
    return ApiKeys(store, setup.clock)


def server(
    setup: Setup,
    host: str | None = None,
    port: int | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
) -> "Server":
    """Take the address, by default that of the configuration; it answers when it is run.

    Raises:
        EnvironmentFaultError: it cannot listen so, the store cannot be used, or
            `Code.API_NOT_INSTALLED`.
    """
    if not is_installed():
        raise EnvironmentFaultError(Problem(Code.API_NOT_INSTALLED))
    from app.api.server import Address, Server

    settings = setup.config
    with setup.production():
        pass  # what is wrong with the store is said now, and a new one is made
    address = Address(
        settings.api.host if host is None else host,
        settings.api.port if port is None else port,
        certificate,
        key,
    )
    return Server(opening(setup), settings.station, address, settings.language)


def opening(setup: Setup) -> "Opening":
    """Say how the server opens the store; its library has to be installed."""
    from app.api.desk import Opening, stamp_of

    settings = setup.config
    return Opening(
        keys=lambda: keys(setup),
        offers=lambda: Offers(setup.store, settings.rules, settings.station, setup.clock),
        production=setup.production,
        stamp=lambda: None if settings.server else stamp_of(settings.store_path),
    )


def step_back() -> None:
    """Let the window go first wherever both want the processor."""
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(_NICENESS)


def stop_at_end_of(stream: IO[bytes], stop: Callable[[], None]) -> None:
    """Call `stop` when nothing comes any more: who has started this program is gone."""

    def wait() -> None:
        # Past the stream's buffer: at the end of the process nobody may hold its lock.
        while os.read(stream.fileno(), 1024):
            pass
        stop()

    threading.Thread(target=wait, name="until-stdin-ends", daemon=True).start()
