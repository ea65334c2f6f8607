"""How a program may be broken: small changes of a syntax tree, one at a time."""

import ast
import builtins
import copy
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

_SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
}
_MEMBERS = {
    "Code": ("BUG", "REQUIRED"),
    "LogStatus": ("UNDO", "CORRECT"),
    "Stage": ("READY", "RUNNING"),
}
"""Instead of a member of an enumeration: the first of these that is another one."""

_SQL = {
    r"\bIS NOT (?!NULL)": "!= ",
    r"\bIS NOT NULL": "IS NULL",
    r"(?<!IS )\bNOT NULL": "",
    r"\bUNIQUE\b(?! \()": "",
    r",\s+UNIQUE \([^)]*\)": "",
    r" REFERENCES recent_mo \(id\) ON DELETE RESTRICT": "",
    r"\bRESTRICT": "CASCADE",
    r"\bAUTOINCREMENT": "",
    r"\bDEFAULT 0": "DEFAULT 1",
    r" OR ": " AND ",
    r"^OR ": "AND ",
    r" AND ": " OR ",
    r" DO NOTHING": " DO UPDATE SET state = excluded.state",
    r"COALESCE\(": "NULLIF(",
    r"\bFULL\b": "OFF",
    r"\bWAL\b": "DELETE",
    r"^IMMEDIATE$": "DEFERRED",
    r"\bEXCLUSIVE\b": "DEFERRED",
    r"\bABORT\b": "IGNORE",
    r"(?<!NOT )\bEXISTS": "NOT EXISTS",
    r" IN \(": " NOT IN (",
    r"\bDISTINCT\b": "",
    r" ORDER BY id": " ORDER BY id DESC",
    r"(?<!SET )(\w+) = \?": r"\1 != ?",
    r" WHERE .* = \?( AND|$)": r" WHERE 1\1",
    r"gone_at = NULL": "gone_at = gone_at",
}
_IS_SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|BEGIN|EXISTS|WHERE|RAISE|IS NOT)\b"
    r"|^IMMEDIATE$|^ OR $|^COALESCE"
)


@dataclass(frozen=True)
class Mutant:
    """One change of one file.

    Attributes:
        statement: first and last line of what a test must reach.
        function: where in the module the function is whose body it changes; empty: it is elsewhere.
    """

    line: int
    statement: tuple[int, int]
    function: str
    old: str
    new: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Give every mutant of a module, each once."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    bodies = dict(_bodies(tree))
    for statement in [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]:
        for holder, name, index, node, new in _places(statement):
            old, whole = getattr(holder, name), node if isinstance(node, ast.stmt) else statement
            if index is None:
                setattr(holder, name, new)
            else:
                kept = [] if new is None else [new]
                setattr(holder, name, [*old[:index], *kept, *old[index + 1 :]])
            changed = ast.unparse(ast.fix_missing_locations(tree))
            setattr(holder, name, old)
            if changed in seen:
                continue
            seen.add(changed)
            line = getattr(node, "lineno", statement.lineno)
            texts = _differing(_text(node), _text(new))
            span = (whole.lineno, _last_line(whole))
            yield Mutant(line, span, bodies.get(id(whole), ""), *texts, changed)


