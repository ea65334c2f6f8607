"""Backups: every day, before what is risky, on demand; verified, rotated, put back."""

import logging
import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from app.domain.clock import Clock
from app.domain.errors import EnvironmentFaultError, Problem
from app.services.messages import BackupFile, BackupList, Damage
from app.store import backup, upgrade

log = logging.getLogger(__name__)

DAILY: Final = timedelta(days=1)
_STAMP: Final = "%Y%m%d-%H%M%S"
_REPLACED: Final = "-replaced"


class Backups:
    """The backups of one store. Any thread, one call at a time.

    Attributes:
        folder: where they lie, beside the store.
    """

    def __init__(self, store: Path, second: Path | None, keep: int, clock: Clock) -> None:
        """Keep the newest `keep` backups of `store`; a copy of each goes to `second`."""
        self._store = store
        self._second = second
        self._keep = keep
        self._clock = clock
        self.folder = upgrade.backup_folder(store)

    def use(self, second: Path | None, keep: int) -> None:
        """Copy to another second folder and keep another number from the next backup on."""
        self._second, self._keep = second, keep

    def listed(self) -> BackupList:
        """Give the backups and what they replaced, the newest first; none is looked into."""
        stem = self._store.stem
        replaced = list(self._store.parent.glob(f"{stem}-*{_REPLACED}.db"))
        found = []
        for file in sorted([*self.all(), *replaced], key=lambda file: file.name, reverse=True):
            with suppress(OSError):  # rotated away meanwhile
                size = file.stat().st_size
                found.append(
                    BackupFile(file, _made_at(file, stem), size, replaced=file in replaced)
                )
        return BackupList(tuple(found), self.folder, self._second)

    def looked_into(self, listed: BackupFile) -> BackupFile:
        """Say whether SQLite finds no fault in a backup, and what a restore of it would undo."""
        if not self.is_good(listed.path):
            return replace(listed, good=False)
        try:
            missing, mos = backup.missing(self._store, listed.path)
        except EnvironmentFaultError:  # a damaged store: nobody knows
            return replace(listed, good=True)
        return replace(listed, good=True, missing=missing, missing_mos=mos)

    def with_second(self, listed: BackupList) -> BackupList:
        """Say how many copies the second folder has; it may be slow to answer, or be away."""
        second = self._second
        if second is None:
            return listed
        try:
            count = len(_found(second, self._store.stem)) if second.is_dir() else None
        except OSError:
            count = None
        return replace(listed, second_count=count, second_known=True)

    def make(self) -> Path:
        """Make a verified backup now and drop the oldest ones; give its path.

        Raises:
            EnvironmentFaultError: it could not be made; what was there is as before.
        """
        target = self._free(self.folder / f"{self._store.stem}-{self._clock():{_STAMP}}.db")
        backup.copy(self._store, target)
        if self._second is not None:
            try:
                backup.copy_file(target, self._second / target.name)
            except EnvironmentFaultError as error:  # a share that is away costs the copy only
                log.warning("no second copy of %s: %s", target.name, error)
            else:
                self._rotate(self._second)
        self._rotate(self.folder)
        log.info("backup %s", target.name)
        return target

    def make_daily(self) -> Path | None:
        """Make a backup if the newest is a day old; give its path, None when none was due."""
        if not self._store.exists():
            return None
        now, newest = self._clock(), self.newest()
        made = None if newest is None else _made_at(newest, self._store.stem)
        # One from the future is as good as none: the clock was wrong then, or is now.
        if made is not None and timedelta() <= now - made < DAILY:
            return None
        return self.make()

    def all(self) -> list[Path]:
        """Give the backups, the newest first."""
        return _found(self.folder, self._store.stem)

    def newest(self) -> Path | None:
        """Give the newest backup, good or not."""
        return next(iter(self.all()), None)

    def newest_made_at(self) -> datetime | None:
        """Tell when the newest backup was made, good or not."""
        newest = self.newest()
        return None if newest is None else _made_at(newest, self._store.stem)

    def is_good(self, file: Path) -> bool:
        """Tell whether SQLite finds no fault in a backup; it is read whole."""
        try:
            backup.verify(file)
        except EnvironmentFaultError as error:
            log.warning("backup %s is not good: %s", file.name, error)
            return False
        return True

    def newest_good(self) -> Path | None:
        """Give the newest backup in which SQLite finds no fault."""
        return next((file for file in self.all() if self.is_good(file)), None)

    def damage(self, problem: Problem) -> Damage:
        """Say what is wrong with the store and offer the newest good backup."""
        file = self.newest_good()
        return Damage(problem, file, None if file is None else _made_at(file, self._store.stem))

    def quick_check(self) -> None:
        """Look whether SQLite can read all of the store.

        Raises:
            EnvironmentFaultError: `Code.STORE_DAMAGED`, or it cannot be opened.
        """
        backup.quick_check(self._store)

    def restore(self, file: Path) -> Path | None:
        """Put `file` in the place of the store; give where that is kept now.

        Raises:
            EnvironmentFaultError: `file` is not good, or something cannot be written.
        """
        aside = self._free(
            self._store.with_name(f"{self._store.stem}-{self._clock():{_STAMP}}{_REPLACED}.db")
        )
        backup.restore(file, self._store, aside)
        log.warning("restored %s; what it replaced is kept as %s", file.name, aside.name)
        return aside if aside.exists() else None

    def check(self) -> None:
        """Look at every page of the store.

        Raises:
            EnvironmentFaultError: it is damaged, foreign, or not there.
        """
        backup.verify(self._store)

    def _rotate(self, folder: Path) -> None:
        for file in _found(folder, self._store.stem)[self._keep :]:
            try:
                file.unlink()
            except OSError as error:
                log.warning("old backup %s stays: %s", file.name, error)

    def _free(self, file: Path) -> Path:
        """Give a name that is not taken: two backups can fall into one second."""
        number, free = 1, file
        while free.exists():
            number += 1
            free = file.with_name(f"{file.stem}-{number}{file.suffix}")
        return free


def _found(folder: Path, stem: str) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(folder.glob(f"{stem}-*.db"), key=lambda file: file.name, reverse=True)


def _made_at(file: Path, stem: str) -> datetime | None:
    """Read the time from the name: a copied file has another date."""
    match = re.match(re.escape(stem) + r"-(\d{8}-\d{6})", file.name)
    return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC) if match else None
