"""Seams of plans that never say *seam*: numbered sections, gaps, phases, scenarios, test groups.

Such a document must say in its title (or name) that it plans integration tests. Then its headings are walked from the
top: a section whose own content holds tests is a seam; a section that only holds sections is a group, unless these are
its tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.drafts import SeamDraft
from seamwright.plan.headings import (
    Heading,
    is_aside,
    is_generic,
    is_list_of_tests,
    is_past,
    is_test_group,
    read_heading,
)
from seamwright.plan.mentions import key_words
from seamwright.plan.openings import Opening
from seamwright.plan.outline import Region, Section, sections
from seamwright.plan.plain import plain
from seamwright.plan.vocabulary import Vocabulary
from seamwright.plan.words import any_of

_PLANS = any_of("plan, plans, strategy, scenario, scenarios, expansion, roadmap, catalogue, cases")
_PLAN_TITLE = re.compile(
    rf"\bintegration\b.*\b(?:tests?|testing)\b.*\b(?:{_PLANS})\b|\bintegration[ -]plan\b"
    r"|\btest(?:ing)?[ -]?plan\b.*\bintegration\b|集成测试|통합 테스트|結合テスト|統合テスト|\btestes? de integra"
    r"|\bpruebas de integra|\btests? d.int[eé]gration|\bintegrationstest",
    re.IGNORECASE,
)
_TEST_PLAN = re.compile(
    r"\btest(?:ing)?[ _-]?(?:plan|scenarios|cases)\b|\b(?:plan|scenarios) (?:for|of) (?:the )?(?:\w+ )?test",
    re.IGNORECASE,
)
_OTHER_DOCUMENTS = any_of(
    """
    unit test, unit tests, unit-test, unit-tests, review, readme, changelog, report, results, prompt, guide, guidelines,
    handbook, summary, retrospective, tutorial, how to, analysis of, lessons, postmortem, post-mortem, release notes,
    architecture, template
    """
)
_NO_PLAN = re.compile(rf"\b(?:{_OTHER_DOCUMENTS})\b", re.IGNORECASE)
# Comparing each unit with each is for plans that a person can read.
_FEW = 200

ReadBlock = Callable[..., SeamDraft]
Flow = Sequence[tuple[Entry, int]]


@dataclass(slots=True)
class _Node:
    """A section with what its own content says."""

    section: Section
    region: Region
    heading: Heading
    own: SeamDraft
    aside: bool
    soft: bool
    """An aside by its words alone, which its neighbours may prove wrong (``1.2 Configuration`` among tests)."""
    children: list[_Node]

    @property
    def visible(self) -> list[_Node]:
        """Its sections that are no asides."""
        return [child for child in self.children if not child.aside]

    @property
    def tests(self) -> int:
        """Tests in its own content: under a label, as check boxes, in a table or as code; not mere bullets."""
        return sum(scenario.form in ("item", "row", "lead") for scenario in self.own.scenarios)

    @property
    def stubs(self) -> int:
        """Tests that its own content spells out as code."""
        return sum(scenario.form == "stub" for scenario in self.own.scenarios)


def is_plan(flow: Flow, name: str) -> bool:
    """Whether a document without explicit seams says that it plans integration tests."""
    title, early = "", []
    for entry, _ in flow[:12]:
        if entry.kind is Kind.HEADING and not title:
            title = plain(entry.text[:400])
        elif entry.kind is Kind.PARAGRAPH or (entry.kind is Kind.HEADING and entry.depth <= 2):
            early.append(entry.text[:400])
    stem = re.sub(r"[-_.]+", " ", re.split(r"[\\/]", name)[-1].rsplit(".", 1)[0])
    if _NO_PLAN.search(title) or _NO_PLAN.search(stem):
        return False
    if _PLAN_TITLE.search(title) or _PLAN_TITLE.search(stem):
        return True
    maybe = _TEST_PLAN.search(title) or _TEST_PLAN.search(stem)
    return bool(maybe) and any("integration" in text.casefold() for text in (title, name, *early))


def find_units(flow: Flow, vocabulary: Vocabulary, read: ReadBlock, *, name: str) -> list[tuple[Region, SeamDraft]]:
    """The seams of a plan in other words, in order; none where the document is no such plan."""
    if not is_plan(flow, name):
        return []
    tops = [_node(section, flow, vocabulary, read, (), False) for section in sections(flow).children]
    chosen: list[_Node] = []
    # A document whose sections stand beside its title has the same shape as one whose sections stand below it.
    for group in (
        [top for top in tops if top.section.level > 1],
        *(top.children for top in tops if top.section.level == 1),
    ):
        _choose(group, False, chosen)
    found: list[tuple[Region, SeamDraft]] = []
    few = len(chosen) <= _FEW
    for node in chosen:
        whole = node.region._replace(end=node.section.end)
        draft = read(whole, loose=True)
        draft.test_file = draft.test_file or node.heading.test_file
        draft.class_name = draft.class_name or node.heading.class_name
        if not (few and any(_repeats((whole, draft), other, node.heading.test_file) for other in found)):
            found.append((whole, draft))
    return found


def _repeats(pair: tuple[Region, SeamDraft], other: tuple[Region, SeamDraft], file: str | None) -> bool:
    """Whether ``pair``, in another part of the document, only comes back to the earlier ``other``."""
    (region, draft), (before, seam) = pair, other
    if region.groups == before.groups:
        return False
    if file and seam.test_file and file.rsplit("/", 1)[-1] == seam.test_file.rsplit("/", 1)[-1]:
        return True
    one, two = key_words(draft.title), key_words(seam.title)
    return bool(one) and one <= two and draft.last <= seam.last


def _node(
    section: Section, flow: Flow, vocabulary: Vocabulary, read: ReadBlock, above: tuple[str, ...], aside: bool
) -> _Node:
    entry, base = flow[section.start]
    heading = read_heading(section.text, section.level, vocabulary)
    opening = Opening(Kind.HEADING, entry.depth, heading.number, heading.title, heading.level, entry.line)
    region = Region(opening, base + entry.line, section.start, section.own, above)
    inherited = aside
    aside = aside or (
        section.level > 1
        and is_aside(heading, [read_heading(child.text, child.level, vocabulary) for child in section.children])
    )
    soft = aside and not inherited and bool(heading.word) and not is_past(heading)
    own = read(region, loose=True) if soft or not aside else SeamDraft(heading.number, heading.title)
    children = [_node(child, flow, vocabulary, read, (*above, section.text), aside) for child in section.children]
    return _Node(section, region, heading, own, aside, soft, children)


def _choose(kids: list[_Node], context: bool, chosen: list[_Node]) -> None:
    """Append the units among the sections ``kids`` of one parent, and below them.

    Args:
        context: a heading above says that tests follow.
    """
    units = [not kid.aside and _is_unit(kid, context) for kid in kids]
    for word in {kid.heading.word for kid in kids} - {""}:
        # What most sections of a kind are, its other sections are too.
        same = [index for index, kid in enumerate(kids) if kid.heading.word == word and (kid.soft or not kid.aside)]
        if sum(units[index] for index in same) * 2 > sum(not kids[index].soft for index in same):
            for index in same:
                kid = kids[index]
                units[index] = units[index] or (
                    kid.tests >= 2 if kid.soft else not kid.aside and not is_generic(kid.heading)
                )
    for kid, unit in zip(kids, units, strict=True):
        if unit:
            chosen.append(kid)
        elif not kid.aside:
            _choose(kid.children, context or is_list_of_tests(kid.heading), chosen)


def _is_unit(node: _Node, context: bool) -> bool:
    kids, heading = node.visible, node.heading
    if node.section.level == 1 or not heading.title:
        return False
    generic, marked = is_generic(heading), bool(heading.word)
    if not generic and any(is_test_group(kid.heading) for kid in kids):
        return True
    tests = [kid for kid in kids if kid.heading.is_test]
    if tests and len(tests) * 2 >= len(kids):
        speaks = heading.word not in ("", "#") or context or heading.names_tests or any(kid.stubs for kid in tests)
        return not generic and speaks and not _list_tests(tests)
    if len(kids) == 1 and marked and not generic and kids[0].visible and _is_unit(kids[0], True):
        return True
    if any(kid.heading.word for kid in kids):
        return False
    found = node.tests + node.stubs
    if found and not (generic and kids):
        return context or marked or found >= 2 or node.own.level is not None or node.own.core > 0
    meta = node.own.level is not None or node.own.test_file is not None or node.own.class_name is not None
    bullets = sum(scenario.form == "bullet" for scenario in node.own.scenarios)
    if not kids and not generic and bullets and heading.joins and (context or marked or heading.names_integration):
        return True
    if kids:
        grouped = sum(bool(kid.own.scenarios) for kid in kids)
        return (marked or meta) and not generic and grouped * 2 >= len(kids) and all(not kid.visible for kid in kids)
    if generic:
        return False
    return (marked and (context or heading.names_tests)) or (context and (meta or node.own.labels > 0))


def _list_tests(tests: list[_Node]) -> bool:
    """Whether sections that look like tests each hold a list of tests, and so are seams of their own."""
    if all(kid.heading.word in ("test", "test case", "tc") for kid in tests):
        return False
    listing = sum(kid.tests >= 2 or bool(kid.visible) for kid in tests)
    return listing * 2 >= len(tests)
