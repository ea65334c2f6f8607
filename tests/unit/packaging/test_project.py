"""What pyproject.toml and the scripts of `packaging/` promise."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ("bundling.py", "dev.py", "environment.py", "flavours.py")


def imported_modules(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_commands_use_the_standard_library_only(script: str) -> None:
    own = {Path(name).stem for name in SCRIPTS}
    foreign = imported_modules(ROOT / "packaging" / script) - sys.stdlib_module_names - own
    assert foreign == set()


def test_the_wheel_has_every_file_of_the_program(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for folder in ("app", "resources"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, source / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", source)
    (source / "README.md").touch()
    build = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    files = sorted(path.relative_to(source) for path in source.rglob("*") if path.is_file())
    done = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("stasiun_mo-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    expected = {
        path.as_posix().replace("resources/", "app/resources/", 1)
        if path.parts[0] == "resources"
        else path.as_posix()
        for path in files
        if len(path.parts) > 1
    }
    # A folder missing here is named in [tool.setuptools] of pyproject.toml: as a package, or
    # (what is not Python) as package data.
    assert expected - packed == set()


def test_packaging_is_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()  # it would hide the library


def test_ci_runs_the_command_of_the_readme() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "python3 packaging/dev.py test" in lines
