"""SW409 missing-planned-fixture: a fixture that the plan names and that nothing provides."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.plan.fixture_mentions import named_fixtures
from seamwright.rules.model import Action, Example, Problem, Severity
from seamwright.rules.plans.model import PlanContext, PlanRule


def examine(context: PlanContext) -> Iterator[Problem]:
    """Names under the seam's label for fixtures that a test in the seam's file could not ask for."""
    for seam in context.planned:
        wanted = context.wanted.get(seam.id)
        if wanted is None:
            continue
        left = set(wanted.names)
        for named in named_fixtures(context.text, seam.span, context.vocabulary):
            if named.field == "fixtures" and named.name in left:
                left.discard(named.name)
                message = f"There is no fixture {named.name}: {wanted.conftest} is the place for it"
                yield Problem(named.span, message, action=Action("create-fixtures", seam.id))


_PATH = "tests/integration/TEST_PLAN.md"
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket to gateway
**HIGH PRIORITY** - money moves here
**COMPONENTS:** Basket, Gateway
**FIXTURES:** `paid_basket` (a basket with one paid book)
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
"""
_CONFTEST = "import pytest\n\n\n@pytest.fixture\ndef paid_basket():\n    return 1\n"
_MESSAGE = "There is no fixture paid_basket: tests/integration/conftest.py is the place for it"

RULE = PlanRule(
    code="SW409",
    name="missing-planned-fixture",
    severity=Severity.INFORMATION,
    what="A name under a seam's label for fixtures that no conftest, plugin or module provides for the seam's tests.",
    why="The tests that are generated cannot ask for it.",
    plan=examine,
    good=(
        Example(_PLAN, files={"tests/conftest.py": _CONFTEST}, path=_PATH),
        # What a fixture is to be, in words.
        Example(_PLAN.replace("`paid_basket` (a", "A").replace("book)", "book"), path=_PATH),
        # Somebody else may provide it: a plugin that is not found here.
        Example(_PLAN, files={"conftest.py": 'pytest_plugins = ["shop.testing"]\n'}, path=_PATH),
    ),
    bad=(
        Example(_PLAN.replace("paid_basket", "‹paid_basket›"), _MESSAGE, path=_PATH),
        Example(
            _PLAN.replace("**FIXTURES:** `paid_basket` (a", "**FIXTURES NEEDED:**\n- `‹paid_basket›` (a"),
            _MESSAGE,
            files={"tests/unit/conftest.py": _CONFTEST, "tests/integration/conftest.py": "import pytest\n"},
            path=_PATH,
        ),
    ),
)
