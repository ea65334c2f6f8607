"""A keyring that is a file, named by a variable: processes of a test share it as a system's."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend

VARIABLE = "STASIUN_MO_TEST_KEYRING"


class FileKeyring(KeyringBackend):
    """Keeps passwords where `VARIABLE` says."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        found = self._read().get(f"{service}/{username}")
        return None if found is None else str(found)

    def set_password(self, service: str, username: str, password: str) -> None:
        kept = {**self._read(), f"{service}/{username}": password}
        Path(os.environ[VARIABLE]).write_text(json.dumps(kept), encoding="utf-8")

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError

    def _read(self) -> dict[str, str]:
        file = Path(os.environ[VARIABLE])
        found: dict[str, str] = (
            json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        )
        return found
