"""What the words of a heading tell in a plan that never says *seam*: a unit, a group, a test, or an aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from seamwright.plan.openings import clean_title
from seamwright.plan.priority import Level
from seamwright.plan.vocabulary import Vocabulary

_KEYED = re.compile(
    r"(?P<word>gap category|gap|integration point|integration test|integration|test scenario|scenario|test case|test suite|test group|test category|test area|test|category|"
    r"workflow|flow|user journey|journey|phase|milestone|suite|area|group|part|file|module|component|feature|use case|case|story|task|section|priority|"
    r"interface|boundary|contract|critical path|path|uc|tc|it|int|e2e|v)"
    r"s?\s*[#-]?\s*(?P<number>\d+(?:\.\d+)*[a-z]?|[A-Z](?=[\s:.)–—-]))\s*(?:[:.)|–—-]+\s*|\s+(?=[A-Z`(\"']))(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    r"(?P<dotted>\d+\.\d+(?:\.\d+)*)(?:[.):]|\s+[-–—])?\s+(?P<rest>\S.*)|(?P<number>\d+|[A-Za-z]|[A-Z]{1,8}-?\d+(?:\.\d+)*)(?:\s*[.):]\s*|\s+[-–—]\s+)(?P<title>\S.*)",
    re.DOTALL,
)
_CODED = re.compile(r"(?P<number>[A-Z]{2,10})\s+[-–—]\s+(?P<title>\S.*)", re.DOTALL)
_TEST_WORDS = frozenset({"scenario", "test scenario", "test case", "test", "case", "use case", "tc", "uc", "it", "int", "integration test", "e2e"})
_REMARK = re.compile(
    r"\s*(?:[(\[](?:[^()\[\]]*\.\w{1,4}|`[^`]*`|Test[A-Z]\w*|~?\d+\+? (?:tests?|scenarios|cases)|new|target[^()]*|issue-\w+|pr #?\d+)[)\]]|[-–—]\s*\d+ tests?)\s*$",
    re.IGNORECASE,
)
_STATE = re.compile(r"\s*[-–—|:]?\s*(?:NOT YET IMPLEMENTED|NOT IMPLEMENTED|IMPLEMENTED|PASSING|PENDING|COMPLETED?|PLANNED|DONE|TODO|CURRENT|NEW)\s*$")
_PATH = re.compile(r"[\w./\\-]+\.(?:py|ts|tsx|js|go|rs|java|cs|kt|lua|rb|php|cpp)\b")
_CLASS = re.compile(r"\bTest[A-Z]\w+")
_WORDS = re.compile(r"[^\W\d_][\w'’/&-]*")
_GENERIC = re.compile(
    r"(?:part \w+\W+)?(?:(?:the|new|core|key|critical|main|detailed|planned|proposed|recommended|comprehensive|full|all|required|high|medium|low|priority|"
    r"major|primary|additional|specific) )*(?:(?:integration|end-to-end|e2e|system|functional|api|test|testing) )*"
    r"(?:scenarios?|cases|tests?|testing|suites?|categories|plan|catalogue|gaps?|workflows|flows|matrix|specifications?|details|groups|areas|scope|list|points)"
    r"(?: (?:details?|to implement|to write|to add|to test|identified|matrix|and scenarios|by \w+))*\W*$",
    re.IGNORECASE,
)
_TEST_GROUP = re.compile(
    r"(?:integration tests?|test requirements|missing tests)$|(?:success|failure|error|happy|sad|positive|negative|edge|missing|key|core|normal|exception|boundary|valid|invalid)(?: [\w/&-]+)* ?(?:scenarios?|cases?|paths?|tests?)$|"
    r"(?:(?:test|integration) )*(?:scenarios?|test cases)$",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:tests|testing|scenarios|cases|gaps|workflows|flows|journeys|suites?|integration points|milestones|test (?:matrix|plan|scope|catalogue)|validation suite)\b|测试|테스트|시나리오|テスト|testes\b|pruebas\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\W*(?:existing|current|already|previous|legacy|unit|manual|running|writing|adding|creating|executing|how|when|why|what|table of|future|deferred|out of|potential|estimated)\b", re.IGNORECASE)
_HEAD_OF_TESTS = frozenset("tests testing scenarios cases workflows flows suites gaps".split())
_WEAK_WORDS = frozenset({"", "#", "code", "phase", "step", "part", "priority", "task", "milestone", "section", "area", "category", "group", "file"})
_CONTAINERS = frozenset("scenarios cases flows workflows suites categories gaps".split())
_FILLERS = frozenset("test tests testing integration the a an and or of for to in on with by & / plan our your this new local remote shared mock reference docker required needed pre".split())
_ASIDES = frozenset(
    "overview introduction executive background summary scope purpose objective objectives goal goals environment environments philosophy principles strategy approach "
    "methodology architecture structure organization organisation configuration config data fixture fixtures helper helpers utilities utility tool tools tooling infrastructure "
    "setup execution prerequisites requirements template templates schedule timeline reporting reports metrics maintenance isolation deliverables dependencies "
    "implementation framework frameworks commands command automation results result coverage success criteria acceptance exit entry definition done validation risk risks mitigation "
    "mitigations assumptions references reference related resources appendix glossary next steps step actions action future notes note important conclusion conclusions estimates "
    "estimate effort roadmap rollout deployment monitoring alerts documentation docs changelog history status state practices best guidelines conventions convention naming "
    "recommendation recommendations checklist sign-off signoff approval review team roles responsibilities communication ci cd ci/cd pipeline pipelines continuous cleanup teardown quality makefile "
    "order priority priorities phases sprint contents issues troubleshooting logging observability database databases repository server servers clients client stack "
    "statistics distribution files file code generation management strategies challenges benefits context legend key insights findings assessment analysis artifacts outputs output failure analysis addition workflow github".split()
)


class Heading(NamedTuple):
    """A heading taken apart."""

    text: str
    """Plain, without leading symbols."""
    number: str | None
    word: str
    """Lower-case key word before the number (``phase``), ``#`` for a plain number, ``code`` for ``REPO - …``, or empty."""
    title: str
    depth: int
    level: Level | None
    """A priority in the heading itself."""
    test_file: str | None
    class_name: str | None

    @property
    def is_test(self) -> bool:
        """It looks like one test among several: ``Test 2.1: …``, ``Scenario 3``, ``2.1 …`` below a numbered section."""
        return self.word in _TEST_WORDS or (self.word == "#" and "." in (self.number or "") and self.depth > 2)

    @property
    def names_tests(self) -> bool:
        """It speaks of tests."""
        return re.search(r"\btest(?:s|ing)?\b|测试|테스트|テスト|\btestes\b|\bpruebas\b", self.text, re.IGNORECASE) is not None


