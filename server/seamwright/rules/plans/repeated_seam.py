"""SW405 repeated-seam: a plan that has one seam twice, or says two things about its priority."""

from __future__ import annotations

from seamwright.rules.model import Example, Severity
from seamwright.rules.plans.model import PlanRule
from seamwright.rules.plans.told import told

_PATH = "tests/integration/TEST_PLAN.md"
_FIRST = """\
# Checkout integration test plan

### SEAM 1: Basket → Payment gateway
**HIGH PRIORITY** - money moves here
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
"""
_SECOND = """\

### SEAM 2: Gateway → Ledger
**LOW PRIORITY**
**TEST SCENARIOS:**
- Refund is booked
"""
_SUMMARY = """\

## Order of implementation

### SEAM 1: Basket → Payment gateway
**HIGH PRIORITY**
"""
_AGAIN = "### SEAM 2: Integration of basket and payment gateway"

RULE = PlanRule(
    code="SW405",
    name="repeated-seam",
    severity=Severity.WARNING,
    what="Two seams whose titles say the same in other words, or a second mention of a seam with another priority.",
    why="Each gets a test class of its own, or each reader another idea of what comes first.",
    plan=told("SW405"),
    good=(
        Example(_FIRST + _SECOND, path=_PATH),
        # The other way round is another seam.
        Example(_FIRST + _SECOND.replace("Gateway → Ledger", "Payment gateway → Basket"), path=_PATH),
        # A summary may name seams again.
        Example(_FIRST + _SUMMARY, path=_PATH),
    ),
    bad=(
        Example(
            _FIRST + _SECOND.replace("### SEAM 2: Gateway → Ledger", f"‹{_AGAIN}›"),
            "This seam is in line 3 already, in other words: one of them is enough",
            path=_PATH,
        ),
        Example(
            _FIRST
            + _SUMMARY.replace("### SEAM 1", "‹### SEAM 1")
            .replace("gateway\n", "gateway›\n")
            .replace("**HIGH", "**LOW"),
            "Here the seam has LOW PRIORITY, in line 3 it has HIGH PRIORITY",
            path=_PATH,
        ),
    ),
)
