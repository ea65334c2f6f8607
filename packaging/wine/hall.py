"""What the installer of a hall is put through after all that a kiosk's is: see `checks.py`."""

from __future__ import annotations

import json
import subprocess

from bundle import contents, hall
from bundle.postgres import ADMIN, PostgresError, Server, programs
from flavours import HALL, KIOSK
from wine.checks import (
    CODE,
    CONSOLE_EXE,
    DATA,
    PROGRAM,
    ROLL,
    WINDOW_EXE,
    Checks,
    require,
)
from wine.machine import Done, WineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

ONLY_IN_HALL = (
    f"{PROGRAM}\\program\\_internal\\pydantic_core",
    f"{PROGRAM}\\program\\_internal\\psycopg_binary",
)


class HallChecks(Checks):
    """A kiosk that becomes a station of a hall, and a kiosk again."""

    most_kilobytes = contents.BUNDLE_BYTES[HALL.name]["windows"] // 1000

    def step_hall_over_the_kiosk_keeps_data_and_configuration(self) -> None:
        """Install the kiosk's, work with it, then install the hall's over it."""
        before = self.installer if self.kiosk() is None else self.kiosk()
        if self.kiosk() is None:
            print(f"   without {KIOSK.installer(self.version)}: the change over it is skipped")
        preset = self.machine.folder / "preset.toml"
        preset.write_text(self._config, encoding="utf-8")
        self.install(before, f"/CONFIG={self.machine.shown(preset)}")
        require(self.console("set-secret", "password", given="latihan\n").code == 0, "no secret")
        require(self.console("sync").code == 0, "no pass")
        listed = json.loads(self.console("list", "--stage", "unregistered", "--json").out)
        self._mo = next(order["mo_name"] for order in listed if order["state"] == "confirmed")
        done = self.console("register", self._mo, "--auth-first", CODE, "--roll", ROLL)
        require(done.code == 0, f"exit {done.code}: {done.err}")
        self.figures["hall over kiosk"] = self.install(self.installer).seconds
        for folder in ONLY_IN_HALL:
            require(self.path(folder).is_dir(), f"{folder} is not there")
        self.require_as_before()

    def step_the_api_answers_who_has_a_key(self) -> None:
        """Make a key, start `serve`, and ask it from this machine."""
        made = self.console("api-key", "create", "Papan", "--scope", "read")
        require(made.code == 0, f"exit {made.code}: {made.err}")
        try:
            print(f"   {hall.answered(self.started, made.out.strip())}", flush=True)
        except hall.HallError as error:
            raise WineError(str(error)) from error

    def step_a_store_on_postgresql(self) -> None:
        """Set up a store on a server, sync into it, list it."""
        if programs() is None:
            print("   skipped, PostgreSQL is not installed here", flush=True)
            return
        try:
            with Server() as server:
                self.use_server(server.port)
        except PostgresError as error:
            raise WineError(str(error)) from error

    def step_kiosk_over_hall_keeps_data_and_configuration(self) -> None:
        """Go back: what only a hall has is gone, and says so."""
        kiosk = self.kiosk()
        if kiosk is None:
            print("   skipped", flush=True)
            return
        self.figures["kiosk over hall"] = self.install(kiosk).seconds
        for folder in ONLY_IN_HALL:
            require(not self.path(folder).exists(), f"{folder} is left")
        self.require_as_before()
        done = self.console("serve", "--port", str(hall.free_port()))
        lines = done.err.strip().splitlines()
        require(done.code == 1 and len(lines) == 1, f"exit {done.code}: {done.err!r}")
        require(f"StasiunMO{HALL.mark}" in lines[0], f"it does not say what has it: {lines[0]}")

    def step_purge_removes_the_data_of_both(self) -> None:
        """Nothing is left that either installed."""
        done = self.uninstall("/PURGE")
        require(done.code == 0, f"exit {done.code}")
        require(not self.path(DATA).exists(), f"{DATA} is left")
        require(not self.path(f"{PROGRAM}\\program").exists(), "the program is left")

    # ------------------------------------------------------------------ how

    def kiosk(self) -> Path | None:
        """Return the kiosk's installer of this version, beside ours or where Wine's lies."""
        name = KIOSK.installer(self.version)
        places = (self.installer.with_name(name), KIOSK.folder("wine") / name)
        return next((place for place in places if place.is_file()), None)

    def install(self, installer: Path | None, *switches: str) -> Done:
        """Run one of the two installers silently."""
        require(installer, "no installer")
        done = self.machine.run(self.machine.shown(installer or self.installer), "/S", *switches)
        require(done.code == 0, f"exit {done.code}")
        require(self.path(WINDOW_EXE).is_file(), "the program is not there")
        return done

    def require_as_before(self) -> None:
        """See that another installer left configuration and data as they were."""
        found = self.path(f"{DATA}\\config.toml").read_text(encoding="utf-8")
        require(found == self._config, "the configuration is another")
        self.require_registered()
        require(self.console("check").code == 0, "the store is damaged")

    def started(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the program with a console, and a pipe to its standard input."""
        return self.machine.start(CONSOLE_EXE, *arguments, stdin=subprocess.PIPE)

    def use_server(self, port: int) -> None:
        """Set up a store on the server, sync into it and list it; then back to the file."""
        settings, secret = hall.store_of_a_server(port)
        file = self.path(f"{DATA}\\config.toml")
        file.write_text(self._config + settings, encoding="utf-8")
        try:
            for arguments, given in (
                (["setup-db", "--admin", ADMIN], "\n"),
                (["sync", "--json"], None),
                (["list", "--json"], None),
            ):
                done = self.machine.run(CONSOLE_EXE, *arguments, env=secret, given=given)
                require(done.code == 0, f"{arguments[0]}: exit {done.code}: {done.err}")
            listed = json.loads(done.out)
            require(listed, "nothing is listed from PostgreSQL")
            self.figures["stasiun-mo list from PostgreSQL"] = done.seconds
        finally:
            file.write_text(self._config, encoding="utf-8")
