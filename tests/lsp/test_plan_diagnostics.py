"""Findings of plans in a real session: pushed and pulled, and refreshed when the other side changes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seamwright.cli.main import main
from tests.conftest import Project
from tests.lsp.follow import Follow
from tests.lsp.wire import Wire

PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → PaymentGateway
**HIGH PRIORITY** - money moves here
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
- Paid basket is emptied
"""
PATH = "tests/integration/TEST_PLAN.md"
TEST_PATH = "tests/integration/test_basket_payment_gateway.py"
TEST = '''\
"""Basket and payment gateway."""


class TestBasketPaymentGateway:
    """
    Paying.

    Plan: tests/integration/TEST_PLAN.md#basket-paymentgateway
    """

    def test_declined_card_leaves_the_basket_as_it_was(self):
        assert basket.lines
'''
FILES = {
    "pyproject.toml": '[tool.seamwright]\nselect = ["SW4"]\n',
    PATH: PLAN,
    "app/__init__.py": "",
    "app/gateway.py": "class PaymentGateway: ...\n",
}
MISSING = [(3, "SW406", "No test class stands for seam 1 (P0)")]
ONE_LEFT = [(7, "SW407", "No test stands for “Paid basket is emptied”")]


@pytest.fixture
def root(project: Project) -> Path:
    return project(FILES)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as connection:
        yield connection


