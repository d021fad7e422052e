"""``seamwright check`` on plans: which documents are meant, and that what is not there yet fails nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import Project

PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → PaymentGateway
**HIGH PRIORITY** - money moves here
**FIXTURES:** `paid_basket`
**TEST SCENARIOS:**
- Declined card leaves the basket as it was

### SEAM 1: PaymentGatewy → Ledger
**LOW PRIORITY**
**TEST SCENARIOS:**
- Refund is booked
"""
PATH = "tests/integration/TEST_PLAN.md"
FILES = {
    "pyproject.toml": "[tool.seamwright]\n",
    PATH: PLAN,
    "docs/seams.md": PLAN.replace("### SEAM 1: PaymentGatewy", "### SEAM 2: PaymentGateway"),
    "docs/notes.md": PLAN,
    "README.md": PLAN,
    "tests/integration/REVIEW.md": "# Review of the plan\n\nSEAM 1 is fine.\n",
    "app/__init__.py": "",
    "app/gateway.py": "class PaymentGateway: ...\n\n\nclass Ledger: ...\n",
}


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = project(FILES)
    monkeypatch.chdir(root)
    return root


def found(run: Run, *arguments: str) -> list[str]:
    """``path:line code`` of all findings."""
    ran = run("check", "--format", "json", *arguments)
    return [f"{each['path']}:{each['line']} {each['code']}" for each in json.loads(ran.out)["findings"]]


def test_a_folder_means_its_plans_and_no_other_document(run: Run, shop: Path) -> None:
    assert found(run) == [
        "docs/seams.md:3 SW406",
        "docs/seams.md:5 SW409",
        "docs/seams.md:9 SW406",
        f"{PATH}:3 SW406",
        f"{PATH}:5 SW409",
        f"{PATH}:9 SW402",
        f"{PATH}:9 SW406",
        f"{PATH}:9 SW408",
    ]
    assert found(run, "app") == []


def test_a_plan_that_is_named_is_always_meant(run: Run, shop: Path) -> None:
    assert found(run, "docs/notes.md", "--select", "SW402") == ["docs/notes.md:9 SW402"]
    assert run("check", "tests/integration/REVIEW.md").out == "1 file checked; nothing found\n"


def test_what_is_not_there_yet_fails_nothing(run: Run, shop: Path) -> None:
    assert run("check", PATH, "--ignore", "SW402").status == 0
    assert run("check", PATH, "--select", "SW402").status == 1


def test_settings_hold_for_plans_too(run: Run, shop: Path) -> None:
    (shop / "pyproject.toml").write_text(
        '[tool.seamwright]\nignore = ["unimplemented-seam"]\n\n[tool.seamwright.severity]\nSW409 = "error"\n'
        '\n[tool.seamwright.per-path."docs"]\nignore = ["SW4"]\n'
    )

    assert found(run) == [f"{PATH}:5 SW409", f"{PATH}:9 SW402", f"{PATH}:9 SW408"]
    assert run("check", PATH, "--select", "missing-planned-fixture").status == 1


def test_a_baseline_knows_findings_in_plans(run: Run, shop: Path) -> None:
    run("check", "--write-baseline")
    assert found(run) == []

    (shop / PATH).write_text(PLAN + "\n### SEAM 1: Ledger → Mail\n**LOW PRIORITY**\n", encoding="utf-8")
    assert found(run, "--select", "SW402") == [f"{PATH}:14 SW402"]


def test_a_plan_in_sarif_has_its_rules(run: Run, shop: Path) -> None:
    document = json.loads(run("check", PATH, "--format", "sarif").out)["runs"][0]
    rules = document["tool"]["driver"]["rules"]

    assert [rules[each["ruleIndex"]]["id"] for each in document["results"]] == [
        each["ruleId"] for each in document["results"]
    ]
