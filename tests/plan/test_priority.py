"""Which words are a seam's priority, wherever they stand, and which only look like one."""

from __future__ import annotations

import pytest

from seamwright.plan import parse

FIELDS = "**COMPONENTS:** X\n**TEST SCENARIOS:**\n- something works\n"


def check(text: str, *priorities: str | None) -> None:
    """The seams of ``text`` have these ``priorities``, in order."""
    assert tuple(seam.priority and seam.priority.value for seam in parse(text).seams) == priorities


@pytest.mark.parametrize(
    ("line", "priority"),
    [
        ("**HIGH PRIORITY** - why", "P0"),
        ("**MEDIUM PRIORITY**", "P1"),
        ("LOW PRIORITY - why", "P2"),
        ("**PRIORITY: HIGH** (why)", "P0"),
        ("**PRIORITY**: HIGH", "P0"),
        ("**PRIORITY:** **P0** (why)", "P0"),
        ("   **PRIORITY**: LOW", "P2"),
        ("   PRIORITY: MEDIUM (why)", "P1"),
        ("- **Priority**: medium", "P1"),
        ("**Priority:**\nHIGH", "P0"),
        ("**Priority:**\n- HIGH", "P0"),
        ("**Priority:** P1 - Should Have", "P1"),
        ("**Priority:** P4", "P3"),
        ("**Priority:** Priority 2", "P1"),
        ("**Priority:** Tier 3", "P2"),
        ("**Priority:** Must have", "P0"),
        ("**Priority:** Should", "P1"),
        ("**Priority:** could", "P2"),
        ("**Priority:** Won't", "P3"),
        ("**Priority:** nice to have", "P2"),
        ("**Priority:** 🔴 High", "P0"),
        ("**Importance:** medium", "P1"),
        ("**Integration Test Value:** HIGH", "P0"),
        ("**Status:** CONFIRMED (High Priority)", "P0"),
        ("| Priority | High |\n|---|---|\n| Components | X, Y |\n", "P0"),
    ],
)
def test_in_the_block(line: str, priority: str) -> None:
    check(f"### SEAM 1: Desk\n\n{line}\n\n{FIELDS}", priority)


@pytest.mark.parametrize(
    "line",
    [
        "**RISK:** HIGH",
        "**INTEGRATION RISK:** HIGH",
        "**CONFIDENCE:** HIGH",
        "**SEVERITY:** P0",
        "**BUSINESS VALUE:** HIGH",
        "**EFFORT:** LOW",
        "**SOURCE**: CONFIRMED (HIGH confidence)",
        "**Priority Justification:** MEDIUM effort",
        "**Priority:** see above",
        "This has high priority for us.",
        "HIGH load is expected here",
        "```\nPRIORITY: HIGH\n```",
    ],
)
def test_other_levels_are_no_priority(line: str) -> None:
    check(f"### SEAM 1: Desk\n\n{line}\n\n{FIELDS}", None)


@pytest.mark.parametrize(
    ("heading", "title", "priority"),
    [
        ("SEAM 1: Desk [P0]", "Desk", "P0"),
        ("SEAM 1: Desk (HIGH)", "Desk", "P0"),
        ("SEAM 1: Desk (low priority)", "Desk", "P2"),
        ("SEAM 1: Desk (P1 - soon)", "Desk", "P1"),
        ("SEAM 1: P0 - Desk", "Desk", "P0"),
        ("SEAM 1: Desk - P2", "Desk", "P2"),
        ("SEAM 1: Desk – HIGH PRIORITY", "Desk", "P0"),
        ("SEAM 1: Desk ⚠️ CRITICAL", "Desk", "P0"),
        ("SEAM 1: High desk", "High desk", None),
        ("SEAM 1: Critical data (all of it)", "Critical data (all of it)", None),
        ("SEAM 1: Desk - high risk", "Desk - high risk", None),
    ],
)
def test_in_the_heading(heading: str, title: str, priority: str | None) -> None:
    text = f"### {heading}\n\n{FIELDS}"
    check(text, priority)
    assert parse(text).seams[0].title == title


@pytest.mark.parametrize(
    ("group", "priority"),
    [
        ("## P0 - Must Have", "P0"),
        ("## Priority 2: MEDIUM (later)", "P1"),
        ("## Seams (P1)", "P1"),
        ("## High Priority", "P0"),
        ("## 🔥 **High-priority seams**", "P0"),
        ("## Should have", "P1"),
        ("# P2\n\n## Shelves", "P2"),
        ("## CRITICAL: read this first", None),
        ("## Critical Seams", None),
        ("## P0\n\n## Shelves", None),
        ("#### P0", None),
    ],
)
def test_in_the_heading_above(group: str, priority: str | None) -> None:
    check(f"{group}\n\n### SEAM 1: Desk\n\n{FIELDS}", priority)


def test_the_block_overrules_its_group_and_every_summary() -> None:
    check(
        f"## P2\n\n### SEAM 1: Desk to shelf\n\n**PRIORITY:** P1\n\n{FIELDS}\n"
        "## Order\n\n| Seam | Priority |\n|---|---|\n| Desk to shelf | P0 |\n\n### P3\n\n1. Desk to shelf\n",
        "P1",
    )


@pytest.mark.parametrize(
    "summary",
    [
        "| Seam | Priority |\n|---|---|\n| Desk to shelf | HIGH |\n| Shelf to cellar | LOW |",
        "### P0\n\n1. Desk to shelf\n\n### P2\n\n1. Shelf to cellar",
        "### High priority\n\n- Desk to shelf\n\n### Low priority\n\n- Shelf to cellar",
    ],
)
def test_a_summary_speaks_where_the_block_is_silent(summary: str) -> None:
    check(
        f"### SEAM 1: Desk to shelf\n\n{FIELDS}\n### SEAM 2: Shelf to cellar\n\n{FIELDS}\n## Summary\n\n{summary}\n",
        "P0",
        "P2",
    )


def test_words_shift_where_the_plan_knows_critical() -> None:
    def plan(first: str) -> str:
        levels = enumerate((first, "HIGH", "MEDIUM", "LOW", "P1"), 1)
        return "\n".join(f"### SEAM {n}: {chr(96 + n) * 4}\n\n**PRIORITY:** {level}\n\n{FIELDS}" for n, level in levels)

    check(plan("CRITICAL"), "P0", "P1", "P2", "P3", "P1")
    check(plan("HIGH"), "P0", "P0", "P1", "P2", "P1")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("### SEAM 1: A\n**HIGH PRIORITY** - why\n", "HIGH PRIORITY"),
        ("### SEAM 1: A\n**PRIORITY:** **P0** (why)\n", "P0 (why)"),
        ("## P0 - Must Have\n### SEAM 1: A\n", "P0 - Must Have"),
        ("## Priority 1: HIGH (why)\n### SEAM 1: A\n", "Priority 1: HIGH (why)"),
        ("## Seams (P1)\n### SEAM 1: A\n", "P1"),
        ("### SEAM 1: A [P2]\n", "P2"),
    ],
)
def test_the_level_as_written(text: str, written: str) -> None:
    assert parse(text).seams[0].priority_text == written
