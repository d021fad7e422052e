"""Loads the protocol's types without making their methods: most sessions use one in five of them.

``lsprotocol`` defines more than five hundred classes with ``attrs``, which writes and compiles the methods of each;
that is half of the time that a server on ``pygls`` needs to start. While the module is imported here, each class is
only put down, and made the first time somebody constructs it or asks for its fields.
"""

from __future__ import annotations

import importlib
import sys
import threading
import typing
from collections.abc import Callable
from typing import Any

import attrs

_TYPES = "lsprotocol.types"
_LOCK = threading.RLock()


def load() -> None:
    """Import the protocol's types. Where that was done before, nothing changes."""
    if _TYPES in sys.modules:
        return
    define = attrs.define
    attrs.define = _Later(define)  # type: ignore[assignment]
    try:
        importlib.import_module(_TYPES)
    finally:
        attrs.define = define
    # Names in annotations are looked up when a class is made; the converter would do it for all, and so make them all.
    hooks: Any = importlib.import_module("lsprotocol._hooks")
    hooks._resolved_forward_references = True


class _Later:
    """Stands for ``attrs.define`` as a plain decorator; with options, it is ``attrs.define``."""

    def __init__(self, define: Callable[..., Any]) -> None:
        self._define = define

    def __call__(self, cls: type | None = None, **options: Any) -> Any:
        if cls is None or options or cls.__bases__ != (object,) or "__init__" in cls.__dict__:
            return self._define(cls, **options)
        unmade = _Unmade(cls, self._define)
        cls.__attrs_attrs__ = unmade  # type: ignore[attr-defined]

        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            unmade.make()
            self.__init__(*args, **kwargs)

        cls.__init__ = init  # type: ignore[misc]
        return cls


class _Unmade:
    """Stands for the fields of a class until somebody asks for them."""

    def __init__(self, cls: type, define: Callable[..., Any]) -> None:
        self._cls, self._define = cls, define

    def __get__(self, instance: object, owner: type) -> Any:
        self.make()
        return self._cls.__attrs_attrs__  # type: ignore[attr-defined]

    def make(self) -> None:
        """Have the class made, in place, unless another thread has."""
        with _LOCK:
            if self._cls.__dict__.get("__attrs_attrs__") is self:
                # Without slots, because those would need another class under the same name.
                self._define(self._cls, slots=False, init=True, field_transformer=_resolved)


def _resolved(cls: type, fields: list[Any]) -> list[Any]:
    """``fields`` with their types in place of the names of types."""
    types = sys.modules[_TYPES].__dict__
    hints = typing.get_type_hints(cls, types["ALL_TYPES_MAP"], {})
    return [each.evolve(type=hints.get(each.name, each.type)) for each in fields]
