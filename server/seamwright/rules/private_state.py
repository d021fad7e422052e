"""SW202 private-state: an assertion looks at an attribute that is nobody else's business."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.assertions import class_of
from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Class, Function
from seamwright.rules.names import is_private
from seamwright.rules.syntax import body_nodes, dotted, names_of, root, string, walk


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Private attributes in assertions, and in what assertions are about."""
    asserted = _asserted_names(function)
    for node in body_nodes(function.node, nested=True):
        if isinstance(node, ast.Assert):
            yield from _first(function, context, node.test, node)
        elif isinstance(node, ast.Expr) and _is_assert_call(node.value):
            yield from _first(function, context, node.value, node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(name in asserted for target in targets for name in names_of(target)):
                yield from _first(function, context, node.value, node)
        elif isinstance(node, (ast.For, ast.AsyncFor)) and any(name in asserted for name in names_of(node.target)):
            yield from _first(function, context, node.iter, node)


def private_access(node: ast.AST, function: Function, context: Context) -> Iterator[ast.Attribute]:
    """Attributes with one leading underscore, of something that is not the test's own."""
    for each in walk(node):
        if (
            isinstance(each, ast.Attribute)
            and is_private(each.attr)
            and each.attr not in PUBLIC
            and not is_own(each.value, function, context)
        ):
            yield each


def _first(function: Function, context: Context, node: ast.AST, statement: ast.stmt) -> Iterator[Problem]:
    """At most one problem for each statement. A call of a private method is another rule's."""
    called = {id(each.func) for each in walk(node) if isinstance(each, ast.Call)}
    for access in private_access(node, function, context):
        if id(access) not in called:
            yield Problem(function.span(access), f"The test depends on {access.attr}, which is private")
            return


def _asserted_names(function: Function) -> frozenset[str]:
    names = set()
    for node in body_nodes(function.node, nested=True):
        if isinstance(node, ast.Assert):
            names |= {each.id for each in walk(node.test) if isinstance(each, ast.Name)}
        elif isinstance(node, ast.Expr) and _is_assert_call(node.value):
            names |= {each.id for each in walk(node.value) if isinstance(each, ast.Name)}
    # What a loop runs over is asserted where its variable is.
    for node in body_nodes(function.node, nested=True):
        if isinstance(node, (ast.For, ast.AsyncFor)) and names.intersection(names_of(node.target)):
            names |= {each.id for each in walk(node.iter) if isinstance(each, ast.Name)}
    return frozenset(names)


def _is_assert_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2].startswith(("assert", "assertEqual"))


def is_own(value: ast.AST, function: Function, context: Context) -> bool:
    """``self``, ``cls``, or something that the test module itself defines."""
    start = root(value)
    if isinstance(value, ast.Name) and value.id in ("self", "cls", "super"):
        return True
    if isinstance(start, ast.Call):
        start = root(start.func)
    if not isinstance(start, ast.Name):
        return isinstance(start, ast.Constant)
    if isinstance(value, ast.Call) and dotted(value.func) == "super":
        return True
    own = {*context.names.classes, *(each.name for each in walk(function.node) if isinstance(each, ast.ClassDef))}
    if start.id in own and isinstance(value, (ast.Name, ast.Call)):
        return True
    for name, assigned in context.assigned_once(function):
        if name == start.id and isinstance(assigned, ast.Call) and dotted(assigned.func) in own:
            return True
    made = made_of(value, function, context)
    return made is not None and _is_independent(*made)


def made_of(
    value: ast.AST, function: Function | None, context: Context, depth: int = 5
) -> tuple[Class, Context] | None:
    """The class of the test tree of which ``value`` is an instance: it is made here, or a fixture gives or holds it."""
    if depth == 0:
        return None
    if isinstance(value, ast.Await):
        value = value.value
    if isinstance(value, ast.BoolOp):
        # What is given, or else one of its own.
        value = value.values[-1]
    if isinstance(value, ast.Call):
        return context.test_class(dotted(value.func), function)
    if isinstance(value, ast.Attribute):
        holder = made_of(value.value, function, context, depth - 1)
        if holder is None:
            return None
        held = holder[1].names.instance_attributes.get(holder[0].name, {}).get(value.attr)
        return made_of(held, None, holder[1], depth - 1) if held is not None else None
    if not isinstance(value, ast.Name) or function is None:
        return None
    held_values = [given for name, given in context.assigned_once(function) if name == value.id]
    if held_values:
        return made_of(held_values[0], function, context, depth - 1) if len(held_values) == 1 else None
    fixture = next((each for each in context.fixtures.get(value.id, ()) if each is not function), None)
    made = class_of(fixture, context.home(fixture)) if fixture is not None and value.id in function.requested else None
    return made or _annotated(value.id, function, context)


