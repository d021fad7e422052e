"""What a contract promises, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SymbolKind = Literal["class", "function", "variable", "property"]
Binding = Literal["instance", "class", "static"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One public name."""

    name: str
    kind: SymbolKind
    line: int
    """1-based line of its first definition."""
    signature: str = ""
    """One line, printable, without ``self`` or ``cls``: ``(url: str, *, ttl: int = 60) -> Cache`` for a function,
    the constructor's ``(…)`` for a class, the annotation for a variable or property; empty where none is given."""
    overloads: tuple[str, ...] = ()
    """All signatures of a function that has several; the first one is ``signature``."""
    is_async: bool = False
    binding: Binding = "instance"
    """For a method: how it is reached."""
    bases: tuple[str, ...] = ()
    """For a class: base classes as written, one line each."""
    methods: tuple[Symbol, ...] = ()
    """For a class: its public functions and properties in order."""

    @property
    def callables(self) -> tuple[Symbol, ...]:
        """What a test can call: the function itself, or the public methods of the class."""
        if self.kind == "function":
            return (self,)
        return tuple(method for method in self.methods if method.kind == "function")


@dataclass(frozen=True, slots=True)
class Contract:
    """The public names of one module."""

    module: str
    """Dotted path that imports it."""
    symbols: tuple[Symbol, ...] = ()

    def get(self, name: str) -> Symbol | None:
        """The symbol called ``name``."""
        return next((symbol for symbol in self.symbols if symbol.name == name), None)
