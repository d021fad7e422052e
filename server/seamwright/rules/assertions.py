"""Whether and how a function asserts something: directly, through helpers, through what fixtures give it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.module import Class, Function
from seamwright.rules.syntax import dotted, walk

_DEPTH = 4


def is_assertion(node: ast.AST, context: Context, function: Function) -> bool:
    """``assert``, ``pytest.raises`` and everything that fails a test by itself."""
    if isinstance(node, ast.Assert):
        return True
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return (
            dotted(raised).endswith(("AssertionError", "Failed", "Exception", "Error")) if raised is not None else False
        )
    if isinstance(node, ast.Call):
        name = dotted(node.func)
        if isinstance(node.func, ast.Attribute):
            start = name.partition(".")[0]
            # A method of something else may be called `verify_token` for good reasons.
            pattern = _ASSERTING if start in ("self", "cls") else _ALWAYS_ASSERTING
            return bool(pattern.match(node.func.attr)) or context.imported(name, function) in _PYTEST
        return (bool(_ASSERTING.match(name)) and _may_assert(name, context, function)) or context.imported(
            name, function
        ) in _PYTEST
    return False


def _may_assert(name: str, context: Context, function: Function) -> bool:
    """A function of that name that cannot be looked into, and is none of the project's own code."""
    return context.resolve(name, function).nature not in ("internal", "configuration")


def asserts(function: Function, context: Context, depth: int = _DEPTH, seen: frozenset[int] = frozenset()) -> bool:
    """Whether something on the way through ``function`` can fail it on purpose."""
    if id(function.node) in seen:
        return False
    seen |= {id(function.node)}
    calls = []
    pretending = _pretended_failures(function)
    for node in _body(function):
        if id(node) not in pretending and is_assertion(node, context, function):
            return True
        if isinstance(node, ast.Call):
            calls.append(node)
    if depth == 0:
        return bool(calls)
    for call in calls:
        found = context.called(call, function)
        if found is not None:
            if asserts(found[0], found[1], depth - 1, seen):
                return True
        elif _by_fixture(call, function, context, depth, seen):
            return True
    return False


def _body(function: Function) -> Iterator[ast.AST]:
    for statement in function.node.body:
        yield from walk(statement)


def _pretended_failures(function: Function) -> frozenset[int]:
    """What inner functions raise whatever happens: they play a part that fails, and judge nothing."""
    found = set()
    for node in _body(function):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = next((each for each in node.body if not isinstance(each, _SIMPLE)), None)
            if isinstance(first, ast.Raise) and first.exc is not None:
                raised = first.exc.func if isinstance(first.exc, ast.Call) else first.exc
                if not dotted(raised).endswith(("AssertionError", "Failed")):
                    found.add(id(first))
    return frozenset(found)


def _by_fixture(call: ast.Call, function: Function, context: Context, depth: int, seen: frozenset[int]) -> bool:
    """A callable that a fixture gives, or a method of an object that one gives, may assert."""
    first, _, method = dotted(call.func).partition(".")
    if first not in function.requested:
        return False
    fixture = next(iter(context.fixtures.get(first, ())), None)
    if fixture is None or fixture is function:
        # A callable from a fixture that nobody here defines may do anything.
        return not method and fixture is None
    home = context.home(fixture)
    if not method:
        return asserts(fixture, home, depth - 1, seen)
    made = class_of(fixture, home)
    if made is not None:
        found = made[1].method(made[0], method)
        return found is not None and asserts(found[0], found[1], depth - 1, seen)
    # Methods of a class inside the fixture.
    nested = [each for each in walk(fixture.node) if isinstance(each, ast.ClassDef)]
    return any(isinstance(each, ast.Assert) for cls in nested for each in walk(cls))


def class_of(fixture: Function, context: Context) -> tuple[Class, Context] | None:
    """The class of the test tree of which a fixture gives an instance."""
    for node in walk(fixture.node):
        value = node.value if isinstance(node, (ast.Return, ast.Yield)) else None
        if isinstance(value, ast.Name):
            held = [given for name, given in context.assigned_once(fixture) if name == value.id]
            value = held[0] if len(held) == 1 else None
        if isinstance(value, ast.Call) and (found := context.test_class(dotted(value.func), fixture)) is not None:
            return found
    return None


_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Nonlocal, ast.Global, ast.Import, ast.ImportFrom)
_ASSERTING = re.compile(r"_?(?:assert|check|verify|expect|wait_for|wait_until)(?:_|[A-Z]|$)")
# Output of a run of pytest inside a test is matched by methods that fail.
_ALWAYS_ASSERTING = re.compile(
    r"_?(?:assert|expect|wait_for|wait_until)(?:_|[A-Z]|$)|fail$|(?:no_)?(?:fnmatch|re_match)_lines?(?:_random)?$"
)
_PYTEST = frozenset(
    {
        *("pytest.raises", "pytest.warns", "pytest.deprecated_call", "pytest.fail", "pytest.skip", "pytest.xfail"),
        *("pytest.importorskip", "self.fail", "self.skipTest", "hypothesis.assume"),
    }
)
