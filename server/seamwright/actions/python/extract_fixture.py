"""*Extract the fixture basket*: the lines that arrange a test become a fixture of the module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.actions.model import Arguments, Disabled, Offer, Unavailable
from seamwright.actions.python.draft import Draft
from seamwright.actions.python.model import Example, Place, PythonAction
from seamwright.actions.python.parameter import arranged
from seamwright.actions.python.selected import Selected, dedented, flow, selected, why_not
from seamwright.fixtures.mentions import direct_argnames
from seamwright.fixtures.model import Function
from seamwright.generate.integrity import Refused
from seamwright.generate.model import FileChange
from seamwright.rewriting import AddParameter, RemoveParameter
from seamwright.text.span import Span


class _Plan(NamedTuple):
    """What is to be made."""

    name: str
    asked: tuple[str, ...]
    """The fixtures that the lines use, as parameters with their annotations."""
    dropped: tuple[str, ...]
    """The parameters that the test needs no longer."""
    keeps: bool
    """The lines bind more names, whose values must live as long as the test."""
    decorator: str = "pytest.fixture"
    is_async: bool = False


def applies(place: Place) -> Iterator[Offer | Disabled]:
    """On a selection of whole statements at the start of a test."""
    found = _at(place)
    if found is None:
        return
    plan = _plan(place, *found)
    if isinstance(plan, str):
        yield Disabled("Extract a fixture", plan)
    else:
        yield Offer(f"Extract the fixture {plan.name}", {"name": plan.name})


def edits(place: Place, arguments: Arguments) -> list[FileChange]:
    """The fixture above the test, which asks for it instead."""
    found = _at(place)
    plan = _plan(place, *found) if found is not None else None
    if found is None or not isinstance(plan, _Plan) or plan.name != arguments.get("name"):
        raise Unavailable(plan if isinstance(plan, str) else "the lines are not there any more")
    taken, function = found
    width = place.options.line_length
    try:
        draft = Draft(place.path, place.text, place.options)
        draft.imports.require([f"import {plan.decorator.partition('.')[0]}"])
        name = function.name_span.start
        dropped = [RemoveParameter(name, each) for each in plan.dropped]
        draft.rewrite(AddParameter(name, plan.name, width=width), *dropped)
        lines = draft.lines
        after = taken.lines.end
        while not lines.text(after).strip():
            after += 1
        draft.replace(Span(lines.start(taken.lines.start), lines.start(after)), "")
        outer = taken.classes[0] if taken.classes else taken.test
        top = min([outer.lineno, *(each.lineno for each in outer.decorator_list)]) - 1
        draft.add_before(lines.start(top), plan.name, _source(place, draft, taken, plan))
        draft.touches(function.name)
        return [draft.change()]
    except Refused as refusal:
        raise Unavailable(refusal.reason) from None


def _source(place: Place, draft: Draft, taken: Selected, plan: _Plan) -> str:
    before = f"{'async ' if plan.is_async else ''}def {plan.name}("
    parameters = arranged(before, plan.asked, "):", place.options.line_length)
    body = dedented(place.text, taken, draft.module.indent)
    last, first = taken.statements[-1], taken.statements[0]
    defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    gap = "\n" if isinstance(last, (*defining, ast.Import, ast.ImportFrom)) else ""
    above = "\n" if isinstance(first, defining) else ""
    return (
        f'@{plan.decorator}\n{before}{parameters}):\n    """Provide {plan.name}."""\n{above}{body}{gap}'
        f"    {'yield' if plan.keeps else 'return'} {plan.name}\n"
    )


def _at(place: Place) -> tuple[Selected, Function] | None:
    """The statements that are selected, and the test that they are in."""
    if place.selection.start == place.selection.end or place.module.has_errors:
        return None
    found = selected(place.text, place.selection)
    if found is None:
        return None
    function = next(
        (each for each in place.module.functions if each.line == found.test.lineno and each.name == found.test.name),
        None,
    )
    if function is None or function.nested or not place.resolver.is_test(place.path, function):
        return None
    return None if place.resolver.is_test_case(place.path, function.class_path) else (found, function)


def _plan(place: Place, found: Selected, function: Function) -> _Plan | str:
    """What to make of the statements, or why nothing can be."""
    if not found.is_start:
        return "only lines at the start of a test can become a fixture"
    reason = why_not(found) or _why_it_matters_when(found, function)
    if reason is not None:
        return reason
    try:
        reads, bound, needed = flow(found)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "the lines cannot be looked at alone"
    parameters = {each.name for each in function.parameters}
    out = sorted(bound & needed)
    if len(out) != 1:
        return "the rest of the test uses nothing of them" if not out else f"the rest uses {' and '.join(out)} of them"
    if again := sorted(bound & parameters):
        return f"they bind the parameter {again[0]} anew"
    reason = _why_not_named(place, function, out[0]) or _why_not_asking(place, function, reads & parameters)
    if reason is not None:
        return reason
    asked = [each for each in function.requested if each.name in reads]
    written = tuple(f"{each.name}: {each.annotation}" if each.annotation else each.name for each in asked)
    dropped = tuple(each.name for each in asked if each.name not in needed)
    plan = _Plan(out[0], written, dropped, keeps=len(bound) > 1)
    return _asynchronous(place, found, plan) if isinstance(found.test, ast.AsyncFunctionDef) else plan


def _why_it_matters_when(found: Selected, function: Function) -> str | None:
    """Why the lines cannot run a little earlier than they do, before the test is called."""
    around = [*found.test.decorator_list, *(each for cls in found.classes for each in cls.decorator_list)]
    for decorator in around:
        name = ast.unparse(decorator)
        if not name.startswith(("pytest.mark.", "mark.")):
            return f"@{name.partition('(')[0]} may prepare something before the test is called"
    if not function.known:
        return "a decorator may change what the test is given"
    if any(each.name == "caplog" for each in function.requested):
        return "caplog hears in a test only what the test itself does"
    return None


def _why_not_named(place: Place, function: Function, name: str) -> str | None:
    visible = place.resolver.visible(place.path, function.class_path)
    module = place.resolver.world.get(place.path)
    if name in visible.names or name in visible.generated or name == "request":
        return f"there is a fixture {name} already"
    if module is None or name in module.namespace.names or module.namespace.stars:
        return f"the module gives the name {name} another meaning"
    if not name.strip("_") or name in direct_argnames(place.module, function):
        return f"{name} is no name for a fixture"
    return None


def _why_not_asking(place: Place, function: Function, used: frozenset[str]) -> str | None:
    """Why a fixture cannot ask for the parameters that the lines use."""
    given = direct_argnames(place.module, function)
    requested = {each.name for each in function.requested}
    for name in sorted(used):
        if name in given:
            return f"they use {name}, which parametrize gives to the test"
        if name == "request" or name not in requested:
            return f"they use {name}, which belongs to the test"
        if not place.resolver.resolve(place.path, (), name):
            return f"they use {name}, which the module as a whole does not know"
    return None


def _asynchronous(place: Place, found: Selected, plan: _Plan) -> _Plan | str:
    """The fixture of a test that is a coroutine: one that runs in the same event loop, where that is certain."""
    config = place.resolver.project.config(place.path)
    plugins = place.resolver.project.plugins(place.path)
    known = any("pytest_asyncio" in (each.path or "") or each.name in _ASYNCIO for each in plugins)
    marks = [ast.unparse(each) for each in found.test.decorator_list]
    if not known or "loop_scope" in place.text or any("anyio" in each or "trio" in each for each in marks):
        return "no plugin certainly runs an async fixture in the event loop of the test"
    if any("loop_scope" in str(each) for each in config.options):
        return "the event loop of fixtures may be another one"
    if config.asyncio_mode == "auto":
        return plan._replace(is_async=True)
    if "pytest.mark.asyncio" not in marks:
        return "no plugin certainly runs an async fixture in the event loop of the test"
    return plan._replace(is_async=True, decorator="pytest_asyncio.fixture")


_ASYNCIO = ("asyncio", "pytest_asyncio", "pytest_asyncio.plugin")
_BEFORE = '''\
def test_basket_is_full(tmp_path, shop):
    """Fill it."""
‸    # Arrange
    basket = shop.basket(tmp_path)
    basket.add("pear")
‸
    # Act
    total = basket.total

    assert total == shop.price
'''
_AFTER = '''\
import pytest


@pytest.fixture
def basket(tmp_path, shop):
    """Provide basket."""
    # Arrange
    basket = shop.basket(tmp_path)
    basket.add("pear")
    return basket


def test_basket_is_full(shop, basket):
    """Fill it."""
    # Act
    total = basket.total

    assert total == shop.price
'''
_SHOP = {"conftest.py": "import pytest\n\n\n@pytest.fixture\ndef shop():\n    return 1\n"}
_CLASS = """\
import pytest

