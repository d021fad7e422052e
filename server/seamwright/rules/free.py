"""Names that a function's body reads and does not bind itself: what Python looks up in the module.

Where a name is bound in some part of the function only, it counts as bound in all of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from seamwright.rules.syntax import children

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def free_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.Name]:
    """The reading places in the body of ``function``, in the order of the text."""
    bound = {*_parameters(function.args), *_bound(function.body)}
    return list(_free(function.body, frozenset(bound)))


def bound_names(statements: Iterable[ast.AST]) -> frozenset[str]:
    """What ``statements`` bind in their own scope; names that are declared ``global`` count as bound, too."""
    return frozenset(_bound(statements))


def _free(nodes: Iterable[ast.AST], bound: frozenset[str]) -> Iterator[ast.Name]:
    stack = [*nodes][::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load) and node.id not in bound:
                yield node
        elif isinstance(node, _FUNCTIONS):
            body = node.body if isinstance(node.body, list) else [node.body]
            outside: list[ast.AST] = [*getattr(node, "decorator_list", ()), *node.args.defaults]
            outside += [each for each in node.args.kw_defaults if each is not None]
            yield from _free(outside, bound)
            yield from _free(body, bound | {*_parameters(node.args), *_bound(body)})
        elif isinstance(node, ast.ClassDef):
            yield from _free([*node.decorator_list, *node.bases, *(each.value for each in node.keywords)], bound)
            yield from _free(node.body, bound | {*_bound(node.body)})
        elif isinstance(node, _COMPREHENSIONS):
            targets = {*_stored(each.target for each in node.generators)}
            yield from _free(children(node), bound | targets)
        elif isinstance(node, ast.AnnAssign):
            # What is said of a variable may be a string, or never evaluated.
            stack += [each for each in (node.value, node.target) if each is not None]
        else:
            stack += reversed(children(node))


def _bound(body: Iterable[ast.AST]) -> Iterator[str]:
    stack = [*body]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                yield node.id
            continue
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
            stack += node.decorator_list
            continue
        if isinstance(node, (ast.Lambda, *_COMPREHENSIONS)):
            yield from (each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr))
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for each in node.names:
                yield (each.asname or each.name).partition(".")[0]
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            yield from node.names
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        stack += children(node)


def _stored(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        yield from (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    yield from (each.arg for each in given if each is not None)
