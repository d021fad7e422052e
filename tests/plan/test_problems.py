"""What is said, and what is not said, about a plan that its author should look at."""

from __future__ import annotations

import pytest

from seamwright.plan import DEFAULT, parse

HEAD = "# Ferry Integration Test Plan\n\n"


def check(text: str, *expected: tuple[int, str, str]) -> None:
    """``text`` has just the ``expected`` problems: line (1-based), code, and a part of the message."""
    problems = parse(text).problems
    assert [(problem.line, problem.code) for problem in problems] == [(line, code) for line, code, _ in expected]
    for problem, (_, _, part) in zip(problems, expected, strict=True):
        assert part in problem.message
        assert "\n" not in problem.message
        assert 0 <= problem.span.start <= problem.span.end <= len(text)


def test_a_number_used_twice_names_the_other_line() -> None:
    """Two seams of one number cannot be told apart on the command line."""
    text = HEAD + "### SEAM 1: Booking → Deck\n**COMPONENTS:** a\n\n### SEAM 1: Deck → Crew\n**COMPONENTS:** b\n"
    check(text, (6, "SW402", "line 3"))


def test_numbers_that_start_again_under_another_heading_are_no_problem() -> None:
    """Groups number their own seams."""
    text = HEAD + "## Sea\n\n### SEAM 1: Booking → Deck\n\n## Land\n\n### SEAM 1: Gate → Barrier\n"
    check(text)


def test_a_priority_in_unknown_words_is_named() -> None:
    """The message says which words are known and where others go."""
    text = HEAD + "### SEAM 1: Booking → Deck\n**COMPONENTS:** a\n**PRIORITY:** whenever\n"
    check(text, (5, "SW403", "'whenever'"))


@pytest.mark.parametrize("level", ["HIGH", "P2", "**P0** (tides)", "medium - the harbour asks", "Must have"])
def test_a_known_priority_is_no_problem(level: str) -> None:
    """Every spelling that gives a priority."""
    check(HEAD + f"### SEAM 1: Booking → Deck\n**COMPONENTS:** a\n**PRIORITY:** {level}\n")


def test_a_word_of_the_team_is_no_problem() -> None:
    """Configuration adds words."""
    text = HEAD + "### SEAM 1: Booking → Deck\n**PRIORITY:** whenever\n"
    vocabulary = DEFAULT.extended(priorities={"whenever": "P3"})
    assert parse(text, vocabulary).problems == ()


def test_a_fence_that_never_closes_is_named_by_its_line() -> None:
    """It hides every seam behind it."""
    text = HEAD + "### SEAM 1: Booking → Deck\n\n```python\ndef test_x(): ...\n\n### SEAM 2: Deck → Crew\n"
    check(text, (5, "SW401", "never closes"))


def test_a_closed_fence_at_the_end_is_no_problem() -> None:
    """The usual case."""
    check(HEAD + "### SEAM 1: Booking → Deck\n\n```python\ndef test_x(): ...\n```\n")


@pytest.mark.parametrize(
    "text",
    ["# Notes\n\n**PRIORITY:** whenever\n", "# Notes\n\n```\nopen\n", "", "### 1. One\n### 1. Two\n"],
)
def test_a_document_that_is_no_plan_has_no_problems(text: str) -> None:
    """Nobody asked about it."""
    check(text)


def test_a_manifest_that_is_no_yaml_is_one_problem() -> None:
    """In one line, with its position."""
    plan = parse("seams:\n  - id: a\n   bad: [\n", name="seams.yaml")
    assert [(problem.line, problem.code) for problem in plan.problems] == [(3, "SW401")]
    assert plan.seams == ()


def test_yaml_without_seams_that_cannot_be_read_is_not_ours() -> None:
    """Some other tool's file."""
    assert parse("a: [\n", name="values.yaml").problems == ()
