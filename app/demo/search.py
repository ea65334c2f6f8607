"""Domains in prefix notation, compiled to one predicate, as Odoo 17 to 19 read them."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from app.demo.answers import OdooError, value_error
from app.demo.models import NUMBERS, Field

Predicate = Callable[[Mapping[str, Any]], bool]
_Test = Callable[[Any], bool]

_CONNECTIVES: Final = {"&": 2, "|": 2, "!": 1}
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PATTERNS: Final = frozenset(
    {"like", "ilike", "not like", "not ilike", "=like", "=ilike", "not =like", "not =ilike"}
)
_SYNONYMS: Final = {"==": "=", "<>": "!="}
_OPERATORS: Final = frozenset({"=", "!=", "in", "not in", "=?", *_COMPARISONS, *_PATTERNS})
_TIMES: Final = frozenset({"datetime", "date"})
# Written by the server at every write, with microseconds that a read does not show.
_EXACT_STAMPS: Final = frozenset({"create_date", "write_date"})
# The zone of the recorded users (Asia/Jakarta has no daylight saving time).
_USER_ZONE: Final = timedelta(hours=7)
_LITERAL: Final = re.compile(r"[^%_\\]*\Z")
_TIME_FORM: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?\Z")


class DomainReader:
    """Compiles domains of one model in the manner of one version; errors are ``OdooError``."""

    def __init__(
        self,
        model: str,
        fields: Mapping[str, Field],
        version: int,
        nulls: frozenset[tuple[int, str]] = frozenset(),
    ) -> None:
        """``nulls`` names the numbers (id, field) that were never filled."""
        self._model = model
        self._fields = fields
        self._version = version
        self._nulls = nulls

    def compile(self, domain: object) -> Predicate:
        """Return the predicate of a domain; terms side by side are joined by "and"."""
        if domain is None or domain is False:
            return _everything
        if not isinstance(domain, (list, tuple)):
            raise self._malformed(domain)
        predicates = []
        position = 0
        while position < len(domain):
            predicate, position = self._term(domain, position)
            predicates.append(predicate)
        return _all_of(predicates)

    def _malformed(self, domain: object) -> OdooError:
        if self._version >= 19:
            return value_error(f"Domain() malformed domain {domain!r}")
        return value_error(f"Domain {domain!r} is syntactically not correct.")

    def _term(self, domain: Sequence[object], position: int) -> tuple[Predicate, int]:
        if position >= len(domain):
            raise self._malformed(domain)
        token = domain[position]
        if isinstance(token, str) and token in _CONNECTIVES:
            operands = []
            position += 1
            for _ in range(_CONNECTIVES[token]):
                operand, position = self._term(domain, position)
                operands.append(operand)
            return _joined(token, operands), position
        return self._leaf(token, domain), position + 1

    def _leaf(self, leaf: object, domain: object) -> Predicate:
        if not isinstance(leaf, (list, tuple)) or len(leaf) != 3:
            raise self._malformed(domain)
        name, sign, value = leaf
        if sign in _SYNONYMS:
            sign = _SYNONYMS[sign]
        if name in (0, 1) and sign == "=" and value == 1:
            return _everything if name else _nothing
        if not isinstance(name, str) or sign not in _OPERATORS:
            wrong = "Invalid operator in condition" if self._version >= 19 else "Invalid leaf"
            raise value_error(f"{wrong} {tuple(leaf)!r}")
        if sign == "=?":
            if value in (None, False):
                return _everything
            sign = "="
        name, _, part = name.partition(".")
        field = self._fields.get(name)
        if field is None or (part and part not in {"id", "name", "display_name"}):
            place = "condition" if self._version >= 19 else "leaf"
            msg = f"Invalid field {self._model}.{leaf[0]} in {place} {tuple(leaf)!r}"
            raise value_error(msg)
        return self._condition(name, field, sign, value)

    def _condition(self, name: str, field: Field, sign: str, value: Any) -> Predicate:
        kind = field["type"]
        if kind == "many2one":
            return _on(name, self._many2one(sign, value))
        if sign in _PATTERNS:
            return _on(name, _pattern(sign, value))
        if kind in _TIMES:
            return _on(name, self._time(name, sign, value))
        if kind in NUMBERS:
            return self._number(name, sign, value)
        return _on(name, self._plain(sign, value))

    def _plain(self, sign: str, value: Any) -> _Test:
        same_when_empty = self._version >= 19  # 19 holds '' and false for the same in text
        if sign in _COMPARISONS:
            return _compared(sign, value)
        wanted = value if sign in {"in", "not in"} else [value]
        if not isinstance(wanted, (list, tuple)):
            wanted = [wanted]
        choices = {False if v is None else v for v in wanted}
        if same_when_empty and "" in choices:
            choices.add(False)
        if same_when_empty and any(v is False for v in choices):
            choices.add("")
        if sign in {"=", "in"}:
            return lambda shown: shown in choices
        return lambda shown: shown not in choices

    def _number(self, name: str, sign: str, value: Any) -> Predicate:
        wanted = list(value) if isinstance(value, (list, tuple)) else [value]
        asks_empty = any(v is None or v is False for v in wanted)
        numbers = {v for v in wanted if v is not None and v is not False}
        if self._version >= 19:
            # 19 takes an unfilled number for the 0 that a read shows.
            test = _compared(sign, value) if sign in _COMPARISONS else None
            choices = numbers | ({0} if asks_empty else set())
            if test is None:
                hit = sign in {"=", "in"}
                return lambda row: (row[name] in choices) is hit
            return lambda row: test(row[name])
        nulls = {key for key, field in self._nulls if field == name}
        if sign in _COMPARISONS:
            compare = _compared(sign, value)
            return lambda row: row["id"] not in nulls and compare(row[name])
        positive = sign in {"=", "in"}

        def holds(row: Mapping[str, Any]) -> bool:
            found = asks_empty if row["id"] in nulls else row[name] in numbers
            return found is positive

        return holds

    def _time(self, name: str, sign: str, value: Any) -> _Test:
        if sign in {"in", "not in"} or not isinstance(value, str):
            return self._plain(sign, value)
        bound = self._bound(sign, value)
        if self._version < 19 and name in _EXACT_STAMPS:
            # The stored microseconds put the moment after the second that a read shows.
            later = {">": ">=", "<=": "<"}
            if sign in {"=", "!="}:
                return lambda _shown: sign == "!="
            sign = later.get(sign, sign)
        if sign in _COMPARISONS:
            return _compared(sign, bound)
        return self._plain(sign, bound)

    def _bound(self, sign: str, value: str) -> str:
        """Return a bound in the stored form; a bare date means its first or last second."""
        if self._version < 19:
            value = value.removesuffix("Z")
        if not _TIME_FORM.match(value):
            if self._version >= 19:
                raise value_error(f"expecting only datetimes with no timezone: {value!r}")
            msg = f'invalid input syntax for type timestamp: "{value}"\n'
            raise OdooError("psycopg2.errors.InvalidDatetimeFormat", msg)
        text = value.replace("T", " ")[:19]
        if len(text) > len("2000-01-01"):
            return text if len(text) == len("2000-01-01 00:00:00") else f"{text}:00"
        text += " 23:59:59" if sign in {">", "<="} else " 00:00:00"
        if self._version < 19:
            return text
        return str(datetime.fromisoformat(text) - _USER_ZONE)

    def _many2one(self, sign: str, value: Any) -> _Test:
        if sign in _PATTERNS:
            by_name = _pattern(sign, value)
            return lambda shown: by_name(shown[1] if shown else False)
        if sign in _COMPARISONS:
            by_id = _compared(sign, value)
            return lambda shown: bool(shown) and by_id(shown[0])
        wanted = value if isinstance(value, (list, tuple)) else [value]
        choices = {False if v is None else v for v in wanted}
        positive = sign in {"=", "in"}

        def holds(shown: Any) -> bool:
            found = (shown[0] in choices or shown[1] in choices) if shown else False in choices
            return found is positive

        return holds


def _everything(_row: Mapping[str, Any]) -> bool:
    return True


def _nothing(_row: Mapping[str, Any]) -> bool:
    return False


def _on(name: str, test: _Test) -> Predicate:
    return lambda row: test(row[name])


def _all_of(predicates: Sequence[Predicate]) -> Predicate:
    if not predicates:
        return _everything
    if len(predicates) == 1:
        return predicates[0]
    return lambda row: all(predicate(row) for predicate in predicates)


def _joined(connective: str, operands: Sequence[Predicate]) -> Predicate:
    if connective == "!":
        (only,) = operands
        return lambda row: not only(row)
    left, right = operands
    if connective == "&":
        return lambda row: left(row) and right(row)
    return lambda row: left(row) or right(row)


def _compared(sign: str, bound: Any) -> _Test:
    compare = _COMPARISONS[sign]
    if bound is None or bound is False:
        return lambda _shown: False
    return lambda shown: shown is not False and compare(shown, bound)


def _pattern(sign: str, value: Any) -> _Test:
    """Return the test of a like operator: % any text, _ any character, a backslash quotes."""
    negative = sign.startswith("not ")
    kind = sign.removeprefix("not ")
    text = "" if value is None or value is False else str(value)
    contains = not kind.startswith("=")
    if contains and not text:
        return lambda shown: not negative or shown is False
    fold = kind.endswith("ilike")
    matches = _matcher(text, contains=contains, fold=fold)
    return lambda shown: negative if shown is False else matches(str(shown)) is not negative


def _matcher(text: str, *, contains: bool, fold: bool) -> Callable[[str], bool]:
    if contains and _LITERAL.match(text):
        if not fold:
            return lambda shown: text in shown
        lowered = text.lower()
        return lambda shown: lowered in shown.lower()
    pieces = []
    characters = iter(f"%{text}%" if contains else text)
    for character in characters:
        if character == "\\":
            pieces.append(re.escape(next(characters, "\\")))
        else:
            pieces.append({"%": ".*", "_": "."}.get(character) or re.escape(character))
    flags = re.DOTALL | (re.IGNORECASE if fold else 0)
    compiled = re.compile("".join(pieces), flags)
    return lambda shown: compiled.fullmatch(shown) is not None
