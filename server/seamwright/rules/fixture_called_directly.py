"""SW306 fixture-called-directly: a fixture is called like a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.free import free_names
from seamwright.rules.likely import facts
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function, Module, called_names
from seamwright.rules.syntax import dotted, walk


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Calls of the module's own and imported fixtures, and of those of a class by ``self``."""
    if "fixture" not in module.text and not context.names.imports:
        return
    known = _fixtures(module, context)
    if known is None:
        return
    own, methods = known
    names = {*own, *(name.partition(".")[2] for _, name in methods)}
    for function in module.functions:
        if names.isdisjoint(called_names(function)):
            continue
        for call, name in _calls(function):
            fixture = name if "." not in name else name.partition(".")[2]
            owner = function.owner.name if function.owner is not None else ""
            if (name in own and own[name] != function.start + function.name_span.start) or (owner, name) in methods:
                span = function.span(call).shifted(function.start)
                yield Problem(span, f"{fixture} is a fixture, and pytest does not let it be called")


def _calls(function: Function) -> list[tuple[ast.Call, str]]:
    """The calls in a function of names that it does not bind itself, and of methods of its object."""
    free = {id(each) for each in free_names(function.node)}
    found = []
    for node in walk(function.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and id(node.func) in free:
            found.append((node, node.func.id))
        elif isinstance(node, ast.Call) and dotted(node.func).startswith("self."):
            found.append((node, dotted(node.func)))
    return sorted(found, key=lambda each: function.parsed.start(each[0]))


def _fixtures(module: Module, context: Context) -> tuple[dict[str, int], set[tuple[str, str]]] | None:
    """The names that mean a fixture in the module, with its place; and ``self.name`` by class."""
    found = facts(module, context)
    if found is None:
        return None
    own = {each.function: each.name_span.start for each in found.own() if not each.class_path and not each.maybe}
    functions = [each.name for each in found.view.functions if not each.class_path]
    own = {name: start for name, start in own.items() if name not in functions}
    visible = found.resolver.visible(found.path).names
    for each in found.view.imports:
        chain = visible.get(each.bound, ())
        home = each.module.rpartition(".")[2]
        certain = bool(each.name) and not each.maybe and not each.typing_only
        if certain and chain and chain[0].function == each.name and _stem(chain[0].path) == home:
            own.setdefault(each.bound, -1)
    methods = {(each.class_path[-1], f"self.{each.function}") for each in found.own() if each.class_path}
    return own, methods


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


_SHOP = "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n\n\n"

RULE = Rule(
    code="SW306",
    name="fixture-called-directly",
    severity=Severity.ERROR,
    what="A fixture is called by the name of its function, instead of being requested as a parameter.",
    why="pytest ends the test with an error: a fixture is made by pytest alone.",
    module=examine,
    good=(
        Example(_SHOP + "def test_shop_opens_early(shop):\n    '''Test that it opens.'''\n    assert shop()\n"),
        Example(
            _SHOP
            + "def test_shop_opens_early():\n    '''Test that it opens.'''\n\n    def shop():\n        return 1\n\n"
            "    assert shop()\n"
        ),
    ),
    bad=(
        Example(
            _SHOP + "def test_shop_opens_early():\n    '''Test that it opens.'''\n    assert ‹shop()›.is_open\n",
            "shop is a fixture, and pytest does not let it be called",
        ),
        Example(
            _SHOP + "@pytest.fixture\ndef town():\n    '''A town.'''\n    return [‹shop()›]\n",
            "shop is a fixture, and pytest does not let it be called",
        ),
    ),
)
