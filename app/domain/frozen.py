"""Frozen dataclasses of which one method is compiled instead of six.

``dataclasses`` writes the source of six methods for each class and compiles them at every start:
0.3 ms a class, and before the window is painted there are eighty of them. Here all but
``__init__`` are shared. To type checkers and to `fields`, `replace` and `asdict` they are what
``dataclasses.dataclass(frozen=True, slots=True)`` makes; copying by ``pickle`` or ``copy`` is
left out.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: Literal[True], slots: Literal[True]) -> Callable[[type], type]:
        """Make a class a dataclass; the arguments say what it is, and have no other choice."""
        return _made


def _made(cls: type) -> type:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    made.__init__ = _init(made)
    made.__eq__, made.__hash__ = _comparison(made)
    made.__repr__ = _repr
    made.__setattr__ = made.__delattr__ = _refuse
    return made  # type: ignore[no-any-return]


def _init(cls: Any) -> Callable[..., None]:
    """Compile ``__init__``: in Python it is called for each of 5,000 rows."""
    known: dict[str, Any] = {"put": object.__setattr__}
    parameters, lines = ["self"], []
    for field in dataclasses.fields(cls):
        name, value = field.name, field.name
        if field.default_factory is not dataclasses.MISSING:
            known[f"_{name}"] = field.default_factory
            name, value = f"{name}=put", f"_{name}() if {name} is put else {name}"
        elif field.default is not dataclasses.MISSING:
            known[f"_{name}"] = field.default
            name = f"{name}=_{name}"
        parameters.append(name)
        lines.append(f" put(self, {field.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    text = f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or [" pass"])
    exec(text, known)  # noqa: S102  # as `dataclasses` does; names of fields are all there is in it
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"  # in the error for a wrong argument
    return init


def _comparison(cls: Any) -> tuple[Callable[[Any, object], object], Callable[[Any], int]]:
    names = [field.name for field in dataclasses.fields(cls) if field.compare]
    values: Callable[[Any], object] = attrgetter(*names) if names else lambda _self: ()

    def equal(self: Any, other: object) -> object:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    return equal, lambda self: hash(values(self))


def _repr(self: Any) -> str:
    shown = (field.name for field in dataclasses.fields(self) if field.repr)
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{self.__class__.__qualname__}({values})"


def _refuse(_self: Any, name: str, _value: object = None) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change {name!r}")
