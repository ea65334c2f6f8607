"""No length in the window's code is a bare number of pixels: on a fine screen it would shrink."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from app.ui import stylesheet
from app.ui.theme import LIGHT, Sizes

UI: Final = Path(stylesheet.__file__).parent
LAYOUT: Final = frozenset(
    {
        "setContentsMargins",
        "setSpacing",
        "setHorizontalSpacing",
        "setVerticalSpacing",
        "addSpacing",
        "setFixedSize",
        "setFixedWidth",
        "setFixedHeight",
        "setMinimumWidth",
        "setMinimumHeight",
        "setMaximumWidth",
        "setMaximumHeight",
        "setTextMargins",
        "setViewportMargins",
        "adjusted",
        "drawRoundedRect",
        "drawLine",
        "fillRect",
    }
)
"""What takes lengths. `setMinimumSize` is the window's own: the smallest screen it is made for."""
ELSEWHERE: Final = frozenset({"symbols.py", "command_sheet.py", "command_sheets.py", "code128.py"})
"""They draw in a box of their own, or in millimetres of paper."""
FINEST: Final = 1
"""A line of one px is one on any screen."""


def bare(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give line and text of every call that gets a length which does not grow."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in LAYOUT:
            values = (value for argument in node.args for value in _numbers(argument))
            if any(abs(value) > FINEST for value in values):
                yield node.lineno, ast.unparse(node)


def _numbers(node: ast.AST) -> Iterator[float]:
    if isinstance(node, ast.Call) and _called(node) == "px":
        return
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add | ast.Sub):
        return  # a share or a multiple of a length
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _numbers(child)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def test_no_length_is_a_bare_number() -> None:
    files = [file for file in UI.rglob("*.py") if file.name not in ELSEWHERE]
    assert len(files) > 80
    found = [
        f"{file.relative_to(UI)}:{line}: {text}"
        for file in files
        for line, text in bare(ast.parse(file.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "row.setContentsMargins(gap + 8, 6, gap + 8, 6)",
        "row.setSpacing(12)",
        "rect.adjusted(theme.px(4), 0, -4, 0)",
        "self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 24)",
    ],
)
def test_a_bare_number_is_found(line: str) -> None:
    assert len(list(bare(ast.parse(line)))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "row.setContentsMargins(gap + theme.px(8), theme.px(6), 0, 0)",
        "row.setSpacing(theme.sizes().gap * 2)",
        "frame.adjusted(1, 1, -1, -1)",
        "self.setFixedHeight(round(theme.sizes().text * 2.2))",
    ],
)
def test_a_length_that_grows_is_none(line: str) -> None:
    assert list(bare(ast.parse(line))) == []


def test_the_style_sheet_grows_as_a_whole() -> None:
    plain = stylesheet.stylesheet(LIGHT, Sizes.of(1920, 1080, 96.0))
    fine = stylesheet.stylesheet(LIGHT, Sizes.of(3840, 2160, 163.0))
    assert "margin: 6px 4px" in plain
    assert "margin: 10px 7px" in fine
    assert plain.count("1px solid") == fine.count("2px solid") > 0
