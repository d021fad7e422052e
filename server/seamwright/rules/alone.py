"""Runs rules over a piece of text alone: those that say the same of a test whatever is around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from seamwright.contract.model import Contract
from seamwright.rules.context import Context
from seamwright.rules.from_plan import Owner
from seamwright.rules.model import Fix, Rule, Settings
from seamwright.rules.module import Function, Module
from seamwright.rules.project import Project


def fixes(module: Module, rules: Sequence[Rule], settings: Settings) -> Iterator[tuple[Owner, Fix]]:
    """What ``rules`` would do about each class and function of ``module``. Spans count from the start of its piece."""
    context = Context(Project(_Nothing(), settings), module, ())
    owners: tuple[Owner, ...] = (*module.classes, *module.functions)
    for owner in owners:
        for rule in rules:
            if isinstance(owner, Function):
                problems = rule.function(owner, context) if rule.function is not None else ()
            else:
                problems = rule.cls(owner, context) if rule.cls is not None else ()
            for problem in problems:
                if problem.fix is not None:
                    yield owner, problem.fix


class _Nothing:
    """A project without files."""

    resolver = None
    source_folders: Sequence[str] = ()

    def read(self, path: str) -> str | None:
        """There is none."""

    def files(self, folder: str) -> frozenset[str]:
        """There are none."""
        del folder
        return frozenset()

    folders = files

    def contract(self, module: str, path: str) -> Contract | None:
        """There is none."""

    def glimpse(self, folder: str) -> Mapping[str, str]:
        """There is none."""
        del folder
        return {}

    def may_come_from_plugin(self, name: str, path: str) -> bool:
        """Nothing is known."""
        del name, path
        return True

    def lacks_plugins(self, path: str) -> bool:
        """Nothing is known."""
        del path
        return True

    def defines(self, name: str) -> bool | None:
        """Nothing is known."""

    def mentions(self, name: str, path: str) -> bool | None:
        """Nothing is known."""

    def absolute(self, path: str) -> str:
        """As the resolver would call it."""
        return path
