"""SW204 order-dependence: a test that needs another one to have run before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Class, Function, Module
from seamwright.rules.syntax import dotted, keyword, root, walk
from seamwright.text.span import Span


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Marks, ``global`` and attributes of the class."""
    for name, mark in function.marks():
        if _orders(name, mark):
            yield Problem(function.span(mark), f"{name} makes {function.name} depend on the order of tests")
    for node in walk(function.node):
        if isinstance(node, ast.Global) and function.role != "fixture" and not _only_counts(node, function):
            yield Problem(function.span(node), f"{', '.join(node.names)} is carried from one test to the next")
        elif isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from _class_attribute(target, function, context)


def examine_class(cls: Class, context: Context) -> Iterator[Problem]:
    """Marks on a class."""
    for mark in cls.node.decorator_list:
        name = dotted(mark.func if isinstance(mark, ast.Call) else mark)
        if ".mark." in f".{name}" and _orders(name.rpartition("mark.")[2], mark):
            yield Problem(cls.parsed.span(mark), f"The tests of {cls.name} depend on their order")


def examine_module(module: Module, context: Context) -> Iterator[Problem]:
    """Things that outlive a test, changed by one test and read by another."""
    if module.is_conftest:
        return
    yield from _aborting(module)
    shared = _shared(context)
    if not shared:
        return
    touched = [(test, _touches(test)) for test in module.tests]
    for name, what in shared.items():
        changing = [
            (test, found)
            for test, all_ in touched
            for each, found in all_.items()
            if each == name and found.changes and _means(test, name, what)
        ]
        reading = [
            (test, found)
            for test, all_ in touched
            for each, found in all_.items()
            if each == name and found.reads and _means(test, name, what)
        ]
        changers = {id(test) for test, _ in changing}
        others = [(test, found) for test, found in reading if id(test) not in changers]
        if not changing or (not others and len(changing) < 2):
            continue
        for test, found in changing:
            for span in found.changes:
                yield Problem(span.shifted(test.start), f"{name}, {what}, is changed here for the tests that follow")
        for test, found in others:
            yield Problem(
                found.reads[0].shifted(test.start),
                f"{name}, {what}, holds what other tests left in it",
                Severity.INFORMATION,
            )


def _aborting(module: Module) -> Iterator[Problem]:
    """``abort_on_fail`` on any but the first test: what comes later needs it, so it needs what came before."""
    if "abort_on_fail" not in module.text:
        return
    for test in module.tests[1:]:
        for name, mark in test.marks():
            if name == "abort_on_fail":
                yield Problem(
                    test.span(mark).shifted(test.start), f"{name} makes the tests after {test.name} depend on it"
                )


class _Touch(NamedTuple):
    changes: tuple[Span, ...]
    reads: tuple[Span, ...]


def _orders(name: str, mark: ast.expr) -> bool:
    if name.partition(".")[0] in _MARKS:
        return True
    return name == "dependency" and isinstance(mark, ast.Call) and keyword(mark, "depends") is not None


def _only_counts(declared: ast.Global, function: Function) -> bool:
    """Whether a helper does nothing with a global but ``+= 1``: so names are made that nothing else has."""
    changes = [
        node
        for node in walk(function.node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in declared.names
    ]
    counted = [
        node.target
        for node in walk(function.node)
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and isinstance(node.value, ast.Constant)
    ]
    return function.role == "helper" and bool(changes) and all(each in counted for each in changes)


def _class_attribute(target: ast.expr, function: Function, context: Context) -> Iterator[Problem]:
    if not isinstance(target, ast.Attribute):
        return
    owner = dotted(target.value)
    if function.role == "test":
        if (
            owner == "self.__class__"
            or _is_class_parameter(owner, function)
            or (owner in context.names.classes and context.names.classes[owner].is_test)
        ):
            yield Problem(function.span(target), f"{owner}.{target.attr} is carried from one test to the next")
    elif owner == "request.cls" and function.fixture is not None and function.fixture.scope not in ("function", None):
        yield Problem(function.span(target), f"All tests of the class share {target.attr}", Severity.INFORMATION)


def _is_class_parameter(owner: str, function: Function) -> bool:
    """``cls`` of a class method; elsewhere somebody may call an object so."""
    first = function.node.args.args[0].arg if function.node.args.args else ""
    return owner == first == "cls"


def _shared(context: Context) -> dict[str, str]:
    """Collections that outlive a test: of the module, and from fixtures of a wider scope."""
    known = context.memo.get("shared")
    if known is not None:
        return known  # type: ignore[return-value]
    found: dict[str, str] = {}
    for name, value in context.names.values.items():
        if value is not None and _is_collection(value) and not name.startswith("__"):
            found[name] = "a collection of the module"
    for name, functions in context.fixtures.items():
        fixture = functions[0].fixture
        if (
            fixture is not None
            and fixture.scope in ("session", "package", "module", "class")
            and _gives_collection(functions[0])
        ):
            found[name] = f"a fixture of scope {fixture.scope}"
    context.memo["shared"] = found
    return found


def _is_collection(value: ast.AST) -> bool:
    if isinstance(value, (ast.List, ast.Dict, ast.Set)):
        return True
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] in _COLLECTIONS


