"""What the installer and the installed program are put through, in the order of a kiosk's life.

Each step of `Checks` raises `WineError` with a sentence when something is not as it should be.
The program talks to the stand-in for Odoo on this machine's loopback, and what it stored is read
from its file by this script.
"""

from __future__ import annotations

import json
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from wine.machine import Done, Machine, WineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from app.demo.server import StandIn
    from wine.screen import Picture, Screen

PROGRAM = "C:\\Program Files\\StasiunMO"
WINDOW_EXE = f"{PROGRAM}\\program\\StasiunMO.exe"
CONSOLE_EXE = f"{PROGRAM}\\program\\stasiun-mo.exe"
DATA = "C:\\ProgramData\\StasiunMO"
MENU = "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Stasiun MO.lnk"
UNINSTALL_KEY = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\StasiunMO"
RUN_KEY = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run"
TITLE = "StasiunMO"
RAISED = "raised by a second start"
NO_CONFIG, RUNNING = 4, 5
CODE, ROLL = "01024585539", "1300300624"


def require(condition: object, sentence: str) -> None:
    """Raise unless something is so."""
    if not condition:
        raise WineError(sentence)


def wait_for(condition: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise WineError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.2)


class Checks:
    """One kiosk, from the first installation to the last.

    Attributes:
        figures: what was measured, in seconds, by its name.
        most_kilobytes: what Windows may show as the size of what is installed.
    """

    most_kilobytes = 90_000

    def __init__(
        self,
        machine: Machine,
        installer: Path,
        version: str,
        odoo: StandIn,
        python: str,
        screen: Screen | None,
    ) -> None:
        """Put `installer` through the steps; `python` is a Python on the Windows machine."""
        self.machine, self.installer, self.version = machine, installer, version
        self.odoo, self.python, self.screen = odoo, python, screen
        self.figures: dict[str, float] = {}
        self._window: subprocess.Popen[bytes] | None = None
        self._mo = ""
        self._config = (
            f'[station]\nname = "Lini Uji"\n\n[odoo]\nurl = "{odoo.url}"\n'
            'database = "pabrik"\nlogin = "latihan"\n'
        )

    def steps(self) -> list[Callable[[], None]]:
        """Return the steps in their order."""
        kinds = reversed(type(self).__mro__)
        names = [name for kind in kinds for name in vars(kind) if name.startswith("step_")]
        return [getattr(self, name) for name in names]

    def clean(self) -> None:
        """Remove what an earlier run left on the machine."""
        if self.path(WINDOW_EXE).exists():
            self.uninstall("/PURGE")

    # ------------------------------------------------------------------ the steps

    def step_a_missing_configuration_is_refused(self) -> None:
        done = self.setup("/CONFIG=C:\\nowhere.toml")
        require(done.code == NO_CONFIG, f"exit {done.code} instead of {NO_CONFIG}")
        require(not self.path(WINDOW_EXE).exists(), "and yet it installed something")

    def step_silent_installation(self) -> None:
        preset = self.machine.folder / "preset.toml"
        preset.write_text(self._config, encoding="utf-8")
        done = self.setup(f"/CONFIG={self.machine.shown(preset)}")
        require(done.code == 0, f"exit {done.code}")
        self.figures["installation"] = done.seconds
        for file in (WINDOW_EXE, CONSOLE_EXE, f"{PROGRAM}\\uninstall.exe", MENU):
            require(self.path(file).is_file(), f"{file} is not there")
        licences = self.path(f"{PROGRAM}\\program\\licences")
        require((licences / "LGPL-3.0.txt").is_file(), "the licences are not there")
        found = self.path(f"{DATA}\\config.toml").read_text(encoding="utf-8")
        require(found == self._config, "the configuration is another")

    def step_what_windows_shows_in_apps(self) -> None:
        shown = self.registry(UNINSTALL_KEY)
        require(shown.get("DisplayName") == "Stasiun MO", f"it shows {shown}")
        require(shown.get("DisplayVersion") == self.version, f"it shows {shown}")
        require(shown.get("Publisher"), "no publisher")
        size = int(shown.get("EstimatedSize", "0"), 16)
        require(40_000 < size < self.most_kilobytes, f"EstimatedSize is {size} KB")
        run = self.autostart()
        require(run == f'"{WINDOW_EXE}" --kiosk', f"at logon Windows starts {run!r}")

    def step_the_console_program_prints_its_version(self) -> None:
        done = self.console("--version")
        require(done.out.strip() == self.version, f"it says {done.out!r} {done.err!r}")
        self.figures["stasiun-mo --version"] = done.seconds

    def step_a_secret_goes_into_the_keyring_of_windows(self) -> None:
        done = self.console("set-secret", "password", given="latihan\n")
        require(done.code == 0, f"exit {done.code}: {done.err}")

    def step_sync_stores_what_odoo_has(self) -> None:
        done = self.console("sync", "--json")
        require(done.code == 0, f"exit {done.code}: {done.err}")
        self.figures["stasiun-mo sync"] = done.seconds
        fetched = json.loads(done.out)["fetched"]
        ((stored,),) = self.rows("SELECT count(*) FROM recent_mo")
        require(fetched > 0, "no MO was read")
        require(stored == fetched, f"{fetched} MOs were read, {stored} are stored")
        require(self.odoo.requests, "the stand-in was not asked")

    def step_an_operation_by_the_command_line(self) -> None:
        listed = json.loads(self.console("list", "--stage", "unregistered", "--json").out)
        self._mo = next(order["mo_name"] for order in listed if order["state"] == "confirmed")
        done = self.console("register", self._mo, "--auth-first", CODE, "--roll", ROLL)
        require(done.code == 0, f"exit {done.code}: {done.err}")
        require("→" in done.out, f"signs are lost on the way: {done.out!r}")
        self.require_registered()

    def step_refused_in_one_line(self) -> None:
        done = self.console("start", "WH/MO/99999")
        lines = done.err.strip().splitlines()
        require(done.code == 1 and len(lines) == 1, f"exit {done.code}: {done.err!r}")

    def step_the_windowed_program_paints_its_window(self) -> None:
        for name in ("first start", "second start"):
            done = self.machine.run(WINDOW_EXE, "--smoke-test")
            require(done.code == 0, f"exit {done.code}: {done.err}")
            self.figures[f"{name} until painted and closed"] = done.seconds

    def step_the_window_opens_with_the_mos(self) -> None:
        begun = time.monotonic()
        self._window = self.machine.start(WINDOW_EXE)
        wait_for(self.has_window, "the window")
        self.figures["until the window is there"] = time.monotonic() - begun
        if self.screen is not None:
            screen = self.screen
            wait_for(lambda: looks_alive(screen.picture()), "what the window shows")
            time.sleep(3)  # the first pass, and the marks of what it changed
            screen.picture().save(self.machine.folder / "window.png")

    def step_a_second_start_raises_the_first_and_ends(self) -> None:
        before = self.log().count(RAISED)  # a log outlives /PURGE: it is the user's
        done = self.console()
        require(done.code == 0, f"exit {done.code}: {done.err}")
        require(len(done.err.strip().splitlines()) == 1, f"it does not say why: {done.err!r}")
        windowed = self.machine.run(WINDOW_EXE)
        require(windowed.code == 0, f"the windowed program: exit {windowed.code}")
        raised = self.log().count(RAISED) - before
        require(raised == 2, f"the first window was raised {raised} times")
        require(self._window and self._window.poll() is None, "the first window is gone")
        self.figures["second start"] = windowed.seconds

    def step_upgrade_while_running_is_refused(self) -> None:
        done = self.setup()
        require(done.code == RUNNING, f"exit {done.code} instead of {RUNNING}")
        require(self.path(WINDOW_EXE).is_file(), "the program is gone")

    def step_uninstall_while_running_is_refused(self) -> None:
        done = self.uninstall()
        require(done.code == RUNNING, f"exit {done.code} instead of {RUNNING}")
        require(self.path(WINDOW_EXE).is_file(), "the program is gone")

    def step_the_window_closes(self) -> None:
        self.helper("close")
        code = self._window.wait(30) if self._window else None
        require(code == 0, f"exit {code}")

    def step_upgrade_keeps_data_configuration_and_choice(self) -> None:
        self._config += "# by hand\n"
        self.path(f"{DATA}\\config.toml").write_text(self._config, encoding="utf-8")
        self.machine.run("reg", "delete", RUN_KEY, "/v", "StasiunMO", "/f")
        stale = self.path(f"{PROGRAM}\\program\\of-an-older-version.txt")
        stale.touch()
        done = self.setup()
        require(done.code == 0, f"exit {done.code}")
        self.figures["upgrade"] = done.seconds
        require(not stale.exists(), "a file of the older version is left")
        require(self.autostart() is None, "auto-start is on again")
        found = self.path(f"{DATA}\\config.toml").read_text(encoding="utf-8")
        require(found == self._config, "the configuration is another")
        self.require_registered()
        require(self.console("check").code == 0, "the store is damaged")

    def step_auto_start_on_demand(self) -> None:
        require(self.setup("/AUTOSTART").code == 0, "not installed")
        require(self.autostart(), "auto-start is still off")

    def step_uninstall_keeps_the_data(self) -> None:
        done = self.uninstall()
        require(done.code == 0, f"exit {done.code}")
        for file in (f"{PROGRAM}\\program", MENU):
            require(not self.path(file).exists(), f"{file} is left")
        require(not self.registry(UNINSTALL_KEY), "Windows still shows it in Apps")
        require(self.autostart() is None, "auto-start is left")
        self.require_registered()

    def step_installed_again_without_auto_start(self) -> None:
        require(self.setup("/NOAUTOSTART").code == 0, "not installed")
        require(self.autostart() is None, "auto-start is on")
        done = self.console("history", self._mo)
        require(done.code == 0 and self._mo in done.out, f"the history is gone: {done.err}")

    def step_purge_removes_the_data(self) -> None:
        done = self.uninstall("/PURGE")
        require(done.code == 0, f"exit {done.code}")
        require(not self.path(DATA).exists(), f"{DATA} is left")

    # ------------------------------------------------------------------ how

    def path(self, windows: str) -> Path:
        """Return where this script finds a file of the Windows machine."""
        return self.machine.path(windows)

    def setup(self, *switches: str) -> Done:
        """Run the installer silently."""
        return self.machine.run(self.machine.shown(self.installer), "/S", *switches)

    def uninstall(self, *switches: str) -> Done:
        """Run the uninstaller silently, and wait for it: `_?=` keeps it from moving away."""
        return self.machine.run(
            f"{PROGRAM}\\uninstall.exe", "/S", *switches, *f"_?={PROGRAM}".split()
        )

    def console(self, *arguments: str, given: str | None = None) -> Done:
        """Run the program with a console."""
        return self.machine.run(CONSOLE_EXE, *arguments, given=given)

    def helper(self, action: str) -> Done:
        """Find or close the window."""
        script = self.machine.shown(Path(__file__).with_name("window.py"))
        return self.machine.run(self.python, script, action, TITLE)

    def has_window(self) -> bool:
        """Tell whether the window is there; raise when its program has ended."""
        if self._window and self._window.poll() is not None:
            raise WineError(f"the program ended with exit {self._window.returncode}")
        return self.helper("find").code == 0

    def registry(self, key: str) -> dict[str, str]:
        """Return the values of a key of the registry; nothing when it is not there."""
        done = self.machine.run("reg", "query", key)
        return dict(re.findall(r"^\s+(\S+)\s+REG_\w+\s+(.*?)\s*$", done.out, re.MULTILINE))

    def autostart(self) -> str | None:
        """Return what Windows starts at logon."""
        return self.registry(RUN_KEY).get("StasiunMO")

    def rows(self, sql: str, *parameters: str) -> list[tuple[Any, ...]]:
        """Ask the store."""
        file = self.path(f"{DATA}\\warehouse_integrations.db")
        with closing(sqlite3.connect(file)) as db:
            return db.execute(sql, parameters).fetchall()

    def log(self) -> str:
        """Return what the program has written into its log, whoever started it."""
        logs = self.path("C:\\users").glob("*/AppData/Local/StasiunMO/Logs/stasiun-mo.log")
        return "".join(log.read_text(encoding="utf-8") for log in logs)

    def require_registered(self) -> None:
        """See that what a person typed is in the store."""
        found = self.rows(
            "SELECT ready_for_production, auth_first, roll_number FROM recent_mo WHERE mo_name = ?",
            self._mo,
        )
        require(found == [(1, CODE, ROLL)], f"the store has {found} for {self._mo}")


def looks_alive(picture: Picture) -> bool:
    """Tell whether a picture shows the window: its white cards and table, its text, its button."""
    shares = picture.shares()
    pixels = picture.width * picture.height
    white, accent = shares["#ffffff"] / pixels, shares["#12408f"] / pixels
    return white > 0.2 and accent > 0.001 and len(shares) > 50
