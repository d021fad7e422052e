"""What the syntax must be after a rewrite, worked out with ``ast`` and so independently of who writes the text."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping, Sequence

from seamwright.rewriting.model import (
    AddParameter,
    CannotRewrite,
    HeadRewrite,
    MakeAsync,
    RemoveArgument,
    RemoveDecorator,
    RemoveParameter,
    RemoveSlash,
)

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_PART = re.compile(r"\{(\w+)\}")


def tree_of(code: str) -> ast.Module:
    """The syntax of ``code``.

    Raises:
        CannotRewrite: Python does not read it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are the business of whoever wrote them
            return ast.parse(code.removeprefix("\ufeff"))
    except SyntaxError as error:
        raise CannotRewrite(f"Python does not read it: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError):
        raise CannotRewrite("Python does not read it") from None


def parses(text: str) -> bool:
    """Whether Python reads the whole of ``text``."""
    try:
        tree_of(text)
    except CannotRewrite:
        return False
    return True


def check_head(before: str, after: str, rewrites: Sequence[tuple[HeadRewrite, int | None]]) -> None:
    """Make sure that the one definition in ``after`` is that in ``before`` with ``rewrites`` done, and nothing else.

    Raises:
        CannotRewrite: it is not.
    """
    wanted: ast.stmt = the_definition(tree_of(before))
    for rewrite, index in rewrites:
        wanted = _changed(wanted, rewrite, index)  # type: ignore[arg-type]
    _compare([wanted], [the_definition(tree_of(after))])


def check_statement(before: str, after: str, new: str, parts: Mapping[str, str]) -> None:
    """Make sure that ``before`` and ``after`` are statements, and ``after`` is ``new`` with the text of ``parts``.

    Raises:
        CannotRewrite: it is not.
    """
    if len(tree_of(before).body) != 1:
        raise CannotRewrite("that is more than one statement")
    _compare(tree_of(_PART.sub(lambda match: f"({parts[match[1]]})", new)).body, tree_of(after).body)


def the_definition(module: ast.Module) -> _Definition:
    """The only statement, perhaps below an ``if``.

    Raises:
        CannotRewrite: there is something else.
    """
    body = module.body
    if len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse:
        body = body[0].body
    if len(body) != 1 or not isinstance(body[0], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        raise CannotRewrite("that is more than one definition")
    return body[0]


def _compare(wanted: Sequence[ast.stmt], found: Sequence[ast.stmt]) -> None:
    if [ast.dump(each) for each in wanted] != [ast.dump(each) for each in found]:
        raise CannotRewrite("the change cannot be made without touching other code")


def _changed(node: _Definition, rewrite: HeadRewrite, index: int | None) -> _Definition:
    if isinstance(rewrite, RemoveDecorator) and index is not None:
        del node.decorator_list[index]
    elif isinstance(rewrite, RemoveArgument) and index is not None:
        call = node.decorator_list[index]
        if isinstance(call, ast.Call):
            call.keywords = [each for each in call.keywords if each.arg != rewrite.keyword]
            if not call.keywords and not call.args:
                node.decorator_list[index] = call.func
    elif isinstance(node, ast.FunctionDef) and isinstance(rewrite, MakeAsync):
        return ast.AsyncFunctionDef(**{name: getattr(node, name) for name in node._fields})
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and isinstance(rewrite, RemoveSlash):
        node.args.args = [*node.args.posonlyargs, *node.args.args]
        node.args.posonlyargs = []
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and isinstance(rewrite, RemoveParameter):
        node.args.posonlyargs = [each for each in node.args.posonlyargs if each.arg != rewrite.name]
        node.args.args = [each for each in node.args.args if each.arg != rewrite.name]
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and isinstance(rewrite, AddParameter):
        _add(node.args, rewrite)
    return node


def _add(arguments: ast.arguments, rewrite: AddParameter) -> None:
    plain = [*arguments.posonlyargs, *arguments.args]
    every = [*plain, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    if any(each is not None and each.arg == rewrite.name for each in every):
        return
    written = the_definition(tree_of(f"def _({rewrite.written}): pass"))
    new = written.args.args[0] if isinstance(written, ast.FunctionDef) else ast.arg(rewrite.name)
    if rewrite.first:
        (arguments.posonlyargs or arguments.args).insert(0, new)
    else:
        arguments.args.insert(len(arguments.args) - min(len(arguments.defaults), len(arguments.args)), new)
