"""What ``ruff check`` would say of a draft, as far as plans give occasion for it, so that a generated file is clean.

A draft ends before it uses what it has prepared, so its unused names are no mistake of the file's. Each gets a ``noqa``
on its own line, which ``ruff`` itself reports (RUF100) as soon as somebody completes the test. Undefined names are left
alone: those the reader has to import.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

from seamwright.generate.signatures import Function

Notes = dict[int, set[str]]
"""Codes by 1-based line."""


def suppressions(function: Function) -> Notes:
    """The codes that each line of the body of ``function`` needs."""
    notes: Notes = defaultdict(set)
    for scope in (each for each in ast.walk(function) if isinstance(each, Function)):
        _unused_names(scope, notes)
    # To the syntax tree the ``.1f`` of ``f"{x:.1f}"`` is an f-string too, one without placeholders.
    formats = {id(node.format_spec) for node in ast.walk(function) if isinstance(node, ast.FormattedValue)}
    for node in ast.walk(function):
        if id(node) in formats:
            continue
        for line, code in _found(node):
            notes[line].add(code)
    return notes


def _unused_names(function: Function, notes: Notes) -> None:
    body = [node for statement in function.body for node in ast.walk(statement)]
    loads = {node.id for node in body if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    if "locals" in loads:
        return
    kept = loads | {
        node.target.id for node in body if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    kept |= {name for node in body if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names}
    kept |= {node.id for node in body if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)}
    # Only the last binding of a name is reported.
    last = {name: (line, code) for line, name, code in sorted(_bindings(_own(function.body)))}
    for name, (line, code) in last.items():
        if code and name not in kept and not name.startswith("_"):
            notes[line].add(code)


def _bindings(nodes: Iterator[ast.AST]) -> Iterator[tuple[int, str, str]]:
    """Line, name and code of what binds a name; no code where nobody minds that the name is not used."""
    for node in nodes:
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    yield from _targets(target)
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield node.lineno, name, "F841" if node.value else "F842"
            case ast.NamedExpr(target=ast.Name(id=name)):
                yield node.lineno, name, "F841"
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    if item.optional_vars is not None:
                        yield from _targets(item.optional_vars)
            case ast.ExceptHandler(name=str(name)):
                yield node.lineno, name, "F841"
            case ast.For(target=target) | ast.AsyncFor(target=target):
                yield from ((each.lineno, each.id, "") for each in ast.walk(target) if isinstance(each, ast.Name))
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                for alias in aliases:
                    yield alias.lineno, (alias.asname or alias.name).partition(".")[0], "F401"
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name, ""


def _targets(target: ast.expr) -> Iterator[tuple[int, str, str]]:
    if isinstance(target, ast.Name):
        yield target.lineno, target.id, "F841"
    elif isinstance(target, ast.Tuple | ast.List):
        names = (each for each in ast.walk(target) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
        yield from ((each.lineno, each.id, "RUF059") for each in names)


def _own(statements: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Nodes of ``statements`` but for what is inside of functions and classes there."""
    stack = list(statements)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            stack += ast.iter_child_nodes(node)


def _found(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Other findings that tests in plans give occasion for."""
    match node:
        case ast.ExceptHandler(type=None):
            yield node.lineno, "E722"
            if _is_pass(node.body):
                yield node.lineno, "S110"
        case ast.ExceptHandler(type=caught, body=body) if caught is not None:
            broad = [each for each in (caught.elts if isinstance(caught, ast.Tuple) else [caught]) if _is_broad(each)]
            if broad and not any(isinstance(each, ast.Raise) for statement in body for each in ast.walk(statement)):
                yield broad[0].lineno, "BLE001"
            if _is_broad(caught) and _is_pass(body):
                yield node.lineno, "S110"
        case ast.With(items=items, body=body):
            for item in items:
                if item.optional_vars is None and _raises_anything(item.context_expr):
                    yield item.context_expr.lineno, "B017"
            if len(body) == 1 and isinstance(body[0], ast.With):
                yield node.lineno, "SIM117"
        case ast.JoinedStr(values=values):
            if node.lineno == node.end_lineno and not any(isinstance(each, ast.FormattedValue) for each in values):
                yield node.lineno, "F541"
        case ast.Expr(value=ast.Compare()):
            yield node.lineno, "B015"
        case ast.Expr(value=ast.Name() | ast.Attribute() | ast.List() | ast.Tuple() | ast.UnaryOp()):
            yield node.lineno, "B018"
        case ast.Expr(value=ast.Constant(value=value)) if not isinstance(value, str):
            yield node.lineno, "B018"
        case ast.If(body=[ast.If(orelse=[])], orelse=[]):
            yield node.lineno, "SIM102"
        case ast.Call(func=ast.Name(id="all" | "any"), args=[ast.ListComp() as listed], keywords=[]):
            yield listed.lineno, "C419"
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords) if all(each.arg for each in keywords):
            yield node.lineno, "C408"
        case ast.Call(func=ast.Name(id="list" | "tuple"), args=[], keywords=[]):
            yield node.lineno, "C408"


def _is_pass(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], ast.Pass)


def _is_broad(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("Exception", "BaseException")


def _raises_anything(node: ast.expr) -> bool:
    """``pytest.raises(Exception)`` without ``match``."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="pytest"), attr="raises"), args=[caught], keywords=[]):
            return _is_broad(caught)
        case _:
            return False
