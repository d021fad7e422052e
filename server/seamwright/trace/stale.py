"""Classes that were generated from an older text of the plan, tests that the plan no longer has, scenarios renamed.

A person's words are never lost. A section of a docstring is replaced only where it is certain that nobody has written
in it: it says that the plan did not say it; or all that it says stands in the new text too; or the hash of the older
plan proves that it says what that plan said (see ``trace/proof.py``). Everywhere else the new text is written below the
old one, and a person decides. Bodies are never touched.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from seamwright.generate.model import Options, Reference, SeamNames
from seamwright.generate.render import render_class
from seamwright.plan.model import Seam
from seamwright.suite.model import Class, Method
from seamwright.suite.read import read_module
from seamwright.text.edit import Edit, apply
from seamwright.trace.declared import digest_span
from seamwright.trace.docstrings import Docstring, Section
from seamwright.trace.model import ClassFacts, PlanFacts, ScenarioTrace, SeamTrace, TestFacts
from seamwright.trace.pairs import compare
from seamwright.trace.proof import Difference, was_planned
from seamwright.trace.text import Texts

RESEMBLES = 0.25
"""Agreement from which a test without a scenario belongs to a scenario without a test, in one generated class."""


@dataclass(frozen=True, slots=True)
class Update:
    """One docstring that says something else than generation would write now."""

    test: str
    """The method; empty for the class itself."""
    line: int
    before: str
    """The docstring as it is."""
    planned: str
    """As generation would write it now."""
    keeps: bool
    """Something of the old text is kept beside the new one, for a person to decide."""


@dataclass(frozen=True, slots=True)
class Stale:
    """What the plan says now, and how to bring the class up to date."""

    updates: tuple[Update, ...]
    """Empty where nothing that the docstrings say has changed."""
    edits: tuple[Edit, ...]
    """Of the module's text: docstrings and the hash."""
    is_proven: bool
    """Nobody has changed the docstrings since they were generated."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A generated test whose scenario has another title now."""

    test: TestFacts
    scenario: ScenarioTrace


def find_stale(
    cls: ClassFacts,
    text: str,
    plan: PlanFacts,
    plan_text: str,
    reference: Reference,
    options: Options,
) -> Stale | None:
    """What is out of date in ``cls``, which stands in ``text`` and stands by ``reference`` for a seam of ``plan``.

    ``None`` where nothing is, or where the class cannot be changed with certainty.
    """
    seam = next((each for each in plan.plan.seams if each.id == reference.seam), None)
    names = plan.names.get(reference.seam)
    if seam is None or names is None or not reference.digest or reference.digest == seam.digest:
        return None
    found = [each for each in read_module(text).classes if each.name == cls.name]
    if len(found) != 1 or found[0].docstring_span is None:
        return None
    mark = digest_span(text, found[0].docstring_span, reference)
    if mark is None:
        return None
    moved = {cls.tests[test].name: names.tests[place] for test, place in _moves(plan, seam, cls).items()}
    pairs = list(_pairs(seam, names, reference, options, found[0], text, moved))
    tested = {pair.planned_test for pair in pairs}
    added = [
        scenario.span.of(plan_text)
        for scenario, name in zip(seam.scenarios, names.tests, strict=False)
        if name not in tested
    ]
    differences = [each for pair in pairs for each in pair.differences()]
    proven = bool(differences) and was_planned(seam.span.of(plan_text), differences, added, reference.digest)
    edits = sorted([*(edit for pair in pairs for edit in pair.edits(certain=proven)), Edit(mark, seam.digest)])
    if not _keeps_code(text, apply(text, edits)):
        return None
    updates = tuple(pair.update(certain=proven) for pair in pairs if pair.changed or pair.here is None)
    return Stale(updates, tuple(edits), proven)


def renamed(plan: PlanFacts, seam: SeamTrace) -> tuple[Renamed, ...]:
    """Generated tests of ``seam`` that have the name of no scenario any more, with the scenario that they resemble.

    Only in classes that were generated for the seam, and for scenarios that no test is named after.
    """
    found = []
    for own in seam.classes:
        taken = [
            place
            for place, each in enumerate(seam.scenarios)
            if any(link.test.name == each.name or link.cls != own.cls for link in each.links)
        ]
        for test, place in _moves(plan, seam.seam, own.cls, taken).items() if own.digest else ():
            found.append(Renamed(own.cls.tests[test], seam.scenarios[place]))
    return tuple(found)


