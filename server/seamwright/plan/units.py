"""Seams of plans that never say *seam*: numbered sections, gaps, phases, scenarios, test groups.

Such a document must say in its title (or name) that it plans integration tests. Then its headings are walked from the
top: a section whose own content holds tests is a seam; a section that only holds sections is a group, unless these are its
tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.drafts import SeamDraft
from seamwright.plan.openings import Opening, clean_title
from seamwright.plan.mentions import key_words
from seamwright.plan.outline import Region, Section, sections
from seamwright.plan.plain import plain, without_icon
from seamwright.plan.vocabulary import Vocabulary

_IS_PLAN = re.compile(r"\bintegration\b.*\b(?:tests?|testing)\b.*\b(?:plans?|strategy|scenarios?|expansion|roadmap|catalogue|cases)\b|\bintegration[ -]plan\b|\btest[ -]?plan\b.*\bintegration\b", re.IGNORECASE)
_MAYBE = re.compile(r"\btest(?:ing)?[ _-]?(?:plan|scenarios|cases)\b|\b(?:plan|scenarios) (?:for|of) (?:the )?(?:\w+ )?test", re.IGNORECASE)
_NO_PLAN = re.compile(
    r"\bunit[ -]tests?\b|\b(?:review|readme|changelog|report|results|prompt|guide|guidelines|handbook|summary|retrospective|tutorial|how to|"
    r"analysis of|lessons|post-?mortem|release notes|architecture|template)\b",
    re.IGNORECASE,
)
_KEYED = re.compile(
    r"(?P<word>gap|integration point|integration test|integration|scenario|test scenario|test case|test suite|test group|test category|test area|test|category|"
    r"flow|workflow|journey|user journey|phase|milestone|suite|area|group|part|file|module|component|feature|use case|case|story|step|section|"
    r"interface|boundary|contract|critical path|path|uc|tc|it|int|e2e)"
    r"s?\s*[#-]?\s*(?P<number>\d+(?:\.\d+)*[a-z]?|[A-Z](?=[\s:.)–—-]))\s*(?:[:.)|–—-]+\s*|\s+(?=[A-Z`(\"']))(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    r"(?P<dotted>\d+\.\d+(?:\.\d+)*)(?:[.):]|\s+[-–—])?\s+(?P<rest>\S.*)|(?P<number>\d+|[A-Za-z]|[A-Z]{1,8}-?\d+(?:\.\d+)*)(?:\s*[.):]\s*|\s+[-–—]\s+)(?P<title>\S.*)",
    re.DOTALL,
)
_CODED = re.compile(r"(?P<number>[A-Z]{2,10})\s+[-–—]\s+(?P<title>\S.*)", re.DOTALL)
_SCENARIO_WORDS = frozenset({"scenario", "test scenario", "test case", "test", "case", "use case", "tc", "uc", "it", "int", "integration test", "e2e"})
_ASIDE = re.compile(
    r"^\W*(?:\d+(?:\.\d+)*[.):]?\s+)?(?:existing|current|already|previous|table of contents|contents|overview|introduction|executive|background|summary|scope\b(?! of tests)|"
    r"purpose|objectives?|goals?|(?:test |testing )?(?:environments?|philosophy|principles|strategy|approach|methodology|architecture|structure|organization|"
    r"configuration|data|fixtures?|helpers?|utilities|tools?|tooling|infrastructure|setup|execution|prerequisites|requirements|templates?|"
    r"schedule|timeline|reporting|metrics|maintenance|isolation|deliverables|dependencies|implementation|framework|commands|automation|results?|coverage)\b|"
    r"(?:local |remote |shared |mock |reference |docker |database )?(?:environment|fixtures?|setup|infrastructure|configuration|prerequisites|requirements)\b|"
    r"success (?:criteria|metrics)|acceptance|exit|entry|definition of done|validation criteria|pass|risks?|mitigation|assumptions|references?|related|resources|appendix|glossary|"
    r"next (?:steps|actions)|future|implementation|how |running|run |ci\b|ci/cd|continuous|commands|troubleshooting|notes?\b|important|conclusions?|timeline|milestones? (?:timeline|summary)|"
    r"estimates?|effort|roadmap|rollout|deployment|monitoring|documentation|changelog|history|status|metrics|key (?:metrics|findings|insights)|best practices|"
    r"guidelines|conventions|naming|writing|recommendations?|checklist|sign-?off|approval|review|team|roles|responsibilities|communication|"
    r"potential|performance (?:targets|requirements|benchmarks)|coverage|quality|maintenance|files?\s+to|cleanup|teardown|expected|makefile|dependencies)",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r"\b(?:tests|testing|scenarios|cases|gaps|workflows|flows|journeys|suites?|integration points|milestones)\b", re.IGNORECASE)
_GENERIC = re.compile(
    r"^\W*(?:\d+(?:\.\d+)*[.):]?\s+|part \d+\W+)?(?:the |new |core |key |critical |main |detailed |planned |proposed |recommended |comprehensive |full |all |required )*"
    r"(?:integration |end-to-end |e2e |system |functional |api )*(?:test |testing )?(?:scenarios?|cases|tests?|testing|suites?|categories|plan|catalogue|gaps?|workflows|flows|matrix|specifications?|details|groups|areas|scope|list)"
    r"(?: (?:details?|to implement|to write|to add|identified|matrix|and scenarios|by priority|by phase))*\W*(?:\([^)]*\))?\W*$",
    re.IGNORECASE,
)
_SCENARIO_GROUP = re.compile(
    r"^\W*(?:success|failure|error|happy|sad|positive|negative|edge|test|missing|key|core|normal|exception|boundary|integration)[\w /-]*(?:scenarios?|cases?|paths?|tests?)\W*$",
    re.IGNORECASE,
)
_TESTS = re.compile(r"\btest(?:s|ing)?\b", re.IGNORECASE)

ReadBlock = Callable[..., SeamDraft]
Flow = Sequence[tuple[Entry, int]]


@dataclass(slots=True)
class _Node:
    """A section with what its own content says."""

    section: Section
    region: Region
    own: SeamDraft
    word: str
    """Lower-case key word (``phase``), ``#`` for a plain number, or empty."""
    aside: bool
    children: list[_Node]

    @property
    def is_test(self) -> bool:
        return self.word in _SCENARIO_WORDS or (self.word == "#" and "." in (self.region.opening.number or "") and self.section.level > 2)

    @property
    def tests(self) -> int:
        """Tests in its own content that stand under a label, as checkboxes, in a table or as code."""
        return sum(scenario.form != "inline" for scenario in self.own.scenarios)


