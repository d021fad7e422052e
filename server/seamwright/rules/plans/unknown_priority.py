"""SW403 unknown-priority: a priority in words that nobody knows."""

from __future__ import annotations

from seamwright.rules.model import Example, Severity
from seamwright.rules.plans.model import PlanRule
from seamwright.rules.plans.told import told

_PATH = "tests/integration/TEST_PLAN.md"
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → Gateway
**COMPONENTS:** Basket, Gateway
**PRIORITY:** HIGH
"""
_KNOWN = (
    "is no priority that is known: write P0 to P3 or HIGH, MEDIUM, LOW, "
    "or add the word to `priorities` in the configuration"
)

RULE = PlanRule(
    code="SW403",
    name="unknown-priority",
    severity=Severity.WARNING,
    what="A priority that is none of P0 to P3, HIGH, MEDIUM, LOW, their usual synonyms or the team's own words.",
    why="The seam counts as one without a priority: `--priority P0` leaves it out, and so does a gate on P0 seams.",
    plan=told("SW403"),
    good=(
        Example(_PLAN, path=_PATH),
        Example(_PLAN.replace("HIGH", "P2 - when there is time"), path=_PATH),
    ),
    bad=(
        Example(_PLAN.replace("**PRIORITY:** HIGH", "‹**PRIORITY:** whenever›"), f"'whenever' {_KNOWN}", path=_PATH),
        Example(_PLAN.replace("**PRIORITY:** HIGH", "‹**PRIORITY:** P9›"), f"'P9' {_KNOWN}", path=_PATH),
    ),
)
