"""Seams that a YAML manifest lists, and documents that are none."""

from __future__ import annotations

import time

import pytest

from seamwright.plan import Document, parse
from tests.plan.outline import check

BOMB = "a: &a [x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghijkl", "bcdefghijklm", strict=True)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seams:\n- id: a\n", '2-2 planned "a"'),
        ("seams:\n  - id: a\n    title: A b\n    description: c\n", '2-4 planned "A b"'),
        ("seams:\n  - description: >\n      Folded\n      text\n", '2-4 planned "Folded text"'),
        ("Seams:\n  - ID: a\n    Status: DONE\n", '2-3 implemented "a"'),
        ("integration_seams:\n- id: a\n", '2-2 planned "a"'),
        ("seams:\n- id: a\n  priority: P3\n  status: deferred\n", '2-4 P3 deferred "a"'),
        ("seams:\n- id: a\n  priority: high\n", '2-3 P0 planned "a"'),
        ("seams:\n- id: a\n  priority: null\n  location: ~\n  status: unheard of\n", '2-5 planned "a"'),
        ("seams:\n- id: a\n  components: [X, 'Y → Z']\n", '2-3 planned "a" [X | Y → Z]'),
        ("seams:\n- id: a\n  components: X → Y, Z\n", '2-3 planned "a" [X | Y | Z]'),
        ("seams:\n- id: a\n  components: {x: y}\n  priority: [P0]\n", '2-4 planned "a"'),
        ("seams:\n- id: a\n  location: tests/test_a.py\n", '2-3 planned "a"\n  file: tests/test_a.py'),
        ("seams:\n- id: a # why\n  # more\n\n# end\n", '2-2 planned "a"'),
        ("seams:\n- just text\n- id: a\n- [b]\n", '3-3 planned "a"'),
        ("name: Depot\nseams:\n- id: a\n", '"Depot"\n3-3 planned "a"'),
        ("seams:\r\n- id: a\r\n  description: ü 😀\r\n- id: b\r\n", '2-3 planned "ü 😀"\n4-4 planned "b"'),
        ("\ufeffseams:\n- id: a\n", '2-2 planned "a"'),
        (
            ("seams:\n- id: a\n  scenarios:\n  - one\n  - test_two\n"
            "  - title: three\n    expected: [x]\n    test_name: test_3\n"),
            '2-8 planned "a"\n  - 4 "one"\n  - 5 "test_two" test_two\n  - 6-8 "three" test_3\n      expected: x',
        ),
        (
            "seams:\n- id: !!python/object/apply:os.abort []\n- id: !!python/name:os.abort a\n",
            '2-2 planned "seam"\n3-3 planned "a"',
        ),
    ],
)  # fmt: skip
def test_manifests(text: str, expected: str) -> None:
    check(text, expected, name="seams.yaml")
    check(text, expected, name="SEAMS.YML")


def test_ids_are_those_of_the_manifest_and_unique() -> None:
    text = "seams:\n" + "".join(f"- id: {name}\n" for name in ["Stock Flow", "b", "b", "b-2", "'12'"])
    assert [seam.id for seam in parse(text, name="x.yaml").seams] == ["stock-flow", "b", "b-2", "b-2-2", "12"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "just text",
        "[1, 2]",
        "seams:",
        "seams: 3",
        "seams: []",
        "seams: [a, b]",
        "seams: {a: {status: PLANNED}}",
        "tests:\n- id: a\n",
        "services:\n  seams:\n  - id: a\n",
        "comment: |\n  seams:\n  - id: a\n",
        "a: [\n",
        BOMB,
    ],
)
def test_other_documents(text: str) -> None:
    check(text, "", name="values.yaml")


def test_markdown_is_no_manifest() -> None:
    assert parse("seams:\n- id: a\n", name="PLAN.md").seams == ()
    assert parse("### SEAM 1: A\n**COMPONENTS:** X\n", name="plan.yaml").seams == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("seams:\n  - id: a\n  bad\n", 4),
        ("seams:\n\t- id: a\n", 2),
        ("seams: '\n", 2),
        ("seams:\n- id: *unknown\n", 2),
        ("seams:\n- id: a\n---\nseams: []\n", 3),
        ("x: \0\nseams: []\n", 1),
        ("seams: " + "[" * 50_000, 1),
        ("seams: " + "[{a: " * 5_000, 1),
    ],
)
def test_what_is_no_yaml_is_one_problem_in_one_line(text: str, line: int) -> None:
    plan = parse(text, name="seams.yaml")
    (problem,) = plan.problems
    assert (plan.seams, problem.line, problem.code) == ((), line, "SW401")
    assert "\n" not in problem.message
    assert 0 <= problem.span.start <= problem.span.end <= len(text)


def test_aliases_are_not_multiplied() -> None:
    start = time.perf_counter()
    assert parse(f"{BOMB}seams: *m\n", name="seams.yaml").seams == ()
    assert parse("seams: &a\n- id: x\n  scenarios: *a\n", name="seams.yaml").seams[0].id == "x"
    assert parse("seams: &a [*a]\n", name="seams.yaml").seams == ()
    assert time.perf_counter() - start < 2


def test_a_manifest_is_read_again_when_it_changes() -> None:
    document = Document("seams:\n- id: a\n", name="seams.yaml")
    assert [seam.id for seam in document.plan.seams] == ["a"]
    assert document.update("seams:\n- id: b\n- id: c\n") == parse("seams:\n- id: b\n- id: c\n", name="seams.yaml")
    assert [seam.id for seam in document.plan.seams] == ["b", "c"]
