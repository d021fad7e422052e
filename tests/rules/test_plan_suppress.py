"""Comments in a plan that silence what is found there."""

from __future__ import annotations

import pytest

from seamwright.rules.plans.suppress import ignore_here
from seamwright.text.edit import apply
from tests.rules.plans import run

PATH = "tests/integration/TEST_PLAN.md"
APP = {"app/__init__.py": "", "app/gateway.py": "class PaymentGateway: ...\n"}
PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → Gateway{opening}

**PRIORITY:** HIGH
{before}**COMPONENTS:** Basket, PaymentGatewy, Card, Till{behind}
**TEST SCENARIOS:**
- Declined card leaves the basket as it was{scenario}

### SEAM 2: Card → Till{second}

**PRIORITY:** HIGH
**TEST SCENARIOS:**
- Card opens the till
"""
PLACES = ("opening", "before", "behind", "scenario", "second")


def check(written: dict[str, str], expected: list[tuple[int, str]], *, path: str = PATH) -> None:
    text = PLAN.format_map({place: written.get(place, "") for place in PLACES})
    found = run(path, {**APP, path: text})
    assert [(each.line, each.name) for each in found] == expected
    # What is removed was not needed.
    fixes = [each.fix for each in found if each.fix is not None and each.name == "unused-suppression"]
    after = run(path, {**APP, path: apply(text, [edit for fix in fixes for edit in fix.edits])})
    assert [each.name for each in after] == [name for _, name in expected if not fixes or name != "unused-suppression"]


ALL = [(3, "unimplemented-seam"), (6, "unknown-component"), (10, "unimplemented-seam")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({}, ALL),
        ({"behind": " <!-- seamwright: ignore[unknown-component] -->"}, [ALL[0], ALL[2]]),
        ({"behind": " <!--seamwright:ignore[SW408, SW406]-->"}, [ALL[0], (6, "unused-suppression"), ALL[2]]),
        ({"before": "<!-- seamwright: ignore[SW408] -->\n"}, [ALL[0], (11, ALL[2][1])]),
        ({"before": "<!-- seamwright: ignore[SW408] -->\n\n"}, [ALL[0], (12, ALL[2][1])]),
        ({"opening": " <!-- seamwright: ignore[SW4] -->"}, [ALL[2]]),
        ({"opening": " <!-- seamwright: ignore[unimplemented-seam] -->"}, [ALL[1], ALL[2]]),
        ({"second": " <!-- seamwright: ignore[unimplemented-seam] -->"}, [ALL[0], ALL[1]]),
        # One on another line silences nothing, and is said to.
        ({"scenario": " <!-- seamwright: ignore[SW408] -->"}, [*ALL[:2], (8, "unused-suppression"), ALL[2]]),
        ({"scenario": " <!-- seamwright: ignore[gatewy] -->"}, [*ALL[:2], (8, "unused-suppression"), ALL[2]]),
        # Other rules of the same plan, other comments, and half-typed ones are nobody's business.
        ({"scenario": " <!-- seamwright: ignore[SW201] -->"}, ALL),
        ({"scenario": " <!-- seamwright: ignore[] -->"}, ALL),
        ({"scenario": " <!-- seamwright: ignore[SW408"}, ALL),
        ({"scenario": " <!-- markdownlint-disable MD013 -->"}, ALL),
        ({"scenario": " # seamwright: ignore[SW408]"}, ALL),
    ],
)
def test_comments_silence_their_line_or_seam(written: dict[str, str], expected: list[tuple[int, str]]) -> None:
    check(written, expected)


def test_nothing_is_called_unused_while_what_is_around_is_not_known() -> None:
    written = {"opening": " <!-- seamwright: ignore[SW406, unknown-component] -->"}
    text = PLAN.format_map({place: written.get(place, "") for place in PLACES})
    assert [each.name for each in run(PATH, {PATH: text})] == ["unimplemented-seam"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- Card ‸opens", "- Card opens <!-- seamwright: ignore[SW9] -->"),
        ("‸- Card opens  \nmore", "- Card opens <!-- seamwright: ignore[SW9] -->  \nmore"),
        (
            "‸- Card <!-- seamwright: ignore[SW8] -->\r\nmore",
            "- Card <!-- seamwright: ignore[SW8, SW9] -->\r\nmore",
        ),
        ("```\n‸def test_card():\n```\n", None),
        ("```\nx\n```\n‸Card", "```\nx\n```\nCard <!-- seamwright: ignore[SW9] -->"),
        ("- ~~~~\n  ```\n  ‸x\n  ~~~~\n", None),
    ],
)
def test_where_a_comment_goes(before: str, after: str | None) -> None:
    text = before.replace("‸", "")
    edit = ignore_here("PLAN.md", text, before.index("‸"), "SW9")
    assert (apply(text, [edit]) if edit is not None else None) == after


def test_in_yaml_a_comment_is_one_of_yaml() -> None:
    edit = ignore_here("manifest.yaml", "a: 1\nb: 2\n", 6, "SW9")
    assert edit is not None
    assert apply("a: 1\nb: 2\n", [edit]) == "a: 1\nb: 2  # seamwright: ignore[SW9]\n"
