"""What the store hands out cannot be changed on the way."""

import dataclasses
import importlib
import pkgutil

import pytest

from app import store

FOUND = [
    found
    for module in pkgutil.iter_modules(store.__path__)
    for found in vars(importlib.import_module(f"{store.__name__}.{module.name}")).values()
    if dataclasses.is_dataclass(found)
    and isinstance(found, type)
    and found.__module__.startswith(store.__name__)
]


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.__qualname__)
def test_every_dataclass_of_the_store_is_frozen(found: type) -> None:
    made: object = object.__new__(found)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, dataclasses.fields(found)[0].name, None)


def test_the_store_has_dataclasses() -> None:
    assert {"Written", "StoreFacts"} <= {found.__name__ for found in FOUND}
