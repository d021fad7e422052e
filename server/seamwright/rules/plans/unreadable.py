"""SW401 unreadable-plan: a plan, or the rest of it, that cannot be read."""

from __future__ import annotations

from seamwright.rules.model import Example, Severity
from seamwright.rules.plans.model import PlanRule
from seamwright.rules.plans.told import told

_PATH = "tests/integration/TEST_PLAN.md"
_YAML = "tests/integration/seams_plan.yaml"
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → Gateway
**COMPONENTS:** Basket, Gateway

```python
def test_paid_basket_is_emptied(): ...
```
"""
_MESSAGE = "This code fence never closes, so the rest of the plan counts as code: close it with the same fence"

RULE = PlanRule(
    code="SW401",
    name="unreadable-plan",
    severity=Severity.WARNING,
    what="A code fence that never closes, or a YAML plan that is no valid YAML.",
    why="What stands behind the mistake is no part of the plan: its seams get no tests and no findings.",
    plan=told("SW401"),
    good=(
        Example(_PLAN, path=_PATH),
        Example("# Notes\n\n```\nThis is no plan.\n", path="tests/integration/NOTES.md"),
    ),
    bad=(
        Example(_PLAN.replace("```python", "‹```python›").removesuffix("```\n"), _MESSAGE, path=_PATH),
        Example(
            "title: Checkout\nseams:\n  - id: basket\n    components: [Basket\n    ‹priority: P0›\n",
            "Not valid YAML: did not find expected ',' or ']'",
            path=_YAML,
        ),
    ),
)
