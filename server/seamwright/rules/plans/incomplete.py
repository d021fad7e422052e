"""SW404 incomplete-seam: a seam without something that the template needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seamwright.plan.model import Seam
from seamwright.rules.model import Example, Problem, Severity
from seamwright.rules.plans.model import PlanContext, PlanRule


def examine(context: PlanContext) -> Iterator[Problem]:
    """What most seams of the plan say and this one does not; of what none of them says, the first one is reported."""
    planned = context.planned
    for what, says in _FIELDS:
        silent = [seam for seam in planned if not says(seam)]
        if planned and len(silent) == len(planned):
            owner = f"Seam {planned[0].number or planned[0].title}" if len(planned) == 1 else "No seam of this plan"
            verb = "has no" if len(planned) == 1 else "has a" if what == "priority" else "has"
            yield Problem(planned[0].heading, f"{owner} {verb} {what}{_NEEDED[what]}")
        elif 2 * len(silent) <= len(planned):
            for seam in silent:
                yield Problem(seam.heading, f"This seam has no {what}{_NEEDED[what]}")


_FIELDS: tuple[tuple[str, Callable[[Seam], object]], ...] = (
    ("components", lambda seam: seam.components),
    ("test scenarios", lambda seam: seam.scenarios),
    ("priority", lambda seam: seam.priority),
)
_NEEDED = {
    "components": ": tests cannot say what they are about",
    "test scenarios": ": one test is generated from the title alone",
    "priority": ": selections by priority leave it out",
}
_PATH = "tests/integration/TEST_PLAN.md"
_FIRST = """\
# Checkout integration test plan

### SEAM 1: Basket to gateway
**HIGH PRIORITY** - money moves here
**COMPONENTS:** Basket, Gateway
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
"""
_SECOND = """\

### SEAM 2: Gateway to ledger
**LOW PRIORITY**
**COMPONENTS:** Gateway, Ledger
**TEST SCENARIOS:**
- Refund is booked
"""
_HEADING = "### SEAM 2: Gateway to ledger"

RULE = PlanRule(
    code="SW404",
    name="incomplete-seam",
    severity=Severity.INFORMATION,
    what="A seam without components, test scenarios or priority, while most seams of the plan have them. "
    "What no seam has is reported once.",
    why="The template has a place for each of them: without, somebody has to think of it again for every test.",
    plan=examine,
    good=(
        Example(_FIRST + _SECOND, path=_PATH),
        # Nobody waits for a seam that is put off.
        Example(
            _FIRST + _SECOND.replace("**LOW PRIORITY**", "**STATUS:** deferred").partition("**TEST")[0], path=_PATH
        ),
        # A title with an arrow names the components.
        Example(
            _FIRST + _SECOND.replace("y to l", "y → l").replace("**COMPONENTS:** G", "**NOTE:** G"),
            path=_PATH,
        ),
    ),
    bad=(
        Example(
            _FIRST + _SECOND.replace(_HEADING, f"‹{_HEADING}›").replace("**LOW PRIORITY**\n", ""),
            "This seam has no priority: selections by priority leave it out",
            path=_PATH,
        ),
        Example(
            _FIRST + _SECOND.replace(_HEADING, f"‹{_HEADING}›").partition("**TEST")[0],
            "This seam has no test scenarios: one test is generated from the title alone",
            path=_PATH,
        ),
        Example(
            (_FIRST + _SECOND)
            .replace("### SEAM 1: Basket to gateway", "‹### SEAM 1: Basket to gateway›")
            .replace("**HIGH PRIORITY** - money moves here\n", "")
            .replace("**LOW PRIORITY**\n", ""),
            "No seam of this plan has a priority: selections by priority leave it out",
            path=_PATH,
        ),
    ),
)
