"""The sheet of command barcodes without a window."""

import os
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app import config
from app.domain.errors import Code, EnvironmentFaultError, Problem
from app.ui import command_sheet, theme

NAME = command_sheet.NAME


def write(file: Path, *, replace: bool) -> None:
    """Write the sheet in the language in use.

    Raises:
        EnvironmentFaultError: `Code.FILE_EXISTS` unless `replace`; `Code.FILE_UNWRITABLE`.
    """
    if file.exists() and not replace:
        raise EnvironmentFaultError(Problem(Code.FILE_EXISTS, params={"file": str(file)}))
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux"):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no screen is needed, or there
        _applications.append(QGuiApplication(["StasiunMO"]))
    if theme.FAMILY not in theme.loaded():
        theme.load_fonts(config.resource("fonts"))
    command_sheet.write(file)


_applications: list[QGuiApplication] = []
"""Kept until the process ends: fonts need it."""
