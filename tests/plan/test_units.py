"""Plans that never say *seam*: which document is one, and which of its sections are units."""

from __future__ import annotations

import pytest

from seamwright.plan import parse

SECTIONS = """
## Test Scenarios

### 1. Booking

**Priority:** High

- a place is booked
- a booked place is refused

### 2. Billing

- a bill is written
- a bill is sent once
"""


def check(text: str, *units: str, name: str = "") -> None:
    """The units of ``text``, shown as ``title: scenarios``."""
    seams = parse(text, name=name).seams
    found = [": ".join([seam.title, ", ".join(scenario.title for scenario in seam.scenarios)]) for seam in seams]
    assert tuple(found) == units


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Integration Test Plan", ""),
        ("INTEGRATION TEST PLAN", ""),
        ("Ferry – Integration Testing Strategy", ""),
        ("Integration tests: scenarios of the ferry", ""),
        ("Test Plan: integration of ferries", ""),
        ("集成测试计划", ""),
        ("フェリー 結合テスト", ""),
        ("Plan de pruebas de integración", ""),
        ("Integrationstests der Fähre", ""),
        ("Ferry", "INTEGRATION_TEST_PLAN.md"),
        ("Ferry", "tests/integration/ferry/TEST_PLAN.md"),
    ],
)
def test_documents_that_plan_integration_tests(title: str, name: str) -> None:
    check(
        f"# {title}\n{SECTIONS}",
        "Booking: a place is booked, a booked place is refused",
        "Billing: a bill is written, a bill is sent once",
        name=name,
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Test Plan", ""),
        ("Unit Test Plan", ""),
        ("Unit and integration test results", ""),
        ("Integration Test Plan Review", ""),
        ("Integration Testing Guide", ""),
        ("How to write an integration test plan", ""),
        ("Prompt: write an integration test plan", ""),
        ("Ferry", ""),
        ("Ferry", "README.md"),
        ("Ferry", "TEST_PLAN.md"),
        ("Changelog", "CHANGELOG.md"),
    ],
)
def test_documents_that_do_not(title: str, name: str) -> None:
    check(f"# {title}\n{SECTIONS}", name=name)
    check(SECTIONS, name=name)


@pytest.mark.parametrize(
    ("sections", "units"),
    [
        ("## Booking\n\n**Tests:**\n- one\n\n## Billing\n\n**Tests:**\n- two\n", ["Booking: one", "Billing: two"]),
        ("## Booking\n\n- [ ] one\n- [x] two\n", ["Booking: one, two"]),
        ("### Booking\n\n#### Happy path\n- one\n\n#### Error cases\n- two\n", ["Booking: one, two"]),
        ("## 2.1 Booking\n\n| Test Case | Expected |\n|-|-|\n| one | fine |\n", ["Booking: one"]),
        ("## Gaps (P1)\n\n### Gap 1: Booking\n\n**Missing Tests:**\n- one\n", ["Booking: one"]),
        ("## Integration Points\n\n### 1. Api ↔ Mail\n\n**Tests:**\n- one\n", ["Api ↔ Mail: one"]),
        ("## Phase 1: Setup\n\n- [ ] install\n\n## Phase 2: Booking tests\n\n- [ ] one\n", ["Booking tests: one"]),
        ("## Phase 2: Booking\n\n### Test 2.1: one\n\n**Expected:** x\n\n### Test 2.2: two\n", ["Booking: one, two"]),
        ("## Booking (`test_booking.py`)\n\n- [ ] one\n- [ ] two\n", ["Booking: one, two"]),
    ],
)  # fmt: skip
def test_sections_that_are_units(sections: str, units: list[str]) -> None:
    check(f"# Integration Test Plan\n\n{sections}", *units)


@pytest.mark.parametrize(
    "section",
    [
        "## Overview\n\n- all of it\n- quickly\n",
        "## 1. Scope\n\n- **In Scope:** booking\n- **Out of Scope:** billing\n",
        "## Existing tests\n\n### 1. test_old.py\n\n**Test Scenarios:**\n- old\n",
        "## Test Environment\n\n| Component | Version |\n|-|-|\n| Python | 3.11 |\n| Redis | 7 |\n",
        "## Success Criteria\n\n- [ ] all tests pass\n- [ ] in time\n",
        "## Implementation Plan\n\n### Phase 1: Critical gaps\n\n- [ ] Booking\n- [ ] Billing\n",
        "## Next Steps\n\n1. [ ] write them\n2. [ ] run them\n",
        "## Risks\n\n- HIGH: time\n- LOW: money\n",
        "## Booking\n\nOnly prose about booking.\n",
        "## Example\n\n```markdown\n### 1. Booking\n\n- [ ] one\n- [ ] two\n```\n",
    ],
)
def test_sections_that_are_none(section: str) -> None:
    check(f"# Integration Test Plan\n\n{section}")
    unit = "## Booking\n\n**Test Scenarios:**\n- one\n- two\n"
    check(f"# Integration Test Plan\n\n{unit}\n{section}", "Booking: one, two")


def test_a_quoted_section_is_no_unit() -> None:
    check("# Integration Test Plan\n\n> ### 1. Booking\n>\n> - [ ] one\n> - [ ] two\n")


def test_a_plan_that_says_seam_has_no_other_units() -> None:
    text = "# Integration Test Plan\n\n### SEAM 1: Desk\n\n**TEST SCENARIOS:**\n- one\n\n### 2. Shelf\n\n- [ ] two\n"
    check(text, "Desk: one")
