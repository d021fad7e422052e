"""What is a scenario, and what belongs to it."""

from __future__ import annotations

import pytest

from seamwright.plan import parse
from tests.plan.outline import check_spans, outline

HEAD = "### 1. SEAM: Desk to shelf\n\n**COMPONENTS:** X\n\n"
LABEL = "**TEST SCENARIOS:**\n"


def check(body: str, *expected: str) -> None:
    """The scenarios of a seam with this ``body``, shown as in an outline without lines, quotes and indentation."""
    text = HEAD + body
    plan = parse(text)
    check_spans(plan, text)
    shown = [line for line in outline(plan, text) if line.startswith(("  - ", "      "))]
    assert tuple(map(_short, shown)) == expected


def _short(line: str) -> str:
    if not line.startswith("  - "):
        return "  " + line.strip()
    return line[4:].split(maxsplit=1)[1].replace('"', "")


@pytest.mark.parametrize(
    "items",
    [
        "- one\n- two\n",
        "\n- one\n\n- two\n",
        "* one\n* two\n",
        "+ one\n+ two\n",
        "1. one\n2. two\n",
        "1) one\n2) two\n",
        "- **one**\n- **two:**\n",
        "   - one\n   - two\n",
        "      - one\n      - two\n",
        "-\tone\n-\ttwo\n",
        "- [ ] one\n- [ ] two\n",
        "- `one`\n- [two](x.md)\n",
        "- one  \n- two\u00a0\n",
        "| Scenario |\n|---|\n| one |\n| two |\n",
        "| Scenario | Status | Owner |\n|---|---|---|\n| one | open | Kim |\n| two | | |\n",
    ],
)
def test_lists(items: str) -> None:
    check(LABEL + items, "one", "two")


@pytest.mark.parametrize(
    "label",
    [
        "**TEST SCENARIOS**:",
        "**Test Scenarios** (merged from both workshops):",
        "**KEY INTEGRATION SCENARIOS:**",
        "SCENARIOS:",
        "**Missing Tests:**",
        "**Recommended Integration Tests:**",
        "**Edge Cases:**",
        "#### Test Scenarios",
        "#### 2.1 Failure scenarios",
        "- **SCENARIOS**:",
    ],
)
def test_labels(label: str) -> None:
    check(f"{label}\n  * one\n  * two\n", "one", "two")


@pytest.mark.parametrize(
    "body",
    [
        "- no label\n",
        "- [ ] no label\n",
        "**REVISION TO EXISTING TESTS:**\n- no\n",
        "**EXISTING TESTS:**\n- no\n",
        "**Unit Tests:**\n- no\n",
        "**VALIDATION CHECKLIST:**\n- [ ] no\n",
        "**SUCCESS CRITERIA:**\n- no\n",
        "**Unit Test Coverage:**\n- ✅ no\n",
        "**Tests passing:** 12\n",
        f"{LABEL}\n**NOTES:**\n- no\n",
        f"{LABEL}\n---\n\n- no\n",
        f"{LABEL}None\n",
        f"{LABEL}- TBD\n- None yet.\n",
        f"{LABEL}```\n- no\n```\n",
        f"{LABEL}<!--\n- no\n-->\n",
    ],
)
def test_what_is_no_scenario(body: str) -> None:
    check(body)


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ("- **Lead**: the rest", "Lead: the rest"),
        ("- [x] ticked", "done ticked"),
        ("- wrapped\n  over lines", "wrapped over lines"),
        ("- wrapped\nwithout indentation", "wrapped without indentation"),
        ("- TC-1: a code", "TC-1 a code"),
        ("- INT-02 - a code", "INT-02 a code"),
        ("- a → b (c)", "a → b (c)"),
        ("- None of the requests is lost", "None of the requests is lost"),
        ("- `test_it_works`", "test_it_works test_it_works"),
        ("- **test_it_works** - why", "test_it_works - why test_it_works"),
        ("- test_it_works(): why", "test_it_works(): why test_it_works"),
        ("- calls `test_it_works` too", "calls test_it_works too"),
    ],
)
def test_what_an_item_says(item: str, shown: str) -> None:
    check(f"{LABEL}{item}\n", shown)


def test_text_behind_the_label_is_one_scenario_unless_a_list_follows() -> None:
    check("**TEST SCENARIOS:** one sentence that tells all\n", "one sentence that tells all")
    check("**TEST SCENARIOS:** as agreed in the workshop:\n- one\n", "one")


