"""Where something stands in a text.

The whole core counts in Unicode code points (Python string indices). Only ``lsp/`` converts to the client's position
encoding, through :class:`LineIndex`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Literal, NamedTuple

PositionEncoding = Literal["utf-8", "utf-16", "utf-32"]

# The Language Server Protocol knows these three line ends and no others (specification 3.17, "Text Documents").
# ``str.splitlines`` also splits at U+2028, form feed, NEL and more, so it must never be used on a document.
_LINE_END = re.compile(r"\r\n|\r|\n")


class Span(NamedTuple):
    """Half-open range ``[start, end)`` of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The spanned part of ``text``."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Span:
        """The same span after ``by`` code points were inserted before it."""
        return Span(self.start + by, self.end + by)


class LineIndex:
    """Line starts of one text, by the line ends of the Language Server Protocol. Lines and characters are 0-based."""

    __slots__ = ("_ends", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        starts: list[int]
        ends: list[int]
        if "\r" not in text:
            # The common case, four times as fast: the lines' lengths add up to their ends.
            ends = list(accumulate(map(len, text.split("\n")), lambda end, length: end + length + 1))
            starts = [0, *(end + 1 for end in ends[:-1])]
        else:
            starts, ends = [0], []
            for match in _LINE_END.finditer(text):
                ends.append(match.start())
                starts.append(match.end())
            ends.append(len(text))
        self._starts, self._ends = starts, ends

    def replaced(self, span: Span, new: str) -> LineIndex:
        """The index of the text in which ``new`` stands in place of ``span``, at the price of what changed."""
        old = self._text
        text = old[: span.start] + new + old[span.end :]
        if "\r" in old or "\r" in new:
            return LineIndex(text)
        first, last = self.line_at(span.start), self.line_at(span.end)
        start, by = self._starts[first], len(new) - (span.end - span.start)
        lines = text[start : self._ends[last] + by].split("\n")
        ends = list(accumulate(map(len, lines), lambda end, length: end + length + 1, initial=start - 1))[1:]
        index = LineIndex.__new__(LineIndex)
        index._text = text
        index._ends = [*self._ends[:first], *ends, *(each + by for each in self._ends[last + 1 :])]
        further = (each + by for each in self._starts[last + 1 :])
        index._starts = [*self._starts[:first], start, *(end + 1 for end in ends[:-1]), *further]
        return index

    @property
    def whole(self) -> str:
        """The text."""
        return self._text

    def __len__(self) -> int:
        """Number of lines; a text that ends with a line end has an empty last line."""
        return len(self._starts)

    def line_at(self, offset: int) -> int:
        """The line that holds ``offset`` (clamped to the text)."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def start(self, line: int) -> int:
        """Offset of the first code point of ``line``; past the last line, the end of the text."""
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def end(self, line: int) -> int:
        """Offset just after the last code point of ``line``, without its line end."""
        return self._ends[line] if line < len(self._ends) else len(self._text)

    def text(self, line: int) -> str:
        """``line`` without its line end; past the last line, the empty string."""
        return self._text[self.start(line) : self.end(line)]

    def span(self, first: int, last: int) -> Span:
        """From the start of line ``first`` to the end of line ``last`` (inclusive), without the last line end."""
        return Span(self.start(first), self.end(last))

    def position(self, offset: int, encoding: PositionEncoding) -> tuple[int, int]:
        """``(line, character)`` of ``offset``, the character counted in code units of ``encoding``."""
        offset = min(max(offset, 0), len(self._text))
        line = self.line_at(offset)
        return line, units(self._text[self.start(line) : min(offset, self.end(line))], encoding)

    def offset(self, line: int, character: int, encoding: PositionEncoding) -> int:
        """The inverse of :meth:`position`.

        A character past the end of the line means the end of the line, a line past the end means the end of the text
        (both as the protocol asks); a character inside a code point means that code point's start.
        """
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[line], self._ends[line]
        if character <= 0:
            return start
        content = self._text[start:end]
        if encoding == "utf-32" or content.isascii():
            return min(start + character, end)
        seen = 0
        for index, char in enumerate(content):
            seen += units(char, encoding)
            if seen > character:
                return start + index
        return end


def units(text: str, encoding: PositionEncoding) -> int:
    """Length of ``text`` in code units of ``encoding``. Lone surrogates count as one UTF-16 unit and three bytes."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
