"""Plain data as JSON and back: dataclasses and named tuples become lists of their fields, in order.

Field names are left out, so what was written can only be read by the same version of the classes. Whoever keeps it
has to see to that.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

Load = Callable[[Any], Any]


def dump(value: object) -> Any:
    """``value`` as lists, objects, strings and numbers."""
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: dump(each) for key, each in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [dump(each) for each in (sorted(value) if isinstance(value, frozenset) else value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [dump(getattr(value, name)) for name in _names(type(value))]
    raise TypeError(f"{type(value).__name__} is no plain data")


@lru_cache(maxsize=256)
def loader(kind: Any) -> Load | None:
    """What makes a ``kind`` of what :func:`dump` made of one; ``None`` where it is the same.

    The loader raises ``TypeError`` or ``ValueError`` for anything else, as far as it notices.
    """
    if kind in (str, int, float, bool, type(None)):
        return None
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _optional(loader(next(each for each in arguments if each is not type(None))))
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        return _sequence(loader(arguments[0]), tuple)
    if origin is frozenset:
        return _sequence(loader(arguments[0]), frozenset)
    if origin is tuple:
        return _fields(lambda *values: values, [loader(each) for each in arguments])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        inner = loader(arguments[1])
        return (lambda data: {key: inner(each) for key, each in data.items()}) if inner is not None else dict
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    hints = typing.get_type_hints(kind)
    return _fields(kind, [loader(hints[name]) for name in _names(kind)])


def _names(kind: Any) -> tuple[str, ...]:
    if dataclasses.is_dataclass(kind):
        return tuple(each.name for each in dataclasses.fields(kind))
    return tuple(kind._fields)


def _optional(inner: Load | None) -> Load | None:
    return None if inner is None else lambda data: None if data is None else inner(data)


def _sequence(inner: Load | None, make: Callable[[Any], Any]) -> Load:
    return make if inner is None else lambda data: make([inner(each) for each in data])


def _fields(make: Callable[..., Any], loads: list[Load | None]) -> Load:
    def load(data: Any) -> Any:
        if len(data) != len(loads):
            raise ValueError("another number of fields")
        return make(*[each if one is None else one(each) for one, each in zip(loads, data, strict=True)])

    return load
