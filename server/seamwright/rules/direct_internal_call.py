"""SW209 direct-internal-call: a test calls or imports what is private to a part of the project."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function, Module
from seamwright.rules.names import imports_of, is_private
from seamwright.rules.private_state import PUBLIC, is_own
from seamwright.rules.syntax import dotted, root, statements, walk


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Calls of private methods, calls through private attributes, and imports inside a function."""
    for node in walk(function.node):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for place, message in _imported(node, context):
                yield Problem(function.span(place), message)
        elif isinstance(node, ast.Call) and (name := _private_part(node, function, context)) is not None:
            yield Problem(function.span(node.func), f"The test calls {name}, which is private")


def examine_module(module: Module, context: Context) -> Iterator[Problem]:
    """Imports at the top of the module."""
    for start, parsed in module.code:
        key = f"direct-internal-call {context.project.revision}"
        found = parsed.extra.get(key)
        if found is None:
            found = parsed.extra[key] = tuple(
                Problem(parsed.span(place), message)
                for statement in statements(parsed.body)
                if isinstance(statement, (ast.Import, ast.ImportFrom))
                for place, message in _imported(statement, context)
            )
        for problem in found:  # type: ignore[attr-defined]
            yield problem._replace(span=problem.span.shifted(start))


def _imported(statement: ast.Import | ast.ImportFrom, context: Context) -> Iterator[tuple[ast.AST, str]]:
    """At most one problem for a statement."""
    for (_, found), alias in zip(imports_of(statement, context.names.package), statement.names, strict=False):
        module = found.module if isinstance(statement, ast.ImportFrom) else alias.name
        place = context.project.first_party.find(module, context.path)
        if place is None or place.is_test or _is_allowed(module, context):
            continue
        if _contract_lists(module, found.name, place.path, context):
            continue
        if any(is_private(part) for part in module.split(".")):
            yield statement, f"{module} is private to its package"
            return
        if found.name is not None and is_private(found.name) and not _is_allowed(f"{module}.{found.name}", context):
            yield alias, f"{found.name} is private to {module}"
            return
        if found.name is not None and _is_outside_contract(module, found.name, place.path, context):
            yield alias, f"The contract of {module} does not list {found.name}"
            return


def _is_outside_contract(module: str, name: str, path: str, context: Context) -> bool:
    """A function or class of ``module`` that its contract leaves out. Half a contract is none."""
    contract = context.project.first_party.tree.contract(module, path)
    if contract is None or not contract.symbols or contract.get(name) is not None:
        return False
    names = context.project.names.module(module, context.path)
    return names is not None and (name in names.functions or name in names.classes)


def _contract_lists(module: str, name: str | None, path: str, context: Context) -> bool:
    """The contract is the border: what it promises is public, whatever it is called."""
    contract = context.project.first_party.tree.contract(module, path) if name is not None else None
    return contract is not None and name is not None and contract.get(name) is not None


def _is_allowed(module: str, context: Context) -> bool:
    return any(
        fnmatchcase(module, pattern) or module.startswith(f"{pattern}.")
        for pattern in context.settings.allow_private_modules
    )


def _private_part(call: ast.Call, function: Function, context: Context) -> str | None:
    """The private method that is called, or the private attribute that the call goes through."""
    chain = call.func
    if not isinstance(chain, ast.Attribute):
        return None
    parts: list[ast.Attribute] = []
    node: ast.AST = chain
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            parts.append(node)
            node = node.value
        elif isinstance(node, ast.Call):
            return _named(parts, function, context)
        else:
            node = node.value
    return _named(parts, function, context)


def _named(parts: list[ast.Attribute], function: Function, context: Context) -> str | None:
    for each in reversed(parts):
        if is_private(each.attr) and each.attr not in PUBLIC and not is_own(each.value, function, context):
            start = root(each.value)
            if isinstance(start, ast.Name) and _is_foreign(start.id, each, function, context):
                return None
            return each.attr
    return None


def _is_foreign(name: str, access: ast.Attribute, function: Function, context: Context) -> bool:
    """Something of a third party or of the test tree, whose privacy others look after."""
    if name in ("mock", "mocker", "request", "pytestconfig", "caplog", "monkeypatch", "session", "item"):
        return True
    target = context.resolve(name, function)
    if target.nature in ("boundary", "test"):
        return True
    imported = context.imported(dotted(access.value) or name, function)
    return (
        target.nature == "unknown"
        and imported not in ("", name)
        and not context.project.first_party.is_first_party(imported, context.path)
    )


_APP = {
    "app/__init__.py": "",
    "app/orders.py": "def _total():\n    return 1\n\n\ndef total():\n    return _total()\n",
    "app/_tax.py": "def rate():\n    return 1\n",
}

RULE = Rule(
    code="SW209",
    name="direct-internal-call",
    severity=Severity.INFORMATION,
    what="A test imports a private name or module of the project, calls a private method, or calls something through "
    "a private "
    "attribute. Where a part has a contract (`.pyi`), a function or class that the contract leaves out is private too.",
    why="The test goes around the door that everybody else uses, and does not notice when that one is locked.",
    needs_first_party=True,
    function=examine,
    module=examine_module,
    good=(
        Example(
            """\
from app.orders import total


class Basket:
    def _fill(self):
        return 1


class TestOrders:
    '''Integration tests for orders.'''

    def _pay(self):
        return total()

    def test_total_is_right(self):
        '''Test that the total is right.'''
        basket = Basket()
        basket._fill()
        assert self._pay() == 1
""",
            files=_APP,
        ),
        Example(
            """\
from app.orders import total


def test_total_is_right():
    '''Test that the total is right.'''
    assert total() == 1
""",
            files={**_APP, "app/orders.pyi": "def total() -> int: ...\n"},
        ),
        Example(
            """\
from app._tax import rate


def test_rate_is_right():
    '''Test that the rate is right.'''
    assert rate() == 1
""",
            files={**_APP, "app/_tax.pyi": "def rate() -> int: ...\n"},
        ),
    ),
    bad=(
        Example(
            """\
from app.orders import ‹_total›


def test_total_is_right():
    '''Test that the total is right.'''
    assert _total() == 1
""",
            "_total is private to app.orders",
            files=_APP,
        ),
        Example(
            """\
‹from app._tax import rate›


def test_rate_is_right():
    '''Test that the rate is right.'''
    assert rate() == 1
""",
            "app._tax is private to its package",
            files=_APP,
        ),
        Example(
            """\
from app.orders import Rounding, ‹total›


def test_total_is_right():
    '''Test that the total is right.'''
    assert total(Rounding()) == 1
""",
            "The contract of app.orders does not list total",
            files={**_APP, "app/orders.pyi": "class Rounding: ...\n"},
        ),
        Example(
            """\
def test_cache_is_empty(cache):
    '''Test that the cache is empty.'''
    ‹cache._clear›()
    assert cache.get("a") is None
""",
            "The test calls _clear, which is private",
            files=_APP,
        ),
    ),
)