def _bodies(tree: ast.Module | ast.ClassDef, outer: str = "") -> Iterator[tuple[int, str]]:
    """Give each statement in the body of a function with the function's name."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _bodies(node, f"{outer}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            inner = (part for child in node.body for part in ast.walk(child))
            yield from ((id(part), outer + node.name) for part in inner)


def _differing(old: str, new: str) -> tuple[str, str]:
    """Leave out most of what two long texts have in common."""
    start = max(_alike(old, new) - 40, 0)
    end = max(_alike(old[:start:-1], new[:start:-1]) - 40, 0)
    before, after = "…" if start else "", "…" if end else ""
    shown = (f"{before}{text[start : len(text) - end]}{after}" for text in (old, new))
    return next(shown), next(shown)


def _alike(one: str, other: str) -> int:
    return sum(
        1 for _pair in itertools.takewhile(lambda p: p[0] == p[1], zip(one, other, strict=False))
    )


def _text(node: ast.AST | None) -> str:
    if node is None:
        return "(left out)"
    if isinstance(node, ast.cmpop | ast.operator):
        return type(node).__name__
    if hasattr(node, "body") and not isinstance(node, ast.IfExp | ast.Lambda):
        return ast.unparse(node).strip().splitlines()[0]
    return re.sub(r"\s+", " ", ast.unparse(node))


def _last_line(statement: ast.stmt) -> int:
    """Give the last line of a statement, of its head when it has a body."""
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if not body:
        return statement.end_lineno or statement.lineno
    first = body[0].pattern if isinstance(body[0], ast.match_case) else body[0]
    return max(statement.lineno, int(first.lineno) - 1)


Place = tuple[ast.AST, str, int | None, ast.AST, ast.AST | None]
"""Node, field, index in it, what stands there and what shall (None: nothing)."""


def _places(statement: ast.stmt) -> Iterator[Place]:
    """Give every change of one statement, of its head when it has a body."""
    yield from _of_statement(statement)
    todo: list[ast.AST] = [] if _is_docstring(statement) else [statement]
    while todo:
        holder = todo.pop()
        yield from _left_out(holder)
        for name, value in ast.iter_fields(holder):
            if name in ("annotation", "returns") or isinstance(holder, ast.JoinedStr):
                continue
            if name == "decorator_list" or _is_type(holder):
                continue
            for index, node in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(node, ast.AST) and not isinstance(node, ast.stmt):
                    place = index if isinstance(value, list) else None
                    yield from ((holder, name, place, node, new) for new in _instead(node))
                    todo.append(node)


def _is_type(node: ast.AST) -> bool:
    """Tell whether it is a type where an expression may stand, or a member of an enumeration."""
    match node:
        case ast.Subscript(value=ast.Name("Callable")):
            return True
        case ast.Assign([ast.Name(name)], ast.Constant(value)):
            return name.lower() == value
        case ast.BinOp(op=ast.BitOr(), right=ast.Name(name)):
            return name[0].isupper()
    return False


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _left_out(holder: ast.AST) -> Iterator[Place]:
    """Leave out a statement that does something, or one of several parts."""
    for name in ("body", "orelse", "finalbody"):
        children = getattr(holder, name, None)
        for index, child in enumerate(children if isinstance(children, list) else []):
            if isinstance(child, ast.With) and len(child.items) == 1:
                bare = ast.If(ast.Constant(True), child.body, [])
                yield holder, name, index, child, bare
            elif isinstance(child, ast.Expr | ast.Raise | ast.Delete | ast.AugAssign | ast.Assign):
                target = child.targets[0] if isinstance(child, ast.Assign) else None
                if not _is_docstring(child) and not isinstance(target, ast.Name | ast.Tuple):
                    yield holder, name, index, child, ast.Pass()
    for index, part in enumerate(getattr(holder, "decorator_list", [])):
        for new in _instead(part):
            if _text(new) != _text(part).replace(", slots=True", ""):
                yield holder, "decorator_list", index, part, new
    for name, least in (("decorator_list", 1), ("cases", 2), ("items", 2), ("ifs", 1)):
        parts = getattr(holder, name, [])
        if len(parts) >= least:
            yield from ((holder, name, index, part, None) for index, part in enumerate(parts))


def _of_statement(node: ast.stmt) -> Iterator[Place]:
    match node:
        case ast.If():
            yield node, "test", None, node.test, ast.Constant(True)
            yield node, "test", None, node.test, ast.Constant(False)
        case ast.While():
            yield node, "test", None, node.test, ast.Constant(False)
        case ast.Return(value=ast.expr() as value) if _text(value) != "None":
            yield node, "value", None, value, ast.Constant(None)


def _instead(node: ast.AST) -> Iterator[ast.AST]:
    """Give what may stand in the place of an expression."""
    for swapped in _SWAPS.get(type(node), ()):
        yield swapped()
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str(value)):
            yield from _strings(value)
        case ast.JoinedStr():
            yield from _in_template(node)
        case ast.BoolOp():
            yield from _dropped(node, "values", 2)
        case ast.UnaryOp(op=ast.Not() | ast.Invert() | ast.USub()):
            yield node.operand
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.Sub()) if not _is_type(node):
            yield node.left
            yield node.right
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.Tuple(ctx=ast.Load()) | ast.Set() | ast.List(ctx=ast.Load()):
            yield from _dropped(node, "elts", 2)
        case ast.Dict():
            for index in range(len(node.keys)):
                new = copy.copy(node)
                new.keys = node.keys[:index] + node.keys[index + 1 :]
                new.values = node.values[:index] + node.values[index + 1 :]
                yield new
        case ast.Attribute(value=ast.Name(id=enum), attr=member) if enum in _MEMBERS:
            other = next(one for one in _MEMBERS[enum] if one != member)
            yield ast.Attribute(ast.Name(enum, ast.Load()), other, ast.Load())
        case ast.Call():
            yield from _calls(node)


def _dropped(node: ast.AST, name: str, least: int) -> Iterator[ast.AST]:
    parts = getattr(node, name)
    for index in range(len(parts) if len(parts) >= least else 0):
        new = copy.copy(node)
        setattr(new, name, parts[:index] + parts[index + 1 :])
        is_single = isinstance(new, ast.BoolOp) and len(new.values) == 1
        yield new.values[0] if is_single and isinstance(new, ast.BoolOp) else new


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    yield from (
        new
        for new, keyword in zip(_dropped(node, "keywords", 1), node.keywords, strict=True)
        if keyword.arg is not None
    )
    function = node.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call):
        yield function.value
    if isinstance(function, ast.Name) and not hasattr(builtins, function.id):
        yield from node.args if len(node.args) == 1 and not node.keywords else ()


def _strings(value: str) -> Iterator[ast.Constant]:
    found = list(_in_sql(value))
    yield from map(ast.Constant, found or [f"XX{value}"])


def _in_template(node: ast.JoinedStr) -> Iterator[ast.JoinedStr]:
    for index, part in enumerate(node.values):
        if isinstance(part, ast.Constant):
            for text in _in_sql(str(part.value)):
                values = [*node.values[:index], ast.Constant(text), *node.values[index + 1 :]]
                yield ast.JoinedStr(values)


def _in_sql(text: str) -> Iterator[str]:
    if not _IS_SQL.search(text):
        return
    for pattern, new in _SQL.items():
        for match in re.finditer(pattern, text):
            yield text[: match.start()] + match.expand(new) + text[match.end() :]
