"""How text and code are laid out so that ``ruff format`` and ``black`` leave them as they are.

Neither formatter touches the words of docstrings and comments, so those are wrapped here. Code that we write is small
(one signature, one call, literal arguments), so their rules for it fit in this file; what it cannot lay out for
certain it refuses, and the caller writes something simpler.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seamwright.text.literals import comment_text, docstring_line

INDENT = "    "

# Line separators other than these become escapes; they are part of the words.
_BLANKS = re.compile(r"[ \t\r\n]+")


class Unformattable(ValueError):
    """The formatters might lay this out in another way than we do."""


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """``text`` as lines of at most ``width`` columns, broken between words; a longer word gets a line of its own.

    ``first`` and ``rest`` stand before the first and the other lines (``- `` and two blanks for a bullet). Lines are
    measured as :func:`docstring_line` writes them, and returned unescaped.
    """
    lines, line, used = [], first, len(first)
    for word in filter(None, _BLANKS.split(text)):
        length = len(docstring_line(word))
        gap = 1 if line.strip(" ") and line not in (first, rest) else 0
        if gap and used + gap + length > width:
            lines.append(line)
            line, used, gap = rest, len(rest), 0
        line += " " * gap + word
        used += gap + length
    return [*lines, line] if line.strip(" ") else lines


def bullets(items: Iterable[str], width: int) -> list[str]:
    """Every item as a ``- `` bullet, wrapped."""
    return [line for item in items for line in wrap(item, width, first="- ", rest="  ")]


def comments(items: Iterable[str], width: int) -> list[str]:
    """Every item as a bullet in comment lines. Each line is made safe: a wrapped word may start a line."""
    lines = bullets(items, width - 2)
    return [f"# {line[:2]}{comment_text(line[2:])}" for line in lines]


def signature(head: str, parameters: Sequence[str], tail: str, width: int) -> list[str]:
    """``head(parameters)tail`` as lines: on one line, else the parameters on one, else one on each."""
    one = f"{head}({', '.join(parameters)}){tail}"
    if len(one) <= width:
        return [one]
    inner = ", ".join(parameters)
    # A lone parameter gets the trailing comma that the formatters give it.
    if len(parameters) > 1 and len(inner) + len(INDENT) <= width:
        return [f"{head}(", INDENT + inner, f"){tail}"]
    return [f"{head}(", *(f"{INDENT}{parameter}," for parameter in parameters), f"){tail}"]


@dataclass(frozen=True, slots=True)
class Brackets:
    """A call or a literal collection: ``start`` ends with the opening bracket, ``end`` is the closing one."""

    start: str
    items: tuple[str | Brackets, ...]
    end: str
    is_call: bool = False

    def __str__(self) -> str:
        comma = "," if self.end == ")" and not self.is_call and len(self.items) == 1 else ""
        return f"{self.start}{', '.join(map(str, self.items))}{comma}{self.end}"


def code(item: str | Brackets, width: int, *, tail: str = "") -> list[str]:
    """``item`` as lines of at most ``width`` columns, as the formatters break it.

    Raises:
        Unformattable: some line would be too long, or hangs on how wide a character is.
    """
    one = f"{item}{tail}"
    if fits(one, width):
        return [one]
    if isinstance(item, str) or len(item.items) < (1 if item.is_call else 2):
        raise Unformattable(one)
    inner = width - len(INDENT)
    body = ", ".join(map(str, item.items))
    if item.is_call and fits(body, inner):
        lines = [body]
    elif len(item.items) == 1:
        raise Unformattable(one)
    else:
        lines = [line for each in item.items for line in code(each, inner, tail=",")]
    return [item.start, *(INDENT + line for line in lines), f"{item.end}{tail}"]


def fits(line: str, width: int) -> bool:
    """Is ``line`` surely at most ``width`` columns wide?

    Raises:
        Unformattable: it hangs on how wide a character outside ASCII is; the formatters use tables that differ.
    """
    wide = sum(not char.isascii() for char in line)
    if len(line) + wide <= width:
        return True
    if len(line) - wide > width:
        return False
    raise Unformattable(line)
