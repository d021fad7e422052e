"""SW402 duplicate-seam-number: two seams of one plan that have the same number."""

from __future__ import annotations

from seamwright.rules.model import Example, Severity
from seamwright.rules.plans.model import PlanRule
from seamwright.rules.plans.told import told

_PATH = "tests/integration/TEST_PLAN.md"
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → Gateway
**COMPONENTS:** Basket, Gateway

### SEAM 2: Gateway → Ledger
**COMPONENTS:** Gateway, Ledger
"""

RULE = PlanRule(
    code="SW402",
    name="duplicate-seam-number",
    severity=Severity.WARNING,
    what="A seam whose number another seam of the same part of the plan has.",
    why="`generate --seam 1` and everybody who speaks of seam 1 mean two things.",
    plan=told("SW402"),
    good=(
        Example(_PLAN, path=_PATH),
        # Numbers may start again under another heading.
        Example(
            _PLAN.replace("### SEAM 1", "## Money\n\n### SEAM 1").replace("### SEAM 2", "## Books\n\n### SEAM 1"),
            path=_PATH,
        ),
    ),
    bad=(
        Example(
            _PLAN.replace("### SEAM 2: Gateway → Ledger", "‹### SEAM 1: Gateway → Ledger›"),
            "Seam number 1 is taken by the seam in line 3: give this one another",
            path=_PATH,
        ),
        Example(
            _PLAN.replace("### SEAM 1:", "### 3. SEAM:").replace(
                "### SEAM 2: Gateway → Ledger", "‹### 3. SEAM: Gateway → Ledger›"
            ),
            "Seam number 3 is taken by the seam in line 3: give this one another",
            path=_PATH,
        ),
    ),
)
