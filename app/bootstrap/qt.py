"""Qt, loaded without its look into the source of every other module.

PySide6 takes the place of Python's own import, so that a module may say ``from __feature__ import
snake_case``. To know which do, it reads the source of each module that an import names from then
on, those of Python too: a tenth of the window's start, and 3 MB. Nothing here says that.
"""

import builtins

import PySide6.QtCore  # noqa: F401  # it is loaded for what it does to the imports


def load() -> None:
    """Give Python its own import back; call it before what needs Qt is imported."""
    own = getattr(builtins, "__orig_import__", None)
    if own is not None:
        builtins.__import__ = own
