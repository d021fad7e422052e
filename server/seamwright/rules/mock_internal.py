"""SW201 mock-internal: a test replaces a part of the project itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.mocks import Replacement, is_literal, replacements
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Class, Function
from seamwright.rules.names import Target


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Every replaced function, class, method or instance of the project."""
    for found in replacements(function.node, context, function):
        if (problem := _problem(found, function, context)) is not None:
            yield problem


def examine_class(cls: Class, context: Context) -> Iterator[Problem]:
    """``@patch`` on a class replaces the thing for each of its tests."""
    for decorator in cls.node.decorator_list:
        for found in replacements(decorator, context, None):
            if (problem := _problem(found, cls, context)) is not None:
                yield problem


def replaced(found: Replacement, context: Context) -> tuple[str, bool] | None:
    """What of the project is replaced, as shown to the user, and whether it is probably an adapter."""
    if found.kind == "patch.dict":
        return None
    if found.kind == "patch.multiple":
        for each in found.call.keywords:
            if each.arg and each.arg not in _OPTIONS:
                target = (
                    context.resolve(f"{found.written}.{each.arg}")
                    if not _is_string(found)
                    else context.target(f"{found.written}.{each.arg}")
                )
                if target.nature == "internal":
                    return target.short, target.adapter
        return None
    target = found.target
    if target.nature == "missing":
        return found.written.rpartition(".")[2], target.adapter
    if target.nature != "internal":
        return None
    # Setting a plain value is configuration, whatever it is called.
    if target.form in ("value", "instance") and is_literal(found.value) and not target.private:
        return None
    return target.short or found.written, target.adapter


def _problem(found: Replacement, place: Function | Class, context: Context) -> Problem | None:
    what = replaced(found, context)
    if what is None:
        return None
    name, adapter = what
    if found.kind == "spec":
        message = f"A mock stands in for {name}, a part of the project"
    else:
        message = f"{name} is a part of the project, and is replaced here"
        if found.target.form == "function" and isinstance(place, Function) and _is_provider(found, context):
            message += "; a provider is replaced through dependency_overrides"
    severity = Severity.INFORMATION if adapter else None
    return Problem(place.parsed.span(found.call), message, severity, module=_module(found.target))


def _module(target: Target) -> str:
    """The module that defines the target."""
    if target.nature == "missing":
        return target.where
    depth = {"module": 0, "method": 2}.get(target.form, 1)
    return ".".join(target.name.split(".")[: -depth or None])


def _is_provider(found: Replacement, context: Context) -> bool:
    """The replaced function looks like one that ``Depends`` was given, which patching its name does not reach."""
    return "dependencies" in found.target.name.split(".")[:-1]


def _is_string(found: Replacement) -> bool:
    return bool(found.call.args) and isinstance(found.call.args[0], ast.Constant)


_OPTIONS = frozenset({"spec", "create", "spec_set", "autospec", "new_callable"})
_APP = {
    "app/__init__.py": "",
    "app/orders.py": "import requests\nfrom app.stock import reserve\n\n\n"
    "class Orders:\n    def place(self):\n        reserve()\n",
    "app/stock.py": "def reserve():\n    pass\n",
    "app/payment_gateway.py": "def charge():\n    pass\n",
    "app/letters.py": "def send_order_paid_email():\n    pass\n",
}

RULE = Rule(
    code="SW201",
    name="mock-internal",
    severity=Severity.WARNING,
    what="A test or fixture replaces a function, class, method or instance of the project itself, or builds a mock "
    "of one. "
    "What probably only talks to something outside (a client, a gateway, a clock) is reported as information.",
    why="An integration test exists to see the project's parts work together. Where one of them is replaced, the "
    "test goes on "
    "passing when that part changes, and the seam is not tested.",
    needs_first_party=True,
    function=examine,
    cls=examine_class,
    good=(
        Example(
            """\
from unittest.mock import patch


def test_order_is_placed_without_network(shop):
    '''Test that orders need no network.'''
    with patch("app.orders.requests.post"):
        assert shop.place().ok
""",
            files=_APP,
        ),
        Example(
            """\
def test_order_reads_its_key_from_the_environment(shop, monkeypatch):
    '''Test that the key is read.'''
    monkeypatch.setenv("ORDER_KEY", "k")
    assert shop.place().ok
""",
            files=_APP,
        ),
        Example(
            """\
from unittest.mock import patch

from app.orders import Orders


def test_order_is_shown_once(shop, listener):
    '''Test that nothing of the project is replaced.'''
    orders = listener if listener else Orders()
    with patch.object(orders, "place"), patch.object(listener, "hear"):
        assert shop.open(orders)
""",
            files=_APP,
        ),
        Example(
            """\
def test_order_can_be_patched_over_http(client):
    '''Test that PATCH works.'''
    assert client.patch("/orders/1").ok
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
    with ‹patch("app.orders.reserve")› as reserve:
        assert shop.place().ok
""",
            "reserve is a part of the project, and is replaced here",
            files=_APP,
        ),
        Example(
            """\
from unittest.mock import AsyncMock

import pytest
from app.orders import Orders


@pytest.fixture
def orders():
    '''Orders without a shop.'''
    return ‹AsyncMock(spec=Orders)›
""",
            "A mock stands in for Orders, a part of the project",
            files=_APP,
        ),
        Example(
            """\
def test_order_is_charged(shop, mocker):
    '''Test that an order is paid.'''
    ‹mocker.patch("app.payment_gateway.charge")›
    assert shop.place().ok
""",
            "charge is a part of the project, and is replaced here",
            files=_APP,
            severity=Severity.INFORMATION,
        ),
        Example(
            """\
def test_order_is_confirmed(shop, monkeypatch):
    '''Test that an order is confirmed.'''
    ‹monkeypatch.setattr("app.letters.send_order_paid_email", lambda: None)›
    assert shop.place().ok
""",
            "send_order_paid_email is a part of the project, and is replaced here",
            files=_APP,
            severity=Severity.INFORMATION,
        ),
        Example(
            """\
from unittest.mock import patch

from app.orders import Orders


def test_order_is_placed(shop):
    '''Test that an order is placed.'''
    orders = Orders()
    with ‹patch.object(orders, "place")›:
        assert shop.open(orders)
""",
            "Orders.place is a part of the project, and is replaced here",
            files=_APP,
        ),
        Example(
            """\
import unittest
from unittest.mock import patch

from app.orders import Orders


class TestOrders(unittest.TestCase):
    '''Integration tests for orders.'''

    def setUp(self):
        self.orders = Orders()

    def test_order_is_placed(self):
        '''Test that an order is placed.'''
        with ‹patch.object(self.orders, "place")›:
            self.assertTrue(self.orders)
""",
            "Orders.place is a part of the project, and is replaced here",
            files=_APP,
        ),
    ),
)
