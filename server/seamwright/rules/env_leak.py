"""SW205 env-leak: a test changes the process's environment and nobody puts it back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from seamwright.rewriting import AddParameter, ReplaceStatement
from seamwright.rules.context import Context
from seamwright.rules.environ import RESTORING, Change, changes, is_patched, module_changes, restores
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Function, Module
from seamwright.rules.syntax import dotted, statements, walk


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Changes in tests and fixtures; what is restored is only a hint."""
    if function.role == "helper" and not _is_setup(function) and not _is_called(function, context):
        return
    found = changes(function, context)
    if not found or is_patched(function, context):
        return
    restored = any(each.restoring for each in found) or _is_restored(function, context)
    for change in found:
        if change.restoring:
            continue
        if restored:
            if not any(each.restoring for each in found):
                yield Problem(
                    function.span(change.node),
                    "os.environ is changed directly; monkeypatch.setenv would put it back by itself",
                    Severity.HINT,
                )
            continue
        fix = _fix(change, function, found)
        yield Problem(function.span(change.node), "This change of os.environ outlives the test", fix=fix)


def examine_module(module: Module, context: Context) -> Iterator[Problem]:
    """Changes when the module is imported, which hold for the whole run."""
    if "environ" not in module.text and "putenv" not in module.text:
        return
    for start, parsed in module.code:
        if "env" not in parsed.source:
            continue
        for statement in statements(parsed.body):
            if hasattr(statement, "body"):
                continue
            for node in module_changes(statement, context):
                severity = Severity.INFORMATION if module.is_conftest else None
                yield Problem(
                    parsed.span(node).shifted(start), "os.environ is changed for the whole run, on import", severity
                )


def _is_called(function: Function, context: Context) -> bool:
    """A helper by which a test or fixture of the module, which does not put things back, changes the environment."""
    if function.owner is not None or any(word in function.name.lower() for word in RESTORING):
        return False
    callers = context.memo.get("callers")
    if callers is None:
        callers = context.memo["callers"] = [
            (each, frozenset(dotted(node.func) for node in walk(each.node) if isinstance(node, ast.Call)))
            for each in context.module.functions
            if each.role == "fixture"
        ]
    calling = [each for each, names in callers if function.name in names]  # type: ignore[attr-defined]
    return any(
        not is_patched(each, context)
        and not _is_restored(each, context)
        and not any(change.restoring for change in changes(each, context))
        for each in calling
    )


def _is_setup(function: Function) -> bool:
    return function.owner is not None and function.name in (
        "setUp",
        "setup_method",
        "setup_class",
        "setUpClass",
        "asyncSetUp",
    )


def _is_restored(function: Function, context: Context) -> bool:
    """A fixture that the function needs puts the environment back, or its class does."""
    for fixture in context.closure(function):
        if restores(fixture, context.home(fixture)):
            return True
    if function.owner is not None:
        for name in ("tearDown", "teardown_method", "asyncTearDown", "tearDownClass", "teardown_class"):
            found = context.method(function.owner, name)
            if found is not None and changes(found[0], found[1]):
                return True
        if function.owner.is_unittest and re.search(r"addCleanup\([^)]*environ", function.parsed.source):
            return True
    return False


def _fix(change: Change, function: Function, every: Sequence[Change]) -> Fix | None:
    """``monkeypatch`` instead, where the statement stands alone and everything about it is plain."""
    fixture = function.fixture
    if change.nested or (fixture is not None and fixture.scope != "function") or function.role == "helper":
        return None
    if function.owner is not None and function.owner.is_unittest:
        return None
    before = _before(change, function, every) if _is_removal(change) else ()
    if before is None or not _may_ask(function):
        return None
    written = [_written(each, function) for each in (*before, change)]
    asking = AddParameter(function.name_span.start, "monkeypatch")
    plain = tuple(each for each in written if each is not None)
    return Fix("Use monkeypatch", rewrites=(asking, *plain)) if len(plain) == len(written) else None


def _is_removal(change: Change) -> bool:
    return not isinstance(change.statement, ast.Assign)


def _before(removal: Change, function: Function, every: Sequence[Change]) -> tuple[Change, ...] | None:
    """The changes of the same variable above a ``removal``, which must go through ``monkeypatch`` with it.

    It would put back what stood there at the time. ``None`` where that may be what the code under test has set, and
    the test cleans up.
    """
    key = _key(removal)
    above = [each for each in every if each.statement.lineno < removal.statement.lineno]
    same = tuple(each for each in above if _key(each) == key)
    if any(each.nested or each.restoring for each in same) or any(_key(each) is None for each in above):
        return None
    first = same[0] if same else removal
    own_calls = {id(node) for each in every for node in ast.walk(each.statement)}
    is_late = any(
        isinstance(node, ast.Call) and id(node) not in own_calls and node.lineno < first.statement.lineno
        for statement in function.node.body
        for node in walk(statement)
    )
    return None if is_late and _is_removal(first) else same


