"""What speaks for a class standing for a seam, and for a test standing for a scenario, where nobody says so.

The measures were set on hand-written suites, on one half of the labels; see ARCHITECTURE.md for how well they do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from seamwright.trace.model import ClassFacts, ClassLink, Link
from seamwright.trace.pairs import Scores, compare
from seamwright.trace.text import SeamText
from seamwright.trace.words import Rarity, agreement, mean, stems

CLEAR_SEAM = 0.36
"""Agreement from which a class stands for a seam, out of 1, where no other seam comes near."""
SURE_SEAM = 0.5
"""The same where another seam does."""
_NEAR = 0.8
"""The part of the best seam's agreement at which another one is near."""
_NAMED = 0.3
"""How far class and seam have to be called alike, unless the tests are plainly the seam's scenarios."""
_CLOSEST = 4
"""Seams that are compared test by test."""
SECOND_SEAM = 0.3
"""Agreement from which a class stands for a further seam, which no class stands for otherwise."""
_SECOND_NAMED = 0.25
_MANY = 0.4
"""The part of the tests of a class that makes it the class of a further seam, which its name does not say."""
CLEAR_SCENARIO = 0.45
"""Agreement from which a test stands for a scenario of its seam, out of 1."""
_TIE = 0.92
"""The part of its best agreement with which a test stands for a further scenario."""
_RIVAL = 0.6
"""The part of the scenario's best agreement that a further test of it needs."""
_USUAL = 0.6
"""The agreement of tests with scenarios, on average, that is as good as can be expected."""


class Evidence:
    """Compares the seams of some plans with the classes that may stand for them."""

    def __init__(self, seams: Sequence[SeamText], classes: Sequence[ClassFacts]) -> None:
        titles: list[Collection[str]] = [seam.title for seam in seams]
        titles += [{stem for _, title in cls.titles for stem in title} for cls in classes]
        self._titles = Rarity(titles)
        self._words = Rarity([*(seam.words for seam in seams), *(cls.words for cls in classes)])
        self._topics = _topics(seams, classes)
        self._owners = {seam.target for seam in seams if seam.seam.test_file is not None and seam.target is not None}
        self._scores: dict[tuple[int, int], Scores] = {}

    def seams_of(self, cls: ClassFacts, candidates: Sequence[SeamText]) -> Iterator[tuple[SeamText, float, str]]:
        """The seams among ``candidates`` that ``cls`` stands for, with the confidence and the reason of each."""
        if not candidates:
            return
        named = next((seam for seam in candidates if _has_name(cls, seam)), None)
        if named is not None:
            yield named, 0.99, "the class has the seam's name"
            return
        # What takes long, the comparison of all tests with all scenarios, is only done where it can decide.
        rough = sorted(((self._score(cls, seam), -number) for number, seam in enumerate(candidates)), reverse=True)
        close = [candidates[-number] for _, number in rough[:_CLOSEST]]
        scored = sorted(((self._score(cls, seam, tests=True), -n) for n, seam in enumerate(close)), reverse=True)
        best, number = scored[0]
        chosen = close[-number]
        rival = scored[1][0] if len(scored) > 1 else 0.0
        if best < (CLEAR_SEAM if rival <= _NEAR * best else SURE_SEAM):
            return
        if self._is_own(cls, chosen):
            yield chosen, min(best, 0.99), "the plan names its file"
        elif self._title(cls, chosen) >= _NAMED or self._are_its_scenarios(cls, chosen):
            yield chosen, min(best, 0.99), "class and seam are described alike"

    def also(
        self, cls: ClassFacts, chosen: SeamText, others: Sequence[SeamText]
    ) -> Iterator[tuple[SeamText, float, str]]:
        """Those of ``others``, which no class stands for, that ``cls`` covers beside the ``chosen`` one."""
        for other in others:
            if other.plan.path != chosen.plan.path or self._title(cls, other) < _SECOND_NAMED:
                continue
            score = self._score(cls, other, tests=True)
            if score >= SECOND_SEAM and self._shares(cls, other, chosen):
                yield other, min(score, 0.99), "some of its tests are the seam's scenarios"

    def tests_of(
        self, seam: SeamText, classes: Sequence[ClassLink], beside: Mapping[str, Sequence[SeamText]]
    ) -> Matched:
        """The tests of ``classes`` that stand for each scenario of ``seam``, by the scenario's place.

        ``beside`` holds, by class, the other seams of the plan that it stands for: a test is about one of them.
        """
        found: dict[int, list[Link]] = {}
        scores = [self.scores(seam, link.cls) for link in classes]
        best = [
            max((row[place] for part in scores for row in part), default=0.0) for place in range(len(seam.scenarios))
        ]
        for link, part in zip(classes, scores, strict=True):
            others = [self.scores(other, link.cls) for other in beside.get(link.cls.node_id, ())]
            for number, (test, row) in enumerate(zip(link.cls.tests, part, strict=True)):
                floor = max((max(other[number], default=0.0) for other in others), default=0.0)
                if not seam.has_scenarios:
                    chosen = [(0, link.confidence, "the seam has no scenarios of its own")]
                else:
                    chosen = list(_chosen(seam, test.name, row, best, floor))
                for place, confidence, reason in chosen:
                    node_id = f"{link.cls.node_id}::{test.name}"
                    one = Link(node_id, link.cls.path, test, link.cls, round(confidence, 2), reason)
                    found.setdefault(place, []).append(one)
        return found

    def scores(self, seam: SeamText, cls: ClassFacts) -> Scores:
        """How far the tests of ``cls`` and the scenarios of ``seam`` agree."""
        key = id(seam), id(cls)
        found = self._scores.get(key)
        if found is None:
            found = self._scores[key] = compare(seam.scenarios, cls.tests)
        return found

    def _score(self, cls: ClassFacts, seam: SeamText, *, tests: bool = False) -> float:
        """The agreement of what class and seam say as a whole; with ``tests``, of their tests and scenarios too."""
        score = 0.5 * self._title(cls, seam) + 0.2 * mean(*agreement(seam.words, cls.words, self._words))
        if tests:
            best = [max(row, default=0.0) for row in self.scores(seam, cls)]
            score += 0.3 * min(1.0, sum(best) / len(best) / _USUAL) if best else 0.0
        if self._is_off_topic(cls, seam):
            score *= 0.6
        if cls.numbers and len(cls.numbers) == 1 and seam.seam.number:
            score += 0.05 if seam.seam.number in cls.numbers else 0.0
        if cls.path not in self._owners:
            return score + (0.15 if seam.target == cls.path else 0.0)
        # The plan says which file is the seam's: that decides between seams, unless two of them share it.
        return score * 0.5 + 0.4 if self._is_own(cls, seam) else score * 0.6

    def _title(self, cls: ClassFacts, seam: SeamText) -> float:
        """How far they are called alike: by the name of the class, its docstring, its file, or what that one says."""
        return max(
            (weight * mean(*agreement(seam.title, title, self._titles)) for weight, title in cls.titles), default=0.0
        )

    def _is_off_topic(self, cls: ClassFacts, seam: SeamText) -> bool:
        """Whether ``cls`` says what another plan is about, and nothing of what the seam's plan is about."""
        topic = self._topics.get(seam.plan.path)
        if not topic or not topic.isdisjoint(cls.words):
            return False
        return any(not other.isdisjoint(cls.words) for path, other in self._topics.items() if path != seam.plan.path)

    @staticmethod
    def _is_own(cls: ClassFacts, seam: SeamText) -> bool:
        return seam.seam.test_file is not None and seam.target == cls.path

    def _are_its_scenarios(self, cls: ClassFacts, seam: SeamText) -> bool:
        clear = sum(max(row, default=0.0) >= CLEAR_SCENARIO for row in self.scores(seam, cls))
        return clear >= 2 and clear >= _USUAL * len(cls.tests)

    def _shares(self, cls: ClassFacts, other: SeamText, chosen: SeamText) -> bool:
        """Whether ``cls`` is in part about ``other``: its name says so and a test bears it out, or many tests do."""
        rows = zip(self.scores(other, cls), self.scores(chosen, cls), strict=True)
        clear = sum(
            max(here, default=0.0) >= CLEAR_SCENARIO and max(there, default=0.0) < min(CLEAR_SCENARIO, max(here))
            for here, there in rows
        )
        name = cls.titles[0][1] if cls.titles else {}
        rest = [stem for stem in name if stem not in chosen.title]
        return clear >= (1 if any(stem in other.title for stem in rest) else max(2, _MANY * len(cls.tests)))


