"""Who changes the process's environment, and who puts it back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.rules.context import Context
from seamwright.rules.module import Function
from seamwright.rules.syntax import dotted, own

METHODS = frozenset({"pop", "update", "setdefault", "clear", "popitem", "__setitem__", "__delitem__"})
RESTORING = ("cleanup", "clean_up", "restore", "reset", "teardown", "tear_down", "undo")


class Change(NamedTuple):
    """One change of ``os.environ``."""

    statement: ast.stmt
    node: ast.AST
    restoring: bool
    """Stands where things are put back: in ``finally``, behind ``yield``, in a helper called so."""
    nested: bool
    """Inside a function inside the function."""


def changes(function: Function, context: Context) -> list[Change]:
    """Every change in ``function``, in the order of the text, but those that a ``patch.dict`` around them undoes."""
    found = list(_in_body(function.node.body, function, context, False, False))
    yields = [node.lineno for node in own(function.node) if isinstance(node, (ast.Yield, ast.YieldFrom))]
    if yields and function.role == "fixture":
        found = [each._replace(restoring=each.restoring or each.statement.lineno > min(yields)) for each in found]
    return found


def module_changes(statement: ast.stmt, context: Context) -> Iterator[ast.AST]:
    """Changes in a statement outside functions."""
    for node in (statement, *own(statement)):
        if (place := _change(node, None, context)) is not None:
            yield place


def restores(function: Function, context: Context) -> bool:
    """Whether ``function`` puts the whole environment back, or keeps changes to itself."""
    if any(each.restoring for each in changes(function, context)):
        return True
    return (
        any(
            _is_patch_dict(item.context_expr, function, context)
            for node in own(function.node)
            if isinstance(node, (ast.With, ast.AsyncWith))
            for item in node.items
        )
        and function.role == "fixture"
    )


def _in_body(
    body: list[ast.stmt], function: Function, context: Context, restoring: bool, nested: bool
) -> Iterator[Change]:
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            undoing = restoring or any(word in statement.name.lower() for word in RESTORING)
            yield from _in_body(statement.body, function, context, undoing, True)
            continue
        if isinstance(statement, ast.ClassDef):
            yield from _in_body(statement.body, function, context, restoring, True)
            continue
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            if not any(_is_patch_dict(item.context_expr, function, context) for item in statement.items):
                yield from _in_body(statement.body, function, context, restoring, nested)
            continue
        inner = [name for name in ("body", "orelse", "finalbody") if getattr(statement, name, None)]
        if inner:
            for name in inner:
                yield from _in_body(
                    getattr(statement, name), function, context, restoring or name == "finalbody", nested
                )
            for handler in getattr(statement, "handlers", ()):
                yield from _in_body(handler.body, function, context, restoring, nested)
            continue
        for node in (statement, *own(statement)):
            if (place := _change(node, function, context)) is not None:
                yield Change(statement, place, restoring, nested)
                break


def _change(node: ast.AST, function: Function | None, context: Context) -> ast.AST | None:
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.Delete)):
        targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else [node.target]
        if any(isinstance(each, ast.Subscript) and _is_environ(each.value, function, context) for each in targets):
            return node
        if isinstance(node, ast.AugAssign) and _is_environ(node.target, function, context):
            return node
        if isinstance(node, ast.Assign) and any(dotted(each) == "os.environ" for each in targets):
            return node
    if not isinstance(node, ast.Call):
        return None
    called = node.func
    if isinstance(called, ast.Attribute) and called.attr in METHODS and _is_environ(called.value, function, context):
        return node
    return node if context.imported(dotted(called), function) in ("os.putenv", "os.unsetenv") else None


def _is_environ(node: ast.AST, function: Function | None, context: Context) -> bool:
    name = dotted(node)
    return name.endswith("environ") and context.imported(name, function) == "os.environ"


def _is_patch_dict(node: ast.AST, function: Function, context: Context) -> bool:
    return (
        isinstance(node, ast.Call)
        and dotted(node.func).endswith("patch.dict")
        and bool(node.args)
        and (_is_environ(node.args[0], function, context) or context.text(node.args[0]) == "os.environ")
    )


def is_patched(function: Function, context: Context) -> bool:
    """``@patch.dict(os.environ)`` on the function or its class."""
    decorators = [*function.node.decorator_list, *(function.owner.node.decorator_list if function.owner else ())]
    return any(_is_patch_dict(each, function, context) for each in decorators)
