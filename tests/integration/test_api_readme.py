"""What the README says about the HTTP API, done as it stands there."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.processes import ROOT, environment, started

PORT = 8321

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("curl") is None, reason="needs a shell and curl"
)


def lines() -> list[str]:
    """Give the lines of the section's code blocks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Other programs")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_three_lines_and_a_curl(tmp_path: Path) -> None:
    install, make_key, serve, curl = lines()
    assert install.startswith('pip install "stasiun-mo[api]"')
    assert serve.split("#")[0].split() == ["stasiun-mo", "serve"]
    assert curl.startswith("curl ")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken = trial.connect_ex(("127.0.0.1", PORT)) == 0
    port = []
    if taken:  # another run on this machine has the port: the same command with another one
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = ["--port", str(free.getsockname()[1])]
            curl = curl.replace(str(PORT), port[1])
    programs = tmp_path / "bin"
    programs.mkdir()
    script = programs / "stasiun-mo"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m app "$@"\n')
    script.chmod(0o755)
    store = str(tmp_path / "store.db")
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    with started("serve", *port, SQLITE_PATH=store) as process:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        done = subprocess.run(
            ["sh", "-c", f"{make_key}\n{curl}"],
            cwd=ROOT,
            env=environment(SQLITE_PATH=store, PATH=path),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "station": "Lini 1",
        "running": None,
        "elapsed_seconds": None,
    }
