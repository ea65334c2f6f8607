"""What the rooms hand each other cannot be changed on the way."""

import dataclasses
import importlib
import pkgutil
from typing import Any

import pytest

from app import domain

MODULES = [
    importlib.import_module(f"{domain.__name__}.{found.name}")
    for found in pkgutil.iter_modules(domain.__path__)
]
RECORDS = [
    found
    for module in MODULES
    for found in vars(module).values()
    if isinstance(found, type)
    and found.__module__ == module.__name__
    and vars(found).get("__annotations__")
]
"""Classes that name their values; an enumeration, a protocol or an error does not."""


@pytest.mark.parametrize("found", RECORDS, ids=lambda found: found.__qualname__)
def test_every_record_of_the_domain_is_frozen(found: Any) -> None:
    values = [None] * len(found.__annotations__)
    made: object = found(*values) if issubclass(found, tuple) else object.__new__(found)
    refused = AttributeError if issubclass(found, tuple) else dataclasses.FrozenInstanceError
    with pytest.raises(refused):
        setattr(made, next(iter(found.__annotations__)), None)


def test_the_domain_has_records() -> None:
    assert {"OdooOrder", "Order", "Segment", "Plan", "Entry"} <= {r.__name__ for r in RECORDS}
