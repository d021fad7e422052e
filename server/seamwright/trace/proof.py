"""Whether a docstring still says what an older plan said, word for word.

Nobody kept the older plan, but its hash stands in the class. What the docstrings say in other words than the plan does
now is put back into the plan's text; if that gives the hash, it is what the plan said then, and no person has changed
it since. If it does not, nothing is known.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from seamwright.plan.model import digest

Difference = tuple[tuple[str, ...], tuple[str, ...]]
"""What a docstring says, and what it would say now: bullets or paragraphs."""

_MOST = 512
"""Texts that are tried."""


def was_planned(now: str, differences: Sequence[Difference], added: Sequence[str], known: str) -> bool:
    """Whether a plan whose text of the seam is ``now`` had the hash ``known`` when the docstrings were written.

    Args:
        differences: of all docstrings of the class.
        added: texts of scenarios that no test stands for; they may be newer than the class.
    """
    without = now
    for text in added:
        without = without.replace(text, "", 1)
    for start in dict.fromkeys((now, without)):
        texts: list[str] = [start]
        for difference in dict.fromkeys(differences):
            # All spellings of one difference, in all texts so far.
            texts = list(itertools.islice((each for text in texts for each in _put_back(text, difference)), _MOST))
        if any(digest(text) == known for text in texts):
            return True
    return False


def _put_back(text: str, difference: Difference) -> Iterator[str]:
    """``text`` as it may have been when the first side of ``difference`` was what it said."""
    before, after = difference
    texts = [text]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        old, new = before[first:last], after[start:end]
        for one, other in itertools.zip_longest(old, new):
            texts = [each for known in texts for each in _changed(known, one, other, after)]
            texts = texts[:_MOST]
    yield from texts


def _changed(text: str, old: str | None, new: str | None, around: Sequence[str]) -> Iterator[str]:
    if new is None:
        # A line that is gone stood beside one of those that are left.
        for each in around:
            for place in _places(text, each.split()):
                start = text.rfind("\n", 0, place.start()) + 1
                end = text.find("\n", place.end())
                end = len(text) if end < 0 else end
                line = text[start : place.start()] + (old or "") + text[place.end() : end]
                yield f"{text[:start]}{line}\n{text[start:]}"
                yield f"{text[:end]}\n{line}{text[end:]}"
        return
    words = new.split()
    if old is None:
        for place in _places(text, words):
            start = text.rfind("\n", 0, place.start()) + 1
            end = text.find("\n", place.end())
            yield text[:start] + text[len(text) if end < 0 else end :]
        return
    before = old.split()
    head = 0
    while head < min(len(before), len(words)) and before[head] == words[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(words)) - head and before[-1 - tail] == words[-1 - tail]:
        tail += 1
    middle = before[head : len(before) - tail]
    for place in _places(text, words, head, tail):
        start, end = place.span("middle")
        put = " ".join(middle)
        for spelling in (put, put[:1].upper() + put[1:]):
            yield f"{text[:start]}{spelling}{text[end:]}"
            if spelling.endswith("."):
                # The sentence that we make of a title ends with a full stop, the title need not.
                yield f"{text[:start]}{spelling[:-1]}{text[end:]}"


def _places(text: str, words: Sequence[str], head: int = 0, tail: int = 0) -> Iterator[re.Match[str]]:
    """Where ``text`` says ``words``, marks and case not counted; ``middle`` is what stands between head and tail."""
    end = len(words) - tail
    parts = [_word(word, last=number == len(words) - 1) for number, word in enumerate(words)]
    # A summary says "Test that" before what the plan says.
    skipped = 2 if [word.lower() for word in words[:2]] == ["test", "that"] else 1 if words[:1] == ["Test"] else 0
    parts, head, end = parts[skipped:], max(head - skipped, 0), max(end - skipped, 0)
    if not parts:
        return
    pattern = _GAP.join(parts[:head])
    middle = _GAP.join(parts[head:end])
    after = _GAP.join(parts[end:])
    pattern += (_GAP if pattern and (middle or after) else "") + f"(?P<middle>{middle})"
    pattern += (_GAP if middle and after else "") + after
    yield from re.finditer(rf"(?<!\w){pattern}", text, re.IGNORECASE)


def _word(word: str, *, last: bool) -> str:
    """A word in the plan's text; the sentence that we made of it may have a full stop more."""
    return re.escape(word[:-1]) + r"\.?" if last and word.endswith(".") else re.escape(word)


_GAP = r"[*_`~]*\s+[*_`~]*"
