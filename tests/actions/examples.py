"""Runs an action on a project in memory."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from seamwright.actions.model import Action, Context, Disabled, Example, Heading, Offer
from seamwright.contract import Contract
from seamwright.fixtures import Resolver
from seamwright.generate.fixture_stubs import ProjectFixtures
from seamwright.generate.model import FileChange, Options
from seamwright.generate.names import plan_names
from seamwright.plan import parse
from seamwright.text.span import LineIndex, Span
from seamwright.workspace.templates import builtin_templates
from tests.fixtures.project import Memory

PATH = "plans/PLAN.md"


class Project:
    """Files in a dictionary. A value that is an exception is raised by reading the file."""

    def __init__(self, files: Mapping[str, str | Exception], options: Options | None = None) -> None:
        self.files = dict(files)
        self._options = replace(options or Options(), templates=builtin_templates())

    def read(self, path: str) -> str | None:
        found = self.files.get(path)
        if isinstance(found, Exception):
            raise found
        return found

    def options(self, path: str) -> Options:
        return replace(self._options, templates={})

    def full_options(self, path: str) -> Options:
        return self._options

    def contracts(self, near: str) -> Sequence[Contract]:
        return ()

    def fixtures(self, *, stubs: bool = False) -> AbstractContextManager[ProjectFixtures | None]:
        texts = {path: text for path, text in self.files.items() if isinstance(text, str)}
        return nullcontext(ProjectFixtures(Resolver(Memory(texts)), "/p", stubs=stubs))

    def test_files(self, folder: str) -> Sequence[str]:
        return sorted(path for path in self.files if path.rpartition("/")[0] == folder and path.endswith(".py"))


def context_of(marked: str, files: Mapping[str, str | Exception], options: Options | None = None) -> Context:
    """``marked`` is the plan with one ``‸`` at the cursor, or two around the selection."""
    before, *rest = marked.split("‸")
    text = before + "".join(rest)
    end = len(before) + (len(rest[0]) if len(rest) == 2 else 0)
    project = Project(files, options)
    plan = parse(text, name=PATH)
    return Context(plan, plan_names(plan), PATH, text, Span(len(before), end), headings_of(text), project)


def headings_of(text: str) -> tuple[Heading, ...]:
    """Lines that begin with ``#``: the examples have no others."""
    index = LineIndex(text)
    lines = [(index.span(line, line), index.text(line)) for line in range(len(index))]
    return tuple(Heading(span, len(line) - len(line.lstrip("#"))) for span, line in lines if line.startswith("#"))


def offered(action: Action, context: Context) -> list[Offer | Disabled]:
    return list(action.applies(context))


def written(changes: Sequence[FileChange]) -> dict[str, str]:
    """Path to text of every changed file, all of them Python that parses."""
    texts = {change.path: change.after for change in changes}
    for text in texts.values():
        ast.parse(text)
    return texts


def check(action: Action, example: Example) -> None:
    """``example`` happens: the offer, and what it writes."""
    context = context_of(example.plan, example.files)
    found = offered(action, context)
    if example.title is None:
        assert found == []
        return
    offer = next((each for each in found if each.title == example.title), None)
    assert offer is not None, [each.title for each in found]
    assert (offer.reason if isinstance(offer, Disabled) else None) == example.reason
    if isinstance(offer, Offer):
        check_edits(action, context, offer, example)


def check_edits(action: Action, context: Context, offer: Offer, example: Example) -> None:
    edits = action.edits(context, offer.arguments)
    texts = written(edits.changes)
    assert texts.keys() == example.writes.keys()
    for path, parts in example.writes.items():
        assert [part for part in parts if part not in texts[path]] == []
        for line in example.files.get(path, "").split("\n"):
            assert line in texts[path].split("\n")
    # Once it is done, it is not offered again.
    again = offered(action, context_of(example.plan, {**example.files, **texts}))
    assert [each.title for each in again if isinstance(each, Offer) and each.title == offer.title] == []
