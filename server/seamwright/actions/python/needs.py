"""What a top-level function takes from its module: imports that can go along, or a reason why it must stay."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from seamwright.actions.python.annotation import same_module
from seamwright.actions.python.scopes import BUILTINS, MODULE_NAMES, global_reads, written_globals
from seamwright.fixtures import Resolver
from seamwright.suite import Import, ImportedName, Module
from seamwright.text.span import LineIndex, Span

Node = ast.FunctionDef | ast.AsyncFunctionDef


class Rooted(Exception):
    """The function cannot leave its module. The text says why."""


class Needed(NamedTuple):
    """One imported name that goes along."""

    statement: str
    part: Import
    name: ImportedName


def imports_needed(resolver: Resolver, module: Module, path: str, target: str, source: str) -> list[Needed]:
    """The imports of ``module`` (at ``path``) that ``source``, a function of it, needs in the file ``target``.

    Raises:
        Rooted: it needs something else of the module.
    """
    reads = global_reads(source)
    if reads is None or written_globals(source):
        raise Rooted("it changes names of this module")
    if own := sorted(reads & MODULE_NAMES):
        raise Rooted(f"it uses {own[0]}, which is another one there")
    if _has_relative_import(source) and path.rpartition("/")[0] != target.rpartition("/")[0]:
        raise Rooted("it imports relative to this module's folder")
    known = resolver.world.get(path)
    names = known.namespace.names if known is not None else {}
    if known is None or known.namespace.stars:
        raise Rooted("a star import may bring what it uses")
    found = []
    for name in sorted(reads):
        bound = names.get(name, [])
        if not bound:
            if name in BUILTINS:
                continue
            raise Rooted(f"it uses {name}, which is defined nowhere here")
        parts = [(part, each) for part in module.imports for each in part.names if each.bound == name]
        if not parts:
            raise Rooted(f"it uses {name} of this module")
        if len(bound) > 1 or len(parts) > 1 or not parts[0][0].direct:
            raise Rooted(f"it uses {name}, which is imported under a condition or twice")
        found.append(Needed(_statement(*parts[0]), *parts[0]))
    for needed in found:
        _check_import(resolver, needed.name.module, path, target)
    return found


def unused_afterwards(module: Module, lines: LineIndex, needed: Sequence[Needed], moved: Span) -> Iterator[Span]:
    """The lines of import statements that nothing but the moved text at ``moved`` can need, by their names alone."""
    gone = {each.part.span for each in needed}
    for span in gone:
        part = next(each.part for each in needed if each.part.span == span)
        names = {each.name.bound for each in needed if each.part.span == span}
        if len(names) < len(part.names):
            continue
        first, last = lines.line_at(span.start), lines.line_at(span.end)
        text = module.text[lines.start(first) : lines.end(last)]
        if text.strip("\ufeff \t") != span.of(module.text) or "#" in text or "__future__" in text:
            continue
        outside = module.text[: span.start] + module.text[span.end : moved.start] + module.text[moved.end :]
        if moved.start < span.start:
            outside = module.text[: moved.start] + module.text[moved.end : span.start] + module.text[span.end :]
        if any(re.search(rf"\b{re.escape(name)}\b", outside) for name in names):
            continue
        start, end = lines.start(first), lines.start(last + 1)
        # A section of its own goes with the blank line behind it.
        above = not lines.text(first - 1).strip() if first else True
        if above and last + 1 < len(lines) and not lines.text(last + 1).strip():
            end = lines.start(last + 2)
        yield Span(max(start, 1 if module.text.startswith("\ufeff") else 0), end)


def _check_import(resolver: Resolver, module: str, path: str, target: str) -> None:
    if module.startswith("."):
        if path.rpartition("/")[0] != target.rpartition("/")[0]:
            raise Rooted(f"it needs {module}, which is relative to this module's folder")
    elif not same_module(resolver, module, path, target):
        raise Rooted(f"it needs {module}, which means another module there")


def _statement(part: Import, name: ImportedName) -> str:
    if part.module is None:
        plain = name.bound == name.module.partition(".")[0]
        return f"import {name.module}" if plain else f"import {name.module} as {name.bound}"
    return f"from {name.module} import {name.name}" + (f" as {name.bound}" if name.bound != name.name else "")


def _has_relative_import(source: str) -> bool:
    try:
        tree = ast.parse(source.replace("\r\n", "\n").replace("\r", "\n"))
    except (SyntaxError, ValueError, RecursionError):
        return True
    return any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree))
