"""Finds which class stands for which seam, and which test for which scenario: what a class says itself, then evidence.

A wrong link is worse than a missing one: it would call something covered that nobody tests. So a class belongs to the
seam that it agrees with most, only if the agreement is clear, and every link carries its reason.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator, Sequence

from seamwright.trace.declared import means
from seamwright.trace.evidence import Evidence, scenarios_of
from seamwright.trace.found import ClassMatch, Found, ScenarioMatch, distinct
from seamwright.trace.model import ClassFacts, PlanFacts
from seamwright.trace.text import PlacedClass, PlacedSeam, Texts

Place = tuple[int, int]
"""A plan's place among those of its folder, and a seam's in the plan."""


class Finder:
    """For the plans of one folder. Keeps what it compared."""

    def __init__(self, texts: Texts) -> None:
        self.used: set[Hashable] = set()
        """Keys of the texts that it needs."""
        self._texts = texts
        self._evidence = Evidence()

    def find(self, plans: Sequence[PlanFacts], scopes: Sequence[Sequence[ClassFacts]], paths: Container[str]) -> Found:
        """``scopes`` holds the classes that may stand for the seams of each plan; ``paths`` are those of all plans."""
        self.used = self._texts.used = set()
        seams = [[self._texts.seam(plan, seam) for seam in plan.plan.seams] for plan in plans]
        classes = [self._texts.cls(facts) for facts in distinct(scopes)]
        self._evidence.update([each for own in seams for each in own], classes)
        return _Search(self._evidence, plans, seams, classes, _homes(scopes), paths).found()


class _Search:
    """One look at everything."""

    def __init__(
        self,
        evidence: Evidence,
        plans: Sequence[PlanFacts],
        seams: Sequence[Sequence[PlacedSeam]],
        classes: Sequence[PlacedClass],
        homes: Sequence[tuple[int, ...]],
        paths: Container[str],
    ) -> None:
        self._evidence, self._plans, self._seams, self._classes = evidence, plans, seams, classes
        self._homes, self._paths = homes, paths
        self._candidates = {home: [(p, s) for p in home for s in range(len(seams[p]))] for home in set(homes)}
        self._matches: list[ClassMatch] = []
        self._orphans: list[tuple[int, int]] = []

    def found(self) -> Found:
        """Everything."""
        for number, cls in enumerate(self._classes):
            declared = list(self._declared(number, cls.facts))
            self._matches += declared or self._concluded(number, cls)
        self._matches += list(self._further())
        self._matches.sort(key=lambda match: match[:2])
        return Found(tuple(self._matches), tuple(self._tests()), tuple(self._orphans))

    def _declared(self, number: int, facts: ClassFacts) -> Iterator[ClassMatch]:
        """The seams that a class says it stands for. One that names a seam which is gone is noted as an orphan."""
        for pin in facts.pins:
            for plan, own in enumerate(self._seams):
                if not means(pin, self._plans[plan].path, facts.path, self._paths):
                    continue
                seam = next((place for place, each in enumerate(own) if each.seam.id == pin.seam), None)
                if seam is not None:
                    yield ClassMatch(plan, seam, number, 1.0, "the class says so", pin.digest)
                elif (plan, number) not in self._orphans:
                    self._orphans.append((plan, number))

    def _concluded(self, number: int, cls: PlacedClass) -> list[ClassMatch]:
        """The seam that a class stands for by all that is known."""
        if cls.facts.pins or not cls.facts.tests:
            return []
        home = self._homes[number]
        places = self._allowed(cls.facts, self._candidates[home])
        among = (home, self._paths if cls.facts.denials else None)
        found = self._evidence.seam_of(cls, [self._seams[plan][seam] for plan, seam in places], among)
        return [ClassMatch(*places[found[0]], number, round(found[1], 2), found[2])] if found is not None else []

    def _further(self) -> Iterator[ClassMatch]:
        """Classes that cover a seam beside their own, where that seam would have no class otherwise."""
        taken = {match[:2] for match in self._matches}
        for match in self._matches[:]:
            cls = self._classes[match.cls]
            if cls.facts.pins:
                continue
            own = self._seams[match.plan][match.seam]
            places = [
                (plan, seam)
                for plan, seam in self._allowed(cls.facts, self._candidates[self._homes[match.cls]])
                if plan == match.plan and (plan, seam) not in taken
            ]
            for number, confidence, reason in self._evidence.also(cls, own, [self._seams[p][s] for p, s in places]):
                yield ClassMatch(*places[number], match.cls, round(confidence, 2), reason)

    def _allowed(self, facts: ClassFacts, places: list[Place]) -> list[Place]:
        """Those of ``places`` that the class does not deny to stand for."""
        if not facts.denials:
            return places
        return [
            (plan, seam)
            for plan, seam in places
            if not any(
                means(denial, self._plans[plan].path, facts.path, self._paths)
                and denial.seam in ("", self._seams[plan][seam].seam.id)
                for denial in facts.denials
            )
        ]

    def _tests(self) -> Iterator[ScenarioMatch]:
        """The tests of the matched classes that stand for scenarios."""
        of_seam: dict[Place, list[ClassMatch]] = {}
        of_class: dict[tuple[int, int], list[int]] = {}
        for match in self._matches:
            of_seam.setdefault(match[:2], []).append(match)
            of_class.setdefault((match.plan, match.cls), []).append(match.seam)
        for (plan, place), matches in of_seam.items():
            seam = self._seams[plan][place]
            scores = [self._evidence.scores(self._classes[match.cls].text, seam.text) for match in matches]
            best = [max(column) for column in zip(*(row for part in scores for row in part), strict=True)]
            for match, part in zip(matches, scores, strict=True):
                cls = self._classes[match.cls]
                others = [
                    self._evidence.scores(cls.text, self._seams[plan][other].text)
                    for other in of_class[plan, match.cls]
                    if other != place
                ]
                for number, row in enumerate(part):
                    chosen = [(0, match.confidence, "the seam has no scenarios of its own")]
                    if seam.seam.scenarios:
                        floor = max((max(other[number]) for other in others), default=0.0)
                        chosen = list(scenarios_of(seam.text, cls.facts.tests[number].name, row, best, floor))
                    for scenario, confidence, reason in chosen:
                        yield ScenarioMatch(plan, place, scenario, match.cls, number, round(confidence, 2), reason)


def _homes(scopes: Sequence[Sequence[ClassFacts]]) -> list[tuple[int, ...]]:
    """For each class, in the order of :func:`distinct`, the plans that may claim it."""
    homes: dict[str, list[int]] = {}
    for plan, scope in enumerate(scopes):
        for facts in scope:
            homes.setdefault(facts.node_id, []).append(plan)
    return [tuple(dict.fromkeys(each)) for each in homes.values()]
