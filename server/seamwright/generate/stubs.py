"""What becomes of a test that the plan spells out in Python.

Its name, parameters, docstring and body are kept as a draft in which nothing can run before a person has read it: the
body stands behind a failing first line, and what would run earlier (decorators, defaults, annotations) is kept only
where it is inert. What is not certain to be a sound test method is kept as comments.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from seamwright.generate.blocks import INDENT, Body, Unmovable, body_of, commented
from seamwright.generate.formatted import is_formatted
from seamwright.generate.lint import suppressions
from seamwright.generate.signatures import Function, Kept, keep
from seamwright.generate.strict import parse, read
from seamwright.plan.model import Stub
from seamwright.text.literals import Quote, has_invisible

# Longer drafts, and deeper ones, are kept as comments: every parser needs stack for what it reads.
_MAX_SOURCE = 20_000
_MAX_NESTING = 40

_FIRST_LINE = 'pytest.fail("draft")'


@dataclass(frozen=True, slots=True)
class Draft:
    """What of a stub goes into the template."""

    kept: Kept = field(default_factory=lambda: Kept((), (), (), "", ()))
    is_async: bool = False
    docstring: tuple[str, ...] = ()
    """Lines of the stub's own docstring, cleaned and unescaped."""
    lines: tuple[str, ...] = ()
    """The body as source lines at the indentation of a method's body; lines inside a string stay untouched."""
    has_code: bool = False
    """Is there a statement among ``lines``? If not, something else must keep the test from passing."""
    loads: frozenset[str] = frozenset()
    """Names that the body reads and does not bind."""


def read_stub(stub: Stub, width: int, quote: Quote) -> Draft:
    """The draft that ``stub`` gives; ``width`` is the line length of the project. Never raises."""
    source = stub.source.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).strip("\n")
    parsed = _function(source, stub.name)
    if parsed is None:
        return Draft(lines=tuple(commented(source.split("\n"))))
    function, text = parsed
    kept = keep(function, text, width - 4, quote)
    docstring = ast.get_docstring(function, clean=False) or ""
    draft = Draft(
        kept=kept,
        is_async=isinstance(function, ast.AsyncFunctionDef),
        docstring=tuple(line.rstrip() for line in inspect.cleandoc(docstring).split("\n")) if docstring.strip() else (),
    )
    notes = commented(f"Not kept from the plan: {' '.join(each.split())}" for each in kept.dropped)
    try:
        body = body_of(function, text, suppressions(function))
    except Unmovable:
        body = None
    if body is not None and not body.statements:
        return replace(draft, lines=(*notes, *_comments_only(body.lines)))
    if body is not None and _is_harmless(function, body.statements):
        for is_async in (draft.is_async, True):
            if _is_sound(body, kept, is_async):
                lines = body.lines if is_formatted(body, width, quote) else _unformatted(body.lines)
                # The formatters want a blank line above a definition, and above the comments that belong to it.
                gap = [""] if isinstance(body.statements[0], Function | ast.ClassDef) else []
                return replace(
                    draft,
                    lines=(*gap, *notes, *lines),
                    has_code=True,
                    is_async=is_async,
                    loads=_free_names(body.statements),
                )
    # A body that cannot stay as code stays readable.
    rest = text.split("\n")[function.body[0].lineno - 1 : function.end_lineno]
    if docstring:
        rest = text.split("\n")[(function.body[0].end_lineno or 1) : function.end_lineno]
    return replace(draft, lines=(*notes, *commented(inspect.cleandoc("\n" + "\n".join(rest)).split("\n"))))


def _unformatted(body: list[str]) -> list[str]:
    """A body that formatters must leave alone."""
    end = len(body)
    while end and (not body[end - 1] or body[end - 1].lstrip(" ").startswith("#")):
        end -= 1
    # Comments behind the last statement are not below any other; black reads them together with the closing line.
    return [f"{INDENT}# fmt: off", *body[:end], *_comments_only(body[end:]), f"{INDENT}# fmt: on"]


def _comments_only(body: list[str]) -> list[str]:
    """A body without statements: comments at one indentation, whatever theirs was."""
    return [line and INDENT + line.lstrip(" ") for line in body]


def _function(source: str, name: str) -> tuple[Function, str] | None:
    """The function that the stub is about, and the text that it was parsed from (a body may have to be completed)."""
    if len(source) > _MAX_SOURCE or has_invisible(source) or _nesting(source) > _MAX_NESTING:
        return None
    last = next((line for line in reversed(source.split("\n")) if line.strip()), "")
    indent = max(len(last) - len(last.lstrip(" ")), 4)
    # A function that holds only comments is no Python, but it is what plans are full of.
    for text in (source, f"{source}\n{' ' * indent}pass"):
        module = read(text)
        if module is not None:
            found = list(_functions(module))
            named = [node for node in found if node.name == name] or [n for n in found if n.name.startswith("test")]
            return (named[0], text) if named else None
    return None


def _functions(module: ast.Module) -> Iterator[Function]:
    for node in module.body:
        if isinstance(node, Function):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from (each for each in node.body if isinstance(each, Function))


def _is_harmless(function: Function, statements: list[ast.stmt]) -> bool:
    """Can the body stand in a test without changing what kind of function it is, or what ``pytest`` means in it?"""
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in _own_nodes(function)):
        return False
    return "pytest" not in _bound(statements) and not any(_leaves_finally(node) for node in ast.walk(function))


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """Nodes of the body that are not part of a function or class inside it."""
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            stack += ast.iter_child_nodes(node)


def _leaves_finally(node: ast.AST) -> bool:
    """Python 3.14 warns of it, the versions before do not."""
    if not isinstance(node, ast.Try) or not node.finalbody:
        return False
    inside = (each for statement in node.finalbody for each in ast.walk(statement))
    return any(isinstance(each, ast.Return | ast.Break | ast.Continue) for each in inside)


def _bound(statements: list[ast.stmt]) -> set[str]:
    names: set[str] = set()
    for statement in statements:
        for node in ast.walk(statement):
            match node:
                case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                    names.add(name)
                case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                    names.update((alias.asname or alias.name).partition(".")[0] for alias in aliases)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    names.add(name)
                case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    names.add(name)
                case ast.MatchMapping(rest=str(name)):
                    names.add(name)
                case ast.Global(names=more) | ast.Nonlocal(names=more):
                    names.update(more)
                case ast.arg(arg=name):
                    names.add(name)
    return names


def _free_names(statements: list[ast.stmt]) -> frozenset[str]:
    nodes = (node for statement in statements for node in ast.walk(statement))
    loads = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return frozenset(loads - _bound(statements))


def _is_sound(body: Body, kept: Kept, is_async: bool) -> bool:
    """Does ``body`` compile as the body of a method, without a warning, and still say the same?"""
    head = f"    {'async ' * is_async}def test({', '.join(('self', *kept.parameters))}){kept.returns}:"
    module = parse("\n".join(["class Test:", head, INDENT + _FIRST_LINE, *body.lines]) + "\n")
    cls = module.body[0] if module is not None and len(module.body) == 1 else None
    if not isinstance(cls, ast.ClassDef) or len(cls.body) != 1 or not isinstance(cls.body[0], Function):
        return False
    try:
        return [ast.dump(node) for node in cls.body[0].body[1:]] == [ast.dump(node) for node in body.statements]
    except RecursionError:
        return False


def _nesting(text: str) -> int:
    """How deep brackets are nested at most, counted roughly: brackets in strings count too."""
    deepest = depth = 0
    for match in re.finditer(r"[(\[{]|[)\]}]", text):
        depth = depth + 1 if match[0] in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest
