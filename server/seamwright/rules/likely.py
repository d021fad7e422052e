"""Cheap questions about fixtures, asked before the resolver is, which reads the module as a whole and takes its time.

A wrong "no" here would hide a finding, a wrong "yes" only costs time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from seamwright.fixtures import Resolver
from seamwright.fixtures.builtins import BUILTINS, OPTIONAL
from seamwright.fixtures.model import FixtureDef, Marks, ModuleFixtures
from seamwright.fixtures.model import Function as Tested
from seamwright.rules.context import Context
from seamwright.rules.module import Function, Module

_BUILTIN = frozenset({"request", *(each.name for each in BUILTINS)}) - OPTIONAL


def resolver_of(module: Module, context: Context) -> Resolver | None:
    """The resolver, where it sees the same text as the rules: places in another text would be wrong."""
    tree = context.project.tree
    resolver = tree.resolver
    if resolver is None or resolver.project.text(tree.absolute(module.path)) != module.text:
        return None
    return resolver


class Facts(NamedTuple):
    """What the resolver says of the module that is examined."""

    resolver: Resolver
    path: str
    """Absolute."""
    view: ModuleFixtures
    text: str

    def tests(self) -> Iterator[Tested]:
        """The functions that pytest collects."""
        return (each for each in self.view.functions if self.resolver.is_test(self.path, each))

    def marks(self, function: Tested) -> Iterator[Marks]:
        """The marks that count for a function and are written in the module, the nearest first."""
        yield function.marks
        path = function.class_path
        # Of two classes of one name, the last one is meant.
        classes = {each.path: each for each in self.view.classes}
        for depth in range(len(path), 0, -1):
            if path[:depth] in classes:
                yield classes[path[:depth]].marks
        yield self.view.marks

    def own(self) -> Iterator[FixtureDef]:
        """The fixtures that are written in the module."""
        return (each for each in self.view.fixtures if each.path == self.path)


def facts(module: Module, context: Context, *words: str) -> Facts | None:
    """The module as the resolver reads it, if its text holds one of ``words`` at all."""
    if words and not any(word in module.text for word in words):
        return None
    resolver = resolver_of(module, context)
    path = context.project.tree.absolute(module.path)
    view = resolver.module(path) if resolver is not None else None
    return Facts(resolver, path, view, module.text) if resolver is not None and view is not None else None


def is_test_case(found: Facts, class_path: tuple[str, ...]) -> bool:
    """Whether the class is a ``unittest.TestCase``, whose methods pytest gives nothing to."""
    return found.resolver.is_test_case(found.path, class_path)


def has_unknown(module: Module, context: Context) -> bool:
    """Whether something is requested that neither this module, nor a conftest in reach, nor pytest defines."""
    return any(word in module.text for word in ("usefixtures", "getfixturevalue")) or any(
        name not in _BUILTIN and not _is_near(name, function, context)
        for function in module.functions
        if function.role != "helper"
        for name in function.requested
    )


def _is_near(name: str, function: Function, context: Context) -> bool:
    """Whether a fixture of that name is surely visible; one of a class is to the class alone, and to those below it."""
    return any(each.owner is None or each.owner is function.owner for each in context.fixtures.get(name, ()))


def has_circle(module: Module, context: Context) -> bool:
    """Whether a fixture of the module is reached again from what it requests, by name."""
    return any(_reaches(each, context) for each in module.functions if each.fixture is not None and each.requested)


def _reaches(start: Function, context: Context) -> bool:
    name = start.fixture.name if start.fixture is not None else start.name
    todo, seen = list(start.requested), set()
    while todo:
        wanted = todo.pop()
        if wanted == name:
            return True
        if wanted not in seen:
            seen.add(wanted)
            for each in context.fixtures.get(wanted, ()):
                todo += each.requested
    return False
