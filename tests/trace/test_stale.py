"""A class is generated, the plan is edited, and perhaps the class too: what is out of date, and what the fix writes."""

from __future__ import annotations

import difflib
from textwrap import dedent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from seamwright.generate.model import Reference
from seamwright.generate.render import render_class, render_module
from seamwright.suite import read_module
from seamwright.text.edit import apply
from seamwright.trace import PlanFacts, read_facts, relate
from seamwright.trace.stale import Stale, find_stale, renamed, unplanned
from tests.generate.rendered import OPTIONS
from tests.trace.relating import plan_facts

PLAN = """
# Integration test plan: ticket office

### SEAM 1: Seat Reservation → Payment Gateway
**Priority:** P0
**Components:** `ReservationService`, `PaymentGateway`
**Business Impact:** Money is lost when seats are sold twice.
**Critical Paths:**
- Reserve a seat, then pay for it
**Test scenarios:**
- A paid reservation is confirmed
  - Send the card to the gateway
  - Expected: the seat is taken
- A declined card releases the seat
"""
SUITE = "tests/test_office.py"


def check(plan: tuple[str, str], *changes: str, suite: tuple[str, str] = ("", ""), proven: bool) -> Stale:
    """Replace the first text of ``plan`` by the second one; compare the lines that the fix removes and adds."""
    after = edited(PLAN, *plan)
    module = edited(generated(PLAN), *suite)
    stale = found(module, after)
    assert stale is not None
    fixed = apply(module, stale.edits)
    diff = difflib.unified_diff(module.splitlines(), fixed.splitlines(), n=0, lineterm="")
    lines = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    assert [f"{line[0]} {line[1:].strip()}" for line in lines if "Plan: " not in line] == list(changes)
    assert stale.is_proven is proven
    # The hash is the new one, so a second look finds nothing.
    assert found(fixed, after) is None
    return stale


def test_change_of_priority_changes_the_hash_alone() -> None:
    stale = check(("P0", "P1"), proven=False)
    assert stale.updates == ()
    assert len(stale.edits) == 1


def test_new_scenario_changes_the_hash_alone() -> None:
    check(("- A declined card", "- Two buyers get two seats\n- A declined card"), proven=False)


def test_other_title_replaces_the_summary_that_nobody_has_written_in() -> None:
    stale = check(
        ("A paid reservation is confirmed", "A paid reservation is confirmed by mail"),
        "- Test that a paid reservation is confirmed.",
        "+ Test that a paid reservation is confirmed by mail.",
        proven=True,
    )
    (update,) = stale.updates
    assert update.before.startswith("Test that a paid reservation is confirmed.\n")
    assert update.planned.startswith("Test that a paid reservation is confirmed by mail.\n")
    assert not update.keeps


def test_what_all_docstrings_repeat_is_replaced_in_all_of_them() -> None:
    check(
        ("Money is lost when seats are sold twice.", "Buyers turn away when seats are sold twice."),
        *["- Money is lost when seats are sold twice.", "+ Buyers turn away when seats are sold twice."] * 3,
        proven=True,
    )


def test_changes_at_several_places_are_proven_together() -> None:
    after = edited(edited(PLAN, "is confirmed", "is confirmed at once"), "the seat is taken", "the seat is gone")
    after = edited(after, "- A declined", "- Two buyers get two seats\n- A declined")
    stale = found(generated(PLAN), after)
    assert stale is not None
    assert stale.is_proven
    fixed = apply(generated(PLAN), stale.edits)
    assert "Test that a paid reservation is confirmed at once." in fixed
    assert "- the seat is gone" in fixed
    assert "the seat is taken" not in fixed.replace("not implemented", "")


def test_what_the_plan_says_now_fills_the_open_place() -> None:
    check(
        ("- A declined card releases the seat", "- A declined card releases the seat\n  - Expected: the seat is free"),
        "- TODO: success criteria (not in the plan)",
        "+ - the seat is free",
        proven=True,
    )


def test_new_bullet_joins_those_that_are_there() -> None:
    check(
        ("- Reserve a seat, then pay for it", "- Reserve a seat, then pay for it\n- Pay, then print"),
        "+ - Pay, then print",
        proven=True,
    )


def test_words_of_a_person_stay_and_the_plans_words_come_below() -> None:
    stale = check(
        ("A paid reservation is confirmed", "A paid reservation is confirmed by mail"),
        "+ ",
        "+ Test that a paid reservation is confirmed by mail.",
        suite=("Test that a paid reservation is confirmed.", "Test what Ann asked for: paid means confirmed."),
        proven=False,
    )
    assert [update.keeps for update in stale.updates] == [True]


