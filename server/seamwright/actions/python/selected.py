"""The whole statements of a test that a selection covers, and what flows into and out of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from seamwright.actions.python.scopes import locals_of
from seamwright.generate.integrity import Refused, read_tree
from seamwright.text.span import LineIndex, Span
from seamwright.text.syntax import parse

Test = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Selected:
    """Statements at the start of a test."""

    test: Test
    classes: tuple[ast.ClassDef, ...]
    """Around the test, outermost first."""
    statements: tuple[ast.stmt, ...]
    rest: tuple[ast.stmt, ...]
    is_start: bool
    """Nothing but the docstring stands above."""
    lines: Span
    """The first line, with the comments above, and the line behind the last one (0-based)."""

    @property
    def is_async(self) -> bool:
        """Whether the statements wait for something."""
        return any(
            isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith))
            or (isinstance(node, ast.comprehension) and bool(node.is_async))
            for node in _own(self.statements)
        )


def selected(text: str, selection: Span) -> Selected | None:
    """The statements that ``selection`` covers; ``None`` if they are not whole, or not directly in a function."""
    lines = LineIndex(text)
    covered = selection.of(text)
    start = selection.start + len(covered) - len(covered.lstrip())
    end = selection.start + len(covered.rstrip())
    if start >= end:
        return None
    first, last = lines.line_at(start), lines.line_at(end)
    behind = text[end : lines.end(last)].strip()
    if text[lines.start(first) : start].strip() or (behind and not behind.startswith("#")):
        return None
    try:
        tree = read_tree(text)
    except Refused:
        return None
    for test, classes in _functions(tree.body, ()):
        body = test.body[1:] if ast.get_docstring(test, clean=False) is not None else test.body
        inside = [each for each in body if first <= _first(each) and _last(each) <= last]
        partly = [each for each in body if _first(each) <= last and first <= _last(each)]
        if not inside or inside != partly or not _alone(lines, inside):
            continue
        if not test.lineno - 1 < first or last > _last(test):
            return None
        index = body.index(inside[0])
        top = _first(inside[0])
        floor = _last(body[index - 1]) if index else _last(test.body[0]) if body is not test.body else test.lineno - 1
        while top - 1 > floor and lines.text(top - 1).lstrip().startswith("#"):
            top -= 1
        below = _last(inside[-1]) + 1
        rest = tuple(body[index + len(inside) :])
        return Selected(test, classes, tuple(inside), rest, index == 0, Span(top, below))
    return None


def flow(found: Selected) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The names that the statements read, those that they bind, and those that the rest of the test reads.

    Raises:
        SyntaxError: they cannot be looked at alone.
    """
    bound, read = locals_of(found.statements)
    _, rest = locals_of(found.rest)
    return read, bound, rest


def why_not(found: Selected) -> str | None:
    """What the statements do that they can do only in the test."""
    for node in _own(found.statements):
        if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom)):
            return "they return from the test"
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            return "they change names outside of the test"
    for statement in found.statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Assert):
                return "they assert something"
            name = ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
            if name in _ASSERTING:
                return f"they call {name}, which decides the outcome of the test"
    for statement in (*found.statements, *found.rest):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id in _LOOKING:
                return f"the test uses {node.id}, which depends on where it stands"
            own = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if found.classes and own.startswith("__") and not own.endswith("__"):
                return f"{own} means something else outside of the class"
    return None


def dedented(text: str, found: Selected, unit: str) -> str:
    """The lines of the statements, indented by four spaces per level below one; what is in strings stays."""
    lines = LineIndex(text)
    margin = lines.text(_first(found.statements[0]))[: found.statements[0].col_offset]
    tree = parse(text)
    fixed: set[int] = set()
    stack = [tree.root]
    while stack:
        node = stack.pop()
        if node.type == "string":
            fixed.update(range(node.start_point[0] + 1, node.end_point[0] + 1))
        else:
            stack += node.children
    result = []
    for number in range(found.lines.start, found.lines.end):
        line = lines.text(number)
        if number not in fixed and line.startswith(margin):
            line = line[len(margin) :]
            depth = 0
            while unit != "    " and line.startswith(unit, depth * len(unit)):
                depth += 1
            line = "    " * (depth + 1) + line[depth * len(unit) :]
            line = line if line.strip() else ""
        result.append(line)
    return "\n".join(result) + "\n"


_ASSERTING = frozenset(
    {"pytest.fail", "pytest.xfail", "pytest.raises", "pytest.warns", "pytest.deprecated_call", "pytest.skip"}
)
_LOOKING = frozenset({"locals", "vars", "super", "eval", "exec", "dir", "__class__"})


def _functions(
    body: list[ast.stmt], classes: tuple[ast.ClassDef, ...]
) -> Iterator[tuple[Test, tuple[ast.ClassDef, ...]]]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node, classes
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, (*classes, node))


def _own(statements: tuple[ast.stmt, ...]) -> Iterator[ast.AST]:
    """Nodes that run in the test itself, not in functions that it defines."""
    stack: list[ast.AST] = list(statements)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            stack += ast.iter_child_nodes(node)


def _first(node: ast.stmt) -> int:
    """0-based, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)]) - 1


def _last(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - 1


def _alone(lines: LineIndex, statements: list[ast.stmt]) -> bool:
    """Whether no two share a line, and the first begins one."""
    rows = [(_first(each), _last(each)) for each in statements]
    apart = all(one[1] < other[0] for one, other in pairwise(rows))
    begins = not lines.text(rows[0][0])[: statements[0].col_offset].strip()
    return apart and begins
