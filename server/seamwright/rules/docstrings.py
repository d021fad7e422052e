"""Docstrings as the template sees them: a summary, and sections under headings that may be called by other names."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

from seamwright.rules.model import Settings
from seamwright.rules.module import Module
from seamwright.rules.source import Parsed
from seamwright.rules.syntax import docstring_node
from seamwright.text.edit import Edit
from seamwright.text.span import Span

CLASS_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Seam Under Test": ("seam", "seams", "seams under test", "integration scope"),
    "Critical Paths": ("critical path",),
}
"""Section of a class docstring to other headings that mean it (all of them found in use)."""

METHOD_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Integration Scope": ("behavior under test", "behaviour under test", "integration points", "seam under test"),
    "Business Impact": (),
    "Test Strategy": (),
    "Success Criteria": ("contract verification",),
}


_RECENT = 64
"""Docstrings that are at hand, for one rule after another."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it. Spans count from the start of the piece."""

    heading: str
    """As written, without the colon."""
    span: Span
    """Of the heading without the colon."""
    indent: str
    body: tuple[str, ...]
    """The lines below it that are not blank, with what stands behind the colon."""
    body_span: Span

    @property
    def is_empty(self) -> bool:
        """Nothing stands below the heading."""
        return not self.body


class Docstring:
    """The docstring of a class or function."""

    def __init__(self, node: ast.Constant, parsed: Parsed) -> None:
        self.node, self.parsed = node, parsed
        self.span = parsed.span(node)
        source = parsed.source[self.span.start : self.span.end]
        match = _QUOTES.match(source)
        self.quote = match[2] if match else '"""'
        begin = match.end() if match else 0
        self._sections: dict[frozenset[str], list[Section]] = {}
        self.inner = Span(self.span.start + begin, max(self.span.end - len(self.quote), self.span.start + begin))

    @cached_property
    def lines(self) -> list[tuple[int, str]]:
        """Offset and text of each line between the quotes."""
        found, offset = [], self.inner.start
        for line in re.split(r"(?<=\n)", self.parsed.source[self.inner.start : self.inner.end]):
            found.append((offset, line.rstrip("\r\n")))
            offset += len(line)
        return found

    @property
    def summary(self) -> str:
        """The first line that is not blank."""
        return next((line.strip() for _, line in self.lines if line.strip()), "")

    @cached_property
    def indent(self) -> str:
        """White space before its lines."""
        start = self.parsed.source.rfind("\n", 0, self.span.start) + 1
        before = self.parsed.source[start : self.span.start]
        return before if not before.strip() else before[: len(before) - len(before.lstrip())]

    def sections(self, known: Iterable[str] = ()) -> list[Section]:
        """Its sections in order. The summary is none, whatever it looks like."""
        names = frozenset(name.casefold() for name in known)
        if names not in self._sections:
            self._sections[names] = self._read_sections(names)
        return self._sections[names]

    def _read_sections(self, names: Set[str]) -> list[Section]:
        heads = [(index, match) for index, match in self._heads(names)]
        found = []
        for number, (index, match) in enumerate(heads):
            end = heads[number + 1][0] if number + 1 < len(heads) else len(self.lines)
            offset, line = self.lines[index]
            inline = match["rest"].strip()
            rest = self.lines[index + 1 : end]
            body = [inline] if inline else []
            body += [text.strip() for _, text in rest if text.strip()]
            start = offset + match.start("name")
            last = rest[-1] if rest else (offset, line)
            found.append(
                Section(
                    match["name"],
                    Span(start, start + len(match["name"])),
                    match["indent"],
                    tuple(body),
                    Span(offset + match.end("name") + 1, last[0] + len(last[1])),
                )
            )
        return found

    def _heads(self, names: Set[str]) -> Iterator[tuple[int, re.Match[str]]]:
        filled = [index for index, (_, line) in enumerate(self.lines) if line.strip()]
        if not filled:
            return
        margin: str | None = None
        for index in filled[1:]:
            line = self.lines[index][1]
            match = _HEADING.match(line)
            if match is None:
                continue
            known = match["name"].casefold() in names
            if not known and (match["rest"].strip() or not _TITLE_CASE.fullmatch(match["name"])):
                continue
            # What is indented more than the first heading is text of a section that ends in a colon.
            if margin is not None and len(match["indent"].expandtabs()) > len(margin.expandtabs()) and not known:
                continue
            margin = match["indent"] if margin is None else margin
            yield index, match


@lru_cache(maxsize=_RECENT)
def read(node: ast.AST, parsed: Parsed) -> Docstring | None:
    """The docstring of a class or function."""
    found = docstring_node(node)
    return Docstring(found, parsed) if found is not None else None


