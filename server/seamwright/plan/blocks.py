"""Markdown as a flat flow of block entries.

CommonMark's block structure comes from markdown-it-py; the grammar of plans needs only what stands in which line and
how deep in lists. Inline content stays raw.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from seamwright.plan.plain import without_comments


class Kind(IntEnum):
    """What an entry is."""

    HEADING = 0
    PARAGRAPH = 1
    ITEM = 2
    CODE = 3
    TABLE = 4
    RULE = 5


class Entry(NamedTuple):
    """One block. Lines are 0-based and relative to the chunk that was read; ``end`` is exclusive."""

    kind: Kind
    line: int
    end: int
    depth: int
    """Heading: its level. Otherwise: the number of list items around it (an item counts itself)."""
    text: str = ""
    """Heading, paragraph, item: raw inline source. Code: the content."""
    marker: str = ""
    """Item: ``-``, ``*``, ``1.`` …; code: the fence's info string; heading: ``#`` or ``=``."""
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Table: line and cells of every row, the header first."""
    fenced: bool = False
    """Code: between fences, in contrast to indented."""
    closed: bool = True
    """Code: a closing fence was found before the chunk ended."""
    quoted: bool = False
    """It stands in a block quote."""
    depths: tuple[int, ...] = ()
    """Item: for each further line of its text, the number of list items that the line is indented in.

    CommonMark joins a line to the item before however little it is indented; a reader does not.
    """


# What a block begins with, after the markers of the lists and quotes around it. Most plans lack most kinds of blocks,
# and asking for a kind in every line of every paragraph costs time.
_BEFORE = r"\n[ \t\d.)*+>-]*"
# What tells that an item does not begin with text.
_AFTER_MARK = frozenset(
    ["list_item_open", "list_item_close", "heading_open", "fence", "code_block", "table_open", "hr", "blockquote_open"]
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTE = re.compile(_BEFORE + ">")
_HTML = re.compile(_BEFORE + "<")
_UNDERLINE = re.compile(r"(?<!\n)\n[ \t>]*(?:=+|-+)[ \t]*(?=\n|\Z)")


@lru_cache(maxsize=16)
def _parser(without: tuple[str, ...]) -> MarkdownIt:
    # Link references change nothing that a plan says.
    return MarkdownIt("commonmark").enable("table").disable(["reference", *without])


def tokens(text: str) -> list[Token]:
    """Block tokens of ``text``; inline content is not parsed."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\0", "\ufffd")
    probe = "\n" + text
    useless = {
        "blockquote": ">" not in text or _QUOTE.search(probe) is None,
        "html_block": "<" not in text or _HTML.search(probe) is None,
        "lheading": _UNDERLINE.search(text) is None,
        "table": "|" not in text,
    }
    parser = _parser(tuple(rule for rule, never in useless.items() if never))
    out: list[Token] = []
    with _collector_paused(len(text)):
        parser.block.parse(text, parser, {}, out)
    return out


@contextmanager
def _collector_paused(size: int) -> Iterator[None]:
    """Keep the cyclic garbage collector from walking again and again over tokens that all stay alive.

    In a text of megabytes that is what makes twice the text take three times as long. A short one is not worth it.
    """
    if size < 200_000 or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def chunks(text: str) -> list[tuple[int, list[Entry]]]:
    """The flow of blocks, cut before every outermost ``#`` heading.

    Returns:
        Pairs of the 0-based line at which a part begins and its entries, whose lines count from there.
    """
    out: list[Entry] = []
    parts = [(0, out)]
    base = 0
    stream = tokens(text)
    depth = 0
    item: Token | None = None
    row: list[str] | None = None
    rows: list[tuple[str, ...]] = []
    table: Token | None = None
    heading: Token | None = None
    quotes: list[int] = []
    source: list[str] = []
    items: list[int] = []
    for token in stream:
        kind = token.type
        if item is not None and kind in _AFTER_MARK:
            # Nothing stands behind the item's mark.
            out.append(Entry(Kind.ITEM, line := items[-1] - base, line + 1, depth, "", item.info + item.markup))
            item = None
        if kind == "inline":
            span = token.map or [0, 0]
            if "<!--" in token.content:
                shown = without_comments(token.content)
                token.content = "\n".join(line.rstrip(" ") for line in shown.split("\n")).rstrip("\n")
            if row is not None:
                row.append(token.content)
            elif heading is not None:
                # Headings inside list items structure nothing; they read like a bold line.
                if heading.level == 0:
                    level = int(heading.tag[1])
                    mark = "#" if heading.markup[:1] == "#" else "="
                    if mark == "#" and (out or span[0] > 0):
                        base, out = span[0], []
                        parts.append((base, out))
                    out.append(Entry(Kind.HEADING, span[0] - base, span[1] - base, level, token.content, mark))
                else:
                    out.append(Entry(Kind.PARAGRAPH, span[0] - base, span[1] - base, depth, f"**{token.content}**"))
            elif item is not None:
                entry = Entry(Kind.ITEM, span[0] - base, span[1] - base, depth, token.content, item.info + item.markup)
                if "\n" in token.content:
                    source = source or _LINE_END.split(text)
                    entry = entry._replace(depths=_depths(source, range(span[0] + 1, span[1]), items))
                out.append(entry)
                item = None
            else:
                out.append(Entry(Kind.PARAGRAPH, span[0] - base, span[1] - base, depth, token.content))
        elif kind == "list_item_open":
            depth += 1
            item = token
            items.append((token.map or [0, 0])[0])
        elif kind == "list_item_close":
            depth -= 1
            items.pop()
        elif kind == "blockquote_open":
            quotes.append(len(out))
        elif kind == "blockquote_close":
            # Nothing in a quote begins a part, so that the entries since its beginning are the last ones.
            first = quotes.pop()
            out[first:] = [entry._replace(quoted=True) for entry in out[first:]]
        elif kind == "heading_open":
            heading = token
        elif kind == "heading_close":
            heading = None
        elif kind == "fence" or kind == "code_block":
            out.append(_code(token, depth, base))
        elif kind == "tr_open":
            row = []
        elif kind == "tr_close":
            rows.append(tuple(row or ()))
            row = None
        elif kind == "table_open":
            rows, table = [], token
        elif kind == "table_close":
            span = (table and table.map) or [0, 0]
            lines = [span[0] - base, *range(span[0] - base + 2, span[0] - base + 1 + len(rows))]
            out.append(
                Entry(Kind.TABLE, span[0] - base, span[1] - base, depth, rows=tuple(zip(lines, rows, strict=True)))
            )
        elif kind == "hr":
            line = (token.map or [0, 1])[0] - base
            out.append(Entry(Kind.RULE, line, line + 1, depth))
    return parts


def _depths(source: list[str], lines: range, items: list[int]) -> tuple[int, ...]:
    """For each of ``lines``, how many of the list ``items`` (by their first lines) have their mark left of its text."""
    marks = [_margin(source[line]) for line in items]
    return tuple(sum(mark < margin for mark in marks) for margin in (_margin(source[line]) for line in lines))


def _margin(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" >"))


def _code(token: Token, depth: int, base: int) -> Entry:
    start, end = token.map or [0, 0]
    fenced = token.type == "fence"
    # markdown-it gives a fence that never closes the rest of its container; then no line is left for the closing one.
    closed = not fenced or end - start >= token.content.count("\n") + 2
    return Entry(
        Kind.CODE, start - base, end - base, depth, token.content, token.info.strip(), fenced=fenced, closed=closed
    )
