"""Runs the rules about plans over one plan, or over the test classes of one module."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence

from seamwright.rules import engine
from seamwright.rules.engine import is_enabled
from seamwright.rules.model import Finding, Problem, Rule, Settings
from seamwright.rules.plans.model import PlanContext, PlanRule, SuiteContext
from seamwright.rules.registry import PLAN_RULES
from seamwright.text.span import LineIndex

logger = logging.getLogger(__name__)


def check_plan(context: PlanContext, settings: Settings) -> list[Finding]:
    """What the rules say about one plan, in its order. Nothing about a document that is none."""
    lines = LineIndex(context.text)
    findings = []
    for rule in _active(settings, context.path):
        if rule.plan is not None:
            findings += [engine.finding(context.path, rule, each, settings, lines) for each in _safely(rule, context)]
    findings.sort(key=lambda each: (each.span, each.code, each.message))
    return findings


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