def _gives_collection(function: Function) -> bool:
    classes = {each.name for each in walk(function.node) if isinstance(each, ast.ClassDef)}
    assigned = {
        target.id: node.value
        for node in walk(function.node)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in walk(function.node):
        value: ast.AST | None = node.value if isinstance(node, (ast.Return, ast.Yield)) else None
        if isinstance(value, ast.Name):
            if value.id in classes:
                return True
            value = assigned.get(value.id, value)
        if value is not None and (
            _is_collection(value)
            or (
                isinstance(value, ast.Call)
                and dotted(value.func) in {*classes, "SimpleNamespace", "types.SimpleNamespace"}
            )
        ):
            return True
    return False


def _means(test: Function, name: str, what: str) -> bool:
    """A fixture is meant only where it is requested, a variable of the module only where nothing hides it."""
    is_parameter = any(each.arg == name for each in walk(test.node.args) if isinstance(each, ast.arg))
    return is_parameter == what.startswith("a fixture")


def _touches(test: Function) -> dict[str, _Touch]:
    """What a test changes and reads, by name."""
    key = f"touches {test.name}"
    known = test.parsed.extra.get(key)
    if known is None:
        known = test.parsed.extra[key] = _find_touches(test)
    return known  # type: ignore[return-value]


def _find_touches(test: Function) -> dict[str, _Touch]:
    changes: dict[str, list[Span]] = {}
    reads: dict[str, list[Span]] = {}
    changing: set[int] = set()
    local = {each.id for each in walk(test.node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    for node in walk(test.node):
        targets: list[ast.expr] = []
        if isinstance(node, (ast.Assign, ast.Delete)):
            targets = node.targets
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            targets = [node.target]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
            targets = [node.func] if isinstance(node.func.value, (ast.Name, ast.Attribute)) else []
        for target in targets:
            start = root(target)
            if isinstance(start, ast.Name) and target is not start and start.id not in local:
                changes.setdefault(start.id, []).append(test.span(target if not isinstance(node, ast.Call) else node))
                changing.add(id(start))
    for statement in test.node.body:
        for node in walk(statement):
            if (
                isinstance(node, ast.Name)
                and isinstance(node.ctx, ast.Load)
                and id(node) not in changing
                and node.id not in local
            ):
                reads.setdefault(node.id, []).append(test.span(node))
    return {name: _Touch(tuple(changes.get(name, ())), tuple(reads.get(name, ()))) for name in {*changes, *reads}}


_MARKS = frozenset({"order", "run", "first", "last", "incremental", "second", "second_to_last"})
_COLLECTIONS = frozenset({"list", "dict", "set", "defaultdict", "deque", "OrderedDict", "Counter", "SimpleNamespace"})
_MUTATORS = frozenset(
    {
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "popleft",
        "clear",
        "update",
        "add",
        "discard",
        "setdefault",
        "appendleft",
    }
)

RULE = Rule(
    code="SW204",
    name="order-dependence",
    severity=Severity.WARNING,
    what="A test that is marked to run in an order (`order`, `dependency(depends=…)`, `incremental`, `abort_on_fail` "
    "behind the first test), or that changes something "
    "which outlives it: a global, an attribute of the class, a collection of the module or of a wider fixture that "
    "other tests read.",
    why="It cannot be run alone, not in parallel and not in another order, and one failure makes a row of them.",
    function=examine,
    cls=examine_class,
    module=examine_module,
    good=(
        Example("""\
import pytest


@pytest.mark.dependency(name="order")
@pytest.mark.xdist_group("shop")
def test_1_order_is_paid(shop):
    '''Test that the order is paid.'''
    shop.counter = 1
    shop.items.append(2)
    cls = shop.basket(3)
    cls.limit = 2
    assert shop.pay()
"""),
        Example("""\
import pytest

ROWS = [1, 2]


COUNT = 0


def new_name():
    '''A name that nothing else has.'''
    global COUNT
    COUNT += 1
    return f"row {COUNT}"


@pytest.fixture
def seen():
    '''What was seen.'''
    return [new_name()]


def test_first_row_is_seen(seen):
    '''Test that it is seen.'''
    seen.append(ROWS[0])
    assert seen[1:] == [1]


def test_no_row_is_seen(seen):
    '''Test that none is seen.'''
    assert len(seen) == 1
"""),
    ),
    bad=(
        Example(
            """\
import pytest


@‹pytest.mark.dependency(depends=["order"])›
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    assert shop.pay()
""",
            "dependency makes test_order_is_paid depend on the order of tests",
        ),
        Example(
            """\
import pytest


@pytest.fixture(scope="module")
def seen():
    '''What was seen.'''
    return set()


def test_first_row_is_seen(shop, seen):
    '''Test that it is seen.'''
    ‹seen.add(1)›
    assert shop.rows


def test_second_row_is_seen(shop, seen):
    '''Test that it is seen.'''
    ‹seen.add(2)›
    assert shop.rows == seen
""",
            "seen, a fixture of scope module, is changed here for the tests that follow",
        ),
        Example(
            """\
class TestShop:
    '''Integration tests for the shop.'''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        ‹TestShop.order› = shop.order()
        assert shop.pay()
""",
            "TestShop.order is carried from one test to the next",
        ),
        Example(
            """\
import pytest


@pytest.mark.abort_on_fail
def test_shop_opens(shop):
    '''Test that the shop opens.'''
    assert shop.open()


@‹pytest.mark.abort_on_fail›
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    assert shop.pay()
""",
            "abort_on_fail makes the tests after test_order_is_paid depend on it",
        ),
    ),
)
