"""What the bundle may hold, its icon, and the pins that hold on Windows."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from bundle import contents, icon, licences
from bundle.contents import ContentError
from flavours import HALL, KIOSK, Flavour
from wine import build

ROOT = Path(__file__).resolve().parents[3]


class TestAllowList:
    @pytest.mark.parametrize(
        ("pattern", "name", "allowed"),
        [
            ("a/b.dll", "a/b.dll", True),
            ("a/b.dll", "a/bxdll", False),
            ("a/*.dll", "a/b.dll", True),
            ("a/*.dll", "a/c/b.dll", False),
            ("a/**", "a/c/b.dll", True),
            ("? a/b.dll", "a/b.dll", True),
        ],
    )
    def test_a_pattern(self, pattern: str, name: str, allowed: bool) -> None:
        assert (contents.compiled(pattern).fullmatch(name) is not None) is allowed

    def test_a_file_without_a_pattern_and_a_pattern_without_a_file_are_named(self) -> None:
        assert contents.differences(["a", "b"], ["a", "c", "? d"]) == [
            "not on the allow-list: b",
            "on the allow-list, not in the bundle: c",
        ]

    @pytest.mark.parametrize("flavour", [KIOSK, HALL])
    @pytest.mark.parametrize("system", ["linux", "windows"])
    def test_the_lists_have_no_pattern_twice_and_none_for_everything(
        self, system: str, flavour: Flavour
    ) -> None:
        patterns = contents.read_patterns(system, flavour)
        assert len(patterns) == len(set(patterns))
        assert not any(contents.compiled(each).fullmatch("new/thing.dll") for each in patterns)

    @pytest.mark.parametrize("flavour", [KIOSK, HALL])
    @pytest.mark.parametrize("system", ["linux", "windows"])
    def test_nothing_is_allowed_that_is_left_out(self, system: str, flavour: Flavour) -> None:
        plain = [each for each in contents.read_patterns(system, flavour) if "*" not in each]
        assert [each for each in plain if not contents.wanted(each, each)] == []

    @pytest.mark.parametrize("system", ["linux", "windows"])
    def test_the_kiosk_may_hold_nothing_of_the_extras_and_the_hall_all_of_the_kiosk(
        self, system: str
    ) -> None:
        kiosk, hall = (contents.read_patterns(system, each) for each in (KIOSK, HALL))
        assert set(kiosk) < set(hall)
        assert [each for each in kiosk if "psycopg" in each or "pydantic" in each] == []
        assert any("psycopg_binary.libs" in each for each in hall)


class TestCheck:
    def bundle(self, monkeypatch: pytest.MonkeyPatch, folder: Path, patterns: list[str]) -> None:
        monkeypatch.setattr(contents, "read_patterns", lambda _system, _flavour: patterns)
        (folder / "lib").mkdir()
        (folder / "lib" / "one").write_bytes(b"12345")

    def test_a_bundle_as_it_should_be(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        self.bundle(monkeypatch, tmp_path, ["lib/*"])
        assert contents.check(tmp_path, "windows") == 5

    def test_what_is_not_allowed_fails(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        self.bundle(monkeypatch, tmp_path, ["lib/two"])
        with pytest.raises(ContentError, match="not on the allow-list: lib/one"):
            contents.check(tmp_path, "windows")

    def test_a_bundle_over_its_budget_fails(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        self.bundle(monkeypatch, tmp_path, ["lib/*"])
        monkeypatch.setitem(contents.BUNDLE_BYTES["kiosk"], "windows", 4)
        with pytest.raises(ContentError, match="are allowed"):
            contents.check(tmp_path, "windows")
        assert contents.check(tmp_path, "windows", HALL) == 5


@pytest.mark.parametrize(
    ("name", "source", "wanted"),
    [
        ("PySide6\\opengl32sw.dll", "C:\\x", False),
        ("PySide6/Qt6Core.dll", "C:/x", True),
        ("PySide6/plugins/platforms/qwindows.dll", "C:/x", True),
        ("PySide6/plugins/platforms/qminimal.dll", "C:/x", False),
        ("libX11.so.6", "/usr/lib/x86_64-linux-gnu/libX11.so.6", False),
        ("psycopg_binary-3.3.9.dist-info/DELVEWHEEL", "C:/x", False),
        ("psycopg_binary.libs/libpq-f339ee.dll", "C:/x", True),
        ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", True),
        ("app/texts/catalogs/id/LC_MESSAGES/stasiun-mo.mo", "/x", True),
    ],
)
def test_what_goes_into_the_bundle(name: str, source: str, wanted: bool) -> None:
    assert contents.wanted(name, source) is wanted


def test_the_icon_that_is_kept_is_the_one_that_is_drawn() -> None:
    kept = icon.TARGET.read_bytes()
    _, kind, count = struct.unpack("<HHH", kept[:6])
    assert (kind, count) == (1, len(icon.SIZES))
    for index, size in enumerate(icon.SIZES):
        entry = struct.unpack("<BBBBHHII", kept[6 + 16 * index :][:16])
        assert entry[0] == size % 256
        picture = kept[entry[7] :][: entry[6]]
        if size < icon.AS_PNG:  # how PNG packs depends on the library
            assert picture == icon.bitmap(icon.draw(size))


@pytest.mark.parametrize("flavour", [KIOSK, HALL])
def test_every_licence_is_found_or_lies_here(flavour: Flavour) -> None:
    packages = [name for name in licences.shipped(flavour) if name not in licences.QT]
    assert [name for name in packages if not licences.of_package(name)] == []
    texts = {path.name for path in licences.texts(flavour)}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "README.txt"} <= texts


def test_a_hall_has_the_licences_of_what_it_has_more(tmp_path: Path) -> None:
    for flavour in (KIOSK, HALL):
        licences.gather(tmp_path / flavour.name, flavour)
    kiosk, hall = (
        {each.name for each in (tmp_path / name).iterdir()} for name in ("kiosk", "hall")
    )
    assert kiosk < hall
    of_both = {"psycopg.txt", "psycopg-binary.txt", "psycopg-libraries.txt", "uvicorn.txt"}
    assert of_both <= hall - kiosk


def test_the_pins_that_hold_on_windows() -> None:
    lock = (
        "one==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "two==2.0 ; sys_platform == 'win32' \\\n    --hash=sha256:cc\n"
        "three==3.0 ; sys_platform == 'linux' \\\n    --hash=sha256:dd\n"
        "four==4.0 ; python_full_version < '3.12' \\\n    --hash=sha256:ee\n"
    )
    assert build.for_windows(lock) == [
        "one==1.0 --hash=sha256:aa --hash=sha256:bb",
        "two==2.0 --hash=sha256:cc",
    ]
