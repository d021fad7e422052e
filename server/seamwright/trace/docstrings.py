"""A docstring of a generated class or test in its source: its sections, and the smallest edits that change them.

Works on the lines as they are written, escapes included, so that what stays is not touched by a byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamwright.text.edit import Edit
from seamwright.text.span import Span


@dataclass(frozen=True, slots=True)
class Section:
    """The summary (without a heading), or what stands below a heading."""

    heading: str
    first: int
    """The first of its lines, the heading not counted."""
    lines: tuple[str, ...]
    """As written, without the docstring's own indentation."""

    @property
    def last(self) -> int:
        """The line behind its last one."""
        return self.first + len(self.lines)

    @property
    def items(self) -> tuple[str, ...]:
        """Its bullets or paragraphs, each on one line."""
        return tuple(item for item, _ in self.groups)

    @property
    def groups(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Its items with the lines of each; blank lines left out."""
        found: list[tuple[list[str], list[str]]] = []
        goes_on = False
        for line in self.lines:
            plain = line.strip()
            if not plain:
                goes_on = False
                continue
            if not goes_on or plain.startswith("- "):
                found.append(([], []))
                goes_on = True
            found[-1][0].append(plain.removeprefix("- "))
            found[-1][1].append(line)
        return tuple((" ".join(words), tuple(lines)) for words, lines in found)

    @property
    def is_open(self) -> bool:
        """It says only that the plan does not say it."""
        return len(self.items) == 1 and _OPEN.fullmatch(self.items[0]) is not None


class Docstring:
    """A docstring in triple quotes, which stands at ``span`` of ``text``."""

    def __init__(self, text: str, span: Span) -> None:
        """Raises ValueError: it is written in another way than generation does, and cannot be changed by lines."""
        match = _LITERAL.fullmatch(span.of(text))
        if match is None or "\\\n" in match["content"] or "\r" in match["content"].replace("\r\n", ""):
            raise ValueError("not in triple quotes")
        self._start = span.start + match.start("content")
        self._lines = match["content"].split("\n")
        self._newline = "\r\n" if "\r\n" in match["content"] else "\n"
        written = [line for line in self._lines[1:] if line.strip()]
        self.indent = min((_indent(line) for line in written), key=len, default="")
        self.sections = tuple(_sections([line.rstrip()[len(_own(line, self.indent)) :] for line in self._lines]))

    def section(self, heading: str) -> Section | None:
        """The one with this heading, whatever its case."""
        return next((each for each in self.sections if each.heading.casefold() == heading.casefold()), None)

    def replace(self, section: Section, lines: Sequence[str]) -> Edit:
        """Write ``lines`` instead of those of ``section``."""
        first = self._lines[section.first]
        start = self._offset(section.first) + len(_indent(first))
        end = self._offset(section.last - 1) + len(self._lines[section.last - 1].rstrip())
        own = _indent(first) if section.first else ""
        written = self._indented(lines)
        written[0] = written[0][len(own) :] if written[0].startswith(own) else written[0].lstrip()
        return Edit(Span(start, end), self._newline.join(written))

    def append(self, section: Section, lines: Sequence[str]) -> Edit:
        """Write ``lines`` below those of ``section``."""
        last = self._lines[section.last - 1].removesuffix("\r")
        at = self._offset(section.last - 1) + len(last)
        return Edit(Span(at, at), "".join(f"{self._newline}{line}" for line in self._indented(lines)))

    def _indented(self, lines: Sequence[str]) -> list[str]:
        return [f"{self.indent}{line}" if line.strip() else "" for line in lines]

    def _offset(self, line: int) -> int:
        return self._start + sum(len(each) + 1 for each in self._lines[:line])


def _sections(lines: Sequence[str]) -> Iterator[Section]:
    """Sections of ``lines``; an unindented paragraph below the summary belongs to none."""
    place = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    heading: str | None = "" if place < len(lines) and not _ends(lines[place]) else None
    first = place
    for number in range(place, len(lines) + 1):
        line = lines[number] if number < len(lines) else None
        inside = line is not None and (
            (heading == "" and bool(line.strip()) and not _ends(line))
            or (heading not in (None, "") and (not line.strip() or line[:1] in " \t"))
        )
        if inside or (line is not None and heading is None and not _HEADING.fullmatch(line)):
            continue
        if heading is not None:
            last = number
            while last > first and not lines[last - 1].strip():
                last -= 1
            if last > first:
                yield Section(heading, first, tuple(lines[first:last]))
        match = _HEADING.fullmatch(line) if line is not None else None
        heading, first = (match[1], number + 1) if match is not None else (None, number)


def _ends(line: str) -> bool:
    return _HEADING.fullmatch(line) is not None or _REFERENCE.match(line) is not None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _own(line: str, indent: str) -> str:
    """What of ``indent`` the line has."""
    return indent if line.startswith(indent) else _indent(line)


_LITERAL = re.compile(r"\"\"\"(?P<content>.*)\"\"\"", re.DOTALL)
_HEADING = re.compile(r"([A-Z][\w/&-]*(?: [\w/&-]+){0,3}):")
_REFERENCE = re.compile(r"(?:Plan|Not from plan):")
_OPEN = re.compile(r"TODO: .* \(not in the plan\)")
