"""A whole working day through the server: from a plan to tests, over a change of the plan, to results of a run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seamwright.cli.main import main
from seamwright.lsp.convert import to_path
from seamwright.text.edit import Edit
from seamwright.text.edit import apply as apply_edits
from seamwright.text.span import LineIndex, Span
from tests.conftest import Project
from tests.lsp.follow import Follow
from tests.lsp.wire import Wire

PLAN_PATH = "tests/integration/TEST_PLAN.md"
PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → PaymentGateway
**HIGH PRIORITY** - money moves here
**COMPONENTS:** Basket, PaymentGateway
**BUSINESS IMPACT:** Money is lost when a card is charged twice.
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
- Paid basket is emptied
"""
TEST_PATH = "tests/integration/test_basket_payment_gateway.py"
FILES = {"pyproject.toml": '[tool.seamwright]\nselect = ["SW4"]\n', PLAN_PATH: PLAN}
JUNIT = """\
<testsuites><testsuite name="pytest">
<testcase classname="tests.integration.test_basket_payment_gateway.TestBasketPaymentGateway" \
name="test_declined_card_leaves_the_basket_as_it_was"/>
<testcase classname="tests.integration.test_basket_payment_gateway.TestBasketPaymentGateway" \
name="test_paid_basket_is_emptied"><skipped/></testcase>
</testsuite></testsuites>
"""


