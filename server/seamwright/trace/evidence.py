"""What speaks for a class standing for a seam, and for a test standing for a scenario, where nobody says so.

The measures were set on hand-written suites, on one half of the labels; see ARCHITECTURE.md for how well they do.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from seamwright.trace.pairs import Scores, compare
from seamwright.trace.text import ClassText, PlacedClass, PlacedSeam, SeamText
from seamwright.trace.words import Rarity, stems

CLEAR_SEAM = 0.36
"""Agreement from which a class beside the plan stands for a seam, out of 1, where no other seam comes near."""
SURE_SEAM = 0.5
"""The same where another seam does, or the class stands elsewhere."""
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

_T = TypeVar("_T")


class Evidence:
    """Compares the seams of some plans with the classes that may stand for them, and keeps what it found.

    Two texts are compared again when one of them is another one, or a word in them tells more or less than before.
    """

    def __init__(self) -> None:
        self._titles, self._words = Rarity(), Rarity()
        self._topics: dict[str, frozenset[str]] = {}
        self._owners: frozenset[str | None] = frozenset()
        self._alike: dict[ClassText, dict[SeamText, tuple[float, float]]] = {}
        self._scores: dict[ClassText, dict[SeamText, Scores]] = {}
        self._seams: set[SeamText] = set()
        self._given: list[tuple[object, ...]] = []
        self._decided: dict[tuple[object, ...], tuple[int, float, str] | None] = {}

    def update(self, seams: Sequence[PlacedSeam], classes: Sequence[PlacedClass]) -> None:
        """Take ``seams`` and ``classes`` as all that there are from now on."""
        texts = [cls.text for cls in classes]
        titles = self._titles.update(
            [
                *(each.text.title for each in seams),
                *({stem for _, title in cls.titles for stem in title} for cls in texts),
            ]
        )
        words = self._words.update([*(each.text.words for each in seams), *(cls.words for cls in texts)])
        old = self._seams
        self._seams = {each.text for each in seams}
        stale = {text for text in self._seams if _has(text.title, titles) or _has(text.words, words)}
        self._alike = {
            text: _without(self._alike.get(text, {}), (old - self._seams) | stale)
            for text in texts
            if not _has(text.words, words) and not any(_has(title, titles) for _, title in text.titles)
        }
        self._scores = {text: _without(self._scores.get(text, {}), old - self._seams) for text in texts}
        given: list[tuple[object, ...]] = [(*each.key, each.text, each.target, each.seam.test_file) for each in seams]
        topics = _topics(seams, classes)
        same = not stale and given == self._given and topics == self._topics
        self._decided = {key: found for key, found in self._decided.items() if same and key[0] in self._alike}
        self._given, self._topics = given, topics
        self._owners = frozenset(each.target for each in seams if each.seam.test_file is not None)

    def seam_of(
        self, cls: PlacedClass, candidates: Sequence[PlacedSeam], among: Hashable
    ) -> tuple[int, float, str] | None:
        """The place among ``candidates`` of the one that ``cls`` stands for, with the confidence and the reason.

        ``among`` says which of all seams the candidates are.
        """
        key = cls.text, cls.facts.path, cls.facts.denials, among
        if key not in self._decided:
            self._decided[key] = self._decide(cls, candidates) if candidates else None
        return self._decided[key]

    def _decide(self, cls: PlacedClass, candidates: Sequence[PlacedSeam]) -> tuple[int, float, str] | None:
        name = cls.facts.name
        named = next((place for place, each in enumerate(candidates) if name and name in each.text.names), None)
        if named is not None:
            return named, 0.99, "the class has the seam's name"
        # What takes long, the comparison of all tests with all scenarios, is only done where it can decide.
        rough = sorted(((self._score(cls, each), -number) for number, each in enumerate(candidates)), reverse=True)
        scored = sorted(
            ((self._score(cls, candidates[-number], tests=True), number) for _, number in rough[:_CLOSEST]),
            reverse=True,
        )
        best, place = scored[0][0], -scored[0][1]
        chosen = candidates[place]
        rival = scored[1][0] if len(scored) > 1 else 0.0
        if best < (CLEAR_SEAM if rival <= _NEAR * best and _is_beside(cls, chosen) else SURE_SEAM):
            return None
        if not _is_beside(cls, chosen) and not self._is_borne_out(cls.text, chosen.text):
            return None
        if chosen.is_file(cls.facts.path):
            return place, min(best, 0.99), "the plan names its file"
        if self._title(cls.text, chosen.text) >= _NAMED or self._are_its_scenarios(cls.text, chosen.text):
            return place, min(best, 0.99), "class and seam are described alike"
        return None

    def also(
        self, cls: PlacedClass, chosen: PlacedSeam, others: Sequence[PlacedSeam]
    ) -> Iterator[tuple[int, float, str]]:
        """The places of those of ``others``, which no class stands for, that ``cls`` covers beside ``chosen``."""
        for place, other in enumerate(others):
            if self._title(cls.text, other.text) < _SECOND_NAMED:
                continue
            score = self._score(cls, other, tests=True)
            if score >= SECOND_SEAM and self._shares(cls.text, other.text, chosen.text):
                yield place, min(score, 0.99), "some of its tests are the seam's scenarios"

    def scores(self, cls: ClassText, seam: SeamText) -> Scores:
        """How far the tests of ``cls`` and the scenarios of ``seam`` agree."""
        kept = self._scores.setdefault(cls, {})
        found = kept.get(seam)
        if found is None:
            found = kept[seam] = compare(seam.scenarios, cls.tests)
        return found

    def _score(self, cls: PlacedClass, seam: PlacedSeam, *, tests: bool = False) -> float:
        """The agreement of what class and seam say as a whole; with ``tests``, of their tests and scenarios too."""
        title, words = self._agree(cls.text, seam.text)
        score = 0.5 * title + 0.2 * words
        if tests:
            best = [max(row, default=0.0) for row in self.scores(cls.text, seam.text)]
            score += 0.3 * min(1.0, sum(best) / len(best) / _USUAL) if best else 0.0
        if self._topics and self._is_off_topic(cls.text, seam.plan.path):
            score *= 0.6
        if len(cls.text.numbers) == 1 and seam.text.number in cls.text.numbers:
            score += 0.05
        if cls.facts.path not in self._owners:
            return score + (0.15 if seam.target == cls.facts.path else 0.0)
        # The plan says which file is the seam's: that decides between seams, unless two of them share it.
        return score * 0.5 + 0.4 if seam.is_file(cls.facts.path) else score * 0.6

    def _title(self, cls: ClassText, seam: SeamText) -> float:
        return self._agree(cls, seam)[0]

    def _agree(self, cls: ClassText, seam: SeamText) -> tuple[float, float]:
        """How far they are called alike, by whatever says it best; and how far all that they say agrees."""
        kept = self._alike.setdefault(cls, {})
        found = kept.get(seam)
        if found is None:
            found = kept[seam] = (
                max((weight * self._titles.agreement(seam.title, title) for weight, title in cls.titles), default=0.0),
                self._words.agreement(seam.words, cls.words),
            )
        return found

    def _is_off_topic(self, cls: ClassText, path: str) -> bool:
        """Whether ``cls`` says what another plan is about, and nothing of what the one at ``path`` is about."""
        topic = self._topics.get(path)
        if not topic or not topic.isdisjoint(cls.words):
            return False
        return any(not other.isdisjoint(cls.words) for place, other in self._topics.items() if place != path)

    def _is_borne_out(self, cls: ClassText, seam: SeamText) -> bool:
        """Whether a test is clearly one of the seam's scenarios; other folders have classes of like names."""
        return any(max(row, default=0.0) >= CLEAR_SCENARIO for row in self.scores(cls, seam))

    def _are_its_scenarios(self, cls: ClassText, seam: SeamText) -> bool:
        clear = sum(max(row, default=0.0) >= CLEAR_SCENARIO for row in self.scores(cls, seam))
        return clear >= 2 and clear >= _USUAL * len(cls.tests)

    def _shares(self, cls: ClassText, other: SeamText, chosen: SeamText) -> bool:
        """Whether ``cls`` is in part about ``other``: its name says so and a test bears it out, or many tests do."""
        rows = zip(self.scores(cls, other), self.scores(cls, chosen), strict=True)
        clear = sum(
            max(here, default=0.0) >= CLEAR_SCENARIO and max(there, default=0.0) < min(CLEAR_SCENARIO, max(here))
            for here, there in rows
        )
        name = cls.titles[0][1] if cls.titles else {}
        rest = [stem for stem in name if stem not in chosen.title]
        return clear >= (1 if any(stem in other.title for stem in rest) else max(2, _MANY * len(cls.tests)))


