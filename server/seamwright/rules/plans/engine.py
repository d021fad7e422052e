"""Runs the rules about plans over one plan, or over the test classes of one module."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

from seamwright.rules import engine
from seamwright.rules.engine import is_enabled
from seamwright.rules.model import Finding, Problem, Rule, Settings
from seamwright.rules.plans import missing_fixture
from seamwright.rules.plans.model import PlanContext, PlanRule, SuiteContext
from seamwright.rules.plans.suppress import suppressions, unused
from seamwright.rules.registry import PLAN_RULES, RULES, UNUSED_SUPPRESSION
from seamwright.text.span import LineIndex

logger = logging.getLogger(__name__)


def check_plan(context: PlanContext, settings: Settings) -> list[Finding]:
    """What the rules say about one plan, in its order. Nothing about a document that is none."""
    lines = LineIndex(context.text)
    found: list[tuple[Rule, Problem]] = []
    for rule in _active(settings, context.path):
        if rule.plan is not None:
            found += [(rule, each) for each in _safely(rule, context)]
    kept = _not_suppressed(context, found, settings, lines)
    findings = [engine.finding(context.path, rule, each, settings, lines) for rule, each in kept]
    findings.sort(key=lambda each: (each.span, each.code, each.message))
    return findings


def _not_suppressed(
    context: PlanContext, found: list[tuple[Rule, Problem]], settings: Settings, lines: LineIndex
) -> list[tuple[Rule, Problem]]:
    comments = suppressions(context.path, context.text, context.plan, lines)
    if not comments:
        return found
    kept = []
    used: list[set[str]] = [set() for _ in comments]
    for rule, problem in found:
        silencing = [(place, word) for place, each in enumerate(comments) if (word := each.covers(rule, problem))]
        for place, word in silencing:
            used[place].add(word)
        if not silencing:
            kept.append((rule, problem))
    if is_enabled(UNUSED_SUPPRESSION, settings, context.path):
        decided = [each for each in _active(settings, context.path) if _is_decided(each, context)]
        for comment, words in zip(comments, used, strict=True):
            kept += [(UNUSED_SUPPRESSION, each) for each in unused(comment, words, decided, RULES, lines)]
    return kept


def _is_decided(rule: PlanRule, context: PlanContext) -> bool:
    """Silence says something: what is around a plan may not be known yet, or not at all."""
    if context.trace is None or context.names is None:
        return False
    return rule.plan is not None and (rule is not missing_fixture.RULE or bool(context.wanted))


def check_suite(context: SuiteContext, settings: Settings) -> list[tuple[Rule, Problem]]:
    """What the rules say about the classes of one module, for the module's own examination to report."""
    return [
        (rule, problem)
        for rule in _active(settings, context.path)
        if rule.suite is not None
        for problem in _safely(rule, context)
    ]


def has_active(settings: Settings, path: str) -> bool:
    """Whether any rule about plans is on for the file at ``path``."""
    return next(_active(settings, path), None) is not None


def _active(settings: Settings, path: str) -> Iterator[PlanRule]:
    return (rule for rule in PLAN_RULES if is_enabled(rule, settings, path))


def _safely(rule: PlanRule, context: PlanContext | SuiteContext) -> Sequence[Problem]:
    """What a rule says; one that fails takes none of the others with it."""
    try:
        return list(_run(rule, context))
    except RecursionError:
        return []
    except Exception as error:
        if engine.STRICT:
            raise
        logger.error("rule %s failed: %s", rule.name, type(error).__name__)
        return []


def _run(rule: PlanRule, context: PlanContext | SuiteContext) -> Iterable[Problem]:
    if isinstance(context, PlanContext):
        return rule.plan(context) if rule.plan is not None else ()
    return rule.suite(context) if rule.suite is not None else ()
