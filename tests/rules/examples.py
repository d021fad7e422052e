"""Runs a rule on a project in memory."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from seamwright.contract import Contract, parse_contract
from seamwright.fixtures import Resolver
from seamwright.fixtures.builtins import BUILTINS
from seamwright.fixtures.model import PluginModule, PytestConfig
from seamwright.fixtures.words import Words, words_of
from seamwright.rules import engine
from seamwright.rules.fixing import merged
from seamwright.rules.model import Example, Finding, Rule, Settings
from seamwright.rules.project import Project
from seamwright.text.edit import apply
from tests.fixtures.project import Memory

PATH = "tests/integration/test_it.py"

engine.STRICT = True


class Tree:
    """Files in a dictionary."""

    source_folders: Sequence[str] = ()

    def __init__(self, files: Mapping[str, str]) -> None:
        self.all = dict(files)

    @property
    def resolver(self) -> Resolver:
        config = PytestConfig("/p", "/p", "/p/pytest.ini", conftests=("/p/conftest.py",))
        return Resolver(Memory(self.all, config, installed=[PluginModule("pytest", None, True, BUILTINS)]))

    def may_come_from_plugin(self, name: str, path: str) -> bool:
        del path
        return name == "mocker"

    def lacks_plugins(self, path: str) -> bool:
        del path
        return False

    def defines(self, name: str) -> bool:
        return any(name in words.defined or name in words.strings for _, words in self._words())

    def mentions(self, name: str, path: str) -> bool:
        return any(words.computes or words.mentions(name) for other, words in self._words() if other != path)

    def _words(self) -> Iterator[tuple[str, Words]]:
        return ((path, words_of(text)) for path, text in self.all.items() if path.endswith(".py"))

    def absolute(self, path: str) -> str:
        return f"/p/{path}"

    def read(self, path: str) -> str | None:
        return self.all.get(path)

    def files(self, folder: str) -> frozenset[str]:
        return frozenset(path.rpartition("/")[2] for path in self.all if path.rpartition("/")[0] == folder)

    def folders(self, folder: str) -> frozenset[str]:
        start = f"{folder}/" if folder else ""
        inside = (path[len(start) :] for path in self.all if path.startswith(start))
        return frozenset(rest.partition("/")[0] for rest in inside if "/" in rest)

    def glimpse(self, folder: str) -> dict[str, str]:
        return {path: text for path, text in self.all.items() if path.startswith(f"{folder}/") and "/test_" in path}

    def contract(self, module: str, path: str) -> Contract | None:
        stub = self.all.get(path.removesuffix(".py") + ".pyi")
        return parse_contract(stub, module) if stub is not None else None


def run(
    text: str, files: Mapping[str, str] | None = None, settings: Settings | None = None, path: str = PATH
) -> list[Finding]:
    """All findings in ``text``, which stands at ``path``."""
    return engine.check(Project(Tree({**(files or {}), path: text}), settings or Settings()), path, text)


def only(rule: Rule) -> Settings:
    return Settings(select=(rule.code,) if rule.code != "SW100" else ("SW",))


def check(rule: Rule, example: Example) -> None:
    """``example`` happens: what is reported where, and what the fix makes of it."""
    _, *marked = example.text.split("‹")
    text = example.text.replace("‹", "").replace("›", "")
    found = [each for each in run(text, example.files, only(rule), example.path) if each.code == rule.code]
    if example.message is None:
        assert [(each.line, each.message) for each in found] == []
        return
    assert [each.message for each in found] == [example.message] * len(marked)
    assert [text[each.span.start : each.span.end] for each in found] == [part.partition("›")[0] for part in marked]
    assert [each.severity for each in found] == [example.severity or rule.severity] * len(marked)
    check_fix(rule, example, text, found)


def check_fix(rule: Rule, example: Example, text: str, found: Sequence[Finding]) -> None:
    if example.fixed is None:
        assert all(each.fix is None for each in found)
        return
    fixes = [each.fix for each in found if each.fix is not None]
    assert fixes
    assert rule.fixable
    fixed = apply(text, merged(text, fixes))
    assert fixed == example.fixed
    ast.parse(fixed)
    # Done once, it is done, and it has made nothing else wrong.
    before = {(each.code, each.message) for each in run(text, example.files, path=example.path)}
    # Inserted stubs say TODO, and the rule about that is right to say so until somebody has written them.
    after = [each for each in run(fixed, example.files, path=example.path) if each.name != "leftover-placeholder"]
    assert [each.line for each in after if each.code == rule.code and each.fix is not None] == []
    assert {(each.code, each.message) for each in after} <= before
