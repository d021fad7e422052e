"""Lists of words, written as such."""

from __future__ import annotations

import re


def word_set(text: str) -> frozenset[str]:
    """The words and phrases of ``text``, which are separated by commas."""
    return frozenset(_split(text))


def any_of(text: str) -> str:
    """A regular expression for any of the phrases in ``text``, which are separated by commas; longer ones first."""
    return "|".join(re.escape(word) for word in sorted(_split(text), key=len, reverse=True))


def _split(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := " ".join(part.split()))]
