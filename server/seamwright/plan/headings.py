"""What the words of a heading tell in a plan that never says *seam*: a unit, a group, a test, or an aside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from seamwright.plan.openings import clean_title
from seamwright.plan.priority import Level
from seamwright.plan.vocabulary import Vocabulary
from seamwright.plan.words import any_of, word_set

_KEY_WORDS = any_of(
    """
    gap category, gap, integration point, integration test, integration, test scenario, scenario, test case, test
    suite, test group, test category, test area, test, category, workflow, flow, user journey, journey, phase,
    milestone, suite, area, group, part, file, module, component, feature, use case, case, story, task, section,
    priority, interface, boundary, contract, critical path, path, uc, tc, it, int, e2e, v
    """
)
_KEYED = re.compile(
    rf"(?P<word>{_KEY_WORDS})s?\s*[#-]?\s*(?P<number>\d+(?:\.\d+)*[a-z]?|[A-Z](?=[\s:.)–—-]))"
    r"\s*(?:[:.)|–—-]+\s*|\s+(?=[A-Z`(\"']))(?P<title>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    r"(?P<dotted>\d+\.\d+(?:\.\d+)*)(?:[.):]|\s+[-–—])?\s+(?P<rest>\S.*)"
    r"|(?P<number>\d+|[A-Za-z]|[A-Z]{1,8}-?\d+(?:\.\d+)*)(?:\s*[.):]\s*|\s+[-–—]\s+)(?P<title>\S.*)",
    re.DOTALL,
)
_CODED = re.compile(r"(?P<number>[A-Z]{2,10})\s+[-–—]\s+(?P<title>\S.*)", re.DOTALL)
_TEST_WORDS = word_set(
    "scenario, test scenario, test case, test, case, use case, tc, uc, it, int, integration test, e2e"
)
# What says how urgent or where a thing is, but not what it is.
_REMARK = re.compile(
    r"\s*(?:[(\[](?:[^()\[\]]*\.\w{1,4}|`[^`]*`|Test[A-Z]\w*|~?\d+\+? (?:tests?|scenarios|cases)"
    r"|new|target[^()]*|issue-\w+|pr #?\d+)[)\]]|[-–—]\s*\d+ tests?)\s*$",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\s*[-–—|:]?\s*(?:NOT YET IMPLEMENTED|NOT IMPLEMENTED|IMPLEMENTED|PASSING|PENDING|COMPLETED?|PLANNED|DONE"
    r"|TODO|CURRENT|NEW)\s*$"
)
_PATH = re.compile(r"(?<![\w./\\-])[\w./\\-]+\.(?:py|ts|tsx|js|go|rs|java|cs|kt|lua|rb|php|cpp)\b")
_CLASS = re.compile(r"\bTest[A-Z]\w+")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_WORDS = re.compile(r"[^\W\d_][\w'’/&-]*")
_OTHER_LANGUAGES = r"测试|테스트|시나리오|テスト|testes\b|pruebas\b"

_GENERIC_ADJECTIVES = any_of(
    """
    the, new, core, key, critical, main, detailed, planned, proposed, recommended, comprehensive, full, all,
    required, high, medium, low, priority, major, primary, additional, specific
    """
)
_GENERIC_NOUNS = any_of(
    """
    scenario, scenarios, cases, test, tests, testing, suite, suites, categories, plan, catalogue, gap, gaps,
    workflows, flows, matrix, specification, specifications, detail, details, groups, areas, scope, list, points
    """
)
_GENERIC = re.compile(
    rf"(?:part \w+\W+)?(?:(?:{_GENERIC_ADJECTIVES}) )*"
    rf"(?:(?:integration|end-to-end|e2e|system|functional|api|test|testing) )*(?:{_GENERIC_NOUNS})"
    r"(?: (?:details?|to implement|to write|to add|to test|identified|matrix|and scenarios|by \w+))*\W*$",
    re.IGNORECASE,
)
_GROUP_ADJECTIVES = any_of(
    """
    success, failure, error, happy, sad, positive, negative, edge, missing, key, core, normal, exception, boundary,
    valid, invalid
    """
)
_TEST_GROUP = re.compile(
    r"(?:integration tests?|test requirements|missing tests)$"
    rf"|(?:{_GROUP_ADJECTIVES})(?: [\w/&-]+)* ?(?:scenarios?|cases?|paths?|tests?)$"
    r"|(?:(?:test|integration) )*(?:scenarios?|test cases)$",
    re.IGNORECASE,
)
_LIST_NOUNS = any_of(
    """
    tests, testing, scenarios, cases, gaps, workflows, flows, journeys, suite, suites, integration points,
    milestones, test matrix, test plan, test scope, test catalogue
    """
)
_LIST = re.compile(rf"\b(?:{_LIST_NOUNS})\b|{_OTHER_LANGUAGES}", re.IGNORECASE)
_SPEAKS_OF_TESTS = re.compile(rf"\btest(?:s|ing)?\b|{_OTHER_LANGUAGES}", re.IGNORECASE)
_JOINS = re.compile(r"\bintegrations?\b|\w (?:to|with|and|vs|via|through|&|\+|/) \w|→|↔|⇒|->|<->", re.IGNORECASE)
_PAST_WORDS = any_of(
    """
    existing, current, already, previous, legacy, unit, manual, running, writing, adding, creating, executing, how,
    when, why, what, table of, future, deferred, out of, potential, estimated
    """
)
_PAST = re.compile(rf"\W*(?:{_PAST_WORDS})\b", re.IGNORECASE)

_HEAD_OF_TESTS = word_set("tests, testing, scenarios, cases, workflows, flows, suites, gaps")
_CONTAINERS = word_set("scenarios, cases, flows, workflows, suites, categories, gaps")
_ASIDE_LEADS = word_set("success, acceptance, exit, entry, appendix, implementation, prerequisites, makefile, ci")
_WEAK_WORDS = word_set(
    "#, code, phase, step, part, priority, task, milestone, section, area, category, group, file"
) | {""}
# ``Phase 1: Critical Gaps`` of a schedule closes gaps that are listed elsewhere.
_STEPS = word_set("phase, step, task, milestone")
_FILLERS = word_set(
    """
    test, tests, testing, integration, the, a, an, and, or, of, for, to, in, on, with, by, &, /, plan, our, your,
    this, new, local, remote, shared, mock, reference, docker, required, needed, pre
    """
)
_ASIDES = word_set(
    """
    acceptance, action, actions, addition, alerts, analysis, appendix, approach, approval, architecture, artifacts,
    assessment, assumptions, automation, background, benefits, best, cd, challenges, changelog, checklist, ci,
    ci/cd, cleanup, client, clients, code, command, commands, communication, conclusion, conclusions, config,
    configuration, contents, context, continuous, convention, conventions, coverage, criteria, data, database,
    databases, definition, deliverables, dependencies, deployment, distribution, docs, documentation, done, effort,
    entry, environment, environments, estimate, estimates, execution, executive, exit, failure, file, files,
    findings, fixture, fixtures, framework, frameworks, future, generation, github, glossary, goal, goals,
    guidelines, helper, helpers, history, implementation, important, infrastructure, insights, introduction,
    isolation, issues, key, legend, logging, maintenance, makefile, management, methodology, metrics, mitigation,
    mitigations, monitoring, naming, next, note, notes, objective, objectives, observability, order, organisation,
    organization, output, outputs, overview, phases, philosophy, pipeline, pipelines, practices, prerequisites,
    principles, priorities, priority, purpose, quality, recommendation, recommendations, reference, references,
    related, reporting, reports, repository, requirements, resources, responsibilities, result, results, review,
    risk, risks, roadmap, roles, rollout, schedule, scope, server, servers, setup, sign-off, signoff, sprint, stack,
    state, statistics, status, step, steps, strategies, strategy, structure, success, summary, team, teardown,
    template, templates, timeline, tool, tooling, tools, troubleshooting, utilities, utility, validation, workflow
    """
)


class Heading(NamedTuple):
    """A heading taken apart."""

    text: str
    """Plain, without leading symbols."""
    number: str | None
    word: str
    """Key word before the number, lower case (``phase``); ``#``: a number alone; ``code``: ``REPO - …``; or empty."""
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
    def joins(self) -> bool:
        """It names two things that meet: ``Checkout to Payments``, ``Integration with Billing``, ``A → B``."""
        return _JOINS.search(self.title) is not None

    @property
    def names_integration(self) -> bool:
        """It calls itself an integration."""
        return "integration" in self.title.casefold()

    @property
    def names_tests(self) -> bool:
        """It speaks of tests."""
        return _SPEAKS_OF_TESTS.search(self.text) is not None


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
    found = [word.casefold().strip("-'’") for word in _WORDS.findall(_PARENTHESIS.sub("", heading.title))]
    if not found or is_generic(heading) or found[-1] in _HEAD_OF_TESTS or (heading.word == "#" and found[-1] == "test"):
        return False
    speaks = any(word in _ASIDES for word in found) and all(word in _ASIDES or word in _FILLERS for word in found)
    if not speaks and found[0] not in _ASIDE_LEADS:
        return False
    # ``Test Strategy`` may still be where the flows are listed, ``Phase 3: Status`` where its tests are.
    units = sum(child.word not in _WEAK_WORDS for child in children)
    lists = any(_is_container(child) for child in children)
    return units < 2 and not (units and heading.word) and not lists


def _is_container(heading: Heading) -> bool:
    last = (heading.title.casefold().split() or [""])[-1].strip(":()")
    return last in _CONTAINERS and heading.word not in _STEPS and not is_past(heading) and not is_test_group(heading)


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
