"""Cuts a module into definitions and parses each of them alone, so that a keystroke costs what it touched.

The cut is made by lines and indentation, which survive any half-typed line: whatever is broken in one definition, the
others stay what they were. A definition that does not parse is tried again without the lines that are in the way.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple

from seamwright.text.span import LineIndex, Span

Kind = Literal["code", "function", "class"]


class Piece(NamedTuple):
    """A part of a module: a function, the head of a class, or the code between definitions."""

    kind: Kind
    span: Span
    """Whole lines."""
    owner: int | None
    """Index of the piece that is the class around it."""


class Parsed:
    """A piece's text and its syntax. Equal only to itself, so that it can be a key."""

    __slots__ = ("_lines", "_wrapped", "body", "broken", "extra", "kind", "source")

    def __init__(self, kind: Kind, source: str) -> None:
        self.kind, self.source = kind, source
        self._lines: LineIndex | None = None
        self._wrapped = source[:1] in " \t\f"
        self.body, self.broken = _parse(kind, source, self._wrapped)
        self.extra: dict[str, object] = {}
        """What others work out about it once."""

    @property
    def lines(self) -> LineIndex:
        """The lines of the piece."""
        if self._lines is None:
            self._lines = LineIndex(self.source)
        return self._lines

    def line(self, node: ast.AST) -> int:
        """0-based line of ``node`` in the piece."""
        return int(getattr(node, "lineno", 1)) - 1 - self._wrapped

    def start(self, node: ast.AST) -> int:
        """Offset of ``node`` in the piece."""
        return self.offset(self.line(node), int(getattr(node, "col_offset", 0)))

    def span(self, node: ast.AST) -> Span:
        """Where ``node`` stands in the piece."""
        line = int(getattr(node, "end_lineno", None) or 1) - 1 - self._wrapped
        return Span(self.start(node), self.offset(line, int(getattr(node, "end_col_offset", None) or 0)))

    def offset(self, line: int, column: int) -> int:
        """Code points before ``column``, which counts bytes of UTF-8 as the standard parser does."""
        start, end = self.lines.start(line), self.lines.end(line)
        text = self.source[start:end]
        if text.isascii():
            return min(start + column, end)
        return start + len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))

    def name_span(self, node: ast.AST) -> Span:
        """The name of a function or class."""
        start = self.start(node)
        match = _NAME.search(self.source, start)
        return Span(match.start(1), match.end(1)) if match else Span(start, start)


def split(text: str) -> list[Piece]:
    """The pieces of ``text`` in order; together they are the whole text."""
    masked = strings(text)
    pieces: list[Piece] = []
    classes: list[tuple[int, int, int | None]] = []  # Indentation, index of the piece, indentation of the body.
    start, kind, owner, pending = 0, "code", None, None

    def close(end: int) -> None:
        if end > start:
            pieces.append(Piece(kind, Span(start, end), owner))  # type: ignore[arg-type]

    for offset, indent, word in _candidates(text, masked):
        while classes and indent <= classes[-1][0]:
            classes.pop()
        if word == "":
            # Code at the left margin ends whatever is open.
            pending = None
            if kind != "code":
                close(offset)
                start, kind, owner = offset, "code", None
            continue
        if classes:
            own, index, body = classes[-1]
            if body is not None and indent > body:
                continue
            classes[-1] = (own, index, indent)
        elif indent > 0:
            continue
        if pending == indent:
            pending = indent if word == "@" else None
        else:
            close(offset)
            start, owner = offset, classes[-1][1] if classes else None
            pending = indent if word == "@" else None
        kind = "class" if word == "class" else "function"
        if word == "class":
            classes.append((indent, len(pieces), None))
    close(len(text))
    return pieces


def _candidates(text: str, masked: tuple[list[int], list[int]]) -> Iterator[tuple[int, int, str]]:
    """Lines that may begin a piece: offset, indentation, and ``def``, ``class``, ``@`` or nothing."""
    starts, ends = masked
    for match in (_LINE if "\r" not in text else _LINE_CR).finditer(text):
        offset = match.start()
        index = bisect_right(starts, offset) - 1
        if index >= 0 and offset < ends[index]:
            continue
        yield offset, len(match[1].expandtabs(8)), match[2] or ""


def strings(text: str) -> tuple[list[int], list[int]]:
    """Where strings of several lines begin and end.

    A quote that is never closed would turn everything below it inside out. Then nothing counts as a string: lines of
    a docstring rarely look like definitions.
    """
    starts, ends = [], []
    if '"""' not in text and "'''" not in text:
        return [], []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "open":
            return [], []
        if match.lastgroup == "long":
            starts.append(match.start())
            ends.append(match.end())
    return starts, ends


