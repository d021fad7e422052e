"""Every rule does what its examples say."""

from __future__ import annotations

import pytest

from seamwright.rules.model import Example, Rule
from seamwright.rules.plans.model import PlanRule
from seamwright.rules.registry import RULES, find
from tests.rules import plans
from tests.rules.examples import check

EXAMPLES = [(rule, example) for rule in RULES for example in (*rule.good, *rule.bad)]


@pytest.mark.parametrize(
    ("rule", "example"),
    EXAMPLES,
    ids=[f"{rule.name}-{number}" for rule in RULES for number, _ in enumerate((*rule.good, *rule.bad))],
)
def test_example(rule: Rule, example: Example) -> None:
    if isinstance(rule, PlanRule):
        plans.check(rule, example)
    else:
        check(rule, example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_shows_both_sides(rule: Rule) -> None:
    assert len(rule.good) >= 2
    assert len(rule.bad) >= 2
    assert [example for example in rule.good if example.message is not None or "‹" in example.text] == []
    assert [example for example in rule.bad if example.message is None or "‹" not in example.text] == []
    assert rule.fixable == any(example.fixed is not None for example in rule.bad)


def test_codes_and_names_are_unique_and_find_their_rule() -> None:
    assert len({rule.code for rule in RULES} | {rule.name for rule in RULES}) == 2 * len(RULES)
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)
    assert [find(rule.code) for rule in RULES] == list(RULES) == [find(rule.name) for rule in RULES]
    assert find("no-such-rule") is None
