"""What the page says, ready for the template: every text cleaned, every place with its link, everything counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seamwright.page.drawing import Map, draw
from seamwright.page.graph import Walk
from seamwright.page.links import Links
from seamwright.page.marks import OUTCOME_SIGNS, SCENARIO_SIGNS, Mark, marks_of
from seamwright.page.text import clean
from seamwright.trace import ClassFacts, ClassLink, Link, Outcome, PlanTrace, ScenarioTrace, SeamTrace
from seamwright.trace.totals import NO_PRIORITY, Totals, overall, totals


@dataclass(frozen=True, slots=True)
class Reference:
    """A link to a place in a file."""

    text: str
    href: str
    path: str
    line: int
    note: str = ""
    """Why it is there, and how sure that is."""


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """One row below a seam."""

    place: Reference
    state: str
    sign: str
    tests: tuple[Reference, ...]
    outcome: str
    outcome_sign: str


@dataclass(frozen=True, slots=True)
class SeamView:
    """One seam that can be opened."""

    id: str
    label: str
    title: str
    level: str
    marks: tuple[Mark, ...]
    covered: int
    count: int
    place: Reference
    components: tuple[str, ...]
    classes: tuple[Reference, ...]
    scenarios: tuple[ScenarioView, ...]
    has_scenarios: bool
    said: str
    """What the search looks through."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of totals."""

    name: str
    href: str
    totals: Totals
    failed: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanView:
    """One plan."""

    id: str
    title: str
    place: Reference
    rows: tuple[Row, ...]
    total: Row
    seams: tuple[SeamView, ...]
    map: Map | None
    orphans: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """All of it."""

    title: str
    plans: tuple[PlanView, ...]
    levels: tuple[Row, ...]
    """All plans by priority."""
    total: Row
    marks: tuple[tuple[Mark, int], ...]
    """Each mark that occurs, with the number of its seams."""
    outcomes: tuple[tuple[str, int], ...]
    """Scenarios by the outcome of the last known run; empty where none is known."""


def view_of(traces: Sequence[PlanTrace], title: str, links: Links) -> PageView:
    """What the page of ``traces`` says."""
    plans = tuple(_plan(number, trace, links) for number, trace in enumerate(traces, start=1))
    seams = [seam for trace in traces for seam in trace.seams]
    counts = Counter(mark for seam in seams for mark in marks_of(seam))
    outcomes = Counter(each.outcome for seam in seams for each in seam.scenarios if each.outcome is not None)
    return PageView(
        clean(title),
        plans,
        tuple(_row(level, "", each, _of_level(seams, level)) for level, each in overall(traces).items()),
        _row("all", "", _sum(overall(traces).values()), seams),
        tuple((mark, counts[mark]) for mark in Mark if counts[mark]),
        tuple((each.value, outcomes[each]) for each in Outcome if outcomes[each]),
    )


def _plan(number: int, trace: PlanTrace, links: Links) -> PlanView:
    name = f"plan-{number}"
    seams = tuple(_seam(f"{name}-seam-{place}", place, seam, trace, links) for place, seam in enumerate(trace.seams, 1))
    walks = [Walk(each.id, each.label, each.title, each.marks[0], each.components) for each in seams]
    counts = totals(trace.seams)
    title = clean(trace.plan.title or trace.path)
    path = clean(trace.path)
    return PlanView(
        id=name,
        title=title,
        place=Reference(path, links.to(trace.path), trace.path, 1),
        rows=tuple(_row(level, "", each, _of_level(trace.seams, level)) for level, each in counts.items()),
        total=_row(title, f"#{name}", _sum(counts.values()), trace.seams, path),
        seams=seams,
        map=draw(walks),
        orphans=tuple(_class(cls, links) for cls in trace.orphans),
    )


def _seam(name: str, place: int, seam: SeamTrace, trace: PlanTrace, links: Links) -> SeamView:
    title = clean(seam.seam.title)
    scenarios = tuple(_scenario(each, trace.path, links) for each in seam.scenarios)
    components = tuple(filter(None, map(clean, seam.seam.components)))
    classes = tuple(_class_link(link, links) for link in seam.classes)
    said = [title, *components, *(each.place.text for each in scenarios), *(each.text for each in classes)]
    return SeamView(
        id=name,
        label=clean(seam.seam.number or str(place)),
        title=title,
        level=_level(seam),
        marks=marks_of(seam),
        covered=seam.covered,
        count=len(seam.scenarios),
        place=Reference(f"line {seam.seam.line}", links.to(trace.path, seam.seam.line), trace.path, seam.seam.line),
        components=components,
        classes=classes,
        scenarios=scenarios,
        has_scenarios=bool(seam.seam.scenarios),
        said=" ".join(said).casefold(),
    )


def _scenario(scenario: ScenarioTrace, path: str, links: Links) -> ScenarioView:
    line = scenario.scenario.line
    return ScenarioView(
        place=Reference(clean(scenario.scenario.title), links.to(path, line), path, line),
        state=scenario.state.value,
        sign=SCENARIO_SIGNS[scenario.state],
        tests=tuple(_test(link, links) for link in scenario.links),
        outcome=scenario.outcome.value if scenario.outcome else "",
        outcome_sign=OUTCOME_SIGNS[scenario.outcome] if scenario.outcome else "",
    )


def _test(link: Link, links: Links) -> Reference:
    note = _note(link.confidence, link.reason)
    return Reference(clean(link.test.name), links.to(link.path, link.test.line), link.path, link.test.line, note)


def _class_link(link: ClassLink, links: Links) -> Reference:
    return _class(link.cls, links, _note(link.confidence, link.reason))


def _class(cls: ClassFacts, links: Links, note: str = "") -> Reference:
    return Reference(clean(cls.node_id), links.to(cls.path, cls.line), cls.path, cls.line, note)


def _note(confidence: float, reason: str) -> str:
    return f"{clean(reason)}, confidence {confidence:.2f}" if reason else f"confidence {confidence:.2f}"


def _level(seam: SeamTrace) -> str:
    return seam.seam.priority.value if seam.seam.priority else NO_PRIORITY


def _of_level(seams: Iterable[SeamTrace], level: str) -> list[SeamTrace]:
    return [seam for seam in seams if _level(seam) == level]


def _row(name: str, href: str, counts: Totals, seams: Iterable[SeamTrace], note: str = "") -> Row:
    return Row(name, href, counts, sum(Mark.FAILED in marks_of(seam) for seam in seams), note)


def _sum(counts: Iterable[Totals]) -> Totals:
    return sum(counts, Totals())
