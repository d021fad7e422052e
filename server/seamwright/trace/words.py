"""Words by which a plan and a test say the same: split as names are, without those that say nothing, stemmed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

import snowballstemmer

from seamwright.text.names import words as name_words


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
    """How much a word tells, in a set of texts: one that all of them have tells little."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for text in texts:
            counts.update(set(text))
            total += 1
        self._total = total
        self._weights = {stem: math.log(1 + (total + 0.5) / (count + 0.5)) for stem, count in counts.items()}
        self._most = math.log(1 + (total + 0.5) / 0.5)

    def __getitem__(self, stem: str) -> float:
        return self._weights.get(stem, self._most)

    def mass(self, words: Mapping[str, float]) -> float:
        """What a text tells in all."""
        return sum(weight * self[stem] for stem, weight in words.items())

    def shared(self, one: Mapping[str, float], other: Mapping[str, float]) -> float:
        """What of ``one`` stands in ``other`` too, counted by the weight that ``one`` gives it and by its presence."""
        return sum(weight * self[stem] * min(1.0, 0.4 + other[stem]) for stem, weight in one.items() if stem in other)


def agreement(one: Mapping[str, float], other: Mapping[str, float], rarity: Rarity) -> tuple[float, float]:
    """The part of ``one`` that ``other`` says, and the other way round, both from 0 to 1."""
    whole, part = rarity.mass(one), rarity.mass(other)
    if not whole or not part:
        return 0.0, 0.0
    return min(1.0, rarity.shared(one, other) / whole), min(1.0, rarity.shared(other, one) / part)


def mean(one: float, other: float, lean: float = 0.5) -> float:
    """The weighted geometric mean: both sides have to agree."""
    return one**lean * other ** (1 - lean) if one > 0 and other > 0 else 0.0


@lru_cache(maxsize=50_000)
def _stems_of(piece: str) -> tuple[str, ...]:
    found = []
    for word in name_words(piece, arrow=""):
        word = word.lower()
        if word in _EMPTY or (len(word) == 1 and not word.isdigit()):
            continue
        stem = _STEMMER.stemWord(word)
        found.append(_SAME.get(stem, stem))
    return tuple(found)


_STEMMER = snowballstemmer.stemmer("english")
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