def is_plan(flow: Flow, name: str) -> bool:
    """Whether a document without explicit seams says that it plans integration tests."""
    title, early = "", []
    for entry, _ in flow[:12]:
        if entry.kind is Kind.HEADING:
            text = plain(entry.text)
            if not title:
                title = text
            elif entry.depth <= 2:
                early.append(text)
        elif entry.kind is Kind.PARAGRAPH:
            early.append(entry.text[:400])
    stem = re.sub(r"[-_.]+", " ", name.rsplit(".", 1)[0])
    if _NO_PLAN.search(title) or _NO_PLAN.search(stem):
        return False
    if _IS_PLAN.search(title) or _IS_PLAN.search(stem):
        return True
    maybe = _MAYBE.search(title) or _MAYBE.search(stem)
    return bool(maybe) and any("integration" in text.casefold() for text in (title, *early))


def find_units(flow: Flow, vocabulary: Vocabulary, read: ReadBlock, *, name: str) -> list[tuple[Region, SeamDraft]]:
    """The seams of a plan in other words, in order; none where the document is no such plan."""
    if not is_plan(flow, name):
        return []
    root = sections(flow)
    tops = [_node(section, flow, vocabulary, read, (), False) for section in root.children]
    chosen: list[_Node] = []
    for node in tops:
        _choose(node, False, chosen)
    found: list[tuple[Region, SeamDraft]] = []
    for node in chosen:
        whole = node.region._replace(end=node.section.end)
        draft = read(whole, loose=True)
        if not any(_repeats((whole, draft), other) for other in found):
            found.append((whole, draft))
    return found


