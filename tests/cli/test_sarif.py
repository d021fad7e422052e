"""``seamwright check --format sarif`` against the official schema, for each kind of thing that may stand in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from seamwright.rules.registry import RULES
from tests.cli.conftest import Run
from tests.cli.sarif_schema import complaints, validator
from tests.conftest import Project

FOLDER = "tests/integration"
CONFTEST = "import pytest\n\n\n@pytest.fixture\ndef price():\n    amount = 3\n    return amount + 1\n"
MANY = """\
import os
import time

import pytest

from shop.till import Till


@pytest.fixture
def price():
    amount = 3
    return amount + 1


@pytest.fixture(scope="session")
def basket():
    return {"🧀": 1}


def test_it(basket, nobody_knows):
    os.environ["TILL"] = "1"
    time.sleep(2)
    Till()._open()


async def test_käse(price):
    '''Über „Käse“ → 🧀.'''
    assert Till()._drawer == price


def test_sync():
    await price
"""
FILES = {
    "pyproject.toml": "[tool.seamwright]\n",
    "shop/__init__.py": "",
    "shop/till.py": "class Till:\n    _drawer = None\n",
    f"{FOLDER}/conftest.py": CONFTEST,
    f"{FOLDER}/test_many.py": MANY,
    f"{FOLDER}/größe 100% #1/test_käse[1] & so.py": MANY.replace("\n", "\r\n"),
    f"{FOLDER}/test_half.py": MANY[: MANY.index("_drawer")],
    f"{FOLDER}/test_fine.py": "",
}


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = project(FILES)
    monkeypatch.chdir(root)
    return root


def sarif(run: Run, *arguments: str) -> Any:
    """The only run in the document, when the schema has nothing against it."""
    document = json.loads(run("check", *arguments, "--format", "sarif").out)
    assert complaints(document) == []
    assert document["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json"
    (only,) = document["runs"]
    return only


def uris(only: Any) -> set[str]:
    return {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in only["results"]}


def test_the_schema_refuses_what_is_none() -> None:
    assert complaints({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": []}]}) == []
    assert complaints({"version": "2.0.0", "runs": []}) != []
    assert complaints({"version": "2.1.0", "runs": [{"tool": {}}]}) != []
    assert complaints({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "finds": []}]}) != []
    assert validator().schema["properties"]["runs"]["items"]["$ref"] == "#/definitions/run"


def test_many_findings(run: Run, shop: Path) -> None:
    only = sarif(run)
    rules = only["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [rule.code for rule in RULES]
    assert len({each["ruleId"] for each in only["results"]}) > 8
    assert {each["level"] for each in only["results"]} == {"error", "warning", "note"}
    for each in only["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
        region = each["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


def test_paths_are_relative_uris(run: Run, shop: Path) -> None:
    assert uris(sarif(run, "--select", "SW207,SW205")) == {
        f"{FOLDER}/test_many.py",
        f"{FOLDER}/test_half.py",
        f"{FOLDER}/gr%C3%B6%C3%9Fe%20100%25%20%231/test_k%C3%A4se%5B1%5D%20%26%20so.py",
    }


def test_another_place_that_explains_a_finding(run: Run, shop: Path) -> None:
    only = sarif(run, f"{FOLDER}/test_many.py", "--select", "local-fixture-duplicates-shared")
    (only_one,) = only["results"]
    (related,) = only_one["relatedLocations"]

    assert related["physicalLocation"]["artifactLocation"] == {"uri": f"{FOLDER}/conftest.py"}
    assert related["physicalLocation"]["region"]["startLine"] == 5
    assert related["message"]["text"]


def test_every_example_of_every_rule(run: Run, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        f"{FOLDER}/{rule.name}/test_{number}.py": example.text.replace("‹", "").replace("›", "")
        for rule in RULES
        for number, example in enumerate(rule.bad)
    }
    monkeypatch.chdir(project({"pyproject.toml": "[tool.seamwright]\n", **texts}))

    assert len(uris(sarif(run))) > len(texts) // 2


def test_a_plan(run: Run, shop: Path) -> None:
    plan = f"{FOLDER}/TEST_PLAN.md"
    (shop / plan).write_text("# Plan\n\n### 1. SEAM: Till\n\n**HIGH PRIORITY**\n\n**COMPONENTS:** Till\n")

    assert uris(sarif(run, plan)) == {plan}


def test_nothing_found(run: Run, shop: Path) -> None:
    assert sarif(run, f"{FOLDER}/test_fine.py")["results"] == []


def test_what_the_baseline_knows_is_not_in_it(run: Run, shop: Path) -> None:
    before = len(sarif(run)["results"])
    run("check", "--select", "SW207,SW205", "--write-baseline")
    after = sarif(run)["results"]

    assert 0 < len(after) < before
    assert not {each["ruleId"] for each in after} & {"SW207", "SW205"}