@pytest.fixture
def root(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = project(FILES)
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as connection:
        yield connection


def test_a_working_day(wire: Wire, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = Follow(wire, root)
    day.begin()

    # In the morning there is a plan, and nothing else.
    day.open(PLAN_PATH, PLAN)
    day.until_pushed(PLAN_PATH, [(3, "SW406", "No test class stands for seam 1 (P0)")])
    assert lenses(day, PLAN_PATH) == ["Implement · 0/2 scenarios · P0"]

    # The fix that hangs on the finding makes the tests.
    (fix,) = [each for each in fixes(day, PLAN_PATH, 2) if each["title"].startswith("Implement seam 1")]
    assert [each["code"] for each in fix["diagnostics"]] == ["SW406"]
    made = apply(root, day.ask("codeAction/resolve", **fix)["edit"])
    assert list(made) == [TEST_PATH]
    generated = made[TEST_PATH]
    day.open(TEST_PATH, generated)
    stub = "The test for “{}” is a stub so far"
    stubs = [
        (8, "SW407", stub.format("Declined card leaves the basket as it was")),
        (9, "SW407", stub.format("Paid basket is emptied")),
    ]
    day.until_pushed(PLAN_PATH, stubs)
    day.until_pushed(TEST_PATH, [])
    assert lenses(day, TEST_PATH) == ["seam 1 of TEST_PLAN.md · 0/2"]

    # Somebody rewords the plan: the class is stale at once, though nobody has touched it.
    plan = PLAN.replace("a card is charged twice", "a card is charged twice or never")
    day.change(PLAN_PATH, plan)
    line = generated[: generated.index("class TestBasket")].count("\n") + 1
    said = (
        "Seam 1 has changed since this class was generated: “Money is lost when a card is charged twice.” "
        "is “Money is lost when a card is charged twice or never.” now"
    )
    day.until_pushed(TEST_PATH, [(line, "SW413", said)])
    (stale,) = day.pushed[day.uri(TEST_PATH)]["diagnostics"]
    assert stale["relatedInformation"][0]["location"]["uri"] == day.uri(PLAN_PATH)
    assert lenses(day, TEST_PATH) == ["seam 1 of TEST_PLAN.md · 0/2 · stale"]

    # The fix changes docstrings and the hash, and no code.
    (update,) = [each for each in fixes(day, TEST_PATH, line - 1) if each["title"] == "Update from the plan"]
    resolved = day.ask("codeAction/resolve", **update)
    updated = apply(root, resolved["edit"], {TEST_PATH: generated})[TEST_PATH]
    assert "twice or never" in updated
    assert code_of(updated) == code_of(generated)
    day.change(TEST_PATH, updated)
    day.until_pushed(TEST_PATH, [])
    assert lenses(day, TEST_PATH) == ["seam 1 of TEST_PLAN.md · 0/2"]

    # A test is written by hand, and counts.
    name = "test_declined_card_leaves_the_basket_as_it_was"
    at = updated.index("pytest.fail(", updated.index(name))
    written = f"{updated[:at]}assert basket.lines  # {updated[at:]}"
    day.change(TEST_PATH, written)
    day.until_pushed(PLAN_PATH, stubs[1:])
    assert lenses(day, PLAN_PATH) == ["1/2 scenarios · P0"]
    assert lenses(day, TEST_PATH) == ["seam 1 of TEST_PLAN.md · 1/2"]

    # In the evening a run has left its results.
    (root / PLAN_PATH).write_text(plan, encoding="utf-8")
    (root / TEST_PATH).write_text(written, encoding="utf-8")
    (root / "junit.xml").write_text(JUNIT, encoding="utf-8")
    main(["status", "--results", "junit.xml", "--format", "json"])
    (seam,) = json.loads(capsys.readouterr().out)["plans"][0]["seams"]
    assert [(each["state"], each["outcome"]) for each in seam["scenarios"]] == [("written", "passed"), ("stub", None)]
    assert seam["state"] == "partial"
    main(["status", "--results", "junit.xml", "--format", "html"])
    page = capsys.readouterr().out
    main(["status", "--format", "html"])
    # The page of the same plan without results says it differently.
    assert "passed" in page.partition("<body")[2]
    assert page != capsys.readouterr().out
    assert main(["check", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(each["path"], each["code"]) for each in found] == [(PLAN_PATH, "SW407")]


def test_a_match_that_was_concluded_is_pinned_or_denied(wire: Wire, root: Path) -> None:
    by_hand = (
        'class TestBasketPaymentGateway:\n    """Basket and payment gateway."""\n\n'
        "    def test_paid_basket_is_emptied(self):\n        assert not basket.lines\n"
    )
    day = Follow(wire, root)
    day.begin()
    day.open(PLAN_PATH, PLAN)
    day.open(TEST_PATH, by_hand)
    offered = {each["title"]: each for each in fixes(day, TEST_PATH, 0)}
    pinned = apply(root, offered["This class implements seam 1 of TEST_PLAN.md (pin)"]["edit"], {TEST_PATH: by_hand})
    denied = apply(
        root, offered["This class does not implement seam 1 of TEST_PLAN.md (deny)"]["edit"], {TEST_PATH: by_hand}
    )

    day.change(TEST_PATH, pinned[TEST_PATH])
    assert lenses(day, TEST_PATH) == ["seam 1 of TEST_PLAN.md · 1/2"]
    # What is said already is not offered, nor on a test, which is no class.
    assert [each["title"] for each in fixes(day, TEST_PATH, 0) if "seam 1" in each["title"]] == []
    day.change(TEST_PATH, denied[TEST_PATH])
    assert lenses(day, TEST_PATH) == []
    day.change(TEST_PATH, by_hand)
    assert [each["title"] for each in fixes(day, TEST_PATH, 4) if "seam 1" in each["title"]] == []


def lenses(day: Follow, path: str) -> list[str]:
    """What the lenses about plans say, from the top."""
    found = day.ask("textDocument/codeLens", textDocument={"uri": day.uri(path)}) or []
    resolved = [day.ask("codeLens/resolve", **each) for each in sorted(found, key=lambda each: line_of(each["range"]))]
    return [each["command"]["title"] for each in resolved if each.get("command")]


def fixes(day: Follow, path: str, line: int) -> list[dict[str, Any]]:
    """The code actions on a line."""
    place = {"line": line, "character": 6}
    context: dict[str, Any] = {"diagnostics": []}
    uri = {"uri": day.uri(path)}
    range_ = {"start": place, "end": place}
    return day.ask("textDocument/codeAction", textDocument=uri, range=range_, context=context) or []


def apply(root: Path, edit: dict[str, Any], texts: dict[str, str] | None = None) -> dict[str, str]:
    """The files that a workspace edit changes or makes, afterwards, by path."""
    found = dict(texts or {})
    for change in edit["documentChanges"]:
        if change.get("kind") == "create":
            continue
        path = os.path.relpath(to_path(change["textDocument"]["uri"]) or "", root).replace(os.sep, "/")
        before = found.get(path, "")
        index = LineIndex(before)
        edits = [Edit(span_of(index, each["range"]), each["newText"]) for each in change["edits"]]
        found[path] = apply_edits(before, edits)
    return found


def span_of(index: LineIndex, range_: dict[str, Any]) -> Span:
    start, end = range_["start"], range_["end"]
    return Span(
        index.offset(start["line"], start["character"], "utf-16"), index.offset(end["line"], end["character"], "utf-16")
    )


def line_of(range_: dict[str, Any]) -> int:
    return int(range_["start"]["line"])


def code_of(text: str) -> list[str]:
    """The lines of ``text`` outside docstrings."""
    return [line for index, part in enumerate(text.split('"""')) if index % 2 == 0 for line in part.split("\n")]