Matched = dict[int, list[Link]]
"""Links by the place of their scenario."""


def _chosen(
    seam: SeamText, name: str, row: Sequence[float], best: Sequence[float], floor: float
) -> Iterator[tuple[int, float, str]]:
    """The scenarios that the test called ``name`` stands for, which agrees with them as ``row`` says."""
    for place, scenario in enumerate(seam.scenarios):
        if name in (scenario.name, scenario.scenario.test_name):
            yield place, 1.0, "the test has the scenario's name"
            return
    needed = max(CLEAR_SCENARIO, _TIE * max(row), _TIE * floor)
    for place, score in sorted(enumerate(row), key=lambda each: (-each[1], each[0])):
        if score >= needed and score >= _RIVAL * best[place]:
            yield place, min(score, 0.99), "name and docstring agree with the scenario"


def _has_name(cls: ClassFacts, seam: SeamText) -> bool:
    names = seam.plan.names.get(seam.seam.id)
    return bool(cls.name) and cls.name in (seam.seam.class_name, names.class_name if names else None)


def _topics(seams: Sequence[SeamText], classes: Sequence[ClassFacts]) -> dict[str, frozenset[str]]:
    """What each of several plans is about and the others are not, by its path."""
    of_plan: dict[str, list[SeamText]] = {}
    for seam in seams:
        of_plan.setdefault(seam.plan.path, []).append(seam)
    if len(of_plan) < 2:
        return {}
    about = {path: _topic(path, own) for path, own in of_plan.items()}
    about = {path: frozenset(stem for stem in topic if _is_spoken(stem, classes)) for path, topic in about.items()}
    return {
        path: topic.difference(*(other for place, other in about.items() if place != path))
        for path, topic in about.items()
    }


def _is_spoken(stem: str, classes: Sequence[ClassFacts]) -> bool:
    return any(stem in cls.words for cls in classes)


def _topic(path: str, seams: Sequence[SeamText]) -> frozenset[str]:
    name = path.rpartition("/")[2].rpartition(".")[0]
    words = frozenset(stems(f"{name} {seams[0].plan.plan.title or ''}"))
    return frozenset(word for word in words if 2 * sum(word in seam.words for seam in seams) > len(seams))
