"""Words by which a plan and a test say the same: split as names are, without those that say nothing, stemmed."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import snowballstemmer

from seamwright.text.names import words as name_words

Words = Mapping[str, float]
"""Stems, and how much each counts."""


def stems(text: str) -> list[str]:
    """The stems of ``text``, in order, with repetitions. Takes prose and Python names alike."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        found += _stems_of(piece)
    return found


def weighed(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The stems of several texts, each with the greatest weight of the texts that it stands in."""
    found: dict[str, float] = {}
    for text, weight in parts:
        for stem in stems(text):
            if weight > found.get(stem, 0.0):
                found[stem] = weight
    return found


class Rarity:
    """How much a word tells, in a set of texts: one that all of them have tells little.

    It is told in steps, so that a word that came or went somewhere hardly ever changes what other texts are worth.
    """

    def __init__(self) -> None:
        self._weights: dict[str, float] = {}
        self._most = 0.0

    def update(self, texts: Collection[Iterable[str]]) -> set[str]:
        """Take ``texts`` as the set from now on. Returns the words that tell more or less than before."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(text)
        total = len(texts)
        # Few words are frequent: there are far fewer counts than words.
        steps = {count: _step(total, count) for count in set(counts.values())}
        before, self._weights = self._weights, {stem: steps[count] for stem, count in counts.items()}
        self._most = _step(total, 0)
        return {stem for stem, _ in before.items() ^ self._weights.items()}

    def __getitem__(self, stem: str) -> float:
        return self._weights.get(stem, self._most)

    def agreement(self, one: Words, other: Words) -> float:
        """How far two texts say the same, from 0 to 1: the part of each that the other one says, as their mean."""
        if one.keys().isdisjoint(other):
            return 0.0
        weights = self._weights
        here = there = 0.0
        # In the order of the text: sums of the same numbers in another order may differ.
        for stem, mine in one.items():
            if stem in other:
                theirs, weight = other[stem], weights[stem]
                here += mine * weight * min(1.0, 0.4 + theirs)
                there += theirs * weight * min(1.0, 0.4 + mine)
        return mean(min(1.0, here / self._mass(one)), min(1.0, there / self._mass(other)))

    def _mass(self, words: Words) -> float:
        weights = self._weights
        return sum([weight * weights[stem] for stem, weight in words.items()])


def mean(one: float, other: float, lean: float = 0.5) -> float:
    """The weighted geometric mean: both sides have to agree."""
    return float(one**lean * other ** (1 - lean)) if one > 0 and other > 0 else 0.0


def _step(total: int, count: int) -> float:
    return max(0.5, round(4 * math.log(1 + (total + 0.5) / (count + 0.5))) / 4)


@lru_cache(maxsize=50_000)
def _stems_of(piece: str) -> tuple[str, ...]:
    found = []
    for word in name_words(piece, arrow=""):
        word = word.lower()
        if word in _EMPTY or (len(word) == 1 and not word.isdigit()):
            continue
        found.append(_stem(word))
    return tuple(found)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    # The stemmer keeps the word that it works on in itself, and the server relates in more than one thread.
    with _ALONE:
        stem: str = _STEMMER.stemWord(word)
    return _SAME.get(stem, stem)


_STEMMER = snowballstemmer.stemmer("english")
_ALONE = threading.Lock()
_PIECE = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*(?:[_.][^\W_]+)*")
_EMPTY = frozenset(
    """
    a an and any appropriately are as at be been being but by can case cases check checks correctly could did do
    does doing done each ensure ensures for from gracefully had has have having here how i if in integration into
    is it its just may might more most must no nor of on once only or other our out over own properly s same
    scenario scenarios shall she should so some successfully such t test tested testing tests than that the their
    them then there these they this those through to too under until up upon validate validates verified verifies
    verify was we were what when where whether which while who whom why will with within would you your
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
"""Words that stand in every test and every plan."""
_SAME = {
    "reject": "deni",
    "denied": "deni",
    "refus": "deni",
    "fail": "failur",
    "err": "error",
    "auth": "authent",
    "config": "configur",
    "init": "initi",
    "env": "environ",
    "prod": "product",
    "dev": "develop",
    "db": "databas",
    "perf": "perform",
    "info": "inform",
    "req": "request",
    "resp": "respons",
    "msg": "messag",
    "e2e": "end",
    "mgmt": "manag",
    "absent": "miss",
}
"""Abbreviations and words that tests and plans use for each other, as stems."""