def _annotated(name: str, function: Function, context: Context) -> tuple[Class, Context] | None:
    """The class of the test tree that a parameter says it takes."""
    arguments = function.node.args
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if each.arg == name and each.annotation is not None:
            return context.test_class(dotted(each.annotation) or string(each.annotation) or "")
    return None


def _is_independent(cls: Class, context: Context, depth: int = 5) -> bool:
    """Whether nothing of the project is inherited: what a part of it keeps private stays so in a class of the tests."""
    for base in cls.node.bases:
        name = dotted(base)
        above = context.test_class(name)
        if above is not None:
            if depth == 0 or not _is_independent(*above, depth - 1):
                return False
        elif context.resolve(name).nature in ("internal", "missing"):
            return False
    return True


PUBLIC = frozenset(
    {"_asdict", "_replace", "_fields", "_make", "_meta", "_field_defaults", "_mapping", "_value_", "_name_"}
)

RULE = Rule(
    code="SW202",
    name="private-state",
    severity=Severity.WARNING,
    what="An assertion reads an attribute with a leading underscore of something that is not the test's own, "
    "directly or "
    "through a variable.",
    why="What is private may change with any refactoring. A test of a seam should see what the component's users see.",
    function=examine,
    good=(
        Example("""\
def test_cache_holds_what_was_stored(cache):
    '''Test that values are kept.'''
    cache.set("a", 1)
    assert cache.get("a") == 1
"""),
        Example("""\
class TestCache:
    '''Integration tests for the cache.'''

    def test_cache_holds_rows(self, cache):
        '''Test that rows are kept.'''
        assert self._stored(cache) == [1]
        assert cache.row()._asdict() == {"a": 1}
        assert cache.__class__.__name__ == "Cache"

    def test_cache_takes_any_store(self, cache):
        '''Test that a store of our own is taken.'''

        class Store:
            def __init__(self, size):
                self._size = size

        cache.use(Store(3))
        assert Store(3)._size == 3
"""),
        Example(
            """\
from tests.fakes import Vault


def count(vault: Vault):
    return len(vault._coins) if isinstance(vault._coins, list) else 0


def test_store_of_the_tests_is_filled(shop, bank, empty: Vault):
    '''Test that the bank of the tests has seen the order.'''
    shop.pay()
    vault = bank.vault
    assert empty._coins == 0
    assert bank._orders == 1
    assert vault._coins == 3
    assert bank.vault._coins == 3
""",
            files={
                "tests/__init__.py": "",
                "tests/fakes.py": "class Vault:\n    def __init__(self):\n        self._coins = 3\n\n\n"
                "class Bank:\n    def __init__(self, vault=None):\n        self._orders = 0\n"
                "        self.vault = vault or Vault()\n",
                "tests/conftest.py": "import pytest\n\nfrom tests.fakes import Bank\n\n\n"
                "@pytest.fixture\ndef bank():\n    return Bank()\n",
            },
        ),
    ),
    bad=(
        Example(
            """\
def test_cache_holds_what_was_stored(cache):
    '''Test that values are kept.'''
    cache.set("a", 1)
    assert ‹cache._store›["a"] == 1
""",
            "The test depends on _store, which is private",
        ),
        Example(
            """\
def test_cache_holds_what_was_stored(cache):
    '''Test that values are kept.'''
    store = ‹cache._store›
    assert store["a"] == 1
""",
            "The test depends on _store, which is private",
        ),
        Example(
            """\
def test_shop_of_the_tests_is_open(shop):
    '''Test that a shop for tests is open.'''
    assert ‹shop._open›
""",
            "The test depends on _open, which is private",
            files={
                "app/__init__.py": "",
                "app/shop.py": "class Shop:\n    def __init__(self):\n        self._open = True\n",
                "tests/__init__.py": "",
                "tests/conftest.py": "import pytest\n\nfrom app.shop import Shop\n\n\n"
                "class QuickShop(Shop):\n    pass\n\n\n"
                "@pytest.fixture\ndef shop():\n    return QuickShop()\n",
            },
        ),
    ),
)