def _parse(kind: Kind, source: str, wrapped: bool) -> tuple[list[ast.stmt], bool]:
    """The statements of a piece, and whether something had to be left out."""
    lines: list[str] | None = None
    text, seen = source, set()
    if kind == "code":
        return _parse_code(source)
    if kind == "class":
        # The head of a class that holds nothing but methods has no body of its own.
        whole = _parse("function", source, wrapped)
        if whole[0] and not whole[1]:
            return whole
        text = source.rstrip() + "\n" + " " * (len(source) - len(source.lstrip()) + 4) + "pass\n"
    for attempt in range(_ATTEMPTS):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse("if 1:\n" + text if wrapped else text)
            body = tree.body[0].body if wrapped and isinstance(tree.body[0], ast.If) else tree.body
            return body, attempt > 1
        except SyntaxError as error:
            if attempt == 0:
                # Newer Python than the one that runs us.
                text = _newer(text)
                continue
            block = _EXPECTED_BLOCK.search(error.msg or "")
            number = int(block[1]) if block else error.lineno or 0
            number -= 1 + wrapped
            lines = lines or re.split(r"(?<=\n)", text)
            if not 0 <= number < len(lines) or number in seen:
                break
            seen.add(number)
            old = lines[number]
            content = old.lstrip(" \t")
            if _HEAD.match(content):
                break
            lines[number] = old[: len(old) - len(content)] + "pass\n"
            text = "".join(lines)
        except (ValueError, RecursionError, MemoryError, OverflowError):
            break
    return [], True


def _parse_code(source: str) -> tuple[list[ast.stmt], bool]:
    """The statements between definitions: at once where that works, else one by one, so that a broken one is alone."""
    body = _statements(source)
    body = _statements(_newer(source)) if body is None else body
    if body is not None:
        return body, False
    source = _newer(source)
    starts = [match.start() for match in (_LINE if "\r" not in source else _LINE_CR).finditer(source) if not match[1]]
    found: list[ast.stmt] = []
    broken = False
    line = 0
    for start, end in zip([0, *starts], [*starts, len(source)], strict=True):
        chunk = source[start:end]
        part = _statements("\n" * line + chunk) if len(starts) < _MANY else None
        broken |= part is None
        found += part or []
        line += len(_LINE_END.findall(chunk))
    return found, broken


def _statements(text: str) -> list[ast.stmt] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def _newer(text: str) -> str:
    """``text`` with type parameters and unparenthesised exception lists blanked out; every column stays."""
    text = _TYPE_ALIAS.sub(lambda match: match[1] + match[3] + " " * (len(match[2]) + len(match[4])) + match[5], text)
    text = _TYPE_PARAMETERS.sub(lambda match: match[1] + " " * len(match[2]), text)
    return _EXCEPT.sub(lambda match: match[1] + " " * len(match[2]), text)


_ATTEMPTS = 8
_NAME = re.compile(r"(?:def|class)\s+([^\W\d]\w*)")
_TOKEN = re.compile(
    r"""
    \#[^\r\n]*
    | (?P<long>"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3} | '{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'{3})
    | (?P<open>"{3}|'{3})
    | "[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*" | '[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*'
    """,
    re.VERBOSE | re.DOTALL,
)
# A definition at any indentation, or code at the left margin (not a comment, a closing bracket or a blank line).
_LINE = re.compile(r"(?m)^([ \t]*)(?:(?:async[ \t]+)?((?:def|class)\b|@)|(?<![ \t])(?=[^\s#)\]}]))")
_LINE_CR = re.compile(r"(?:\A|(?<=[\r\n]))([ \t]*)(?:(?:async[ \t]+)?((?:def|class)\b|@)|(?<![ \t])(?=[^\s#)\]}]))")
_HEAD = re.compile(r"(?:async\s+)?(?:def|class)\b")
_EXPECTED_BLOCK = re.compile(r"expected an indented block after .* on line (\d+)")
_TYPE_PARAMETERS = re.compile(r"(\b(?:def|class)[ \t]+\w+)(\[[^\]\r\n]*\])")
_TYPE_ALIAS = re.compile(r"(?m)^([ \t]*)(type[ \t]+)(\w+)((?:\[[^\]\r\n]*\])?)([ \t]*=)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_MANY = 2000
_EXCEPT = re.compile(r"(\bexcept[ \t]+[\w.]+)((?:[ \t]*,[ \t]*[\w.]+)+)(?=[ \t]*:)")
