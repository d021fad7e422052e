"""Which class, file and test names a plan gets.

A name depends on its own seam or scenario alone, so that adding a scenario renames no other one; only among equals the
order decides who gets the number. What the plan itself names, wins. ``seamwright plan`` loads this file, so it needs
nothing heavy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from seamwright.generate.model import SeamNames
from seamwright.plan.model import Plan, Scenario, Seam
from seamwright.text.names import is_identifier, pascal, shorten, snake, unique, words

MAX_TEST_NAME = 71
"""``    def <name>`` ends in column 79."""
MAX_CLASS_NAME = 60
MAX_FILE_STEM = 80
_MAX_OWN_NAME = 120
"""A plan's own name may be longer than ours, but not endless."""

_OWN_TEST = re.compile(r"test_\w*[A-Za-z0-9]\w*\Z", re.ASCII)
_OWN_CLASS = re.compile(r"Test\w+\Z", re.ASCII)

# What stands before the behaviour and would only repeat that this is a test.
_LEAD = re.compile(
    r"""\W*(?:
        tests?\s+(?:case\s+)?\w{0,3}[\d.]+\s*[:.)\u2013\u2014-]   # TEST 1.1:
      | (?:integration\s+)?(?:tests?|testing)\s+(?:that|if|whether)\b
      | (?:integration\s+)?tests?\b(?:\s+(?:case|for|of)\b)?(?=\W*\w)
      | (?:verify|verifies|ensure|ensures)\b(?:\s+(?:that|if|whether)\b)?(?=\W*\w)
      | (?:check|checks|confirm|confirms|assert|asserts|validate|validates)\s+(?:that|if|whether)\b
    )\s*:?""",
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING_REMARK = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]][\s.:]*\Z")
_OUTCOME = re.compile(
    r"\s*(?:verify|verifies|verified|ensure|ensures|expect|expects|expected|check|confirm|assert|(?=should\b|must\b))"
    r"\b(?:\s*:|\s+(?:that|if|whether)\b)?\s*",
    re.IGNORECASE,
)
_CHAIN = re.compile(r"\s*(?:<?(?:-|=)+>|[→⇒⟶➜↔⇔])\s*")

# A title this short names a situation rather than an outcome.
_SHORT_TITLE = 6


def plan_names(plan: Plan) -> dict[str, SeamNames]:
    """The names of every seam of ``plan``, by the seam's id. Class and file names are unique within the plan."""
    classes = _allot([_class_wish(seam) for seam in plan.seams], limit=MAX_CLASS_NAME, gap="")
    files = _allot([_Wish(None, f"test_{_stem(seam)}") for seam in plan.seams], limit=MAX_FILE_STEM, gap="_")
    return {
        seam.id: SeamNames(class_name=name, file_name=f"{stem}.py", tests=_test_names(seam))
        for seam, name, stem in zip(plan.seams, classes, files, strict=True)
    }


def outcome_of(title: str) -> str:
    """What the closing parenthesis of ``title`` expects (``… (verify the order is kept)``), or the empty string."""
    return _parts(title)[1]


class _Wish(NamedTuple):
    """A name that somebody chose, if anybody did, and the one that we would choose."""

    own: str | None
    ours: str


def _allot(wishes: Sequence[_Wish], *, limit: int, gap: str) -> tuple[str, ...]:
    """One name per wish, all different: chosen names first, then ours, each before any numbered one."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for own in (True, False):
        for index, wish in enumerate(wishes):
            name = wish.own if own else wish.ours
            if index not in names and name and name not in taken and (own or not wish.own):
                names[index] = name
                taken.add(name)
    for index, wish in enumerate(wishes):
        if index not in names:
            names[index] = unique(wish.own or wish.ours, taken, limit=max(limit, len(wish.own or "") + 5), gap=gap)
            taken.add(names[index])
    return tuple(names[index] for index in range(len(wishes)))


def _test_names(seam: Seam) -> tuple[str, ...]:
    if not seam.scenarios:
        return (f"test_{snake(_words(seam.title), limit=MAX_TEST_NAME - 5, fallback='seam')}",)
    return _allot([_test_wish(scenario) for scenario in seam.scenarios], limit=MAX_TEST_NAME, gap="_")


def _test_wish(scenario: Scenario) -> _Wish:
    stub = scenario.stub.name if scenario.stub else ""
    return _wish(scenario.title, scenario.test_name or "", stub, scenario.expected[0] if scenario.expected else "")


@lru_cache(maxsize=4096)
def _wish(title: str, test_name: str, stub: str, expected: str) -> _Wish:
    """The name of a test. A plan that is being typed asks for hundreds of them at every key."""
    given = test_name or stub or title.strip()
    own = given if len(given) <= _MAX_OWN_NAME and _OWN_TEST.match(given) and is_identifier(given) else None
    source = (stub if not own else "") or title
    return _Wish(own, f"test_{snake(_behaviour(source, expected), limit=MAX_TEST_NAME - 5, fallback='scenario')}")


def _behaviour(title: str, expected: str) -> list[str]:
    """The words of ``<scenario>_<expected_outcome>``, in the longest form that fits."""
    head, outcome, remark = _parts(title)
    limit = MAX_TEST_NAME - 5
    subject = _words(head)
    if outcome:
        return shorten([*subject, *_words(outcome)], limit, gap=1)
    spoken = [*subject, *_words(remark)]
    if len(spoken) <= _SHORT_TITLE and expected:
        return shorten([*subject, *_words(expected)], limit, gap=1)
    # A remark in parentheses is what a reader misses least.
    return spoken if sum(map(len, spoken)) + len(spoken) - 1 <= limit else subject or spoken


def _parts(title: str) -> tuple[str, str, str]:
    """``title`` without its closing parenthesis, the outcome that the parenthesis states, or the remark that it is."""
    remark = _TRAILING_REMARK.search(title)
    if not remark or not title[: remark.start()].strip():
        return title, "", ""
    outcome = _OUTCOME.match(remark[1])
    head = title[: remark.start()]
    return (head, remark[1][outcome.end() :], "") if outcome else (head, "", remark[1])


def _words(text: str, *, arrow: str = "to") -> list[str]:
    """The words of ``text`` without openings such as ``Test that`` or ``Verify``."""
    rest = text
    while match := _LEAD.match(rest):
        rest = rest[match.end() :]
    return words(rest, arrow=arrow) or words(text, arrow=arrow)


def _class_wish(seam: Seam) -> _Wish:
    own = seam.class_name
    valid = own is not None and len(own) <= _MAX_OWN_NAME and _OWN_CLASS.match(own) and is_identifier(own)
    return _Wish(
        own if valid else None,
        "Test" + pascal(_seam_words(seam.title, MAX_CLASS_NAME - 4, gap=0), limit=MAX_CLASS_NAME - 4, fallback="Seam"),
    )


def _stem(seam: Seam) -> str:
    limit = MAX_FILE_STEM - 10
    return snake(_seam_words(seam.title, limit, gap=1), limit=limit, fallback="seam")


def _seam_words(title: str, limit: int, *, gap: int) -> list[str]:
    """The words of a seam's title: whole links of a chain as long as they fit, no remark in parentheses."""
    head, _, remark = _parts(title)
    if remark and len(words(head)) >= 2:
        title = head
    chosen: list[str] = []
    for link in _CHAIN.split(title):
        longer = [*chosen, *_words(link, arrow="")]
        if chosen and sum(map(len, longer)) + gap * len(longer) > limit:
            break
        chosen = longer
    return chosen
