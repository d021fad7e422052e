"""SW203 mock-call-assert: a test asserts how a part of the project was called instead of what came of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.mock_internal import replaced
from seamwright.rules.mocks import Replacement, replacement
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import FunctionNode, children, dotted, keyword, root, walk

Origin = tuple[str, bool]
"""A part of the project, and whether it only passes calls on to the outside, so that they are all one can see."""


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Assertions about calls of mocks that are known to stand for a part of the project."""
    uses = list(_uses(function))
    if not uses:
        return
    known = origins(function, context)
    seen: set[int] = set()
    for node, statement in uses:
        start = root(node)
        if isinstance(start, ast.Name) and start.id in known and id(statement) not in seen:
            seen.add(id(statement))
            name, outside = known[start.id]
            yield Problem(
                function.span(node),
                f"Asserts how {name} was called; what came of it can be seen from outside",
                Severity.HINT if outside else None,
            )


def origins(function: Function, context: Context, hops: int = 3) -> dict[str, Origin]:
    """Variables that hold a mock of a part of the project, and the part's name."""
    found: dict[str, Origin] = {}
    for name in function.requested:
        fixture = next(iter(context.fixtures.get(name, ())), None)
        if fixture is not None and fixture is not function and hops > 0:
            origin = _returned(fixture, context.home(fixture), hops - 1)
            if origin is not None:
                found[name] = origin
    found.update(_decorated(function, context))
    for node in walk(function.node):
        if isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                origin = _of(item.context_expr, function, context)
                if origin is not None and isinstance(item.optional_vars, ast.Name):
                    found[item.optional_vars.id] = origin
        if isinstance(node, ast.Call) and (made := replacement(node, context, function)) is not None:
            origin = _name(made, context)
            # `new=m` and `return_value=m` make the variable that part, or an instance of it.
            for given in (made.value, keyword(node, "return_value")):
                if origin is not None and isinstance(given, ast.Name):
                    found.setdefault(given.id, origin)
    # Twice, for a variable that is made of a variable that stands further down.
    for _ in range(2):
        for name, value in context.assigned_once(function):
            origin = _of(value, function, context)
            start = root(value)
            if origin is None and isinstance(start, ast.Name) and isinstance(value, (ast.Attribute, ast.Name)):
                origin = found.get(start.id)
            if origin is not None:
                found.setdefault(name, origin)
    return found


def _of(value: ast.AST, function: Function, context: Context) -> Origin | None:
    """The part that a mock made by ``value`` stands for."""
    while isinstance(value, (ast.Await, ast.Attribute)):
        value = value.value
    if not isinstance(value, ast.Call):
        return None
    if isinstance(value.func, ast.Attribute) and value.func.attr == "start":
        return _of(value.func.value, function, context)
    made = replacement(value, context, function)
    return _name(made, context) if made is not None else None


def _name(made: Replacement, context: Context) -> Origin | None:
    what = replaced(made, context)
    return (what[0], made.target.outside_by_name) if what is not None else None


def _decorated(function: Function, context: Context) -> Iterator[tuple[str, Origin]]:
    """Parameters that ``@patch`` fills: the lowest decorator gives the first."""
    arguments = [each.arg for each in function.node.args.args]
    position = 1 if function.owner is not None else 0
    for decorator in reversed(function.node.decorator_list):
        made = replacement(decorator, context, function) if isinstance(decorator, ast.Call) else None
        if made is None or made.kind not in ("patch", "patch.object") or made.value is not None:
            continue
        if keyword(made.call, "new_callable") is None and keyword(made.call, "new") is not None:
            continue
        origin = _name(made, context)
        if origin is not None and position < len(arguments):
            yield arguments[position], origin
        position += 1


