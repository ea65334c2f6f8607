"""Code 128 as widths of bars: what every scanner reads without being set up."""

from typing import Final

# Bar, space, bar, space, bar, space of each symbol, in modules (ISO/IEC 15417).
_TABLE: Final = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232"
)
_STOP: Final = "2331112"
_START_B: Final = 104
_MODULO: Final = 103
QUIET: Final = 10
"""Modules of white that must stand on both sides."""


def symbols(text: str) -> tuple[int, ...]:
    """Give the symbols of `text` in code set B: start, the characters, the checksum.

    Raises:
        ValueError: it is empty, or has a character that is not printable ASCII.
    """
    if not text or not all(" " <= letter <= "~" for letter in text):
        raise ValueError(f"Code 128 has no symbols for {text!r}")
    values = [ord(letter) - ord(" ") for letter in text]
    check = (_START_B + sum(place * value for place, value in enumerate(values, 1))) % _MODULO
    return (_START_B, *values, check)


def widths(text: str) -> tuple[int, ...]:
    """Give the widths in modules, bar and space in turn, beginning and ending with a bar."""
    drawn = "".join(_TABLE[7 * symbol : 7 * symbol + 6] for symbol in symbols(text)) + _STOP
    return tuple(map(int, drawn))
