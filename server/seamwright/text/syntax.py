"""Python text as a tree-sitter tree whose nodes are found by code points.

Everything that reads Python goes through :func:`parse`: it is fast, it never fails, and it survives code that somebody
is in the middle of typing. Spans that leave this module count code points, as everywhere in the core.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import AnyStr

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

from seamwright.text.span import Span

# Python ends a line at a lone carriage return; the grammar does not. Both characters are one byte long.
_LONE_CR = re.compile(r"\r(?!\n)")
# Lines that hold nothing but a backslash: the grammar takes time with the square of their number.
_IDLE = re.compile(r"(?:^\\\r?\n){50,}", re.MULTILINE)
_WIDE = re.compile(rb"[\xc0-\xff][\x80-\xbf]*")


class SyntaxTree:
    """A parsed text. Keep it as long as its nodes are in use."""

    __slots__ = ("_extra", "_starts", "_tree", "data", "text")

    def __init__(self, text: str, before: SyntaxTree | None = None) -> None:
        self.text = text
        text = _LONE_CR.sub("\n", text) if "\r" in text else text
        if "\\\n\\\n" in text or "\\\r\n\\\r\n" in text:
            text = _IDLE.sub(_blanked, text)
        self.data = text.encode("utf-8", "surrogatepass")
        # For every character outside ASCII: the byte after it, and by how much bytes then run ahead of code points.
        self._starts: list[int] = []
        self._extra: list[int] = []
        parser = Parser(_language())
        if before is None:
            self._tree = parser.parse(self.data)
            self._count(self.data, 0)
        else:
            self._tree = parser.parse(self.data, before._edited(self.data, self))

    def _count(self, data: bytes, at: int) -> None:
        """Put down the characters outside ASCII in ``data``, which begins at byte ``at``."""
        if data.isascii():
            return
        ahead = self._extra[-1] if self._extra else 0
        for match in _WIDE.finditer(data):
            ahead += len(match.group()) - 1
            self._starts.append(at + match.end())
            self._extra.append(ahead)

    def _take_over(self, before: SyntaxTree, start: int, old_end: int, new_end: int) -> None:
        """Put down all such characters, of which only those between ``start`` and ``new_end`` are new."""
        first, last = bisect_right(before._starts, start), bisect_right(before._starts, old_end)
        self._starts, self._extra = before._starts[:first], before._extra[:first]
        self._count(self.data[start:new_end], start)
        by = new_end - old_end
        ahead = (self._extra[-1] if self._extra else 0) - (before._extra[last - 1] if last else 0)
        self._starts += [each + by for each in before._starts[last:]]
        self._extra += [each + ahead for each in before._extra[last:]]

    def _edited(self, data: bytes, after: SyntaxTree) -> Tree:
        """A copy of the tree that knows where ``data`` differs; the parser takes over the rest of it."""
        start = common_length(self.data, data)
        shorter = min(len(self.data), len(data)) - start
        end = min(
            common_length(self.data[: start - 1 if start else None : -1], data[: start - 1 if start else None : -1]),
            shorter,
        )
        # An edit begins and ends between characters.
        while start and self.data[start - 1 : start] >= b"\x80":
            start -= 1
        while end and self.data[len(self.data) - end] & 0xC0 == 0x80:
            end -= 1
        after._take_over(self, start, len(self.data) - end, len(data) - end)
        tree = self._tree.copy()
        tree.edit(
            start,
            len(self.data) - end,
            len(data) - end,
            _point(self.data, start),
            _point(self.data, len(self.data) - end),
            _point(data, len(data) - end),
        )
        return tree

    @property
    def root(self) -> Node:
        """The module."""
        return self._tree.root_node

    def offset(self, byte: int) -> int:
        """The code point at ``byte``."""
        if not self._starts:
            return byte
        index = bisect_right(self._starts, byte)
        return byte - (self._extra[index - 1] if index else 0)

    def span(self, node: Node) -> Span:
        """Where ``node`` stands."""
        return Span(self.offset(node.start_byte), self.offset(node.end_byte))

    def code(self, node: Node) -> Span:
        """Where the code of ``node`` stands: like :meth:`span`, but comments behind its last statement do not count."""
        last: Node | None = node
        end = node.end_byte
        while last is not None:
            end = last.end_byte
            last = next((child for child in reversed(last.children) if child.type != "comment"), None)
        return Span(self.offset(node.start_byte), self.offset(end))

    def source(self, node: Node) -> str:
        """The text of ``node`` (a lone carriage return in it appears as a line feed)."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "surrogatepass")

    def line(self, node: Node) -> int:
        """1-based line of the start of ``node``, by Python's line ends, which are those of the protocol."""
        return int(node.start_point[0]) + 1


def _blanked(match: re.Match[str]) -> str:
    return match.group().replace("\\", " ")


def parse(text: str) -> SyntaxTree:
    """Read ``text``. Never raises, whatever it holds."""
    return SyntaxTree(text)


def reparse(before: SyntaxTree, text: str) -> SyntaxTree:
    """Read ``text``, which differs from the text of ``before`` in one place, at the price of that place."""
    return before if before.text == text else SyntaxTree(text, before)


def common_length(one: AnyStr, other: AnyStr) -> int:
    """Length of the common beginning, compared in halves because that is done by the machine."""
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def statements(block: Node) -> Iterator[tuple[Node, bool]]:
    """The statements of a module or block in order, those inside ``if``, ``try``, ``with`` and errors included.

    The flag says whether the statement stands directly in ``block``.
    """
    stack = [(child, True) for child in reversed(block.named_children)]
    while stack:
        node, direct = stack.pop()
        if node.type in _NESTING:
            stack += [(child, False) for child in reversed(node.named_children)]
        if node.type not in _TRANSPARENT:
            yield node, direct


def definition(node: Node) -> Node:
    """The ``class`` or ``def`` behind decorators; any other statement unchanged."""
    inner = node.child_by_field_name("definition") if node.type == "decorated_definition" else None
    return inner or node


def string_value(source: str) -> str | None:
    """The value of a string expression without placeholders, or ``None`` if it is no such thing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes are the business of whoever wrote them
            value = ast.literal_eval(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return value if isinstance(value, str) else None


def is_async(node: Node) -> bool:
    """Whether a function definition is a coroutine."""
    return bool(node.children) and node.children[0].type == "async"


def _point(data: bytes, byte: int) -> tuple[int, int]:
    return data.count(b"\n", 0, byte), byte - (data.rfind(b"\n", 0, byte) + 1)


_TRANSPARENT = frozenset({"block", "elif_clause", "else_clause", "except_clause", "finally_clause", "ERROR"})
_NESTING = _TRANSPARENT | {"if_statement", "try_statement", "with_statement"}


@lru_cache(maxsize=1)
def _language() -> Language:
    return Language(tree_sitter_python.language())
