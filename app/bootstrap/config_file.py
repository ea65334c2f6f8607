"""Writes the configuration: what a person wrote around the values stays as it is."""

import os
import stat
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from app.domain.errors import Code, EnvironmentFaultError, Problem


class Draft:
    """A file of configuration with its changes, not written yet."""

    def __init__(self, file: Path, changes: Mapping[str, Any]) -> None:
        """Read `file`, if there is one, and put `changes` into it; None takes a key out.

        Raises:
            EnvironmentFaultError: `Code.CONFIG_INVALID`, it is no TOML, or
                `Code.CONFIG_UNWRITABLE`.
        """
        self._shown = file
        self._file = file.resolve()  # a link stays a link
        try:
            before = self._file.read_bytes().decode("utf-8-sig") if self._file.exists() else ""
        except (OSError, UnicodeDecodeError) as error:
            raise self._unwritable() from error
        windows = "\r\n" in before
        self.text = _changed(before.replace("\r\n", "\n"), changes, file)
        if windows:
            self.text = self.text.replace("\n", "\r\n")
        self._check_writable()

    def write(self) -> None:
        """Take the file's place, whole or not at all.

        Raises:
            EnvironmentFaultError: `Code.CONFIG_UNWRITABLE`; the file is as before.
        """
        draft = self._file.with_name(self._file.name + ".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as stream:
                stream.write(self.text.encode())
                stream.flush()
                os.fsync(stream.fileno())
            if self._file.exists():
                draft.chmod(stat.S_IMODE(self._file.stat().st_mode))
            draft.replace(self._file)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise self._unwritable() from error

    def _check_writable(self) -> None:
        # A replaced file does not ask whether the one before was protected: that is asked here.
        file = self._file
        if file.exists():
            writable = stat.S_IMODE(file.stat().st_mode) & 0o222 and os.access(file, os.W_OK)
            if not file.is_file() or not writable:
                raise self._unwritable()

    def _unwritable(self) -> EnvironmentFaultError:
        return EnvironmentFaultError(
            Problem(Code.CONFIG_UNWRITABLE, params={"file": str(self._shown)})
        )


def _changed(text: str, changes: Mapping[str, Any], file: Path) -> str:
    try:
        document = tomlkit.parse(text)
        for name, value in changes.items():
            section, key = name.split(".")
            if value is None:
                if section in document:
                    document[section].pop(key, None)
                continue
            if section not in document:
                document[section] = tomlkit.table()
            document[section][key] = value
        made = tomlkit.dumps(document)
        tomllib.loads(made)  # what is written can be read again
    except (TOMLKitError, tomllib.TOMLDecodeError, AttributeError, TypeError) as error:
        params = {"file": str(file), "key": str(error), "allowed": "TOML"}
        raise EnvironmentFaultError(Problem(Code.CONFIG_INVALID, params=params)) from error
    return made