def _repeats(pair: tuple[Region, SeamDraft], other: tuple[Region, SeamDraft]) -> bool:
    """Whether ``pair``, in another part of the document, only comes back to the earlier ``other``."""
    (region, draft), (before, seam) = pair, other
    if region.groups == before.groups:
        return False
    file = seam.test_file.rsplit("/", 1)[-1] if seam.test_file else None
    if file and file in draft.title:
        return True
    one, two = key_words(draft.title), key_words(seam.title)
    return bool(one) and one <= two and draft.last <= seam.last


def _node(section: Section, flow: Flow, vocabulary: Vocabulary, read: ReadBlock, above: tuple[str, ...], aside: bool) -> _Node:
    entry, base = flow[section.start]
    number, word, text = _heading(section.text)
    title, level = clean_title(text, vocabulary)
    opening = Opening(Kind.HEADING, entry.depth, number, title or section.text, level, entry.line)
    region = Region(opening, base + entry.line, section.start, section.own, above)
    aside = aside or (section.level > 1 and bool(_ASIDE.match(text) or _ASIDE.match(section.text)) and not _is_scenario_name(section.text))
    own = SeamDraft(number, title) if aside else read(region, loose=True)
    if aside and word and word != "#" and section.children:
        # ``Phase 3: Status …`` sounds like an aside, but its sections are tests.
        tests = sum(_heading(child.text)[1] in _SCENARIO_WORDS for child in section.children)
        aside = tests * 2 < len(section.children)
    children = [_node(child, flow, vocabulary, read, (*above, section.text), aside) for child in section.children]
    return _Node(section, region, own, word, aside, children)


def _heading(text: str) -> tuple[str | None, str, str]:
    """``(number, key word, title)`` of a heading."""
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


def _is_scenario_name(text: str) -> bool:
    return bool(_GENERIC.match(text) or _SCENARIO_GROUP.match(text))


def _choose(node: _Node, context: bool, chosen: list[_Node]) -> None:
    """Append the units at or below ``node``."""
    if node.aside:
        return
    text = node.section.text
    kids = [child for child in node.children if not child.aside]
    top = node.section.level == 1 or not text
    inside = context or (not top and bool(_CONTEXT.search(text) or _GENERIC.match(text)))
    if not top and _is_unit(node, kids, inside):
        chosen.append(node)
        return
    for child in kids:
        _choose(child, inside, chosen)


def _is_unit(node: _Node, kids: list[_Node], context: bool) -> bool:
    text = node.section.text
    generic = bool(_GENERIC.match(text))
    marked = bool(node.word)
    tests = [kid for kid in kids if kid.is_test]
    if tests and len(tests) * 2 >= len(kids):
        # The sections below are this one's tests, unless each holds a list of tests of its own.
        listing = sum(kid.tests >= 2 or any(not below.aside for below in kid.children) for kid in tests)
        return not generic and listing * 2 < len(tests)
    if any(_SCENARIO_GROUP.match(kid.section.text) for kid in kids) and not generic:
        return True
    numbered = [kid for kid in kids if kid.word]
    if numbered:
        return False
    if node.tests >= 1 and not (generic and kids):
        return context or marked or node.tests >= 2 or bool(node.own.level)
    if kids:
        grouped = sum(bool(kid.own.scenarios) for kid in kids)
        meta = marked or node.own.level is not None or node.own.test_file is not None
        return meta and not generic and grouped * 2 >= len(kids) and all(not kid.children for kid in kids)
    meta = node.own.labels > 0 or node.own.level is not None or node.own.class_name is not None
    return not generic and ((marked and (context or bool(_TESTS.search(text)))) or (context and meta))


__all__ = ["find_units", "is_plan", "without_icon"]
