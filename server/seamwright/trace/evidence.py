"""What speaks for a class standing for a seam, and for a test standing for a scenario, where nobody says so.

The measures were set on hand-written suites: see ARCHITECTURE.md for how well they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seamwright.trace.model import ClassFacts, ClassLink, Link, TestFacts
from seamwright.trace.text import ScenarioText, SeamText
from seamwright.trace.words import Rarity, agreement, mean, stems

CLEAR_SEAM = 0.34
"""Agreement from which a class stands for a seam, out of 1, where no other seam comes near."""
SURE_SEAM = 0.5
"""The same where another seam does."""
_CLOSEST = 5
"""Seams that are compared test by test."""
SECOND_SEAM = 0.2
"""The same for a seam that no class stands for, some of whose scenarios are tests of the class."""
CLEAR_SCENARIO = 0.55
"""Agreement from which a test stands for a scenario of its seam, out of 1."""


class Evidence:
    """Compares the seams of some plans with the classes that may stand for them."""

    def __init__(self, seams: Sequence[SeamText], classes: Sequence[ClassFacts]) -> None:
        self._titles = Rarity([*(seam.title for seam in seams), *(cls.title_words for cls in classes)])
        self._words = Rarity([*(seam.words for seam in seams), *(cls.words for cls in classes)])
        self._tests = Rarity(
            [
                *(each.words for seam in seams for each in seam.scenarios),
                *(test.words for cls in classes for test in cls.tests),
            ]
        )
        self._topics = _topics(seams, classes)
        self._owners: dict[str, int] = {}
        for seam in seams:
            if seam.seam.test_file is not None and seam.target is not None:
                self._owners[seam.target] = self._owners.get(seam.target, 0) + 1

    def seams_of(self, cls: ClassFacts, candidates: Sequence[SeamText]) -> Iterator[tuple[SeamText, float, str]]:
        """The seams among ``candidates`` that ``cls`` stands for, with the confidence and the reason of each."""
        if not candidates:
            return
        # What takes long, the comparison of all tests with all scenarios, is only done where it can decide.
        rough = sorted(((self._rough(cls, seam), number) for number, seam in enumerate(candidates)), reverse=True)
        scored = sorted(((self._seam(cls, candidates[number]), number) for _, number in rough[:_CLOSEST]), reverse=True)
        best, number = scored[0]
        chosen = candidates[number]
        second = scored[1][0] if len(scored) > 1 else 0.0
        if best < (CLEAR_SEAM if second < 0.75 * best else SURE_SEAM):
            return
        yield chosen, min(best, 0.99), self._reason(cls, chosen)

    def also(
        self, cls: ClassFacts, chosen: SeamText, others: Sequence[SeamText]
    ) -> Iterator[tuple[SeamText, float, str]]:
        """Those of ``others``, which no class stands for, that ``cls`` covers beside the ``chosen`` one."""
        for other in others:
            score = self._seam(cls, other)
            if score >= SECOND_SEAM and other.plan.path == chosen.plan.path and self._shares(cls, other, chosen):
                yield other, min(score, 0.99), "some of its tests are the seam's scenarios"

    def tests_of(self, seam: SeamText, classes: Sequence[ClassLink]) -> dict[int, list[Link]]:
        """The tests of ``classes`` that stand for each scenario of ``seam``, by the scenario's place."""
        found: dict[int, list[Link]] = {}
        for link in classes:
            for test in link.cls.tests:
                for number, confidence, reason in self._scenarios_of(seam, link, test):
                    node_id = f"{link.cls.node_id}::{test.name}"
                    found.setdefault(number, []).append(
                        Link(node_id, link.cls.path, test, link.cls, round(confidence, 2), reason)
                    )
        return found

    def _rough(self, cls: ClassFacts, seam: SeamText) -> float:
        """The agreement of what class and seam say as a whole."""
        if seam.seam.test_file is not None and seam.target == cls.path:
            return 1.0
        title = mean(*agreement(seam.title, cls.title_words, self._titles))
        return 0.5 * title + 0.2 * mean(*agreement(seam.words, cls.words, self._words))

    def _seam(self, cls: ClassFacts, seam: SeamText) -> float:
        names = seam.plan.names.get(seam.seam.id)
        if cls.name and cls.name in (seam.seam.class_name, names.class_name if names else None):
            return 1.0
        title = mean(*agreement(seam.title, cls.title_words, self._titles))
        words = mean(*agreement(seam.words, cls.words, self._words))
        tests = min(1.0, self._tests_agree(cls, seam) / 0.6)
        score = 0.5 * title + 0.2 * words + 0.3 * tests
        if self._is_off_topic(cls, seam):
            score *= 0.5
        if self._misses_the_point(cls, seam):
            score *= 0.85
        owners = self._owners.get(cls.path, 0)
        if not owners:
            return score + (0.15 if seam.target == cls.path else 0.0)
        # The plan says which file is the seam's: that decides between seams, unless two of them share it.
        own = seam.seam.test_file is not None and seam.target == cls.path
        return score * 0.5 + 0.4 if own else score * 0.6

    def _is_off_topic(self, cls: ClassFacts, seam: SeamText) -> bool:
        """Whether ``cls`` says nothing of what the seam's plan is about and other plans are not."""
        topic = self._topics.get(seam.plan.path, frozenset())
        return bool(topic) and topic.isdisjoint(cls.words)

    def _misses_the_point(self, cls: ClassFacts, seam: SeamText) -> bool:
        """Whether ``cls`` says less than half of the seam's title anywhere."""
        said = self._titles.mass({stem: weight for stem, weight in seam.title.items() if stem in cls.words})
        return said < 0.5 * self._titles.mass(seam.title)

    def _tests_agree(self, cls: ClassFacts, seam: SeamText) -> float:
        best = [max(self.scenario(each, test) for each in seam.scenarios) for test in cls.tests]
        return sum(best) / len(best) if best else 0.0

    def scenario(self, scenario: ScenarioText, test: TestFacts) -> float:
        """How far ``test`` and ``scenario`` say the same, from 0 to 1."""
        said, _ = agreement(scenario.title, test.words, self._tests)
        meant, _ = agreement(dict.fromkeys(test.title_words, 1.0), scenario.words, self._tests)
        return mean(said, meant, 0.6)

    def _shares(self, cls: ClassFacts, other: SeamText, chosen: SeamText) -> bool:
        """Whether two tests of ``cls`` at least are clearly scenarios of ``other`` and none of ``chosen``."""
        count = 0
        for test in cls.tests:
            here = max(self.scenario(each, test) for each in other.scenarios)
            there = max(self.scenario(each, test) for each in chosen.scenarios)
            count += here >= CLEAR_SCENARIO and here > there + 0.1
        return count >= 2

    def _scenarios_of(self, seam: SeamText, link: ClassLink, test: TestFacts) -> Iterator[tuple[int, float, str]]:
        for number, scenario in enumerate(seam.scenarios):
            if test.name in (scenario.name, scenario.scenario.test_name):
                yield number, 1.0, "the test has the scenario's name"
                return
        if not seam.has_scenarios:
            yield 0, link.confidence, "the seam has no scenarios of its own"
            return
        scored = sorted(
            ((self.scenario(scenario, test), -number) for number, scenario in enumerate(seam.scenarios)), reverse=True
        )
        best = scored[0][0]
        for score, place in scored:
            if score >= CLEAR_SCENARIO and score >= 0.92 * best:
                yield -place, min(score, 0.99), "name and docstring agree with the scenario"

    def _reason(self, cls: ClassFacts, seam: SeamText) -> str:
        names = seam.plan.names.get(seam.seam.id)
        if cls.name and cls.name in (seam.seam.class_name, names.class_name if names else None):
            return "the class has the seam's name"
        if seam.seam.test_file is not None and seam.target == cls.path:
            return "the plan names its file"
        return "class and seam are described alike"


def _topics(seams: Sequence[SeamText], classes: Sequence[ClassFacts]) -> dict[str, frozenset[str]]:
    """What each of several plans is about and the others are not, by its path."""
    of_plan: dict[str, list[SeamText]] = {}
    for seam in seams:
        of_plan.setdefault(seam.plan.path, []).append(seam)
    if len(of_plan) < 2:
        return {}
    spoken = frozenset(stem for cls in classes for stem in cls.words)
    about = {path: _topic(path, own) & spoken for path, own in of_plan.items()}
    return {
        path: topic.difference(*(other for place, other in about.items() if place != path))
        for path, topic in about.items()
    }


def _topic(path: str, seams: Sequence[SeamText]) -> frozenset[str]:
    name = path.rpartition("/")[2].rpartition(".")[0]
    words = frozenset(stems(f"{name} {seams[0].plan.plan.title or ''}"))
    return frozenset(word for word in words if 2 * sum(word in seam.words for seam in seams) > len(seams))