def _returned(fixture: Function, context: Context, hops: int) -> Origin | None:
    """The part that the value of a fixture stands for."""
    known: dict[str, Origin] | None = None
    for node in _own_nodes(fixture.node):
        value = node.value if isinstance(node, (ast.Return, ast.Yield)) else None
        if value is None:
            continue
        origin = _of(value, fixture, context)
        if origin is not None:
            return origin
        start = root(value)
        if isinstance(start, ast.Name) and isinstance(value, (ast.Name, ast.Attribute)):
            known = origins(fixture, context, hops) if known is None else known
            if start.id in known:
                return known[start.id]
    return None


def _own_nodes(node: FunctionNode) -> Iterator[ast.AST]:
    stack: list[ast.AST] = list(node.body)
    while stack:
        each = stack.pop()
        yield each
        if not isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            stack += children(each)


def _uses(function: Function) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Looks at the calls of something, and the assertions that they stand in."""
    for node in walk(function.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ASSERTIONS:
            yield node.func.value, node
        elif isinstance(node, ast.Assert):
            yield from _looks(node.test, node)
        elif isinstance(node, ast.Call) and dotted(node.func).startswith(("self.assert", "cls.assert")):
            for argument in node.args:
                yield from _looks(argument, node)


def _looks(node: ast.AST, statement: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    for each in walk(node):
        if isinstance(each, ast.Attribute) and each.attr in _LOOKS:
            yield each, statement


_ASSERTIONS = frozenset(
    {
        *("assert_called", "assert_called_once", "assert_called_with", "assert_called_once_with", "assert_any_call"),
        *("assert_has_calls", "assert_not_called", "assert_awaited", "assert_awaited_once", "assert_awaited_with"),
        *("assert_awaited_once_with", "assert_any_await", "assert_has_awaits", "assert_not_awaited"),
    }
)
_LOOKS = frozenset(
    {
        *("call_count", "called", "call_args", "call_args_list", "await_count", "await_args", "await_args_list"),
        *("mock_calls", "method_calls"),
    }
)
_APP = {
    "app/__init__.py": "",
    "app/orders.py": "from app.stock import Stock, reserve\nfrom requests import post\n",
    "app/stock.py": "class Stock:\n    def take(self):\n        pass\n\n\ndef reserve():\n    pass\n",
}

RULE = Rule(
    code="SW203",
    name="mock-call-assert",
    severity=Severity.INFORMATION,
    what="An assertion about the calls of a mock that stands for a part of the project (`assert_called_once`, "
    "`call_count`).",
    why="It holds the test to how the parts talk today. A change that keeps every promise breaks it, and a wrong "
    "result does not.",
    needs_first_party=True,
    function=examine,
    good=(
        Example(
            """\
from unittest.mock import patch


def test_order_is_sent_once(shop):
    '''Test that the order is sent.'''
    with patch("app.orders.post") as post:
        shop.place()
    post.assert_called_once()
""",
            files=_APP,
        ),
        Example(
            """\
class FakeStock:
    call_count = 0


def test_order_takes_from_stock(shop):
    '''Test that the order is taken from stock.'''
    stock = FakeStock()
    shop.place(stock)
    assert stock.call_count == 1
""",
            files=_APP,
        ),
    ),
    bad=(
        Example(
            """\
from unittest.mock import patch


def test_order_reserves_stock(shop):
    '''Test that stock is reserved.'''
    with patch("app.orders.reserve") as reserve:
        shop.place()
    ‹reserve›.assert_called_once()
    assert ‹reserve.call_count› == 1
""",
            "Asserts how reserve was called; what came of it can be seen from outside",
            files=_APP,
        ),
        Example(
            """\
import pytest


@pytest.fixture
def stock(mocker):
    '''Stock that is none.'''
    return mocker.AsyncMock(spec=Stock)


from app.stock import Stock


def test_order_reserves_stock(shop, stock):
    '''Test that stock is reserved.'''
    shop.place(stock)
    ‹stock.take›.assert_awaited_once()
""",
            "Asserts how Stock was called; what came of it can be seen from outside",
            files=_APP,
        ),
    ),
)
