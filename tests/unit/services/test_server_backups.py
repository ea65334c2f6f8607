"""For a store on a server there are no backups here; what is old is forgotten all the same."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.services.server_backups import ServerBackups
from tests.plant import HandClock


class Purges:
    """Counts what is asked of it; is refused as long as `offline`."""

    def __init__(self) -> None:
        self.count = 0
        self.offline = False

    def __call__(self) -> int:
        if self.offline:
            raise EnvironmentFaultError(Problem(Code.STORE_OFFLINE))
        self.count += 1
        return 0


@pytest.mark.parametrize(
    "ask",
    [
        lambda backups: backups.make(),
        lambda backups: backups.restore(Path("copy.db")),
        lambda backups: backups.check(),
    ],
)
def test_who_asks_for_a_copy_is_told_who_makes_them(
    tmp_path: Path, ask: Callable[[ServerBackups], object]
) -> None:
    with pytest.raises(EnvironmentFaultError) as caught:
        ask(ServerBackups(tmp_path / "toko.db", Purges(), HandClock()))
    assert caught.value.problem.code is Code.STORE_AT_SERVER
    assert list(tmp_path.iterdir()) == []


def test_copies_of_a_file_that_was_used_before_are_not_offered(tmp_path: Path) -> None:
    backups = ServerBackups(tmp_path / "toko.db", Purges(), HandClock())
    backups.folder.mkdir()
    (backups.folder / "toko-20260101-000000.db").write_bytes(b"x")
    problem = Problem(Code.STORE_OFFLINE)
    assert (backups.listed().files, backups.newest_made_at()) == ((), None)
    assert (backups.damage(problem).problem, backups.damage(problem).backup) == (problem, None)


def test_what_is_old_is_forgotten_once_a_day_and_again_after_a_failure(tmp_path: Path) -> None:
    purges, clock = Purges(), HandClock()
    backups = ServerBackups(tmp_path / "toko.db", purges, clock)
    purges.offline = True
    assert backups.make_daily() is None  # type: ignore[func-returns-value]
    purges.offline = False
    for hours in (0, 1, 22, 2, 1):
        clock.advance(hours=hours)
        backups.make_daily()
    assert purges.count == 2