def said(diagnostics: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    return [(each["range"]["start"]["line"] + 1, each["code"], each["message"]) for each in diagnostics]


def test_findings_of_a_plan_are_pushed_and_follow_the_tests(wire: Wire, root: Path) -> None:
    follow = Follow(wire, root)
    follow.begin()
    follow.open(PATH, PLAN)
    follow.until_pushed(PATH, MISSING)
    (finding,) = follow.pushed[follow.uri(PATH)]["diagnostics"]
    follow.open(TEST_PATH, TEST)
    follow.until_pushed(PATH, ONE_LEFT)
    follow.change(TEST_PATH, TEST + "\n    def test_paid_basket_is_emptied(self):\n        assert not basket.lines\n")
    follow.until_pushed(PATH, [])

    assert finding["severity"] == 3
    assert finding["source"] == "seamwright"
    assert finding["codeDescription"]["href"].endswith("unimplemented-seam.md")
    assert follow.pushed[follow.uri(PATH)]["version"] == 1


def test_what_stands_in_the_plan_is_told_with_the_version_that_says_it(wire: Wire, root: Path) -> None:
    follow = Follow(wire, root)
    follow.begin()
    follow.open(PATH, PLAN)
    follow.until_pushed(PATH, MISSING)
    follow.change(PATH, PLAN.replace("PaymentGateway", "PaymentGatewy"))
    name = (3, "SW408", "Nothing in the project is called PaymentGatewy: did you mean PaymentGateway?")
    follow.until_pushed(PATH, [*MISSING, name])

    assert follow.pushed[follow.uri(PATH)]["version"] == 2


def test_documents_that_are_no_plans_have_none(wire: Wire, root: Path) -> None:
    follow = Follow(wire, root)
    follow.begin()
    review = "# Review of the test plan\n\n- SEAM 1 (Basket): PASS\n\n```\nopen\n"
    for path in ("README.md", "tests/integration/REVIEW.md", "docs/notes.md"):
        follow.open(path, PLAN if path != "tests/integration/REVIEW.md" else review)
    follow.open(PATH, PLAN)
    follow.until_pushed(PATH, MISSING)

    assert list(follow.pushed) == [follow.uri(PATH)]


def test_who_pulls_is_told_to_ask_again_when_something_changed(wire: Wire, root: Path) -> None:
    follow = Follow(wire, root)
    follow.begin(pulls=True)
    follow.open(PATH, PLAN)
    first = follow.pull(PATH)
    while said(follow.pull(PATH)["items"]) != MISSING:
        follow.until_asked("workspace/diagnostic/refresh")
    full = follow.pull(PATH)
    again = follow.pull(PATH, full["resultId"])
    follow.open(TEST_PATH, TEST)
    follow.until_asked("workspace/diagnostic/refresh")
    while said(follow.pull(PATH)["items"]) != ONE_LEFT:
        follow.until_asked("workspace/diagnostic/refresh")

    assert said(first["items"]) in ([], MISSING)
    assert again == {"kind": "unchanged", "resultId": full["resultId"]}


def test_who_pulls_and_cannot_be_told_waits_for_everything(wire: Wire, root: Path) -> None:
    follow = Follow(wire, root)
    follow.begin(pulls=True, refreshes=False)
    follow.open(PATH, PLAN)

    assert said(follow.pull(PATH)["items"]) == MISSING


def test_the_command_line_says_the_same(
    wire: Wire, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = PLAN.replace("PaymentGateway", "PaymentGatewy") + "\n### SEAM 1: Till → Ledger\n**FIXTURES:** `till`\n"
    test = TEST.replace("#basket-paymentgateway", "#basket-payment")
    for path, text in {PATH: plan, TEST_PATH: test}.items():
        (root / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    main(["check", "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    follow = Follow(wire, root)
    follow.begin(pulls=True, refreshes=False)
    for path, text in {PATH: plan, TEST_PATH: test}.items():
        follow.open(path, text)

    for path in (PATH, TEST_PATH):
        by_command_line = [(each["line"], each["code"], each["message"]) for each in findings if each["path"] == path]
        assert said(follow.pull(path)["items"]) == by_command_line
    assert {each["code"] for each in findings} >= {"SW402", "SW404", "SW406", "SW409", "SW410"}


def test_plans_are_part_of_the_report_on_the_workspace(wire: Wire, root: Path) -> None:
    (root / TEST_PATH).write_text(TEST, encoding="utf-8")
    follow = Follow(wire, root)
    follow.begin(pulls=True)
    report = follow.ask("workspace/diagnostic", previousResultIds=[])
    found = {each["uri"]: said(each["items"]) for each in report["items"]}

    assert found == {follow.uri(TEST_PATH): [], follow.uri(PATH): ONE_LEFT}


def test_a_finding_of_a_plan_can_be_ignored_where_it_stands(wire: Wire, root: Path) -> None:
    plan = PLAN.replace("**HIGH PRIORITY** - money moves here\n", "")
    missing = (3, "SW406", "No test class stands for seam 1")
    follow = Follow(wire, root)
    follow.begin()
    follow.open(PATH, plan)
    follow.until_pushed(PATH, [(3, "SW404", "Seam 1 has no priority: selections by priority leave it out"), missing])
    offered = follow.ask(
        "textDocument/codeAction",
        textDocument={"uri": follow.uri(PATH)},
        range=follow.pushed[follow.uri(PATH)]["diagnostics"][0]["range"],
        context={"diagnostics": [], "only": ["quickfix"]},
    )
    ignoring = [each for each in offered if each["title"].startswith("Ignore ")]
    # A seam that only waits for its test is nothing to silence.
    assert [each["title"] for each in ignoring] == ["Ignore incomplete-seam here"]
    ((change,),) = [each["edits"] for each in ignoring[0]["edit"]["documentChanges"]]
    lines = plan.split("\n")
    place = {"line": 2, "character": len(lines[2])}
    assert change["range"] == {"start": place, "end": place}
    lines[2] += change["newText"]
    follow.change(PATH, "\n".join(lines))
    follow.until_pushed(PATH, [missing])


def test_files_that_change_on_disk_are_followed(wire: Wire, root: Path) -> None:
    follow = Follow(wire, root)
    follow.begin(watches=True)
    follow.open(PATH, PLAN)
    follow.until_pushed(PATH, MISSING)
    (root / TEST_PATH).write_text(TEST, encoding="utf-8")
    follow.tell("workspace/didChangeWatchedFiles", changes=[{"uri": follow.uri(TEST_PATH), "type": 1}])

    follow.until_pushed(PATH, ONE_LEFT)


def test_each_folder_has_its_own_settings(wire: Wire, project: Project, tmp_path: Path) -> None:
    one = project({**FILES, "pyproject.toml": '[tool.seamwright]\nselect = ["SW4"]\n'})
    two = tmp_path / "two"
    for path, text in {**FILES, "pyproject.toml": '[tool.seamwright.severity]\nSW406 = "error"\n'}.items():
        (two / path).parent.mkdir(parents=True, exist_ok=True)
        (two / path).write_text(text, encoding="utf-8")
    follow = Follow(wire, one)
    follow.begin(folders=[one, two])
    follow.open(PATH, PLAN)
    follow.open(PATH, PLAN, root=two)
    follow.until_pushed(PATH, MISSING)
    follow.until_pushed(PATH, MISSING, root=two)

    assert [follow.pushed[follow.uri(PATH, root)]["diagnostics"][0]["severity"] for root in (one, two)] == [3, 1]


def test_a_closed_plan_has_none(wire: Wire, root: Path) -> None:
    follow = Follow(wire, root)
    follow.begin()
    follow.open(PATH, PLAN)
    follow.until_pushed(PATH, MISSING)
    follow.tell("textDocument/didClose", textDocument={"uri": follow.uri(PATH)})
    follow.until_pushed(PATH, [])
    time.sleep(0.1)

    assert follow.pushed[follow.uri(PATH)]["diagnostics"] == []
