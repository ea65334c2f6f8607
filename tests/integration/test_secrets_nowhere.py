"""No secret is in any output or file, whatever is done with it and however much is logged."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC
from pathlib import Path

import keyring
import pytest

from app import bootstrap, config
from app.bootstrap import Setup
from app.config import Config
from app.demo import faults
from app.domain.errors import StasiunError
from app.odoo import http as http_module
from app.secrets import Secrets
from tests.integration.file_keyring import VARIABLE, FileKeyring
from tests.integration.processes import run
from tests.marks import marked
from tests.plant import LOGIN, PASSWORD, Plant

WRONG = marked("kata-sandi-yang-salah-99")


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    (tmp_path / "station").mkdir()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "keyring.json"))
    monkeypatch.setattr(http_module, "BACKOFF", 0.0)
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring())  # type: ignore[no-untyped-call]
    with Plant(tmp_path / "station", version=19) as found, found.production:
        found.add_mo("A")
        yield found
    keyring.set_keyring(before)


def passes(plant: Plant, known: Secrets, login: str = LOGIN) -> None:
    """Make good passes and bad ones, of every way in, with sessions replaced and dying."""
    odoo = config.Odoo(plant.server.url, "pabrik", login)
    settings = Config(store_path=plant.file, odoo=odoo)
    sync = Setup(settings, lambda: known, plant.clock).sync()
    spoilt = [None, faults.status(500), faults.web_page(), faults.cut(-1), faults.body(b"{")]
    for fault in spoilt:
        plant.clock.advance(seconds=121)
        plant.server.rotate_next()
        if fault:
            plant.server.faults.keep(fault)
        try:
            sync.run()
        except StasiunError:
            logging.getLogger("app").exception("a pass went wrong")
        plant.server.faults.clear()
    plant.server.expire_sessions()
    try:
        sync.run()
    except StasiunError:
        logging.getLogger("app").exception("a pass went wrong")
    sync.close()


def test_no_output_and_no_file_has_a_secret_in_it(plant: Plant, tmp_path: Path) -> None:
    sid = plant.server.open_session("pabrik", LOGIN)
    key = plant.odoo.add_api_key(LOGIN)
    root = logging.getLogger()
    level = root.level
    with ExitStack() as stack:
        stack.callback(root.setLevel, level)
        bootstrap.start_log(stack, UTC)
        root.setLevel(logging.DEBUG)
        passes(plant, Secrets(password=PASSWORD))
        passes(plant, Secrets(session_id=sid))
        passes(plant, Secrets(api_key=key))
        passes(plant, Secrets(password=WRONG), login="nobody")
        known = Secrets(password=PASSWORD, session_id=sid, api_key=key)
        # Not by habit, but if somebody does it once:
        logging.getLogger("app").warning("given %r %s", known, key, extra={"key": key})
        logging.getLogger("app").warning("password %s, session %s", PASSWORD, sid)
    told = commands(plant, sid)
    found = {PASSWORD, WRONG, sid, key, *replaced(tmp_path)}
    assert len(found) > 5
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    files += [file for file in Path.home().rglob("*") if file.is_file()]
    assert any(file.name == "stasiun-mo.log" for file in files)
    for file in files:
        if file.name != "keyring.json":
            content = file.read_bytes()
            assert not [secret for secret in found if secret.encode() in content], file
    assert not [secret for secret in found if secret in told]
    log = config.log_folder() / "stasiun-mo.log"
    assert "•••" in log.read_text(encoding="utf-8")
    assert "DEBUG" in log.read_text(encoding="utf-8")


def replaced(folder: Path) -> set[str]:
    """Give the session ids in the keyring: those that Odoo gave in the place of others."""
    text = (folder / "keyring.json").read_text(encoding="utf-8")
    return {part for part in text.replace('"', ":").split(":") if len(part) == 84}


def commands(plant: Plant, sid: str) -> str:
    """Run commands that have secrets in their hands; give all that they print."""
    given = {
        "ODOO_API_URL": plant.server.url,
        "ODOO_DB": "pabrik",
        "ODOO_LOGIN": LOGIN,
        "SQLITE_PATH": str(plant.path),
        "PYTHON_KEYRING_BACKEND": "tests.integration.file_keyring.FileKeyring",
    }
    done = [
        run("set-secret", "password", given=f"{PASSWORD}\n", **given),
        run("sync", **given),
        run("sync", "--session-id", "-", given=f"{sid}\n", **given),
    ]
    plant.server.expire_sessions()
    done.append(run("sync", ODOO_PASSWORD=WRONG, **given))
    assert [one.returncode for one in done] == [0, 0, 0, 1]
    return "".join(one.stdout + one.stderr for one in done)
