"""Where new code goes in an existing file, and how it is written there. Decides by lines, never by moving anything."""

from __future__ import annotations

import re
from typing import NamedTuple

from tree_sitter import Node

from seamwright.suite import Class, Module
from seamwright.text.span import LineIndex
from seamwright.text.syntax import parse


class Insertion(NamedTuple):
    """Text to be put in at ``offset``; of several at one place, the lower ``rank`` comes first."""

    offset: int
    rank: int
    text: str


def methods_of(module: Module, lines: LineIndex, cls: Class, sources: list[str]) -> list[Insertion]:
    """Puts methods (indented by four spaces, ending in a line feed) at the end of a top-level class."""
    found = []
    indent = cls.indent
    if cls.inline and cls.body is not None:
        indent = module.indent
        gap = cls.body.start - cls.colon
        # The blanks behind the colon become the end of the new indentation where they fit.
        fits = set(indent) == {" "} and module.text[cls.colon : cls.body.start] == " " * gap and gap <= len(indent)
        at, rest = (cls.colon, indent[gap:]) if fits else (cls.body.start, indent)
        found.append(Insertion(at, 1, module.newline + rest))
    last = _last_line_of(lines, cls)
    text = "".join("\n" + source for source in sources)
    prefix = "" if last + 1 < len(lines) else "\n"
    return [*found, Insertion(lines.start(last + 1), 2, in_style(prefix + text, indent, module.newline, "class X:\n"))]


def class_at_end(module: Module, lines: LineIndex, sources: list[str], others: list[Insertion]) -> Insertion:
    """Puts classes (ending in a line feed) at the end of the file, before a closing ``if __name__ …``.

    ``others`` are the insertions that are made as well: what they add may stand between the file and the class.
    """
    text = "\n\n".join(sources)
    if not module.text.strip(" \t\r\n\f\ufeff"):
        # What is blank stays behind the class; a line end there is the one that the class would bring.
        offset = 1 if module.text.startswith("\ufeff") else 0
        text = text.removesuffix("\n") if module.text[offset:] == module.newline else text
        return Insertion(offset, 3, in_style("\n\n" * bool(others) + text, module.indent, module.newline))
    offset = _end_of_module(module, lines)
    content = module.text[:offset].rstrip("\r\n\t \f\ufeff")
    ends = len(_LINE_END.findall(module.text, len(content), offset))
    partial = _LINE_END.split(module.text[len(content) : offset])[-1]
    if not ends and any(other.offset >= len(content) for other in others):
        ends = 1  # what is added there ends the last line
    missing = max(3 - ends, 0) if content or others else 0
    if partial and not missing and offset == len(module.text):
        missing = 1  # blanks in an unfinished last line
    text = "\n" * missing + text + ("\n\n" if offset < len(module.text) else "")
    return Insertion(offset, 3, in_style(text, module.indent, module.newline))


def in_style(source: str, indent: str, newline: str, around: str = "") -> str:
    """``source``, which is indented by four spaces, with ``indent`` per level and ``newline`` at line ends.

    Lines inside strings keep their white space, except for docstrings, whose indentation means nothing. ``around`` is
    what makes ``source`` a program when it stands in front of it.
    """
    if indent != "    " and source.strip():
        fixed = _fixed_lines(around + source, around.count("\n"))
        lines = source.split("\n")
        source = "\n".join(
            line if fixed.get(number) == 0 else _indented(line, indent, fixed.get(number))
            for number, line in enumerate(lines)
        )
    return source if newline == "\n" else source.replace("\n", newline)


def _fixed_lines(program: str, skipped: int) -> dict[int, int]:
    """Lines that begin inside a string: how many blanks of each are indentation (all others: as many as there are)."""
    tree = parse(program)
    found: dict[int, int] = {}
    stack = [tree.root]
    while stack:
        node = stack.pop()
        if node.type != "string":
            stack += node.children
            continue
        depth = node.start_point[1] if _is_docstring(node) else 0
        for row in range(node.start_point[0] + 1, node.end_point[0] + 1):
            found[int(row) - skipped] = int(depth)
    return found


def _is_docstring(node: Node) -> bool:
    statement = node.parent
    block = statement.parent if statement is not None else None
    if statement is None or block is None or statement.type != "expression_statement" or block.type != "block":
        return False
    first = next((child for child in block.named_children if child.type != "comment"), None)
    return first == statement


def _indented(line: str, indent: str, at_most: int | None) -> str:
    stripped = line.lstrip(" ")
    if not stripped:
        return ""
    blanks = len(line) - len(stripped)
    deep = blanks if at_most is None else min(blanks, at_most)
    return indent * (deep // 4) + " " * (blanks - deep // 4 * 4) + stripped


def _last_line_of(lines: LineIndex, cls: Class) -> int:
    """The last line of ``cls``, with the comments behind its last statement that are indented as its body is."""
    last = lines.line_at(cls.span.end)
    for line in range(last + 1, len(lines)):
        text = lines.text(line)
        blank = text.strip(" \t\f")
        if blank and not (blank.startswith("#") and _column(text) > 0):
            break
        if blank:
            last = line
    return last


def _column(line: str) -> int:
    """Width of the indentation; Python forgets what stands before a form feed."""
    after = line[: len(line) - len(line.lstrip(" \t\f"))].rpartition("\f")[2]
    return len(after)


def _end_of_module(module: Module, lines: LineIndex) -> int:
    """Where a new class goes: the end, or the start of a closing ``if __name__ …`` with the comment above it."""
    if not module.statements or not _MAIN.match(module.text, module.statements[-1].start):
        return len(module.text)
    line = lines.line_at(module.statements[-1].start)
    above = lines.line_at(module.statements[-2].end) if len(module.statements) > 1 else -1
    while line - 1 > above and lines.text(line - 1).startswith("#"):
        line -= 1
    if line == above:  # on one line with the statement before it
        return len(module.text)
    return max(lines.start(line), 1 if module.text.startswith("\ufeff") else 0)


_LINE_END = re.compile(r"\r\n|\r|\n")
_MAIN = re.compile(r"if[ \t(]+__name__\b")