def read_heading(text: str, depth: int, vocabulary: Vocabulary) -> Heading:
    """Take the plain ``text`` of a heading of level ``depth`` apart."""
    number, word, rest = _split(text)
    path, cls = _PATH.search(rest), _CLASS.search(rest)
    title, level = clean_title(rest, vocabulary)
    for _ in range(4):
        shorter = _STATE.sub("", _REMARK.sub("", title)).strip()
        shorter, found = clean_title(shorter, vocabulary) if shorter else (title, None)
        level = level or found
        if shorter == title:
            break
        title = shorter
    return Heading(text, number, word, title or text, depth, level, path[0] if path else None, cls[0] if cls else None)


def is_generic(heading: Heading) -> bool:
    """``Integration Test Scenarios``: the name of a list, not of a thing to test."""
    return _GENERIC.match(heading.title) is not None


def is_test_group(heading: Heading) -> bool:
    """``Failure Scenarios``, ``1.1 Integration Tests``: part of a unit."""
    return _TEST_GROUP.match(heading.title) is not None


def is_list_of_tests(heading: Heading) -> bool:
    """What stands below are tests."""
    return is_generic(heading) or _LIST.search(heading.text) is not None


def is_past(heading: Heading) -> bool:
    """What exists already, what comes later, how things are done."""
    return _PAST.match(heading.title) is not None


def is_aside(heading: Heading, children: Sequence[Heading]) -> bool:
    """Neither unit nor group: set-up, schedule, criteria, what exists already."""
    if is_past(heading):
        return True
    if heading.word not in _WEAK_WORDS:
        return False
    words = [word.casefold().strip("-'’") for word in _WORDS.findall(re.sub(r"\([^()]*\)", "", heading.title))]
    if not words or is_generic(heading) or words[-1] in _HEAD_OF_TESTS:
        return False
    aside = any(word in _ASIDES for word in words) and all(word in _ASIDES or word in _FILLERS for word in words)
    if heading.word == "#" and words[-1] == "test":
        return False
    if words[0] in ("success", "acceptance", "exit", "entry", "appendix", "implementation", "prerequisites", "makefile", "ci"):
        aside = True
    if not aside:
        return False
    # ``Test Strategy`` may still be where the flows are listed, ``Phase 3: Status`` where its tests are.
    units = sum(child.word not in _WEAK_WORDS for child in children)
    lists = any(not is_past(child) and not is_test_group(child) and child.title.casefold().split()[-1].strip(":()") in _CONTAINERS for child in children)
    return units < 2 and not (units and heading.word) and not lists


def _split(text: str) -> tuple[str | None, str, str]:
    match = _KEYED.match(text)
    if match:
        return match["number"], match["word"].casefold(), match["title"]
    match = _NUMBERED.match(text)
    if match:
        return match["number"] or match["dotted"], "#", match["title"] or match["rest"]
    match = _CODED.match(text)
    if match:
        return None, "code", match["title"]
    return None, "", text
