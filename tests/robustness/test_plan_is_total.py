"""Every text is read, whatever stands in it, and with work that grows with its length alone."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.plan import Plan, parse
from tests.plan.edits import LINES, TEXTS, documents, edited
from tests.plan.outline import check_spans

MANIFEST = "seams:\n- id: a\n  components: [X, Y]\n  scenarios:\n  - one\n- id: b\n  priority: P1\n"


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_mutated_plans(data: st.DataObject) -> None:
    text = data.draw(documents)
    for _ in range(data.draw(st.integers(1, 6))):
        text = data.draw(edited(text))
    plan = parse(text, name="TEST_PLAN.md")
    check_spans(plan, text)
    check_order(plan)
    assert parse(text, name="TEST_PLAN.md") == plan


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    for name in ("", "INTEGRATION_TEST_PLAN.md", "seams.yaml"):
        check_spans(parse(text, name=name), text)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_mutated_manifests(data: st.DataObject) -> None:
    text = data.draw(edited(MANIFEST))
    plan = parse(text, name="seams.yaml")
    for seam in plan.seams:
        assert 0 <= seam.span.start <= seam.heading.start <= seam.heading.end <= seam.span.end <= len(text)
    assert len({seam.id for seam in plan.seams}) == len(plan.seams)
    assert parse(text, name="seams.yaml") == plan


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([text for text in TEXTS if text.startswith("#")]), st.lists(st.sampled_from(LINES), max_size=12))
def test_what_stands_in_a_fence_is_no_part_of_the_plan(text: str, lines: list[str]) -> None:
    fence = "~~~~~\n" + "".join(f"{line}\n" for line in lines) + "~~~~~\n"
    before, after = parse(text), parse(f"{text}\n\n# Appendix\n\n{fence}")
    assert [shown.title for shown in after.seams] == [seam.title for seam in before.seams]


def check_order(plan: Plan) -> None:
    """Lines rise from seam to seam and from scenario to scenario, and what is said of them is said in text."""
    lines = [seam.line for seam in plan.seams]
    assert lines == sorted(set(lines))
    for seam in plan.seams:
        assert seam.title.strip() == seam.title != ""
        places = [scenario.line for scenario in seam.scenarios]
        assert places == sorted(set(places))
        assert all(scenario.title.strip() for scenario in seam.scenarios)
        assert all(seam.components), seam.components
    assert [problem.line for problem in plan.problems] == sorted(problem.line for problem in plan.problems)


SEAM = "### SEAM 1: A → B\n\n**COMPONENTS:** X\n\n**TEST SCENARIOS:**\n"
UNITS = "# Integration Test Plan\n\n"
TOGETHER = "\n\n".join(TEXTS)


@pytest.mark.parametrize(
    ("begin", "again"),
    [
        ("", TOGETHER),
        ("", TOGETHER.replace("\n", "\r\n")),
        ("", SEAM + "- one\n"),
        ("", "SEAM 1: A\nCOMPONENTS: X\n"),
        ("", "- SEAM 1: A\n  COMPONENTS: X\n"),
        ("### SEAM 1: A\n**COMPONENTS:** ", "a (b),\n"),
        ("### SEAM 1: A\n**COMPONENTS:** ", "("),
        ("### SEAM 1: A\n**FIXTURES:** ", "a_b, "),
        ("### SEAM 1: A\n**FILE:** ", "a.\\"),
        ("### SEAM 1: ", "✅→ ~~"),
        (SEAM, "- one\n"),
        (SEAM, "- Given a\n"),
        (SEAM, "**one** *two* `three` __four__\n"),
        (SEAM + "- one\n", "  more of it\n"),
        (SEAM + "- given a ", "when b "),
        (SEAM + "| Scenario | Expected |\n|-|-|\n", "| a | b |\n"),
        (SEAM + "```python\n", "@slow\ndef test_one():\n    '''One.'''\n"),
        (SEAM + "```python\n", "def test_one(\n    '''"),
        (UNITS, "## Booking\n\n- [ ] one\n"),
        (UNITS, "## Phase 1: Booking\n\n### Test 1.1: one\n\n"),
        (UNITS + "## ", "test 1.a/_"),
        ("# ", "integration test "),
    ],
)
def test_work_grows_with_the_length(begin: str, again: str) -> None:
    size = max(8_000, len(again))
    once, four = (calls(begin + again * (length // len(again) + 1)) for length in (size, 4 * size))
    # Four times the length takes four times the calls; sixteen times would be the square. Times are for benchmarks.
    assert four < 8 * once + 1000


def calls(text: str) -> int:
    """How many functions are called to read ``text``, the library's and the interpreter's own among them."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        parse(text, name="INTEGRATION_TEST_PLAN.md")
    finally:
        sys.setprofile(before)
    return count
