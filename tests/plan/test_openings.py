"""Where a seam begins, and what only mentions one."""

from __future__ import annotations

import pytest

from seamwright.plan import parse

FIELDS = "\n\n**COMPONENTS:** X\n\n**TEST SCENARIOS:**\n- something works\n"


def check(text: str, *seams: str) -> None:
    """``text`` opens just these ``seams``, shown as ``line number title``."""
    found = [" ".join(str(part) for part in (s.line, s.number, s.title) if part is not None) for s in parse(text).seams]
    assert tuple(found) == seams


@pytest.mark.parametrize(
    ("line", "seam"),
    [
        ("# SEAM 1: A", "1 1 A"),
        ("## SEAM: A", "1 A"),
        ("### SEAM 1: A", "1 1 A"),
        ("#### SEAM 1: A → B", "1 1 A → B"),
        ("###### SEAM 1: A", "1 1 A"),
        ("### 1. SEAM: A", "1 1 A"),
        ("### 1) SEAM: A", "1 1 A"),
        ("### 1.2 SEAM: A", "1 1.2 A"),
        ("### SEAM 1.2: A", "1 1.2 A"),
        ("### SEAM #3: A", "1 3 A"),
        ("### SEAM-01: A", "1 01 A"),
        ("### SEAM B: A", "1 B A"),
        ("### INT-01: SEAM: A", "1 INT-01 A"),
        ("### SEAM 1 - A", "1 1 A"),
        ("### SEAM 1 – A", "1 1 A"),
        ("### SEAM 1. A", "1 1 A"),
        ("### SEAM 1：A", "1 1 A"),
        ("### Seam 1: A", "1 1 A"),
        ("### seam: a", "1 a"),
        ("### Integration Seam 1: A", "1 1 A"),
        ("### SEAM 2 (new): A", "1 2 A"),
        ("### **SEAM 1**: A", "1 1 A"),
        ("### **SEAM 1: A**", "1 1 A"),
        ("### 1. **SEAM**: A", "1 1 A"),
        ("### `SEAM 1`: A", "1 1 A"),
        ("### 🔗 SEAM 1: A", "1 1 A"),
        ("### SEAM 1: A ###", "1 1 A"),
        ("### SEAM 1: [A](a.md)", "1 1 A"),
        ("###\tSEAM\u00a01:\u00a0A", "1 1 A"),
        ("   ### SEAM 1: A", "1 1 A"),
        ("SEAM 1: A\n---------", "1 1 A"),
        ("SEAM 1: A", "1 1 A"),
        ("**SEAM 1**: A", "1 1 A"),
    ],
)
def test_lines_that_open_a_seam(line: str, seam: str) -> None:
    check(line + FIELDS, seam)


@pytest.mark.parametrize("marker", ["1. ", "1) ", "- ", "* "])
@pytest.mark.parametrize("opening", ["SEAM: A", "**SEAM**: A", "**Seam: A**"])
def test_items_that_open_a_seam(marker: str, opening: str) -> None:
    number = "1 " if marker[0] == "1" else ""
    check(f"{marker}{opening}\n   **COMPONENTS**: X\n   **TEST SCENARIOS**:\n   - something works\n", f"1 {number}A")


@pytest.mark.parametrize(
    "line",
    [
        "### Seamless: A",
        "### SEAMS: A",
        "### SEAM",
        "### SEAM 1",
        "### The SEAM: A",
        "### No seam: A",
        "### 1. Seam test",
        "A seam: the place where two parts meet",
        "seam 1: a",
        "See **SEAM 1: A** for more",
        "> ### SEAM 1: A",
        "> **SEAM 1: A**",
        "    ### SEAM 1: A",
        "```\n### SEAM 1: A\n```",
        "~~~\n### SEAM 1: A\n~~~",
        "````markdown\n```python\n```\n### SEAM 1: A\n````",
        "<!--\n### SEAM 1: A\n-->",
        "<pre>\n### SEAM 1: A\n</pre>",
        "###SEAM 1: A",
        "####### SEAM 1: A",
        "\\### SEAM 1: A",
    ],
)
def test_lines_that_open_none(line: str) -> None:
    check(line + FIELDS)


@pytest.mark.parametrize(
    "mention",
    [
        "- SEAM 1: done first",
        "1. SEAM 1: Desk to shelf",
        "1) SEAM 1 (Desk): PASS",
        "| SEAM 1: Desk to shelf | P0 |\n|---|---|\n| SEAM 2: Shelf | P1 |",
        "**SEAM 1: Desk to shelf** comes first.",
        "**Use for**: SEAM 1",
        "```bash\n# SEAM 1: run it\n```",
        "### SEAM 1: Desk to shelf\n\nBefore all others.",
        "### Phase 1\n\n- [ ] SEAM 1: Desk to shelf",
    ],
)
def test_mentions_in_a_plan(mention: str) -> None:
    check(f"### SEAM 1: Desk to shelf{FIELDS}\n## Order\n\n{mention}\n", "1 1 Desk to shelf")


def test_numbers_may_come_again_for_other_seams() -> None:
    check(
        f"## Core\n### SEAM 1: Desk{FIELDS}\n## Rest\n### SEAM 1: Cellar{FIELDS}\n### SEAM 1: Roof{FIELDS}",
        *("2 1 Desk", "10 1 Cellar", "17 1 Roof"),
    )


def test_ids_are_slugs_and_unique() -> None:
    text = "".join(
        f"### SEAM {n}: {title}{FIELDS}" for n, title in enumerate(["A → B!", "A, B", "予約", "x" * 99, "ÄÖ"])
    )
    assert [seam.id for seam in parse(text).seams] == ["a-b", "a-b-2", "seam", "x" * 60, "seam-2"]


def test_a_plan_of_mere_headings_has_seams() -> None:
    check("# Plan\n\n### SEAM 1: A\n\n### SEAM 2: B\n", "3 1 A", "5 2 B")


def test_a_seam_ends_where_the_next_thing_of_its_rank_begins() -> None:
    text = f"### SEAM 1: A{FIELDS}\n#### Notes\n\ntext\n\n---\n\n### Others\n\n**TEST SCENARIOS:**\n- not ours\n"
    (seam,) = parse(text).seams
    assert (seam.line, seam.end_line, len(seam.scenarios)) == (1, 10, 1)
