"""Checks what the templates made before anybody sees it: is it the class that it should be, and nothing else?

The texts of a plan are escaped where they are put in. This is the second lock: the result is parsed, and its syntax
tree must be a class with exactly the planned methods, whose docstrings read back as the plan says, and whose bodies
fail.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from seamwright.generate.model import ClassSource, Options
from seamwright.generate.signatures import Function
from seamwright.generate.strict import parse
from seamwright.generate.templates import CLASS, METHOD, TemplateError


class ShapeError(RuntimeError):
    """Generated code is not what it should be. A bug of ours: nothing of it is written."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What one docstring must say (lines of plain text, in order), and what the body of a test must be."""

    lines: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    is_async: bool = False
    is_draft: bool = False
    has_code: bool = False


@dataclass(slots=True)
class Expectations:
    """What a whole class must be."""

    header: Expected = field(default_factory=lambda: Expected(()))
    methods: dict[str, Expected] = field(default_factory=dict)


def check(source: ClassSource, expected: Expectations, options: Options) -> frozenset[str]:
    """The names that the class reads, once it was found to be as ``expected``.

    Raises:
        TemplateError: a team's template makes something else.
        ShapeError: a template of ours does.
    """
    text = source.header + "".join(f"\n{method.source}" for method in source.methods)
    tree = parse(text + ("" if source.methods else "    pass\n"))
    problem = _problem_of_class(tree, source, expected, options)
    if problem is not None:
        raise problem
    assert tree is not None
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return frozenset(node.id for node in names if isinstance(node.ctx, ast.Load))


def _problem_of_class(
    tree: ast.Module | None, source: ClassSource, expected: Expectations, options: Options
) -> Exception | None:
    team = options.team_templates
    if tree is None:
        culprit = next((name for name in (METHOD, CLASS) if name in team), None)
        return TemplateError(culprit, 1, "the result is not valid Python") if culprit else ShapeError("no valid Python")
    cls = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(cls, ast.ClassDef) or cls.name != source.name:
        return _wrong(CLASS, team, f"the result is not one class {source.name}")
    if not _says(cls, expected.header.lines[-1:]):
        return _wrong(CLASS, team, "the docstring must hold {{ plan }}, by which the class is found again")
    if CLASS not in team:
        if cls.bases or cls.keywords or cls.decorator_list or not _says(cls, expected.header.lines):
            return _wrong(CLASS, team, "the head of the class is not as it should be")
        rest = [node for node in cls.body[1:] if not isinstance(node, Function)]
        if any(not _is_attribute(node) for node in rest if source.methods or not isinstance(node, ast.Pass)):
            return _wrong(CLASS, team, "the class holds something else than tests")
    methods = [node for node in cls.body if isinstance(node, Function)]
    if [node.name for node in methods] != [method.name for method in source.methods]:
        return _wrong(METHOD, team, "the methods are not the planned ones")
    for node in methods:
        problem = _problem_of_method(node, expected.methods[node.name], ours=METHOD not in team)
        if problem:
            return _wrong(METHOD, team, f"{node.name}: {problem}")
    return None


def _problem_of_method(node: Function, expected: Expected, *, ours: bool) -> str | None:
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    ends = [_ends(statement) for statement in body]
    if expected.is_draft and (not ends or not ends[0]):
        return "a draft must begin with {{ review }}"
    if not any(ends):
        return "the test would pass: it needs {{ not_implemented }}"
    if not ours:
        return None
    if isinstance(node, ast.AsyncFunctionDef) != expected.is_async:
        return "it is not the planned kind of function"
    if [argument.arg for argument in _arguments(node.args)] != ["self", *expected.parameters]:
        return "the parameters are not the planned ones"
    if not all(_is_mark(decorator) for decorator in node.decorator_list):
        return "a decorator is no mark"
    if not _says(node, expected.lines):
        return "the docstring does not read back"
    if not expected.has_code and ends != [True] * (2 if expected.is_draft else 1):
        return "the body holds something else"
    return None


def _wrong(template: str, team: frozenset[str], message: str) -> Exception:
    return TemplateError(template, 1, message) if template in team else ShapeError(message)


def _says(node: ast.ClassDef | Function, lines: Sequence[str]) -> bool:
    """Do all of ``lines`` stand in the docstring, in this order?"""
    return _in_order((ast.get_docstring(node, clean=False) or "").split("\n"), lines)


def _in_order(there: Iterable[str], wanted: Iterable[str]) -> bool:
    left = iter(line.strip(" ") for line in there)
    return all(line.strip(" ") in left for line in wanted)


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs:
        return []
    return arguments.args


def _ends(node: ast.stmt) -> bool:
    """Is ``node`` a ``pytest.fail("…")``, or one of its like?"""
    match node:
        case ast.Expr(
            ast.Call(
                func=ast.Attribute(value=ast.Name(id="pytest"), attr="fail" | "skip" | "xfail"),
                args=[ast.Constant(value=str())],
                keywords=[],
            )
        ):
            return True
        case _:
            return False


def _is_attribute(node: ast.stmt) -> bool:
    """Is ``node`` our ``components = (A, B)``?"""
    match node:
        case ast.Assign(targets=[ast.Name(id="components")], value=ast.Tuple(elts=elements)):
            return all(isinstance(each, ast.Name) for each in elements)
        case _:
            return False


def _is_mark(node: ast.expr) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    match target:
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="pytest"), attr="mark")):
            return not any(isinstance(each, ast.Call | ast.Name) for each in _inner(node, target))
        case _:
            return False


def _inner(node: ast.expr, target: ast.expr) -> Iterable[ast.AST]:
    """All nodes of the arguments."""
    if node is target or not isinstance(node, ast.Call):
        return ()
    return [each for part in (*node.args, *node.keywords) for each in ast.walk(part)]
