"""The two sets of colours, and how well one can be seen on another."""

from typing import Final

from app.domain.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Colors:
    """One set of colours, as ``#rrggbb``; the tests compute the contrast of the pairs in use."""

    ground: str
    bar: str
    card: str
    head: str
    line: str
    edge: str
    ink: str
    muted: str
    accent: str
    accent_hover: str
    accent_down: str
    on_accent: str
    hover: str
    down: str
    selected: str
    flash: str
    readonly: str
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str
    toast: str
    on_toast: str
    hint: str
    alarm: str
    """Grounds of a toast that says why not, and of one that says what went wrong."""
    off: str
    dim: str
    """The veil over the window while a dialog is open, ``#aarrggbb``."""


LIGHT: Final = Colors(
    ground="#e3e6eb",
    bar="#f7f8fa",
    card="#ffffff",
    head="#eef0f4",
    line="#d5d9e0",
    edge="#6b7485",
    ink="#10151d",
    muted="#3d4654",
    accent="#12408f",
    accent_hover="#17499f",
    accent_down="#0c2f6c",
    on_accent="#ffffff",
    hover="#eef3fb",
    down="#d9e5f7",
    selected="#d9e5f7",
    flash="#ffe9a8",
    readonly="#e9ecf2",
    good="#0f5132",
    good_ground="#e6f4ec",
    warn="#7a3300",
    warn_ground="#fff4e0",
    bad="#961020",
    bad_ground="#fdecee",
    toast="#17352a",
    on_toast="#ffffff",
    hint="#10151d",
    alarm="#961020",
    off="#5b6472",
    dim="#8c0b121d",
)


DARK: Final = Colors(
    ground="#0e1319",
    bar="#161c24",
    card="#1b222b",
    head="#222a35",
    line="#323c49",
    edge="#8a96a8",
    ink="#f1f4f8",
    muted="#c3ccd8",
    accent="#a9c9ff",
    accent_hover="#c1d8ff",
    accent_down="#8fb6f7",
    on_accent="#0a1a33",
    hover="#26303c",
    down="#2d3a4b",
    selected="#22344f",
    flash="#3d3210",
    readonly="#232b36",
    good="#8fdcb0",
    good_ground="#12291d",
    warn="#ffc37a",
    warn_ground="#33240f",
    bad="#ffb3b8",
    bad_ground="#3d1419",
    toast="#1f5a41",
    on_toast="#ffffff",
    hint="#3a4656",
    alarm="#8f1824",
    off="#8f99a6",
    dim="#b3000000",
)

COLORS: Final = {"light": LIGHT, "dark": DARK}
"""The sets by the names that the configuration has for them."""


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours as WCAG 2 counts it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    parts = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