def scenarios_of(
    seam: SeamText, name: str, row: Sequence[float], best: Sequence[float], floor: float
) -> Iterator[tuple[int, float, str]]:
    """The scenarios of ``seam`` that the test called ``name`` stands for, by place, with confidence and reason.

    Args:
        row: how far the test agrees with each scenario.
        best: how far the test that agrees most does.
        floor: how far the test agrees with a scenario of another seam of its class; it is about one of them.
    """
    for place, scenario in enumerate(seam.scenarios):
        if name in scenario.names:
            yield place, 1.0, "the test has the scenario's name"
            return
    needed = max(CLEAR_SCENARIO, _TIE * max(row), _TIE * floor)
    for place, score in sorted(enumerate(row), key=lambda each: (-each[1], each[0])):
        if score >= needed and score >= _RIVAL * best[place]:
            yield place, min(score, 0.99), "name and docstring agree with the scenario"


def _is_beside(cls: PlacedClass, seam: PlacedSeam) -> bool:
    """Whether the class stands where the seam's tests are expected: beside the plan, or in the file that it names."""
    return cls.facts.path == seam.target or cls.facts.path.rpartition("/")[0] == seam.plan.path.rpartition("/")[0]


def _has(text: Iterable[str], words: set[str]) -> bool:
    return bool(words) and not words.isdisjoint(text)


def _without(kept: dict[SeamText, _T], gone: set[SeamText]) -> dict[SeamText, _T]:
    return {text: value for text, value in kept.items() if text not in gone} if gone else kept


def _topics(seams: Sequence[PlacedSeam], classes: Sequence[PlacedClass]) -> dict[str, frozenset[str]]:
    """What each of several plans is about and the others are not, by its path."""
    of_plan: dict[str, list[PlacedSeam]] = {}
    for seam in seams:
        of_plan.setdefault(seam.plan.path, []).append(seam)
    if len(of_plan) < 2:
        return {}
    about = {
        path: frozenset(stem for stem in _topic(path, own) if any(stem in cls.text.words for cls in classes))
        for path, own in of_plan.items()
    }
    return {
        path: topic.difference(*(other for place, other in about.items() if place != path))
        for path, topic in about.items()
    }


def _topic(path: str, seams: Sequence[PlacedSeam]) -> frozenset[str]:
    name = path.rpartition("/")[2].rpartition(".")[0]
    words = frozenset(stems(f"{name} {seams[0].plan.plan.title or ''}"))
    return frozenset(word for word in words if 2 * sum(word in seam.text.words for seam in seams) > len(seams))
