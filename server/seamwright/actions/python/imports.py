"""Where imports go in a file that is being typed, of which parts may be no Python yet."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence

from seamwright.generate.imports import ImportPlan
from seamwright.generate.integrity import Refused
from seamwright.generate.model import Options
from seamwright.suite import read_module
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span


def import_edits(text: str, statements: Sequence[str], options: Options, before: int) -> list[Edit] | None:
    """Edits, all of them above ``before``, that make ``statements`` hold; ``None`` where that is not certain."""
    module = read_module(text)
    tree = ast.Module([node for span in module.statements for node in _read(span.of(text))], [])
    plan = ImportPlan(module, LineIndex(text), tree, options)
    try:
        plan.require(statements)
    except Refused:
        return None
    found = [Edit(Span(each.offset, each.offset), each.text) for each in plan.insertions()]
    return found if all(each.span.end < before for each in found) or not before else None


def _read(source: str) -> Iterator[ast.stmt]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
