"""What a seam's fields say beside its scenarios: status, infrastructure, fixtures, places, spans and digest."""

from __future__ import annotations

import pytest

from seamwright.plan import Seam, parse

FIELDS = "\n**COMPONENTS:** X\n\n**TEST SCENARIOS:**\n- one\n"


def seam(text: str) -> Seam:
    (found,) = parse(text).seams
    return found


@pytest.mark.parametrize(
    ("block", "status"),
    [
        (f"### SEAM 1: A\n{FIELDS}", "planned"),
        (f"### SEAM 1: A\n\n**Status:** Planned\n{FIELDS}", "planned"),
        (f"### SEAM 1: A\n\n**Status:** CONFIRMED\n{FIELDS}", "planned"),
        (f"### SEAM 1: A\n\n**Status:** not implemented yet\n{FIELDS}", "planned"),
        (f"### SEAM 1: A\n\n**Status:** partially implemented\n{FIELDS}", "planned"),
        (f"### SEAM 1: Completed orders\n{FIELDS}", "planned"),
        (f"### SEAM 1: Deferred payments\n{FIELDS}", "planned"),
        (f"# Plan\n\n**Status:** COMPLETED\n\n### SEAM 1: A\n{FIELDS}", "planned"),
        ("### SEAM 1: A\n\n**TEST SCENARIOS:**\n- [x] one\n- [ ] two\n", "planned"),
        (f"### SEAM 1: A\n\n**Status:** ✅ Implemented\n{FIELDS}", "implemented"),
        (f"### SEAM 1: A\n\n**STATUS: COMPLETED**\n{FIELDS}", "implemented"),
        ("### SEAM 1: A\n\n**TEST SCENARIOS:**\n- [x] one\n- [X] two\n", "implemented"),
        (f"### SEAM 1: A\n\n**Status:** DEFERRED until May\n{FIELDS}", "deferred"),
        (f"### SEAM 1: A\n\n**Status:** NOT CURRENTLY INTEGRATED\n{FIELDS}", "deferred"),
        (f"### SEAM 1: A\n\n**REASON FOR DEFERRAL:** time\n{FIELDS}", "deferred"),
        (f"### SEAM 1: A (Placeholder)\n{FIELDS}", "deferred"),
        (f"### SEAM 1: FUTURE - A\n{FIELDS}", "deferred"),
        ("### SEAM 1: A\n\n**Test Scenarios (Deferred - for later):**\n- one\n", "deferred"),
        (f"### SEAM 1: A\n\n**Recommendation:** Skip integration tests\n{FIELDS}", "deferred"),
        (f"## Deferred\n\n### SEAM 1: A\n{FIELDS}", "deferred"),
        (f"## Future Work\n\n### SEAM 1: A\n{FIELDS}", "deferred"),
        (f"## Deferred/Eliminated Tests\n\n### SEAM 1: A\n{FIELDS}", "deferred"),
        (f"## Eliminated\n\n### SEAM 1: A\n{FIELDS}", "eliminated"),
        (f"### SEAM 1: A\n\n**REASON FOR ELIMINATION:** a unit test\n{FIELDS}", "eliminated"),
        (f"### SEAM 1: A\n\n**Status:** Rejected\n{FIELDS}", "eliminated"),
        (f"## Deferred\n\n### SEAM 1: A\n\n**Status:** Implemented\n{FIELDS}", "implemented"),
    ],
)
def test_status(block: str, status: str) -> None:
    assert seam(block).status.value == status


@pytest.mark.parametrize(
    ("needs", "infrastructure", "fixtures"),
    [
        ("None", (), ()),
        ("None (in-memory testing)", (), ()),
        ("N/A", (), ()),
        ("a port and a clock", ("a port and a clock",), ()),
        ("`redis` in a container", ("`redis` in a container",), ()),
        ("the `desk_client` fixture, a clock", ("the `desk_client` fixture, a clock",), ("desk_client",)),
        ("fixtures: `a_b`", ("fixtures: `a_b`",), ("a_b",)),
        ("monkeypatch and caplog", ("monkeypatch and caplog",), ("monkeypatch", "caplog")),
        ("\n- a port\n- fixture `a_b`", ("a port", "fixture `a_b`"), ("a_b",)),
        ("a port,\nand a clock", ("a port, and a clock",), ()),
    ],
)
def test_infrastructure(needs: str, infrastructure: tuple[str, ...], fixtures: tuple[str, ...]) -> None:
    found = seam(f"### SEAM 1: A\n\n**INFRASTRUCTURE NEEDS:** {needs}\n")
    assert (found.infrastructure, found.fixtures) == (infrastructure, fixtures)


