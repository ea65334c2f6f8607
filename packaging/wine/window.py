"""Runs on Windows, for the checks: looks for a window by its title, or closes it like a person.

`window.py find TITLE` and `window.py close TITLE` end with 0 when the window is there.
"""

import ctypes
import sys

WM_CLOSE = 0x10


def main(arguments: list[str]) -> int:
    """Do what the arguments say."""
    action, title = arguments
    user32 = ctypes.windll.user32  # type: ignore[attr-defined] # on Windows only
    user32.FindWindowW.restype = ctypes.c_void_p
    window = user32.FindWindowW(None, title)
    if not window:
        return 1
    if action == "close":
        user32.PostMessageW(ctypes.c_void_p(window), WM_CLOSE, None, None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