def test_bullet_of_a_person_stays() -> None:
    check(
        ("the seat is taken", "the seat is gone"),
        "+ - the seat is gone",
        suite=("- the seat is taken", "- the seat is taken\n            - Ann has seen it"),
        proven=False,
    )


def test_unprovable_change_keeps_the_old_words_too() -> None:
    after = edited(edited(PLAN, "P0", "P1"), "the seat is taken", "the seat is gone")
    stale = found(generated(PLAN), after)
    assert stale is not None
    assert not stale.is_proven
    fixed = apply(generated(PLAN), stale.edits)
    assert "- the seat is taken\n            - the seat is gone\n" in fixed


def test_section_that_a_person_took_out_is_not_put_back() -> None:
    check(
        ("the seat is taken", "the seat is gone"),
        suite=("\n        Success Criteria:\n            - the seat is taken\n", ""),
        proven=False,
    )


def test_other_lines_and_bodies_stay_as_they_are() -> None:
    body = 'pytest.fail("not implemented: A paid reservation is confirmed")'
    check(
        ("A paid reservation is confirmed", "A paid reservation is confirmed by mail"),
        "- Test that a paid reservation is confirmed.",
        "+ Test that a paid reservation is confirmed by mail.",
        suite=(body, 'office.pay(card)\n        assert "Test that a paid reservation is confirmed."'),
        proven=True,
    )


@pytest.mark.parametrize(
    ("plan", "suite"),
    [
        (("", ""), ("", "")),
        (("P0", "P1"), ("Plan: tests/PLAN.md#seat-reservation-payment-gateway", "Plan: elsewhere")),
        (("Seat Reservation → Payment Gateway", "Seats"), ("", "")),
        (("P0", "P1"), ("class TestSeat", "class TestSeat(:\n  x = '\nclass TestSeat")),
    ],
    ids=["nothing changed", "no reference", "the seam is gone", "half-typed code"],
)
def test_nothing_is_stale(plan: tuple[str, str], suite: tuple[str, str]) -> None:
    assert found(edited(generated(PLAN), *suite), edited(PLAN, *plan)) is None


def test_renamed_scenario_is_paired_with_its_test_and_tests_of_a_person_are_not() -> None:
    after = edited(PLAN, "A declined card releases the seat", "The seat is free after a card was declined")
    module = generated(PLAN) + "\n    def test_weather_is_fine(self):\n        assert sun\n"
    facts, cls = plan_facts(after), read_facts(read_module(module), SUITE)
    seam = relate([facts], {facts.path: cls})[facts.path].seams[0]
    assert [(each.test.name, each.scenario.scenario.title) for each in renamed(facts, seam)] == [
        ("test_a_declined_card_releases_the_seat", "The seat is free after a card was declined")
    ]
    assert [test.name for test in unplanned(cls[0], [seam])] == ["test_weather_is_fine"]
    stale = found(module, after)
    assert stale is not None
    assert "Test that the seat is free after a card was declined." in apply(module, stale.edits)


@settings(max_examples=60, deadline=None)
@given(
    plan=st.tuples(st.sampled_from(PLAN.split()), st.sampled_from(["", "ticket", "`code`", '"""', "\\n", "→"])),
    suite=st.tuples(st.sampled_from(PLAN.split()), st.sampled_from(["", "Ann says so", "\n", "-"])),
)
@example(plan=("###", ""), suite=("twice.", ""))
def test_no_word_of_a_docstring_is_lost_without_proof(plan: tuple[str, str], suite: tuple[str, str]) -> None:
    module = edited(generated(PLAN), *suite)
    stale = found(module, edited(PLAN, *plan))
    if stale is None:
        return
    fixed = apply(module, stale.edits)
    compile(fixed, SUITE, "exec")
    if not stale.is_proven:
        kept = difflib.unified_diff(module.splitlines(), fixed.splitlines(), n=0, lineterm="")
        gone = [line[1:].strip() for line in kept if line.startswith("-") and not line.startswith("---")]
        assert all(line.startswith(("Plan: ", "TODO: ")) for line in gone)


def edited(text: str, old: str, new: str) -> str:
    return text.replace(old, new, 1) if old else text


def generated(plan: str) -> str:
    """The module that generation writes for the first seam."""
    facts = plan_facts(plan)
    seam = facts.plan.seams[0]
    reference = Reference(facts.path, seam.id, seam.digest)
    return render_module([render_class(seam, facts.names[seam.id], reference, (), OPTIONS)], OPTIONS)


def found(module: str, plan: str) -> Stale | None:
    """What is stale in the first class of ``module``."""
    facts: PlanFacts = plan_facts(plan)
    cls = read_facts(read_module(module), SUITE)
    if not cls or cls[0].reference is None:
        return None
    return find_stale(cls[0], module, facts, dedent(plan), cls[0].reference, OPTIONS)