@pytest.mark.parametrize(
    ("below", "details"),
    [
        ("   - a\n   - b\n", ["a", "b"]),
        ("   * a\n     - b\n", ["a", "b"]),
        ("   - a\n     goes on\n", ["a goes on"]),
        ("   - [ ] a\n   - [x] b\n", ["a", "b"]),
        ("      - a\n      - b\n", ["a", "b"]),
        ("\n   a paragraph\n", ["a paragraph"]),
        ("   - Expected: a\n   - **Success criteria:** b\n", ["expected: a", "expected: b"]),
        ("   - Expected results:\n     - a\n     - b\n", ["expected: a", "expected: b"]),
        ("   **Expected:** a\n", ["expected: a"]),
        ("   Expected: a\n   *Outcome:* b\n", ["expected: a", "expected: b"]),
        ("\n   **Expected:** a\n\n   **Steps:**\n   - b\n", ["b", "expected: a"]),
        ("   **Owner**: Kim\n", ["Owner: Kim"]),
        (
            "   - **Given** a\n   - **When** b\n   - **Then** c\n   - And d\n",
            ["given: a", "when: b", "then: c", "then: d"],
        ),
        ("   - GIVEN a\n   - BUT b\n   - WHEN c\n   - THEN d\n", ["given: a", "given: b", "when: c", "then: d"]),
        ("   **Given**: a\n   **When**: b\n   **Then**: c\n", ["given: a", "when: b", "then: c"]),
        ("   Given a\n   When b\n   Then c\n", ["given: a", "when: b", "then: c"]),
        ("   ```\n   Given: a\n   When: b\n   Then: c\n   ```\n", ["given: a", "when: b", "then: c"]),
        ("   ```gherkin\n   Given a\n   Then b\n   ```\n", ["given: a", "then: b"]),
        ("   ```bash\n   # Given: a\n   Then b\n   ```\n", []),
        ("   ```\n   Given: nothing else\n   ```\n", []),
    ],
)
def test_what_belongs_to_a_scenario(below: str, details: list[str]) -> None:
    check(f"{LABEL}1. **one**\n{below}2. **two**\n", "one", *(f"  {detail}" for detail in details), "two")


def test_what_stands_in_a_scenario_about_it() -> None:
    check(
        f"{LABEL}1. **one**\n   - Priority: LOW\n   - Test: `test_one`\n   - Then it is done\n2. two\n",
        *("P2 one test_one", "  then: it is done", "two"),
    )


def test_steps_as_items() -> None:
    check(
        f"{LABEL}- Given a\n- When b\n- Then c\n- Given d\n- When e\n- Then f\n",
        *("Given a", "  given: a", "  when: b", "  then: c", "Given d", "  given: d", "  when: e", "  then: f"),
    )


def test_steps_in_one_sentence() -> None:
    check(
        f"{LABEL}- Given a, when b, then c\n- **Given** d **when** e **then** f\n- Given up on\n",
        *("Given a, when b, then c", "  given: a", "  when: b", "  then: c"),
        *("Given d when e then f", "  given: d", "  when: e", "  then: f"),
        *("Given up on", "  given: up on"),
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("**TEST 1.1: one**\n\n**TEST 1.2: two**\n", ["1.1 one", "1.2 two"]),
        ("**1.1 one**\n- a\n\n**1.2 two**\n", ["1.1 one", "  a", "1.2 two"]),
        ("**Scenario 1:** one\n**Expected:** a\n\n**Scenario 2:** two\n", ["1 one", "  expected: a", "2 two"]),
        ("__TC-1: one__\n\n__TC-2: two__\n", ["1 one", "2 two"]),
    ],
)
def test_bold_lines(body: str, shown: list[str]) -> None:
    check(f"#### Test Scenarios\n\n{body}", *shown)


def test_headings() -> None:
    check("#### Scenario 1: one\n- a\n- Expected: b\n\n#### Test 2: two\n", "1 one", "  a", "  expected: b", "2 two")
    check("#### Test Scenarios\n\n##### Good\n- one\n\n##### Bad\n- two\n", "one", "two")
    check("#### Notes\n- no\n\n#### Open questions\n1. no\n")


def test_checks_count_only_where_nothing_else_does() -> None:
    check("**Key Validations:**\n- one\n", "one")
    text = f"{HEAD}**Key Validations:**\n- a check\n\n{LABEL}- one\n"
    (seam,) = parse(text).seams
    assert ([scenario.title for scenario in seam.scenarios], seam.success_criteria) == (["one"], ("a check",))


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        ("| ID | Scenario | Expected |\n|-|-|-|\n| L-1 | one | good |", ["L-1 one", "  expected: good"]),
        ("| Test case | Steps | Priority |\n|-|-|-|\n| 1 | one | P1 |", ["1 P1 one"]),
        ("| Test | Covers |\n|-|-|\n| `test_one` | the desk |", ["the desk test_one"]),
        ("| Scenario | Expected |\n|-|-|\n| a \\| b | **c** |", ["a | b", "  expected: c"]),
        ("| Scenario |\n|-|\n|  |\n| one |", ["one"]),
    ],
)
def test_tables(table: str, shown: list[str]) -> None:
    check(f"{LABEL}\n{table}\n", *shown)


@pytest.mark.parametrize(
    "table",
    [
        "| Component | Version |\n|-|-|\n| Python | 3.11 |",
        "| Risk | Level |\n|-|-|\n| slow | HIGH |",
        "| Scenario |\n|-|",
        "| Scenario |\n| one |",
    ],
)
def test_tables_without_scenarios(table: str) -> None:
    check(f"Some text.\n\n{table}\n")
