"""SW206 heavy-setup: a test that builds a world of its own before it begins."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.assertions import is_assertion
from seamwright.rules.context import Context
from seamwright.rules.mocks import is_mock_call, replacement
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import body_of, dotted, own, root, walk


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Tests, and fixtures of test modules, by the weight of what they set up."""
    if function.role == "helper" or (function.role == "fixture" and context.module.is_conftest):
        return
    limit = context.settings.heavy_setup + (_FIXTURE_MORE if function.role == "fixture" else 0)
    weight = score(function, context)
    if weight >= limit:
        yield Problem(
            function.name_span,
            f"{function.name} sets up a lot by itself (weight {weight}; from {limit} on it is heavy)",
        )
    elif function.role == "test" and (lines := _lines_before_assertion(function, context)) > _LINES:
        yield Problem(function.name_span, f"{function.name} takes {lines} lines until it asserts something")


def score(function: Function, context: Context) -> int:
    """The weight of the set-up in ``function`` (design, section heavy-setup: found on 765 real tests)."""
    weight = 0
    for decorator in function.node.decorator_list:
        weight += sum(_weight(node, function, context) for node in walk(decorator))
    for statement in function.node.body:
        for node in (statement, *own(statement)):
            weight += _weight(node, function, context)
    return weight + max(len(function.requested) - _FIXTURES, 0)


def _weight(node: ast.AST, function: Function, context: Context) -> int:
    if isinstance(node, ast.Call):
        return _call_weight(node, function, context)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        body = body_of(node)
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        return (1 if len(body) <= 1 else 2) + (3 if length >= _LONG_FUNCTION else 0)
    if isinstance(node, ast.ClassDef):
        return 1 if all(isinstance(each, (ast.Pass, ast.Expr)) for each in node.body) else 3
    if isinstance(node, ast.Assign):
        attributes = [each for each in node.targets if isinstance(each, ast.Attribute)]
        if any(each.attr == "__globals__" for each in attributes):
            return 3
        if any(isinstance(each, ast.Subscript) and dotted(each.value) == "sys.modules" for each in node.targets):
            return 3
        return sum(not _is_self(each) for each in attributes)
    if isinstance(node, ast.Delete) and any(
        isinstance(each, ast.Subscript) and dotted(each.value) == "sys.modules" for each in node.targets
    ):
        return 3
    return 0


def _call_weight(call: ast.Call, function: Function, context: Context) -> int:
    name = dotted(call.func)
    last = name.rpartition(".")[2]
    if last in ("setenv", "delenv"):
        return 1
    found = replacement(call, context, function)
    weight = 0
    if found is not None and found.kind != "spec":
        weight = 2 if found.kind == "patch.dict" else 3
    elif is_mock_call(call, context, function):
        weight = 2
    given = {each.arg for each in call.keywords}
    return weight + (len(given & {"return_value", "side_effect"}) if weight else 0)


def _lines_before_assertion(function: Function, context: Context) -> int:
    body = body_of(function.node)
    first = body[0].lineno if body else 0
    lines = [
        number
        for statement in body
        for node in (statement, *own(statement))
        if is_assertion(node, context, function) and isinstance(number := getattr(node, "lineno", None), int)
    ]
    return min(lines) - first if lines else 0


def _is_self(node: ast.Attribute) -> bool:
    start = root(node)
    return isinstance(start, ast.Name) and start.id in ("self", "cls")


_FIXTURES = 4
_FIXTURE_MORE = 6
_LONG_FUNCTION = 12
_LINES = 35

RULE = Rule(
    code="SW206",
    name="heavy-setup",
    severity=Severity.HINT,
    what="A test whose own set-up weighs a lot (patches 3, mocks 2, nested classes 3 and functions 2, …; from 8 on), "
    "or that takes "
    "more than 35 lines until it asserts something. What fixtures do does not count.",
    why="The set-up is where such tests break, and nobody can say any more which world they test.",
    function=examine,
    good=(
        Example("""\
def test_order_is_paid(shop, monkeypatch):
    '''Test that the order is paid.'''
    monkeypatch.setenv("A", "1")
    monkeypatch.setenv("B", "1")
    order = shop.order()
    order.add(1)
    order.add(2)
    order.add(3)
    assert order.pay()
"""),
        Example("""\
from unittest.mock import patch


def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    with patch("requests.post") as post:
        post.return_value = None
        assert shop.pay()
"""),
    ),
    bad=(
        Example(
            """\
from unittest.mock import MagicMock, patch


def ‹test_order_is_paid›(shop):
    '''Test that the order is paid.'''

    class Card:
        def charge(self):
            return 1

    bank = MagicMock()
    bank.open.return_value = True
    with patch("requests.post", return_value=bank):
        assert shop.pay(Card())
""",
            "test_order_is_paid sets up a lot by itself (weight 11; from 8 on it is heavy)",
        ),
        Example(
            "def ‹test_order_is_paid›(shop):\n    '''Test that the order is paid.'''\n"
            + "".join(f"    shop.add({number})\n" for number in range(36))
            + "    assert shop.pay()\n",
            "test_order_is_paid takes 36 lines until it asserts something",
        ),
    ),
)
