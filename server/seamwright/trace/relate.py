"""Relates plans and test classes: what a class says itself first, then what speaks for it.

A wrong link is worse than a missing one: it would call something covered that nobody tests. So a class belongs to the
seam that it agrees with most, only if the agreement is clear, and every link carries its reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seamwright.plan.model import Status
from seamwright.trace.declared import means
from seamwright.trace.evidence import Evidence
from seamwright.trace.model import (
    ClassFacts,
    ClassLink,
    Link,
    Outcome,
    PlanFacts,
    PlanTrace,
    ScenarioState,
    ScenarioTrace,
    SeamState,
    SeamTrace,
)
from seamwright.trace.results import Results, worst
from seamwright.trace.text import ScenarioText, SeamText, seam_text


def relate(
    plans: Sequence[PlanFacts], scopes: Mapping[str, Sequence[ClassFacts]], results: Results | None = None
) -> dict[str, PlanTrace]:
    """How far each of ``plans`` is implemented, by its path.

    ``scopes`` holds, by the plan's path, the classes that may stand for its seams. Plans that stand in one folder share
    out the classes; a catalogue above them is related for itself. Nothing is read here.
    """
    folders: dict[str, list[PlanFacts]] = {}
    for plan in plans:
        folders.setdefault(plan.path.rpartition("/")[0], []).append(plan)
    paths = frozenset(plan.path for plan in plans)
    found: dict[str, PlanTrace] = {}
    for group in folders.values():
        found |= _relate(group, {plan.path: scopes.get(plan.path, ()) for plan in group}, paths, results or Results())
    return {plan.path: found[plan.path] for plan in plans}


def _relate(
    plans: Sequence[PlanFacts], scopes: Mapping[str, Sequence[ClassFacts]], paths: frozenset[str], results: Results
) -> dict[str, PlanTrace]:
    """The plans of one folder; ``paths`` are those of all plans."""
    texts = {plan.path: tuple(seam_text(plan, seam) for seam in plan.plan.seams) for plan in plans}
    homes: dict[str, list[str]] = {}
    for path, scope in scopes.items():
        for cls in scope:
            homes.setdefault(cls.node_id, []).append(path)
    classes = list({cls.node_id: cls for scope in scopes.values() for cls in scope}.values())
    evidence = Evidence([text for each in texts.values() for text in each], classes)
    links: dict[tuple[str, str], list[ClassLink]] = {}
    orphans: dict[str, list[ClassFacts]] = {}
    chosen: list[tuple[ClassFacts, SeamText, list[SeamText]]] = []
    for cls in classes:
        candidates = [text for path in homes[cls.node_id] for text in texts[path]]
        declared = _declared(cls, texts, paths, orphans)
        for text, link in declared or _concluded(cls, candidates, evidence, paths):
            links.setdefault((text.plan.path, text.seam.id), []).append(link)
            chosen.append((cls, text, candidates))
    _add_second(chosen, links, evidence, paths)
    return {
        plan.path: _plan_trace(plan, texts[plan.path], links, orphans.get(plan.path, ()), evidence, results)
        for plan in plans
    }


def _declared(
    cls: ClassFacts,
    texts: Mapping[str, Sequence[SeamText]],
    paths: frozenset[str],
    orphans: dict[str, list[ClassFacts]],
) -> list[tuple[SeamText, ClassLink]]:
    """The seams that ``cls`` says it stands for. One that names a seam which is gone is noted as an orphan."""
    found = []
    for pin in cls.pins:
        for path, seams in texts.items():
            if not means(pin, path, cls.path, paths):
                continue
            text = next((each for each in seams if each.seam.id == pin.seam), None)
            if text is not None:
                found.append((text, ClassLink(cls, 1.0, "the class says so", pin.digest)))
            elif cls not in orphans.setdefault(path, []):
                orphans[path].append(cls)
    return found


def _concluded(
    cls: ClassFacts, candidates: Sequence[SeamText], evidence: Evidence, paths: frozenset[str]
) -> list[tuple[SeamText, ClassLink]]:
    """The seams that ``cls`` stands for by all that is known."""
    if cls.pins or not cls.tests:
        return []
    allowed = [text for text in candidates if not _denies(cls, text, paths)]
    return [
        (text, ClassLink(cls, round(confidence, 2), reason))
        for text, confidence, reason in evidence.seams_of(cls, allowed)
    ]


def _add_second(
    chosen: Sequence[tuple[ClassFacts, SeamText, list[SeamText]]],
    links: dict[tuple[str, str], list[ClassLink]],
    evidence: Evidence,
    paths: frozenset[str],
) -> None:
    """Link a class to a seam beside its own, where that seam would have no class otherwise."""
    taken = set(links)
    for cls, own, candidates in chosen:
        if cls.pins:
            continue
        free = [
            text for text in candidates if (text.plan.path, text.seam.id) not in taken and not _denies(cls, text, paths)
        ]
        for text, confidence, reason in evidence.also(cls, own, free):
            links.setdefault((text.plan.path, text.seam.id), []).append(ClassLink(cls, round(confidence, 2), reason))


def _denies(cls: ClassFacts, text: SeamText, paths: frozenset[str]) -> bool:
    return any(
        means(denial, text.plan.path, cls.path, paths) and denial.seam in ("", text.seam.id) for denial in cls.denials
    )


def _plan_trace(
    plan: PlanFacts,
    texts: Sequence[SeamText],
    links: Mapping[tuple[str, str], Sequence[ClassLink]],
    orphans: Sequence[ClassFacts],
    evidence: Evidence,
    results: Results,
) -> PlanTrace:
    seams_of: dict[str, list[SeamText]] = {}
    for text in texts:
        for link in links.get((plan.path, text.seam.id), ()):
            seams_of.setdefault(link.cls.node_id, []).append(text)
    seams = tuple(
        _seam_trace(text, links.get((plan.path, text.seam.id), ()), seams_of, evidence, results) for text in texts
    )
    return PlanTrace(plan.path, plan.plan, seams, tuple(orphans), {each.seam.id: each for each in seams})


def _seam_trace(
    text: SeamText,
    classes: Sequence[ClassLink],
    seams_of: Mapping[str, Sequence[SeamText]],
    evidence: Evidence,
    results: Results,
) -> SeamTrace:
    beside = {
        link.cls.node_id: [other for other in seams_of[link.cls.node_id] if other is not text] for link in classes
    }
    matched = evidence.tests_of(text, classes, beside)
    scenarios = tuple(
        _scenario_trace(scenario, matched.get(number, ()), results) for number, scenario in enumerate(text.scenarios)
    )
    stale = any(link.digest and link.digest != text.seam.digest for link in classes)
    return SeamTrace(text.seam, _state(text, classes, scenarios), tuple(classes), scenarios, stale)


def _scenario_trace(text: ScenarioText, links: Sequence[Link], results: Results) -> ScenarioTrace:
    written = [link for link in links if not link.test.is_stub]
    state = ScenarioState.WRITTEN if written else ScenarioState.STUB if links else ScenarioState.MISSING
    return ScenarioTrace(text.scenario, text.name, state, tuple(links), _outcome(written, results))


def _outcome(links: Sequence[Link], results: Results) -> Outcome | None:
    """The worst of what is known: one test that failed makes a scenario fail."""
    return worst(results.of(link.path, link.cls.name, link.test.name) for link in links)


def _state(text: SeamText, classes: Sequence[ClassLink], scenarios: Sequence[ScenarioTrace]) -> SeamState:
    covered = sum(each.state is ScenarioState.WRITTEN for each in scenarios)
    if covered == len(scenarios):
        return SeamState.IMPLEMENTED
    if covered or any(each.links for each in scenarios) or classes:
        return SeamState.PARTIAL
    return SeamState.DEFERRED if text.seam.status in (Status.DEFERRED, Status.ELIMINATED) else SeamState.MISSING
