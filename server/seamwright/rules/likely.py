"""Cheap questions about fixtures, asked before the resolver is, which reads the module as a whole and takes its time.

A wrong "no" here would hide a finding, a wrong "yes" only costs time.
"""

from __future__ import annotations

from seamwright.fixtures import Resolver
from seamwright.fixtures.builtins import BUILTINS
from seamwright.rules.context import Context
from seamwright.rules.module import Function, Module

_BUILTIN = frozenset({"request", *(each.name for each in BUILTINS)})


def resolver_of(module: Module, context: Context) -> Resolver | None:
    """The resolver, where it sees the same text as the rules: places in another text would be wrong."""
    tree = context.project.tree
    resolver = tree.resolver
    if resolver is None or resolver.project.text(tree.absolute(module.path)) != module.text:
        return None
    return resolver


def has_unknown(module: Module, context: Context) -> bool:
    """Whether something is requested that neither this module, nor a conftest in reach, nor pytest defines."""
    return any(
        name not in context.fixtures and name not in _BUILTIN
        for function in module.functions
        if function.role != "helper"
        for name in function.requested
    )


def has_wide(module: Module) -> bool:
    """Whether a fixture lives longer than one test and requests another."""
    return any(
        each.fixture is not None and each.fixture.scope != "function" and bool(each.requested)
        for each in module.functions
    )


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