@pytest.mark.parametrize(
    ("line", "fixtures"),
    [
        ("**Fixtures:** a_b, `c_d`", ("a_b", "c_d")),
        ("**FIXTURES NEEDED**:\n- `a_b` (real)\n- c_d: a clock", ("a_b", "c_d")),
        ("**Fixtures:** `a_b` and `c_d`", ("a_b", "c_d")),
        ("**Fixtures:** None", ()),
        ("**IMPLEMENTATION NOTES:**\n- Fixtures needed: a_b, c_d\n- Custom fixture: `e_f`", ("a_b", "c_d", "e_f")),
        ("**IMPLEMENTATION NOTES:**\n- Complexity: High\n- Expected: two tests", ()),
        ("**NOTES:** no fixture is needed", ()),
    ],
)
def test_fixtures(line: str, fixtures: tuple[str, ...]) -> None:
    assert seam(f"### SEAM 1: A\n\n{line}\n").fixtures == fixtures


@pytest.mark.parametrize(
    ("line", "file", "name"),
    [
        ("**IMPLEMENTATION FILE**: `tests/x/test_y.py`", "tests/x/test_y.py", None),
        ("**File:** tests/test_x.py (new)", "tests/test_x.py", None),
        ("**Test File:** `../../x/test_y.py`", "../../x/test_y.py", None),
        ("**Test File:** `C:\\x\\test_y.py`", "C:\\x\\test_y.py", None),
        ("**IMPLEMENTATION NOTES:**\n- File: `test_y.py`", "test_y.py", None),
        ("**Test Class:** `TestBooking`", None, "TestBooking"),
        ("**Class**: `TestBooking.test_it`", None, "TestBooking"),
        ("**Test File:** `tests/test_y.py::TestZ::test_q`", "tests/test_y.py", "TestZ"),
        ("**File:** to be decided", None, None),
        ("**File:** version 1.2.0", None, None),
        ("**NOTES:** see `tests/x/test_y.py`", None, None),
    ],
)
def test_places(line: str, file: str | None, name: str | None) -> None:
    found = seam(f"### SEAM 1: A\n\n{line}\n")
    assert (found.test_file, found.class_name) == (file, name)


def test_a_seam_that_says_nothing() -> None:
    found = seam("# Plan\n\n### SEAM 1: A\n")
    assert found == Seam(
        span=found.span, line=3, end_line=3, heading=found.heading, title="A", id="a", number="1", digest=found.digest
    )


def test_business_impact_comes_before_value() -> None:
    assert seam("### SEAM 1: A\n\n**WHY:** x\n**BUSINESS IMPACT:** y\n").business_impact == "y"
    assert seam("### SEAM 1: A\n\n**BUSINESS VALUE:**\n- x\n- y\n").business_impact == "x\ny"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spans_stand_for_what_they_say(end: str) -> None:
    block = "### SEAM 1: Größe → 😀 \n\n**TEST SCENARIOS:**\n- one 😀\n  - detail\n- two".replace("\n", end)
    text = f"# Plan{end}{end}{block}{end}{end}---{end}{end}## Rest{end}"
    found = seam(text)
    assert found.span.of(text) == block
    assert found.heading.of(text) == "### SEAM 1: Größe → 😀"
    assert [scenario.span.of(text) for scenario in found.scenarios] == [f"- one 😀{end}  - detail", "- two"]
    assert [scenario.line for scenario in found.scenarios] == [6, 8]


def test_digest_changes_with_the_words_alone() -> None:
    text = f"### SEAM 1: A\n{FIELDS}"
    digest = seam(text).digest
    assert len(digest) == 8
    assert int(digest, 16) >= 0
    assert seam(f"Before.\n\n{text}\n\n## After\n").digest == digest
    assert seam(text.replace("\n", "\r\n")).digest == digest
    assert seam(text.replace("- one", "-  one")).digest == digest
    assert seam(text.replace("- one", "- ones")).digest != digest
