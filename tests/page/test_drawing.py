"""The map: which names are one component, and that nothing covers anything else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.page.drawing import MOST_STEPS, Badge, Box, Map, draw
from seamwright.page.graph import Walk, graph_of
from seamwright.page.marks import Mark
from seamwright.page.text import clean, wrapped

NAMES = [
    *"ABCDEF",
    "A component with a name that needs several lines",
    "module.path.to_some.FunctionWithName()",
    "部品",
]


def walk(*components: str, mark: Mark = Mark.MISSING, label: str = "1") -> Walk:
    return Walk(f"seam-{label}", label, "Title", mark, components)


def steps(*walks: Walk) -> list[str]:
    graph = graph_of(walks)
    return [
        f"{graph.nodes[step.start].label} {'<>' if step.is_both_ways else '>'} {graph.nodes[step.end].label}"
        for step in graph.steps
    ]


@pytest.mark.parametrize(
    ("chains", "expected"),
    [
        ([("A", "B", "C")], ["A > B", "B > C"]),
        ([("A", "B"), ("A", "B")], ["A > B"]),
        ([("A", "B"), ("B", "A")], ["A <> B"]),
        ([("OrderService", "Mailer"), ("order_service", "mailer()")], ["OrderService > Mailer"]),
        ([("Cache (in memory)", "Store"), ("cache", "Store (a (nested) remark)")], ["Cache > Store"]),
        ([("`A`", "f()")], ["A > f()"]),
        ([("A", "A", "B")], ["A > B"]),
        ([("A", "A")], []),
        ([("A",), ()], []),
        ([("/v1/*", "/v1/")], ["/v1/* > /v1/"]),
        ([("(all of it)", "B")], ["(all of it) > B"]),
    ],
)
def test_which_names_are_one_component(chains: list[tuple[str, ...]], expected: list[str]) -> None:
    assert steps(*(walk(*chain) for chain in chains)) == expected


def test_a_shared_step_shows_what_is_most_pressing_and_names_all() -> None:
    drawn = draw([walk("A", "B", mark=Mark.PASSING, label="1"), walk("A", "B", mark=Mark.FAILED, label="2")])

    assert drawn is not None
    (curve,) = drawn.curves
    assert (curve.mark, curve.href, curve.badge.text) == (Mark.FAILED, "#seam-2", "✘ 1, 2")
    assert curve.title == "A → B: seams 1, 2: 1 Title, passing; 2 Title, failed"


def test_a_seam_of_one_component_is_on_the_map() -> None:
    drawn = draw([walk("A", label="7")])

    assert drawn is not None
    (curve,) = drawn.curves
    assert (curve.path, curve.badge.text, curve.title) == ("", "○ 7", "A: seam 7 Title, missing")


def test_nothing_to_draw_and_too_much_of_it() -> None:
    assert draw([walk()]) is None
    assert draw([walk(*(f"C{n}" for n in range(MOST_STEPS + 2)))]) is None


chains = st.lists(st.lists(st.sampled_from(NAMES), max_size=6), min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(chains)
def test_no_box_covers_another_and_all_are_on_the_sheet(found: list[list[str]]) -> None:
    drawn = draw([walk(*each, label=str(n)) for n, each in enumerate(found, 1)])

    if drawn is not None:
        check_places(drawn)


def test_badges_of_a_fan_do_not_cover_each_other() -> None:
    drawn = draw([walk("Hub", f"Part{n}", f"End{n % 3}", label=str(n)) for n in range(12)])

    assert drawn is not None
    check_places(drawn)
    badges = [curve.badge for curve in drawn.curves]
    assert [pair for pair in pairs(badges) if overlap(*pair)] == []
    assert [each for each in badges if any(overlap(each, box) for box in drawn.boxes)] == []


def test_the_same_plan_gives_the_same_map_in_every_process() -> None:
    program = (
        "from tests.page.test_drawing import walk; from seamwright.page.drawing import draw; import hashlib\n"
        "found = draw([walk('A', 'B', 'C'), walk('C', 'A', 'D'), walk('B', 'D', 'E', 'A')])\n"
        "print(hashlib.sha256(repr(found).encode()).hexdigest())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Basket", ["Basket"]),
        ("FastAPI dependency injection", ["FastAPI", "dependency", "injection"]),
        ("EnhancedCircuitBreaker", ["Enhanced", "Circuit", "Breaker"]),
        ("get_environment_info", ["get_", "environment_", "info"]),
        ("one two three four five six seven eight nine", ["one two three", "four five six", "seven eight…"]),
        ("", [""]),
    ],
)
def test_labels_are_wrapped(text: str, expected: list[str]) -> None:
    assert wrapped(text, 12, 3) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\u202eb", "a\ufffdb"), ("a\n b\x07", "a b\ufffd"), ("می\u200cخواهم", "می\u200cخواهم"), ("x\ud800", "x\ufffd")],
)
def test_what_steers_is_replaced(text: str, expected: str) -> None:
    assert clean(text) == expected


def check_places(drawn: Map) -> None:
    for box in drawn.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height
    assert [pair for pair in pairs(list(drawn.boxes)) if overlap(*pair)] == []


def pairs(found: list[Badge] | list[Box]) -> list[tuple[Badge | Box, Badge | Box]]:
    return [(one, other) for place, one in enumerate(found) for other in found[:place]]


def overlap(one: Badge | Box, other: Badge | Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
