"""``seamwright check`` and ``seamwright rules``: which files are meant, what is said, and what is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from seamwright.rules.engine import check
from seamwright.rules.registry import RULES
from seamwright.workspace.files import Workspace
from seamwright.workspace.rule_project import RuleProject
from tests.cli.conftest import Run
from tests.conftest import Project

LEAK = (
    "import os\n\n\ndef test_shop_opens_early(shop):\n    '''Test that it opens.'''\n"
    "    os.environ['A'] = 'b'\n    assert shop\n"
)
FIXED = (
    "import os\n\n\ndef test_shop_opens_early(shop, monkeypatch):\n    '''Test that it opens.'''\n"
    "    monkeypatch.setenv('A', 'b')\n    assert shop\n"
)
PATH = "tests/integration/test_shop.py"
FILES = {
    "pyproject.toml": "[tool.seamwright]\n",
    PATH: LEAK,
    "tests/unit/test_shop.py": LEAK,
    "tests/orders/TEST_PLAN.md": "# Plan\n",
    "tests/orders/test_orders.py": LEAK,
    "tests/integration/helpers.py": LEAK,
    "tests/integration/.venv/test_x.py": LEAK,
}


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = project(FILES)
    monkeypatch.chdir(root)
    return root


def found(run: Run, *arguments: str) -> dict[str, list[str]]:
    ran = run("check", "--format", "json", *arguments)
    result: dict[str, list[str]] = {}
    for each in json.loads(ran.out)["findings"]:
        result.setdefault(each["path"], []).append(each["name"])
    return result


def test_a_folder_means_its_integration_tests(run: Run, shop: Path) -> None:
    assert sorted(found(run, ".", "--select", "SW205")) == [PATH, "tests/orders/test_orders.py"]
    assert found(run, "tests/unit", "--select", "SW205") == {}


def test_a_file_is_always_meant(run: Run, shop: Path) -> None:
    assert found(run, "tests/unit/test_shop.py", "--select", "env-leak") == {"tests/unit/test_shop.py": ["env-leak"]}


def test_the_configuration_may_name_the_folders(run: Run, shop: Path) -> None:
    (shop / "pyproject.toml").write_text('[tool.seamwright]\nintegration = ["tests/unit"]\n')

    assert list(found(run, "--select", "SW205")) == ["tests/unit/test_shop.py"]


def test_json_says_everything(run: Run, shop: Path) -> None:
    ran = run("check", PATH, "--select", "SW205", "--format", "json")
    document = json.loads(ran.out)

    assert ran.status == 1
    assert document["files_checked"] == 1
    assert document["findings"] == [
        {
            "path": PATH,
            "line": 6,
            "column": 5,
            "end_line": 6,
            "end_column": 26,
            "code": "SW205",
            "name": "env-leak",
            "severity": "warning",
            "message": "This change of os.environ outlives the test",
            "fixable": True,
            "url": document["findings"][0]["url"],
        }
    ]


def test_text_shows_the_line_with_carets(run: Run, shop: Path) -> None:
    lines = run("check", PATH, "--select", "SW205").out.splitlines()

    assert lines[0] == f"{PATH}:6:5: warning[SW205] This change of os.environ outlives the test"
    assert lines[2:4] == [" 6 | os.environ['A'] = 'b'", "   | ^^^^^^^^^^^^^^^^^^^^^"]
    assert lines[-1] == "1 file checked; 1 warning; 1 can be fixed with --fix"


@pytest.mark.parametrize(
    ("line", "shown", "carets"),
    [
        ("    x = 1; os.environ['A'] = 'b'", "x = 1; os.environ['A'] = 'b'", " " * 7 + "^" * 21),
        ("\tos.environ['A'] = 'b'", "os.environ['A'] = 'b'", "^" * 21),
        ("    x = '店'; os.environ['A'] = 'b'", "x = '店'; os.environ['A'] = 'b'", " " * 10 + "^" * 21),
        ("    os.environ['A'] = '店'", "os.environ['A'] = '店'", "^" * 22),
        ("    x = 'e\u0301'; os.environ['A'] = 'b'", "x = 'e\u0301'; os.environ['A'] = 'b'", " " * 9 + "^" * 21),
        ("    x =\t1; os.environ['A'] = 'b'", "x = 1; os.environ['A'] = 'b'", " " * 7 + "^" * 21),
    ],
)
def test_carets_stand_under_the_code(run: Run, shop: Path, line: str, shown: str, carets: str) -> None:
    (shop / PATH).write_text(f"import os\n\n\ndef test_shop(shop):\n{line}\n")
    lines = run("check", PATH, "--select", "SW205").out.splitlines()

    assert lines[2:4] == [f" 5 | {shown}", f"   | {carets}"]
    assert lines[4].startswith("   = env-leak; 'seamwright rules SW205' explains it")


def test_github_gets_annotations(run: Run, shop: Path) -> None:
    line = run("check", PATH, "--select", "SW205", "--format", "github").out

    assert line.startswith(
        f"::warning file={PATH},line=6,col=5,endLine=6,endColumn=26,title=SW205 env-leak::This change"
    )


def test_sarif_lists_rules_and_results(run: Run, shop: Path) -> None:
    document = json.loads(run("check", PATH, "--select", "SW205", "--format", "sarif").out)
    (only,) = document["runs"]

    assert document["version"] == "2.1.0"
    assert [rule["id"] for rule in only["tool"]["driver"]["rules"]] == [rule.code for rule in RULES]
    assert [(each["ruleId"], each["level"]) for each in only["results"]] == [("SW205", "warning")]


def test_a_second_baseline_keeps_what_the_first_one_knew(run: Run, shop: Path) -> None:
    run("check", "--select", "SW205", "--write-baseline")
    run("check", "--select", "SW205", "--write-baseline")

    assert found(run, "--select", "SW205") == {}


def test_fix_writes_and_a_second_run_finds_nothing(run: Run, shop: Path) -> None:
    assert run("check", PATH, "--select", "SW205", "--fix").status == 0
    assert (shop / PATH).read_text() == FIXED
    assert run("check", PATH, "--select", "SW205", "--fix").out == "1 file checked; nothing found\n"


def test_diff_writes_nothing(run: Run, shop: Path) -> None:
    out = run("check", PATH, "--select", "SW205", "--diff").out

    assert "+    monkeypatch.setenv('A', 'b')" in out
    assert (shop / PATH).read_text() == LEAK


def test_what_cannot_be_fixed_safely_is_told_and_the_rest_is_fixed(run: Run, shop: Path) -> None:
    commented = "os.environ[  # why\n        'A'] = 'b'"
    (shop / PATH).write_text(LEAK.replace("os.environ['A'] = 'b'", f"{commented}\n    del os.environ['B']"))
    told = f"seamwright: {PATH}:6: env-leak is not fixed: a comment would be lost\n"

    assert run("check", PATH, "--select", "SW205", "--diff").err == told
    assert run("check", PATH, "--select", "SW205", "--fix").err == told
    assert (shop / PATH).read_text() == FIXED.replace(
        "monkeypatch.setenv('A', 'b')", f"{commented}\n    monkeypatch.delenv('B', raising=False)"
    )


def test_a_baseline_hides_what_is_known(run: Run, shop: Path) -> None:
    run("check", "--select", "SW205", "--write-baseline")
    (shop / PATH).write_text(LEAK.replace("    assert", "    os.environ['B'] = 'b'\n    assert"))

    assert found(run, "--select", "SW205") == {PATH: ["env-leak"]}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["check", "--select", "SW999"], "there is no rule 'SW999'"),
        (["check", "--ignore", "env-leek"], "did you mean 'env-leak'"),
        (["check", "missing.py"], "no such file"),
        (["rules", "SW9"], "there is no rule"),
    ],
)
def test_wrong_words_are_told(run: Run, shop: Path, arguments: list[str], reason: str) -> None:
    ran = run(*arguments)

    assert (ran.status, ran.out) == (2, "")
    assert reason in ran.err


def test_information_does_not_fail(run: Run, shop: Path) -> None:
    assert run("check", PATH, "--select", "SW103,SW104").status == 1
    assert run("check", PATH, "--select", "SW103").status == 0


def test_several_processes_say_the_same(run: Run, shop: Path) -> None:
    for number in range(30):
        (shop / f"tests/integration/test_{number}.py").write_text(LEAK)

    assert run("check", "--jobs", "2", "--format", "json").out == run("check", "--jobs", "1", "--format", "json").out


def test_every_rule_explains_itself(run: Run) -> None:
    for rule in RULES:
        assert rule.what in run("rules", rule.code).out
        assert run("rules", rule.name, "--format", "markdown").out.startswith(f"# {rule.name} ({rule.code})")
    assert len(json.loads(run("rules", "--format", "json").out)["rules"]) == len(RULES)


def test_what_generate_writes_is_only_not_implemented(run: Run, shop: Path) -> None:
    seam = "### 1. SEAM: Basket → Payment\n**COMPONENTS:** Basket, Payment\n**TEST SCENARIOS:**\n- Card is declined\n"
    plan = f"# Plan\n\n{seam}"
    (shop / "tests/integration/TEST_PLAN.md").write_text(plan)
    run("generate", "tests/integration/TEST_PLAN.md")
    made = next(path for path in (shop / "tests/integration").glob("test_*.py") if path.name != "test_shop.py")
    project = RuleProject(Workspace(shop)).near(PATH)

    assert {each.name for each in check(project, f"tests/integration/{made.name}", made.read_text())} == {
        "not-implemented"
    }
