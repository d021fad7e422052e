"""Decides whether a draft surely stands as ``ruff format`` and ``black`` would leave it. In doubt it does not.

A formatter is no dependency of ours. But a draft of short, simple statements that equals what ``ast.unparse`` makes of
its syntax tree is what the formatters would write, too, if its strings and comments are as they want them; and half of
the drafts in plans are no more than that. The others are fenced off.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence

from seamwright.generate.blocks import INDENT, Body
from seamwright.generate.layout import Unformattable, fits
from seamwright.text.literals import Quote, string


def is_formatted(body: Body, width: int, quote: Quote) -> bool:
    """Would both formatters leave ``body`` as it is?"""
    lines = [line.removeprefix(INDENT) for line in body.lines]
    source = "\n".join(lines) + "\n"
    try:
        if not all(fits(line, width) for line in body.lines) or not _are_simple(body.statements):
            return False
        bare = _without_strings(source, quote)
        expected = ast.unparse(_Placeholders().visit(ast.parse(source, mode="exec", type_comments=False)))
    except (Unformattable, SyntaxError, ValueError, tokenize.TokenError, RecursionError):
        return False
    code = [line for line in bare if line.strip() and not line.lstrip().startswith("#")]
    return [_without_comment(line) for line in code] == expected.split("\n") and _is_spaced(bare)


_SIMPLE = (
    *(
        ast.Assert,
        ast.Assign,
        ast.AsyncFor,
        ast.AsyncWith,
        ast.AugAssign,
        ast.Break,
        ast.Continue,
        ast.Expr,
        ast.For,
        ast.If,
    ),
    *(ast.Pass, ast.Raise, ast.Return, ast.Try, ast.While, ast.With, ast.withitem, ast.ExceptHandler),
    *(ast.Attribute, ast.Await, ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.Constant, ast.Dict, ast.JoinedStr),
    *(ast.List, ast.ListComp, ast.Name, ast.Set, ast.Subscript, ast.UnaryOp, ast.FormattedValue),
    *(ast.comprehension, ast.keyword, ast.expr_context, ast.boolop, ast.cmpop, ast.operator, ast.unaryop),
)
"""What ``ast.unparse`` writes as the formatters do, in every version of Python. No tuples, slices, lambdas, imports."""


def _are_simple(statements: Sequence[ast.stmt]) -> bool:
    for statement in statements:
        for node in ast.walk(statement):
            if not isinstance(node, _SIMPLE) or isinstance(node, ast.Pow):
                return False
            if isinstance(node, ast.Constant) and isinstance(node.value, bytes | complex):
                return False
            # A text as a statement is laid out like a docstring.
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.JoinedStr):
                return False
    return True


class _Placeholders(ast.NodeTransformer):
    """Names instead of strings: how those are written is compared apart."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Name(_PLACEHOLDER, ast.Load()) if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return ast.Name(_PLACEHOLDER, ast.Load())


_PLACEHOLDER = "STRING"
# An f-string in which there is nothing for a formatter to do.
_PLAIN_F_STRING = re.compile(r'f"(?:[^"\'{}\\]|\{[A-Za-z_][\w.]*(?:\([\w.]*\))?(?::[^"\'{}\\ ]*)?\})*"')


def _without_strings(source: str, quote: Quote) -> list[str]:
    """The lines of ``source`` with a placeholder for every string.

    Raises:
        ValueError: a string is not written as the formatters would.
    """
    lines = source.split("\n")[:-1]
    for (row, start), (last, end) in reversed(list(_strings(source))):
        text = lines[row - 1][start:end]
        if row != last or not _is_plain(text, quote):
            raise ValueError("a string that a formatter might change")
        lines[row - 1] = lines[row - 1][:start] + _PLACEHOLDER + lines[row - 1][end:]
    return lines


def _strings(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Start and end of every string, f-strings as a whole."""
    depth, opened = 0, (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):
            opened, depth = (opened if depth else token.start), depth + 1
        elif name.endswith("STRING_END"):
            depth -= 1
            if not depth:
                yield opened, token.end
        elif token.type == tokenize.STRING and not depth:
            yield token.start, token.end


def _is_plain(text: str, quote: Quote) -> bool:
    if text[:1] == "f":
        return quote == "double" and _PLAIN_F_STRING.fullmatch(text) is not None
    return text[:1] in "\"'" and "\\" not in text and text == string(ast.literal_eval(text), quote)


def _without_comment(line: str) -> str:
    code, hashes, _ = line.partition("#")
    # Two blanks belong before a comment; any other number stays and makes the lines differ.
    return (code.removesuffix("  ") if hashes else code) if "#" in line else line


def _is_spaced(lines: Sequence[str]) -> bool:
    """Are blank lines and comments where no formatter moves them?"""
    for index, line in enumerate(lines):
        below = next((each for each in lines[index + 1 :] if each.strip() and not each.lstrip().startswith("#")), "")
        above = next((each for each in reversed(lines[:index]) if each.strip()), "")
        if not line.strip():
            if above.rstrip().endswith(":") or _CLAUSE.match(below):
                return False
        elif line.lstrip().startswith("#"):
            if _CLAUSE.match(below) or _margin(line) != _margin(below):
                return False
            if not below and _margin(above):
                return False
    return True


_CLAUSE = re.compile(r"\s*(?:elif|else|except|finally)\b")


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
