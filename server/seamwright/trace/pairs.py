"""How far each test of a class and each scenario of a seam say the same.

What a word tells is measured among the scenarios of this seam and the tests of this class alone: a word that all
scenarios have, or all tests, does not tell which scenario a test is about, however rare it is elsewhere. So the result
depends on these two texts and on nothing else, and can be kept for as long as both stay the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from seamwright.trace.contrast import contrasts
from seamwright.trace.text import ScenarioText, TestText
from seamwright.trace.words import Words, mean

Scores = tuple[tuple[float, ...], ...]
"""By test, then by scenario, from 0 to 1."""

_LEAN = 0.45
"""How much it counts that the test says what the scenario's title says, against that the scenario says what the test's
name and summary say. Titles are the longer ones: they give reasons, and a test that leaves those out is no worse."""
_CONTRAST = 0.8
"""What is left of the agreement for each axis on which they take different sides."""
_NUMBERED = 0.4
"""How far a number that both carry makes up for what is missing; another number takes as much away."""
_WORTH_NUMBERING = 0.1
"""Agreement below which a number says nothing: plans are numbered anew, and then tests are not."""


def compare(scenarios: Sequence[ScenarioText], tests: Sequence[TestText]) -> Scores:
    """The agreement of each of ``tests`` with each of ``scenarios``."""
    weights = _Weights([each.title for each in scenarios], [each.title for each in tests])
    wholes = [sum(map(weights.__getitem__, each.title)) for each in scenarios]
    numbers = {each.number for each in scenarios if each.number}
    return tuple(
        tuple(
            _agreement(scenario, whole, test, own, weights, numbers)
            for scenario, whole in zip(scenarios, wholes, strict=True)
        )
        for test in tests
        for own in (sum(map(weights.__getitem__, test.title)),)
    )


class _Weights(dict[str, float]):
    """What a word tells: much if few scenarios and few tests have it."""

    def __init__(self, scenarios: Sequence[Words], tests: Sequence[Words]) -> None:
        super().__init__()
        self._sides = [(len(texts), Counter(stem for text in texts for stem in text)) for texts in (scenarios, tests)]

    def __missing__(self, stem: str) -> float:
        weight = 1.0
        for total, counts in self._sides:
            weight *= math.log(1 + (total + 0.5) / (counts[stem] + 0.5))
        self[stem] = weight
        return weight


def _agreement(
    scenario: ScenarioText, whole: float, test: TestText, own: float, weights: _Weights, numbers: set[str]
) -> float:
    if not whole or not own:
        return 0.0
    said, meant = test.words, scenario.words
    here = sum([weights[stem] * min(1.0, 0.4 + said[stem]) for stem in scenario.title if stem in said])
    there = sum([weights[stem] * min(1.0, 0.4 + meant[stem]) for stem in test.title if stem in meant])
    score = mean(min(1.0, here / whole), min(1.0, there / own), _LEAN)
    if score:
        score *= _CONTRAST ** contrasts(scenario.title, test.title)
    if test.number is not None and test.number in numbers and score >= _WORTH_NUMBERING:
        same = test.number == scenario.number
        score = score + _NUMBERED * (1.0 - score) if same else score * (1.0 - _NUMBERED)
    return score
