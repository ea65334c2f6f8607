"""Settings of every test: no screen, no file, variable or password of the person who runs it."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

PROGRAM_VARIABLES = (
    "ODOO_API_KEY",
    "ODOO_API_URL",
    "ODOO_DB",
    "ODOO_LOGIN",
    "ODOO_PASSWORD",
    "ODOO_SESSION_ID",
    "SQLITE_PATH",
    "STASIUN_MO_CONFIG",
    "STASIUN_MO_STORE_PASSWORD",
    "SYNC_INTERVAL_MINUTES",
)
HOME_VARIABLES = {
    "HOME": ".",
    "USERPROFILE": ".",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "PROGRAMDATA": "program-data",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_DIRS": "etc",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
}

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, max_examples=300, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config: pytest.Config) -> None:
    """Isolate the run before any module of the program or of Qt is imported."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = tempfile.TemporaryDirectory(prefix="stasiun-mo-", ignore_cleanup_errors=True)
    config.add_cleanup(folder.cleanup)
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    for variable in PROGRAM_VARIABLES:
        patch.delenv(variable, raising=False)
    patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    # One for the run: the address of a local socket has to be short.
    runtime = Path(folder.name, "run")
    runtime.mkdir(mode=0o700)
    patch.setenv("XDG_RUNTIME_DIR", str(runtime))
    move_home(patch, Path(folder.name, "home"))
    from tests import leaks, marks  # not before the run is isolated

    marks.mark_the_stand_in(patch)
    config.pluginmanager.register(leaks.Watch(patch, Path(folder.name)), "leaks")


def move_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Point every variable from which a folder of the person is found below `home`."""
    for variable, name in HOME_VARIABLES.items():
        patch.setenv(variable, str(home / name))


@pytest.fixture(autouse=True)
def _home_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Give each test an empty home, so that none finds what another one left."""
    move_home(monkeypatch, tmp_path_factory.mktemp("home"))


@pytest.fixture(autouse=True)
def _no_application_without_widgets() -> Iterator[None]:
    """Fail the test that makes one, and not each test of a window that comes after it.

    A process has one application to its end, and the order of the tests is another in each run.
    """
    yield
    core = sys.modules.get("PySide6.QtCore")
    app = core and core.QCoreApplication.instance()
    assert app is None or app.inherits("QApplication"), "make it in a process of its own"


def pytest_collection_finish() -> None:
    """Spare the garbage collection below what has been imported."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Collect a test's garbage behind it, and not while a window is drawn.

    What a test leaves is drawn once more before it is closed. Nobody names it any more then, so
    Python would delete it, in the middle of it, together with the painter that draws it.
    """
    if "qtbot" not in getattr(item, "fixturenames", ()):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
