"""Renames a scenario or a component of a plan, and what tests say of it follows.

A scenario's new title gives its test a new name (where the test has the name that generation gave it), replaces the
title in docstrings, and renews the hash, so that nothing is stale because of a word. A component is renamed in the plan
and in the docstrings of its test classes. Code is never touched: what is called how is the business of whoever
renames the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lsprotocol import types as t

from seamwright.generate.model import FileChange
from seamwright.generate.names import plan_names
from seamwright.lsp.convert import to_range
from seamwright.lsp.edits import workspace_edit
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.shown import text_behind
from seamwright.lsp.traces import Traced
from seamwright.lsp.world import World
from seamwright.plan import Seam, parse
from seamwright.text.edit import Edit, apply
from seamwright.text.literals import docstring_line
from seamwright.text.names import is_identifier
from seamwright.text.span import Span
from seamwright.trace import ClassFacts, SeamTrace

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


@dataclass(frozen=True)
class Subject:
    """What would be renamed."""

    place: Place
    span: Span
    """Of its text in the plan."""
    name: str
    seam: Seam
    scenario: int | None
    """The scenario's place in its seam; ``None`` for a component."""


def subject_at(world: World, uri: str, position: t.Position) -> Subject | None:
    """The scenario or component at a place of a plan.

    Raises:
        Refusal: there is one, but it cannot be renamed in place.
    """
    document = world.document(uri)
    place = plan_at(world, uri) if document is not None and document.language != "python" else None
    if document is None or place is None or place.project is None:
        return None
    offset = document.index.offset(position.line, position.character, world.encoding)
    seam = next((each for each in place.reading.plan.seams if each.span.start <= offset <= each.span.end), None)
    if seam is None:
        return None
    line = document.index.line_at(offset)
    start, text = document.index.start(line), document.index.text(line)
    is_title = line == seam.line - 1 or any(scenario.line - 1 == line for scenario in seam.scenarios)
    for match in _NAME.finditer(text) if not is_title else ():
        word = match.group()
        if match.start() <= offset - start <= match.end() and any(_names(each, word) for each in seam.components):
            return Subject(place, Span(start + match.start(), start + match.end()), word, seam, None)
    for number, scenario in enumerate(seam.scenarios):
        if scenario.line - 1 == line:
            found = text.find(scenario.title)
            if found < 0:
                raise Refusal(
                    Code.REQUEST_FAILED, "the title holds markup: change it in place, the finding offers the rest"
                )
            return Subject(
                place, Span(start + found, start + found + len(scenario.title)), scenario.title, seam, number
            )
    return None


def rename(world: World, subject: Subject, new: str) -> t.WorkspaceEdit:
    """The edit.

    Raises:
        Refusal: the new name is none.
    """
    new = " ".join(new.split())
    if subject.scenario is None and not all(map(is_identifier, new.split("."))):
        raise Refusal(Code.REQUEST_FAILED, f"{new[:80]!r} is no name of a component")
    if not new or len(new) > 400:
        raise Refusal(Code.REQUEST_FAILED, "a title has 1 to 400 characters")
    traced = world.shared.traces.of(world, subject.place.document.uri)
    plan = traced.plan if traced is not None else None
    if traced is None or plan is None or subject.place.project is None:
        raise Refusal(Code.REQUEST_FAILED, "the plan lies outside of the open folders")
    text = subject.place.document.text
    if subject.scenario is None:
        edits = [Edit(span, new) for span in _mentions(text, subject.name)]
    else:
        edits = [Edit(subject.span, new)]
    after = parse(apply(text, edits), subject.place.project.vocabulary(), name=traced.path.rpartition("/")[2])
    if len(after.seams) != len(plan.plan.seams):
        raise Refusal(Code.REQUEST_FAILED, f"{new[:80]!r} would change what the plan's seams are")
    names = plan_names(after)
    changes = [FileChange(traced.path, "update", text, tuple(edits), (), ())]
    files: dict[str, list[Edit]] = {}
    for before, now in zip(plan.seams, after.seams, strict=True):
        if before.seam.digest != now.digest:
            tests = names[now.id].tests
            for path, found in _in_tests(world, traced, before, now, subject, new, tests):
                files.setdefault(path, []).extend(found)
    for path, found in sorted(files.items()):
        source = text_behind(world, traced.project.uri(path))
        unique = tuple(sorted(set(found), key=lambda edit: edit.span))
        if source is not None and unique:
            changes.append(FileChange(path, "update", source, unique, (), ()))
    return workspace_edit(
        traced.project, changes, world.client, world.encoding, f"Rename to {new[:60]}", "in the plan and what tests say"
    )


def placeholder(world: World, subject: Subject) -> t.PrepareRenamePlaceholder:
    """What the editor shows to be changed."""
    return t.PrepareRenamePlaceholder(
        range=to_range(subject.place.document.index, subject.span, world.encoding), placeholder=subject.name
    )


def _in_tests(
    world: World,
    traced: Traced,
    before: SeamTrace,
    now: Seam,
    subject: Subject,
    new: str,
    tests: Sequence[str],
) -> Iterator[tuple[str, list[Edit]]]:
    for link in before.classes:
        source = text_behind(world, traced.project.uri(link.cls.path))
        if source is None or link.cls.span.end > len(source):
            continue
        edits = list(_docstrings(source, link.cls, subject, new))
        if link.digest and link.digest == before.seam.digest:
            edits += _references(source, link.cls, before.seam, now)
        if subject.scenario is not None and before.seam.id == subject.seam.id:
            scenario = before.scenarios[subject.scenario]
            taken = {test.name for test in link.cls.tests}
            for each in scenario.links:
                own = each.test.name == scenario.name and each.cls.node_id == link.cls.node_id
                if own and tests[subject.scenario] not in taken:
                    edits.append(Edit(each.test.name_span, tests[subject.scenario]))
        yield link.cls.path, edits


def _docstrings(source: str, cls: ClassFacts, subject: Subject, new: str) -> Iterator[Edit]:
    """The old name in the docstrings of a class and its tests."""
    spans = [cls.docstring_span] if cls.docstring_span is not None else []
    spans += [found for test in cls.tests if (found := _docstring_of(source, test.span)) is not None]
    pattern = re.compile(
        rf"(?<![\w.]){re.escape(subject.name)}(?![\w.])" if subject.scenario is None else re.escape(subject.name)
    )
    for span in spans:
        for match in pattern.finditer(source, span.start, span.end):
            yield Edit(Span(*match.span()), docstring_line(new))


def _docstring_of(source: str, span: Span) -> Span | None:
    match = _DOCSTRING.search(source, span.start, span.end)
    return Span(*match.span("text")) if match is not None else None


def _references(source: str, cls: ClassFacts, before: Seam, now: Seam) -> Iterator[Edit]:
    if cls.docstring_span is None:
        return
    old, fresh = f"#{before.id} [{before.digest}]", f"#{now.id} [{now.digest}]"
    found = source.find(old, cls.docstring_span.start, cls.docstring_span.end)
    if found >= 0:
        yield Edit(Span(found, found + len(old)), fresh)


def _mentions(text: str, name: str) -> Iterable[Span]:
    for match in re.finditer(rf"(?<![\w.]){re.escape(name)}(?![\w])", text):
        yield Span(*match.span())


def _names(component: str, word: str) -> bool:
    return bool(re.search(r"[A-Z_]", word)) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", component) is not None


_DOCSTRING = re.compile(r"\)[^\n]*:\s*(?:#[^\n]*\s*)*[rRuU]?(?P<quote>\"\"\"|''')(?P<text>.*?)(?P=quote)", re.DOTALL)
