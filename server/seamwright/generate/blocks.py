"""How a piece of somebody's Python is moved to another indentation without changing what it says."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from seamwright.generate.signatures import Function
from seamwright.text.literals import visible, without_directives

INDENT = " " * 8
"""Where the body of a test method stands."""


class Unmovable(ValueError):
    """The text cannot be moved with certainty."""


class Body(NamedTuple):
    """A moved body."""

    lines: list[str]
    statements: list[ast.stmt]
    """The statements that ``lines`` hold."""


def body_of(function: Function, source: str, notes: Mapping[int, Collection[str]]) -> Body:
    """The lines of the body of ``function`` behind its docstring, at the indentation of a method's body.

    Comments are part of it. ``source`` is what ``function`` was parsed from, with line feeds only. Lines that begin
    inside a string stay as they are. Without blank lines at either end and without runs of them, and without
    statements that say nothing behind one that ends the test (``pass``), or that the module says already. ``notes``
    are the codes that a linter shall ignore on a line (1-based).

    Raises:
        Unmovable: the body does not stand on lines of its own.
    """
    lines = source.split("\n")
    tokens = _tokens(source)
    first = _first_line(function, tokens)
    last = _last_line(function, lines)
    inside = _lines_inside_strings(tokens)
    needless = _needless(function, lines)
    for token in tokens:
        if token.type == tokenize.COMMENT and first <= token.start[0] <= last:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column] + comment(token.string)
    for row, codes in notes.items():
        while row + 1 in inside:
            row += 1
        if codes and row not in needless and not lines[row - 1].endswith("\\"):
            lines[row - 1] = f"{lines[row - 1].rstrip()}  # noqa: {', '.join(sorted(codes))}"
    base = function.body[0].col_offset
    moved: list[str] = []
    for row in range(first, last + 1):
        line = lines[row - 1]
        if row in needless:
            line = line.replace(needless[row], "", 1)
            if not line.strip():
                continue
            line = line[:base] + line.strip()
        if row not in inside:
            line = _shifted(line, base)
        if row + 1 not in inside:
            line = line.rstrip(" ")
        if line or row in inside or (moved and moved[-1]):
            moved.append(line)
    while moved and not moved[-1]:
        moved.pop()
    has_docstring = ast.get_docstring(function, clean=False) is not None
    return Body(moved, [node for node in function.body[has_docstring:] if node.lineno not in needless])


def commented(lines: Iterable[str]) -> list[str]:
    """``lines`` as comments at the indentation of a method's body; blank ones are left out."""
    return [f"{INDENT}# {without_directives(visible(line.rstrip()))}" for line in lines if line.strip()]


def comment(text: str) -> str:
    """A comment of somebody else, with the space that formatters want, and without power over tools."""
    words = text.lstrip("#")
    hashes = text[: len(text) - len(words)]
    return f"{hashes}{' ' * (words[:1] not in (' ', ''))}{without_directives(words)}"


def _shifted(line: str, base: int) -> str:
    content = line.lstrip(" ")
    return INDENT + " " * max(len(line) - len(content) - base, 0) + content if content else ""


def _first_line(function: Function, tokens: Sequence[tokenize.TokenInfo]) -> int:
    """1-based line on which the body begins, behind the docstring where there is one."""
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        end = first.end_lineno or first.lineno
        if len(function.body) > 1 and function.body[1].lineno == end:
            raise Unmovable("a statement stands behind the docstring")
        return end + 1
    depth = 0
    for token, following in pairwise(tokens):
        if token.start < (function.lineno, 0) or token.type != tokenize.OP:
            continue
        depth += (token.string in "([{") - (token.string in ")]}")
        if token.string == ":" and depth == 0 and following.type in (tokenize.NEWLINE, tokenize.COMMENT):
            return token.start[0] + 1
        if token.start[0] > first.lineno:
            break
    raise Unmovable("the body stands on the line of its def")


def _last_line(function: Function, lines: Sequence[str]) -> int:
    """1-based line on which the body ends; comments that are indented like it belong to it."""
    last = function.end_lineno or function.lineno
    for row in range(last + 1, len(lines) + 1):
        line = lines[row - 1]
        content = line.lstrip(" ")
        if content and (not content.startswith("#") or len(line) - len(content) <= function.col_offset):
            break
        last = row if content else last
    return last


def _needless(function: Function, lines: Sequence[str]) -> dict[int, str]:
    """1-based lines of the body that hold one statement which can be left out, and its text."""
    found = {}
    for node in function.body:
        text = lines[node.lineno - 1].partition("#")[0].strip()
        if (
            (isinstance(node, ast.Pass) and text == "pass")
            or (isinstance(node, ast.Expr) and text == "...")
            or (isinstance(node, ast.Import) and text == "import pytest")
            or (node is function.body[-1] and text in ("return", "return None"))
        ):
            found[node.lineno] = text
    return found


def _lines_inside_strings(tokens: Sequence[tokenize.TokenInfo]) -> set[int]:
    """Lines (1-based) that begin inside a string, whose blanks are therefore part of a value."""
    inside: set[int] = set()
    opened: list[int] = []
    for token in tokens:
        name = tokenize.tok_name[token.type]
        if token.type == tokenize.STRING:
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
        elif re.fullmatch(r"[FT]STRING_START", name):
            opened.append(token.start[0])
        elif re.fullmatch(r"[FT]STRING_END", name) and opened:
            inside.update(range(opened.pop() + 1, token.end[0] + 1))
    return inside


def _tokens(source: str) -> list[tokenize.TokenInfo]:
    try:
        return list(tokenize.generate_tokens(io.StringIO(source + "\n").readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise Unmovable(str(error)) from None
