"""Small questions about Python syntax that several rules ask."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_SYMBOLS = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)
_NODES = frozenset(
    each
    for each in vars(ast).values()
    if isinstance(each, type) and issubclass(each, ast.AST) and not issubclass(each, _SYMBOLS)
)
_RECENT = 400
"""Statements of which all nodes are at hand: those of the functions that the rules look at, one rule after another."""
_CHILDREN, _BELOW = "_children_", "_below_"


def dotted(node: ast.AST | None) -> str:
    """``a.b.c`` for a chain of names, else the empty string."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def root(node: ast.AST) -> ast.AST:
    """What a chain of attributes, calls and subscripts begins with."""
    while True:
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred, ast.Await)):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return node


def children(node: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes directly below ``node`` in the order of their fields, without contexts and operators.

    Kept in the node: some thirty rules look at the same function, and going through fields is what costs most.
    """
    held = node.__dict__
    known: tuple[ast.AST, ...] | None = held.get(_CHILDREN)
    if known is None:
        found: list[ast.AST] = []
        for name in node._fields:
            value: Any = held.get(name)
            kind = type(value)
            if kind is list:
                found += [each for each in value if type(each) in _NODES]
            elif kind in _NODES:
                found.append(value)
        known = held[_CHILDREN] = tuple(found)
    return known


def walk(node: ast.AST) -> Sequence[ast.AST]:
    """``node`` and everything below it, level by level as ``ast.walk`` does, without contexts and operators."""
    rest: list[ast.AST] | None = node.__dict__.get(_BELOW)
    if rest is None:
        rest = list(children(node))
        for each in rest:
            rest += children(each)
        if isinstance(node, _DEFINITIONS):
            # Without the node itself, which would then be garbage that only the collector finds.
            node.__dict__[_BELOW] = rest
    return [node, *rest]


@lru_cache(maxsize=_RECENT)
def own(node: ast.AST, *, lambdas: bool = True) -> Sequence[ast.AST]:
    """Everything below ``node`` in the order of the text, but nothing inside nested functions and classes.

    Of those, the nested node itself is given. With ``lambdas`` their bodies count.
    """
    found: list[ast.AST] = []
    stack = [*reversed(children(node))]
    while stack:
        child = stack.pop()
        found.append(child)
        if isinstance(child, _NESTED) and not (lambdas and isinstance(child, ast.Lambda)):
            continue
        stack += reversed(children(child))
    return tuple(found)


@lru_cache(maxsize=_RECENT)
def below(node: ast.AST) -> Sequence[ast.AST]:
    """Everything below ``node``, nested functions included, in the order of the text."""
    found: list[ast.AST] = []
    stack = [*reversed(children(node))]
    while stack:
        child = stack.pop()
        found.append(child)
        stack += reversed(children(child))
    return tuple(found)


def body_nodes(function: FunctionNode, *, nested: bool = False) -> Iterator[ast.AST]:
    """The nodes of a function's body, without decorators, parameters and annotations."""
    for statement in function.body:
        yield statement
        if nested or not isinstance(statement, _NESTED):
            yield from (below if nested else own)(statement)


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body in order, those of compound ones included, but not those of nested definitions."""
    for statement in body:
        yield statement
        if isinstance(statement, _NESTED):
            continue
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            for part in getattr(statement, name, ()):
                if isinstance(part, ast.stmt):
                    yield from statements([part])
                else:
                    yield from statements(part.body)


def parts(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement itself: for a compound one, only its head."""
    stack: list[ast.AST] = []
    for name, value in ast.iter_fields(statement):
        if name in ("body", "orelse", "handlers", "finalbody", "cases"):
            continue
        stack += (
            [value]
            if isinstance(value, ast.AST)
            else [each for each in value if isinstance(each, ast.AST)]
            if isinstance(value, list)
            else []
        )
    stack.reverse()
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(children(node))


def constant(node: ast.AST | None) -> object:
    """The value of a literal, else ``None``."""
    return node.value if isinstance(node, ast.Constant) else None


def string(node: ast.AST | None) -> str | None:
    """The text of a string literal."""
    value = constant(node)
    return value if isinstance(value, str) else None


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The argument called ``name``."""
    return next((each.value for each in call.keywords if each.arg == name), None)


def names_of(target: ast.AST) -> Iterator[str]:
    """The names that an assignment to ``target`` binds."""
    for node in walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def docstring_node(node: ast.AST) -> ast.Constant | None:
    """The docstring of a function or class as a node."""
    body = getattr(node, "body", ())
    if (
        body
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    ):
        return body[0].value
    return None


def body_of(node: FunctionNode) -> list[ast.stmt]:
    """The statements of a function without its docstring."""
    return node.body[1:] if docstring_node(node) is not None else node.body


def is_stub(body: list[ast.stmt]) -> bool:
    """Nothing but ``pass`` and ``...``."""
    return all(
        isinstance(each, ast.Pass) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
        for each in body
    )
