"""Writes what a release is made of, as CycloneDX 1.5: `sbom.py BUNDLE TARGET [--hall]`.

Run it with the Python that made the bundle: it asks that environment for versions and licences.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT)]

from app import __version__  # noqa: E402 - the paths above
from bundle import contents, licences  # noqa: E402
from flavours import Flavour, taken  # noqa: E402


def component(name: str) -> dict[str, object]:
    """Describe one package that is shipped."""
    found = metadata.distribution(name).metadata
    named = [found[key] for key in ("License-Expression", "License") if key in found]
    licence = named[0] if named else "see licences/"
    return {
        "type": "library",
        "name": name,
        "version": found["Version"],
        "purl": f"pkg:pypi/{name}@{found['Version']}",
        "licenses": [{"license": {"name": licence.splitlines()[0]}}],
    }


def files(bundle: Path) -> list[dict[str, object]]:
    """Describe every file of the bundle by its hash."""
    return [
        {
            "type": "file",
            "name": name,
            "hashes": [
                {
                    "alg": "SHA-256",
                    "content": hashlib.sha256((bundle / name).read_bytes()).hexdigest(),
                }
            ],
        }
        for name in sorted(contents.files_of(bundle))
    ]


def document(bundle: Path, flavour: Flavour) -> dict[str, object]:
    """Describe the whole release."""
    python = {"type": "platform", "name": "CPython", "version": platform.python_version()}
    packages = [component(name) for name in licences.shipped(flavour)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "Stasiun MO", "version": __version__}
        },
        "components": [python, *packages, *files(bundle)],
    }


def main(arguments: list[str]) -> int:
    """Write the document."""
    flavour, places = taken(arguments)
    bundle, target = map(Path, places)
    target.write_text(json.dumps(document(bundle, flavour), indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
