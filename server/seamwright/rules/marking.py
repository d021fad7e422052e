"""Marks the parts of a test with ``# Arrange``, ``# Act`` and ``# Assert``, where there can be no two opinions.

That is a test of plain statements that ends in its assertions, with no other assertion and no comment that might mean
the same.
"""

from __future__ import annotations

import ast

from seamwright.rules.module import Function
from seamwright.rules.stubs import placeholder
from seamwright.rules.syntax import body_of, walk
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def marks(function: Function) -> tuple[Edit, ...]:
    """Insertions of comments; none where the parts cannot be told apart. Spans count from the start of the piece."""
    body = body_of(function.node)
    first = next((index for index, each in enumerate(body) if isinstance(each, ast.Assert)), 0)
    if not first or function.role != "test" or placeholder(function) is not None:
        return ()
    if not all(isinstance(each, ast.Assert) for each in body[first:]) or not _is_plain(body[:first]):
        return ()
    act = body[first - 1]
    if not any(isinstance(node, ast.Call) for node in walk(act)) or not _is_about(act, body[first:]):
        return ()
    places = [(body[0], "Arrange")] if first > 1 else []
    places += [(act, "Act"), (body[first], "Assert")]
    edits = [_edit(function, statement, word) for statement, word in places]
    found = tuple(each for each in edits if each is not None)
    return found if len(found) == len(places) else ()


def _is_plain(statements: list[ast.stmt]) -> bool:
    return all(
        isinstance(each, (ast.Assign, ast.AnnAssign, ast.Expr, ast.Import, ast.ImportFrom)) for each in statements
    ) and not any(
        isinstance(node, ast.Attribute) and node.attr.startswith("assert") for each in statements for node in walk(each)
    )


def _is_about(act: ast.stmt, assertions: list[ast.stmt]) -> bool:
    """The assertions look at what the statement gave, or it gives nothing and is done for its effect."""
    if isinstance(act, ast.Expr):
        return True
    given = {node.id for node in walk(act) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return any(isinstance(node, ast.Name) and node.id in given for each in assertions for node in walk(each))


def _edit(function: Function, statement: ast.stmt, word: str) -> Edit | None:
    source = function.parsed.source
    start = function.parsed.start(statement)
    line = max(source.rfind("\n", 0, start), source.rfind("\r", 0, start)) + 1
    indent = source[line:start]
    above = source[:line].rstrip("\r\n")
    before = above[max(above.rfind("\n"), above.rfind("\r")) + 1 :].strip()
    if indent.strip() or before.startswith("#"):
        return None
    newline = "\r\n" if "\r\n" in source else "\n"
    is_apart = (
        len(source[:line]) - len(above) > len(newline) or word == "Arrange" or before.endswith(('"""', "'''", ":"))
    )
    return Edit(Span(line, line), f"{'' if is_apart else newline}{indent}# {word}{newline}")
