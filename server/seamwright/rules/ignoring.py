"""Where a comment or setting that silences a rule goes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from seamwright.rules.source import strings
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span


def ignore_here(text: str, offset: int, name: str) -> Edit | None:
    """The edit that silences the rule called ``name`` for what is found at ``offset``.

    The comment goes to the end of that line; from inside a string, to the line of the ``def`` or ``class`` above it.
    """
    return _comment(text, offset, lambda content, start: _at(content, start, name))


def boundary_here(text: str, offset: int) -> Edit | None:
    """The edit that says of what is replaced at ``offset`` that it stands outside of what is tested."""
    return _comment(text, offset, lambda content, start: _behind(content, start, "# integration: boundary"))


def _comment(text: str, offset: int, write: Callable[[str, int], Edit]) -> Edit | None:
    lines = LineIndex(text)
    starts, ends = strings(text)
    line = lines.line_at(offset)
    while line >= 0:
        end = lines.end(line)
        index = bisect_right(starts, end) - 1
        inside = index >= 0 and starts[index] < end < ends[index]
        content = lines.text(line)
        if (
            not inside
            and not content.rstrip().endswith("\\")
            and (line == lines.line_at(offset) or _HEAD.match(content))
        ):
            return write(content, lines.start(line))
        line -= 1
    return None


def ignore_in_project(text: str, name: str) -> Edit:
    """The edit of a ``pyproject.toml`` that ignores the rule called ``name`` everywhere."""
    return add_to_setting(text, "ignore", name)


def add_to_setting(text: str, key: str, word: str) -> Edit:
    """The edit of a ``pyproject.toml`` that adds ``word`` to a list of ``[tool.seamwright]``."""
    header = _TABLE.search(text)
    if header is None:
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return Edit(Span(len(text), len(text)), f'{gap}[tool.seamwright]\n{key} = ["{word}"]\n')
    following = _ANY_TABLE.search(text, header.end())
    end = following.start() if following else len(text)
    setting = re.compile(rf"(?m)^[ \t]*{key}[ \t]*=[ \t]*\[").search(text, header.end(), end)
    if setting is None:
        return Edit(Span(header.end(), header.end()), f'\n{key} = ["{word}"]')
    empty = text[setting.end() :].lstrip().startswith("]")
    return Edit(Span(setting.end(), setting.end()), f'"{word}"' if empty else f'"{word}", ')


def _at(content: str, start: int, name: str) -> Edit:
    comment = _OURS.search(content)
    if comment is not None:
        place = start + comment.end(1)
        return Edit(Span(place, place), f", {name}" if comment[1].strip() else name)
    return _behind(content, start, f"# seamwright: ignore[{name}]")


def _behind(content: str, start: int, comment: str) -> Edit:
    place = start + len(content.rstrip())
    return Edit(Span(place, start + len(content)), f"  {comment}")


_HEAD = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")
_OURS = re.compile(r"#\s*seamwright:\s*ignore\s*\[([^\]]*)(?=\])")
_TABLE = re.compile(r"(?m)^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*seamwright[ \t]*\][^\r\n]*")
_ANY_TABLE = re.compile(r"(?m)^[ \t]*\[")