def _key(change: Change) -> str | None:
    """What names the variable; ``None`` for all of them at once."""
    node = change.node
    if isinstance(node, ast.Call):
        is_one = isinstance(node.func, ast.Attribute) and node.func.attr in ("pop", "setdefault")
        return ast.dump(node.args[0]) if is_one and node.args else None
    targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else ()
    return next((ast.dump(each.slice) for each in targets if isinstance(each, ast.Subscript)), None)


def _written(change: Change, function: Function) -> ReplaceStatement | None:
    """The call of ``monkeypatch`` that does what the statement of ``change`` does."""
    statement = change.statement
    if change.node is not (statement.value if isinstance(statement, ast.Expr) else statement):
        return None

    def call(new: str, **parts: ast.expr) -> ReplaceStatement:
        spans = tuple((name, function.span(node)) for name, node in parts.items())
        return ReplaceStatement(function.span(statement), new, spans)

    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
        if not isinstance(target, ast.Subscript) or isinstance(
            value, (ast.Tuple, ast.NamedExpr, ast.Yield, ast.Await, ast.GeneratorExp)
        ):
            return None
        is_text = not isinstance(value, ast.Constant) or isinstance(value.value, str)
        given = "{value}" if is_text else "str({value})"
        return call(f"monkeypatch.setenv({{key}}, {given})", key=target.slice, value=value)
    if isinstance(statement, ast.Delete) and len(statement.targets) == 1:
        target = statement.targets[0]
        if isinstance(target, ast.Subscript):
            return call("monkeypatch.delenv({key}, raising=False)", key=target.slice)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        called = statement.value
        is_pop = isinstance(called.func, ast.Attribute) and called.func.attr == "pop"
        if is_pop and called.args and not isinstance(called.args[0], ast.Starred):
            return call("monkeypatch.delenv({key}, raising=False)", key=called.args[0])
    return None


def _may_ask(function: Function) -> bool:
    """Whether ``monkeypatch`` is, or can be made, a parameter that pytest fills."""
    arguments = function.node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    if any(each.arg == "monkeypatch" for each in (*arguments.args, *arguments.kwonlyargs)):
        return True
    if any(isinstance(node, ast.Name) and node.id == "monkeypatch" for node in walk(function.node)):
        return False
    stars = (arguments.vararg, arguments.kwarg)
    taken = any(each is not None and each.arg == "monkeypatch" for each in (*arguments.posonlyargs, *stars))
    return not taken and len(plain) - len(arguments.defaults) >= len(arguments.posonlyargs)


RULE = Rule(
    code="SW205",
    name="env-leak",
    severity=Severity.WARNING,
    what="A test or fixture changes `os.environ`, and neither it nor a fixture that it needs puts it back. What is "
    "put back, but "
    "by hand, is a hint; a conftest that sets something on import is information.",
    why="Every test that runs later in the process sees the change: failures depend on the order.",
    function=examine,
    module=examine_module,
    fixable=True,
    good=(
        Example("""\
import os

import pytest


@pytest.fixture
def environment():
    '''An environment of our own.'''
    before = os.environ.copy()
    os.environ["SHOP"] = "closed"
    yield
    os.environ.clear()
    os.environ.update(before)


def test_shop_is_closed(shop, monkeypatch):
    '''Test that the shop is closed.'''
    monkeypatch.setenv("SHOP", "closed")
    assert os.environ["SHOP"] == "closed"
"""),
        Example("""\
import os
from unittest.mock import patch


def test_shop_is_closed(shop):
    '''Test that the shop is closed.'''
    with patch.dict(os.environ):
        os.environ["SHOP"] = "closed"
        assert shop.is_closed
    before = os.environ.get("SHOP")
    try:
        os.environ["SHOP"] = "closed"
        assert shop.is_closed
    finally:
        os.environ["SHOP"] = before
"""),
    ),
    bad=(
        Example(
            """\
import os


class TestShop:
    '''Integration tests for the shop.'''

    def test_shop_is_closed(self, shop):
        '''Test that the shop is closed.'''
        ‹os.environ["SHOP"] = "closed"›
        ‹del os.environ["OPEN"]›
        assert shop.is_closed
""",
            "This change of os.environ outlives the test",
            """\
import os


class TestShop:
    '''Integration tests for the shop.'''

    def test_shop_is_closed(self, shop, monkeypatch):
        '''Test that the shop is closed.'''
        monkeypatch.setenv("SHOP", "closed")
        monkeypatch.delenv("OPEN", raising=False)
        assert shop.is_closed
""",
        ),
        Example(
            """\
from os import environ

import pytest


@pytest.fixture(scope="session")
def shop():
    '''A closed shop.'''
    ‹environ.update(SHOP="closed")›
    return open_shop()
""",
            "This change of os.environ outlives the test",
        ),
    ),
)