def _moves(plan: PlanFacts, seam: Seam, cls: ClassFacts, taken: Collection[int] = ()) -> dict[int, int]:
    """By the place of a test of ``cls``, the place of the scenario that it was renamed to: those that resemble each
    other most, and those that stand at the same place when they are the only ones left."""
    names = plan.names[seam.id].tests
    tested = {test.name for test in cls.tests}
    left = [number for number, test in enumerate(cls.tests) if test.name not in names]
    free = [place for place, name in enumerate(names) if name not in tested and place not in taken]
    if not left or not free:
        return {}
    texts = Texts()
    scores = compare(texts.seam(plan, seam).text.scenarios, texts.cls(cls).text.tests)
    found: dict[int, int] = {}
    for score, test, place in sorted((-scores[test][place], test, place) for test in left for place in free):
        if -score >= RESEMBLES and test not in found and place not in found.values():
            found[test] = place
    last = [test for test in left if test not in found], [place for place in free if place not in found.values()]
    if len(last[0]) == len(last[1]) == 1 and last[0] == last[1] and len(names) == len(cls.tests):
        found[last[0][0]] = last[1][0]
    return found


def unplanned(cls: ClassFacts, seams: Sequence[SeamTrace]) -> tuple[TestFacts, ...]:
    """The tests of a class, which says that it stands for ``seams``, that stand for none of their scenarios."""
    known = {
        link.test.name for seam in seams for each in seam.scenarios for link in each.links if link.cls.path == cls.path
    }
    return tuple(test for test in cls.tests if test.name not in known)


@dataclass(frozen=True)
class _Pair:
    """A docstring as it is, and as generation would write it."""

    test: str
    planned_test: str
    line: int
    before: str
    planned: str
    here: Docstring | None
    """``None`` for one that is written in another way than generation does."""
    there: Docstring

    @property
    def changed(self) -> list[tuple[Section, Section]]:
        """Sections that say something else now. One that a person took out is not put back."""
        if self.here is None:
            return []
        both = [(own, new) for new in self.there.sections if (own := self.here.section(new.heading)) is not None]
        return [(own, new) for own, new in both if own.items != new.items]

    def differences(self) -> list[Difference]:
        """For the proof. What the plan did not say then has to go; what it does not say now cannot be put back."""
        return [
            (() if own.is_open else own.items, () if new.is_open else new.items)
            for own, new in self.changed
            if not (own.is_open and new.is_open)
        ]

    def edits(self, *, certain: bool) -> Iterator[Edit]:
        """What brings it up to date."""
        for own, new in self.changed:
            assert self.here is not None
            if certain or _is_covered(own, new):
                yield self.here.replace(own, new.lines)
            elif not new.is_open:
                more = [line for item, lines in new.groups if item not in own.items for line in lines]
                yield self.here.append(own, more if own.heading else ["", *more])

    def update(self, *, certain: bool) -> Update:
        """The same, for a person."""
        keeps = not certain and any(not _is_covered(own, new) for own, new in self.changed)
        return Update(self.test, self.line, self.before, self.planned, keeps)


def _is_covered(own: Section, new: Section) -> bool:
    """Whether nothing is lost when ``new`` stands instead of ``own``."""
    return own.is_open or (not new.is_open and set(own.items) <= set(new.items))


def _pairs(
    seam: Seam,
    names: SeamNames,
    reference: Reference,
    options: Options,
    cls: Class,
    text: str,
    moved: Mapping[str, str],
) -> Iterator[_Pair]:
    """The docstrings of ``cls``, which stands in ``text``, beside those that it would get; ``moved`` says by the name
    of a test which one it is now."""
    rendered = render_class(seam, names, reference, (), options)
    source = rendered.header + "".join("\n" + method.source for method in rendered.methods)
    planned = read_module(source).classes[0]
    there = {method.name: method for method in planned.methods}
    couples: list[tuple[str, Class | Method, Class | Method]] = [("", cls, planned)]
    couples += [
        (method.name, method, there[name])
        for method in cls.methods
        if (name := moved.get(method.name, method.name)) in there
    ]
    for test, own, new in couples:
        if own.docstring_span is None or new.docstring_span is None:
            continue
        try:
            here: Docstring | None = Docstring(text, own.docstring_span)
        except ValueError:
            here = None
        yield _Pair(
            test,
            new.name if test else "",
            own.line,
            inspect.cleandoc(own.docstring or ""),
            inspect.cleandoc(new.docstring or ""),
            here,
            Docstring(source, new.docstring_span),
        )


def _keeps_code(before: str, after: str) -> bool:
    """Whether two modules differ in docstrings only."""
    try:
        trees = [ast.parse(text) for text in (before, after)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
                node.body[0] = ast.Pass()
    return ast.dump(trees[0]) == ast.dump(trees[1])