LIMIT = 3


class TestBasket:
    def test_is_full(self):
‸        many = [LIMIT] * 3
        basket = sum(many)‸
        assert basket == 9
"""

ACTION = PythonAction(
    "extract-fixture",
    "refactor.extract.seamwright",
    applies,
    edits,
    examples=(
        Example(_BEFORE, "Extract the fixture basket", files=_SHOP, writes={"tests/test_it.py": _AFTER}),
        Example(
            _CLASS,
            "Extract the fixture basket",
            writes={
                "tests/test_it.py": "import pytest\n\nLIMIT = 3\n\n\n@pytest.fixture\ndef basket():\n"
                '    """Provide basket."""\n    many = [LIMIT] * 3\n    basket = sum(many)\n    yield basket\n\n\n'
                "class TestBasket:\n    def test_is_full(self, basket):\n        assert basket == 9\n"
            },
        ),
        Example(
            _CLASS.replace("== 9", "== sum(many)"),
            "Extract a fixture",
            reason="the rest uses basket and many of them",
        ),
        Example(
            _CLASS.replace("== 9", "").replace("assert basket", "pass"),
            "Extract a fixture",
            reason="the rest of the test uses nothing of them",
        ),
        Example(
            _CLASS.replace("sum(many)", "self.fill(many)"),
            "Extract a fixture",
            reason="they use self, which belongs to the test",
        ),
        Example(
            _CLASS.replace("        basket", "        assert many\n        basket"),
            "Extract a fixture",
            reason="they assert something",
        ),
        Example(
            _CLASS.replace("LIMIT = 3", "LIMIT = 3\nbasket = 1"),
            "Extract a fixture",
            reason="the module gives the name basket another meaning",
        ),
        # Nothing is selected, half a statement is, the function is no test.
        Example(_CLASS.replace("‸", "", 1), None),
        Example(_CLASS.replace("‸        many", "        ma‸ny"), None),
        Example(_CLASS.replace("test_is_full", "fill"), None),
        Example(_CLASS.replace("‸", "").replace("LIMIT = 3", "‸LIMIT = 3‸"), None),
    ),
)