def headings(table: Mapping[str, tuple[str, ...]], settings: Settings) -> dict[str, str]:
    """Heading in lower case to the section that it means; the team's own headings included."""
    found = {}
    for name, others in table.items():
        found[name.casefold()] = name
        for other in others:
            found[other.casefold()] = name
    for name, others in settings.sections:
        canonical = found.get(name.casefold())
        for other in others if canonical is not None else ():
            found.setdefault(other.casefold().rstrip(":"), canonical or name)
    return found


def missing(docstring: Docstring, table: Mapping[str, tuple[str, ...]], settings: Settings) -> list[str]:
    """The sections of ``table`` that ``docstring`` has under no name."""
    names = headings(table, settings)
    present = {names.get(section.heading.casefold()) for section in docstring.sections(names)}
    return [name for name in table if name not in present]


def follows_template(module: Module, settings: Settings, glimpse: Callable[[], Mapping[str, str]]) -> bool:
    """Whether the file uses the template: a class or test of it has a section.

    Where there are few tests to tell by, those around are asked; where there are few of them too, it does.
    """
    for table, owners in ((METHOD_SECTIONS, module.tests), (CLASS_SECTIONS, module.classes)):
        names = headings(table, settings)
        for owner in owners:  # type: Function | Class
            key = f"sections of {owner.name} {settings.sections}"
            known = owner.parsed.extra.get(key)
            if known is None:
                docstring = read(owner.node, owner.parsed)
                known = docstring is not None and any(
                    each.heading.casefold() in names for each in docstring.sections(names)
                )
                owner.parsed.extra[key] = known
            if known:
                return True
    if len(module.tests) >= _HABIT:
        return False
    around = [text for path, text in glimpse().items() if path != module.path]
    if sum(len(_TEST.findall(text)) for text in around) < _HABIT:
        return True
    names = {**headings(CLASS_SECTIONS, settings), **headings(METHOD_SECTIONS, settings)}
    return any(name.strip().casefold() in names for text in around for name in _ALONE.findall(text))


def insert_sections(
    docstring: Docstring, wanted: list[str], table: Mapping[str, tuple[str, ...]], settings: Settings
) -> tuple[Edit, ...]:
    """Edits that put stubs of the ``wanted`` sections where the template has them."""
    names = headings(table, settings)
    sections = [each for each in docstring.sections(names) if each.heading.casefold() in names]
    order = list(table)
    newline = "\r\n" if "\r\n" in docstring.parsed.source else "\n"
    indent = sections[0].indent if sections else docstring.indent
    places: dict[int, list[str]] = {}
    for name in wanted:
        later = [each for each in sections if order.index(names[each.heading.casefold()]) > order.index(name)]
        place = later[0].span.start - len(later[0].indent) if later else -1
        places.setdefault(place, []).append(name)
    edits = []
    for place, group in places.items():
        stubs = [f"{indent}{name}:{newline}{indent}    TODO: {name.lower()}{newline}" for name in group]
        if place >= 0:
            edits.append(Edit(Span(place, place), "".join(stub + newline for stub in stubs)))
            continue
        text = docstring.parsed.source[docstring.inner.start : docstring.inner.end]
        end = docstring.inner.start + len(text.rstrip())
        # Without a summary, the first heading would be taken for one.
        first = "" if docstring.summary else f"{newline}{docstring.indent}TODO: summary{newline}"
        new = first + newline * bool(docstring.summary) + "".join(newline + stub for stub in stubs) + docstring.indent
        edits.append(Edit(Span(end, docstring.inner.end), new))
    if len(docstring.quote) == 1:
        # What is written between single quotes has one line, until it has others.
        inner = docstring.inner
        edits += [Edit(Span(inner.start - 1, inner.start), '"""'), Edit(Span(inner.end, inner.end + 1), '"""')]
    return tuple(sorted(edits, key=lambda edit: edit.span))


_HABIT = 5
_TEST = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+test", re.MULTILINE)
_ALONE = re.compile(r"^[ \t]+([A-Za-z][\w/&-]*(?: [\w/&-]+){0,3}):[ \t]*\r?$", re.MULTILINE)
_QUOTES = re.compile(r"([rRuU]?)(\"{3}|'{3}|\"|')")
_HEADING = re.compile(r"(?P<indent>[ \t]*)(?P<name>[A-Za-z][\w/&-]*(?: [\w/&-]+){0,3}):(?P<rest>(?=\s|$).*)")
_TITLE_CASE = re.compile(r"[A-Z][\w/&-]*(?: (?:[A-Z][\w/&-]*|of|and|the|to|in|for|under|with))*")
