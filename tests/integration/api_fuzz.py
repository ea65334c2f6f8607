"""schemathesis on a running API: what fits the document is taken, what does not is refused."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from app.api.limits import Limits
from tests.integration.api_rig import ApiRig

WIDE: Final = Limits(rate=1e6, burst=1_000_000, address_rate=1e6, address_burst=1_000_000)
"""No refusal for haste: it would keep what is sent from being looked at."""

CHECKS: Final = """
[checks.positive_data_acceptance]
# 409: fits the document, and the rules of the line refuse it.
expected-statuses = ["2xx", "401", "403", "404", "409"]
"""

FRESH_KEYS: Final = """
import re
import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    # A key that was sent before, with other input, is a 422, and rightly so.
    about = getattr(case.meta.phase.data, "parameter", None) if case.meta else None
    if about == "Authorization":
        return  # what is changed counts as right, and this one is sent without it
    if re.fullmatch("[!-~]{1,64}", str((case.headers or {}).get("Idempotency-Key", ""))):
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
"""


def fuzz(rig: ApiRig, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Let schemathesis ask what it can think of; `options` are those of its `run`."""
    settings = folder / "schemathesis.toml"
    (folder / "fresh_keys.py").write_text(FRESH_KEYS)
    settings.write_text(CHECKS)
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "schemathesis.cli",
            f"--config-file={settings}",
            "run",
            f"{rig.url}/openapi.json",
            f"--header=Authorization: Bearer {rig.key}",
            "--generation-database=none",
            "--no-color",
            *options,
        ],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "SCHEMATHESIS_HOOKS": "fresh_keys"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
