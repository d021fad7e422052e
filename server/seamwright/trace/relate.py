"""Relates plans and test classes: what a class says itself first, then what speaks for it.

A wrong link is worse than a missing one: it would call something covered that nobody tests. So a class belongs to the
seam that it agrees with most, only if the agreement is clear, and every link carries its reason.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from seamwright.plan.model import Scenario, Status
from seamwright.trace.declared import means
from seamwright.trace.evidence import Evidence, scenarios_of
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
from seamwright.trace.text import PlacedClass, PlacedSeam, Texts

Key = tuple[str, str]
"""A plan's path and a seam's id."""


def relate(
    plans: Sequence[PlanFacts], scopes: Mapping[str, Sequence[ClassFacts]], results: Results | None = None
) -> dict[str, PlanTrace]:
    """See :meth:`Relation.relate`."""
    return Relation().relate(plans, scopes, results)


class Relation:
    """Relates again and again, and does over only what changed: the result is the same as that of a first time."""

    def __init__(self) -> None:
        self._folders: dict[str, _Folder] = {}
        self._texts = Texts()

    def relate(
        self, plans: Sequence[PlanFacts], scopes: Mapping[str, Sequence[ClassFacts]], results: Results | None = None
    ) -> dict[str, PlanTrace]:
        """How far each of ``plans`` is implemented, by its path.

        ``scopes`` holds, by the plan's path, the classes that may stand for its seams. Plans that stand in one folder
        share out the classes; a catalogue above them is related for itself. Nothing is read here. What is the same
        object as the last time is taken to say the same.
        """
        groups: dict[str, list[PlanFacts]] = {}
        for plan in plans:
            groups.setdefault(plan.path.rpartition("/")[0], []).append(plan)
        paths = frozenset(plan.path for plan in plans)
        self._folders = {name: self._folders.get(name) or _Folder() for name in groups}
        known = results if results is not None else _NO_RESULTS
        found: dict[str, PlanTrace] = {}
        for name, group in groups.items():
            scope = [scopes.get(plan.path, ()) for plan in group]
            found |= self._folders[name].relate(self._texts, group, scope, paths, known)
        self._texts.keep_only(lambda: set().union(*(each.used for each in self._folders.values())))
        return {plan.path: found[plan.path] for plan in plans}


class _Folder:
    """The plans of one folder."""

    def __init__(self) -> None:
        self.used: set[Hashable] = set()
        self._evidence = Evidence()
        self._given: tuple[object, ...] = ()
        self._found: dict[str, PlanTrace] = {}
        self._paths: frozenset[str] = frozenset()
        self._results = _NO_RESULTS

    def relate(
        self,
        texts: Texts,
        plans: Sequence[PlanFacts],
        scopes: Sequence[Sequence[ClassFacts]],
        paths: frozenset[str],
        results: Results,
    ) -> dict[str, PlanTrace]:
        """``scopes`` as many as ``plans``; ``paths`` are those of all plans."""
        given = (*plans, *scopes, results)
        if len(given) != len(self._given) or any(a is not b for a, b in zip(given, self._given, strict=True)):
            pass
        elif paths == self._paths:
            return self._found
        self._given, self._paths, self._results = given, paths, results
        self.used = texts.used = set()
        self._found = self._relate(texts, plans, scopes)
        return self._found

    def _relate(
        self, texts: Texts, plans: Sequence[PlanFacts], scopes: Sequence[Sequence[ClassFacts]]
    ) -> dict[str, PlanTrace]:
        seams = {plan.path: [texts.seam(plan, seam) for seam in plan.plan.seams] for plan in plans}
        homes: dict[str, list[str]] = {}
        for plan, scope in zip(plans, scopes, strict=True):
            for facts in scope:
                homes.setdefault(facts.node_id, []).append(plan.path)
        classes = [texts.cls(facts) for facts in {facts.node_id: facts for scope in scopes for facts in scope}.values()]
        self._evidence.update([each for own in seams.values() for each in own], classes)
        links: dict[Key, list[tuple[PlacedClass, ClassLink]]] = {}
        orphans: dict[str, list[ClassFacts]] = {}
        chosen: list[tuple[PlacedClass, PlacedSeam, Sequence[PlacedSeam]]] = []
        together: dict[tuple[str, ...], list[PlacedSeam]] = {}
        for cls in classes:
            home = tuple(homes[cls.facts.node_id])
            if home not in together:
                together[home] = [each for path in home for each in seams[path]]
            for seam, link in self._declared(cls, seams, orphans) or self._concluded(cls, together[home], home):
                links.setdefault(seam.key, []).append((cls, link))
                chosen.append((cls, seam, together[home]))
        self._add_second(chosen, links)
        return {
            plan.path: self._plan_trace(plan, seams[plan.path], links, orphans.get(plan.path, ())) for plan in plans
        }

    def _declared(
        self, cls: PlacedClass, seams: Mapping[str, Sequence[PlacedSeam]], orphans: dict[str, list[ClassFacts]]
    ) -> list[tuple[PlacedSeam, ClassLink]]:
        """The seams that ``cls`` says it stands for. One that names a seam which is gone is noted as an orphan."""
        found = []
        facts = cls.facts
        for pin in facts.pins:
            for path, own in seams.items():
                if not means(pin, path, facts.path, self._paths):
                    continue
                seam = next((each for each in own if each.seam.id == pin.seam), None)
                if seam is not None:
                    found.append((seam, ClassLink(facts, 1.0, "the class says so", pin.digest)))
                elif facts not in orphans.setdefault(path, []):
                    orphans[path].append(facts)
        return found

    def _concluded(
        self, cls: PlacedClass, candidates: Sequence[PlacedSeam], home: tuple[str, ...]
    ) -> list[tuple[PlacedSeam, ClassLink]]:
        """The seam that ``cls`` stands for by all that is known."""
        if cls.facts.pins or not cls.facts.tests:
            return []
        if cls.facts.denials:
            candidates = [each for each in candidates if not self._denies(cls.facts, each)]
        found = self._evidence.seam_of(cls, candidates, (home, self._paths if cls.facts.denials else None))
        if found is None:
            return []
        seam, confidence, reason = found
        return [(seam, ClassLink(cls.facts, round(confidence, 2), reason))]

    def _add_second(
        self,
        chosen: Sequence[tuple[PlacedClass, PlacedSeam, Sequence[PlacedSeam]]],
        links: dict[Key, list[tuple[PlacedClass, ClassLink]]],
    ) -> None:
        """Link a class to a seam beside its own, where that seam would have no class otherwise."""
        taken = set(links)
        for cls, own, candidates in chosen:
            if cls.facts.pins:
                continue
            free = [
                each
                for each in candidates
                if each.key not in taken and not (cls.facts.denials and self._denies(cls.facts, each))
            ]
            for seam, confidence, reason in self._evidence.also(cls, own, free):
                links.setdefault(seam.key, []).append((cls, ClassLink(cls.facts, round(confidence, 2), reason)))

    def _denies(self, cls: ClassFacts, seam: PlacedSeam) -> bool:
        return any(
            means(denial, seam.plan.path, cls.path, self._paths) and denial.seam in ("", seam.seam.id)
            for denial in cls.denials
        )

    def _plan_trace(
        self,
        plan: PlanFacts,
        seams: Sequence[PlacedSeam],
        links: Mapping[Key, Sequence[tuple[PlacedClass, ClassLink]]],
        orphans: Sequence[ClassFacts],
    ) -> PlanTrace:
        of_class: dict[str, list[PlacedSeam]] = {}
        for seam in seams:
            for cls, _ in links.get(seam.key, ()):
                of_class.setdefault(cls.facts.node_id, []).append(seam)
        traces = tuple(self._seam_trace(seam, links.get(seam.key, ()), of_class) for seam in seams)
        return PlanTrace(plan.path, plan.plan, traces, tuple(orphans), {each.seam.id: each for each in traces})

    def _seam_trace(
        self,
        seam: PlacedSeam,
        links: Sequence[tuple[PlacedClass, ClassLink]],
        of_class: Mapping[str, Sequence[PlacedSeam]],
    ) -> SeamTrace:
        matched: dict[int, list[Link]] = {}
        for place, link in self._tests_of(seam, links, of_class):
            matched.setdefault(place, []).append(link)
        own = seam.seam
        names = seam.plan.names.get(own.id)
        tests = names.tests if names is not None else ()
        scenarios = tuple(
            self._scenario_trace(scenario, tests[place] if place < len(tests) else "", matched.get(place, ()))
            for place, scenario in enumerate(own.scenarios or (Scenario(own.span, own.line, own.title),))
        )
        classes = tuple(link for _, link in links)
        stale = any(link.digest and link.digest != own.digest for link in classes)
        return SeamTrace(own, _state(own.status, classes, scenarios), classes, scenarios, stale)

    def _tests_of(
        self,
        seam: PlacedSeam,
        links: Sequence[tuple[PlacedClass, ClassLink]],
        of_class: Mapping[str, Sequence[PlacedSeam]],
    ) -> Iterator[tuple[int, Link]]:
        """The tests that stand for each scenario of ``seam``, by the scenario's place."""
        if not links:
            return
        scores = [self._evidence.scores(cls.text, seam.text) for cls, _ in links]
        columns = zip(*(row for part in scores for row in part), strict=True)
        best = [max(column) for column in columns]
        for (cls, link), part in zip(links, scores, strict=True):
            facts = cls.facts
            beside = [each for each in of_class[facts.node_id] if each is not seam]
            others = [self._evidence.scores(cls.text, each.text) for each in beside]
            for number, (test, row) in enumerate(zip(facts.tests, part, strict=True)):
                chosen: Sequence[tuple[int, float, str]] = [
                    (0, link.confidence, "the seam has no scenarios of its own")
                ]
                if seam.seam.scenarios:
                    floor = max((max(other[number]) for other in others), default=0.0)
                    chosen = list(scenarios_of(seam.text, test.name, row, best, floor))
                for place, confidence, reason in chosen:
                    node_id = f"{facts.node_id}::{test.name}"
                    yield place, Link(node_id, facts.path, test, facts, round(confidence, 2), reason)

    def _scenario_trace(self, scenario: Scenario, name: str, links: Sequence[Link]) -> ScenarioTrace:
        written = [link for link in links if not link.test.is_stub]
        state = ScenarioState.WRITTEN if written else ScenarioState.STUB if links else ScenarioState.MISSING
        return ScenarioTrace(scenario, name, state, tuple(links), self._outcome(written))

    def _outcome(self, links: Sequence[Link]) -> Outcome | None:
        """The worst of what is known: one test that failed makes a scenario fail."""
        return worst(self._results.of(link.path, link.cls.name, link.test.name) for link in links)


def _state(status: Status, classes: Sequence[ClassLink], scenarios: Sequence[ScenarioTrace]) -> SeamState:
    covered = sum(each.state is ScenarioState.WRITTEN for each in scenarios)
    if covered == len(scenarios):
        return SeamState.IMPLEMENTED
    if covered or any(each.links for each in scenarios) or classes:
        return SeamState.PARTIAL
    return SeamState.DEFERRED if status in (Status.DEFERRED, Status.ELIMINATED) else SeamState.MISSING


_NO_RESULTS = Results()
