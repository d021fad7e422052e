"""``seamwright generate``: what it writes, says and refuses."""

from __future__ import annotations

import ast
import os
import subprocess
import threading
from pathlib import Path

import pytest

from seamwright.cli import jobs
from seamwright.workspace.files import Workspace
from tests.cli.conftest import PLAN, Run, refused

FIRST = "tests/test_basket_to_payment.py"
SECOND = "tests/test_order_confirmation_mail.py"
THIRD = "tests/test_future_gift_cards.py"


def tree(root: Path) -> dict[str, bytes]:
    """Every file below ``root`` that is not the plan or the configuration."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in ("TEST_PLAN.md", "pyproject.toml")
    }


def test_one_file_per_planned_seam_beside_the_plan(run: Run, shop: Path) -> None:
    ran = run("generate", "tests/TEST_PLAN.md")

    assert (ran.status, ran.err) == (0, "")
    assert sorted(tree(shop)) == [FIRST, SECOND]
    assert ran.out.splitlines() == [
        f"created  {FIRST}        TestBasketToPayment        2 tests",
        f"created  {SECOND}  TestOrderConfirmationMail  1 test",
        "left out: future-gift-cards: the plan says that it is deferred; --all includes it",
        "created 2 files, 3 tests to write",
    ]


def test_json_has_exactly_the_documented_form(run: Run, shop: Path) -> None:
    ran = run("generate", "tests/TEST_PLAN.md", "--seam", "1", "--format", "json")

    assert (ran.status, ran.err) == (0, "")
    assert ran.json == {
        "files": [
            {
                "path": FIRST,
                "action": "create",
                "classes": ["TestBasketToPayment"],
                "tests": [
                    "TestBasketToPayment::test_payment_is_taken_once_when_the_customer_clicks_twice",
                    "TestBasketToPayment::test_a_refused_card_leaves_the_basket_as_it_was",
                ],
            }
        ],
        "skipped": [],
    }


def test_names_are_those_that_plan_shows(run: Run, shop: Path) -> None:
    seams = run("plan", "tests/TEST_PLAN.md", "--format", "json").json["plans"][0]["seams"]
    files = run("generate", "tests/TEST_PLAN.md", "--all", "--format", "json").json["files"]

    shown = [f"{seam['class_name']}::{each['test_name']}" for seam in seams for each in seam["scenarios"]]
    assert [test for file in files for test in file["tests"]] == shown


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--priority", "P0"], [FIRST]),
        (["--priority", "P0,P1"], [FIRST, SECOND]),
        (["--priority", "P3"], []),
        (["--seam", "2"], [SECOND]),
        (["--seam", "3"], [THIRD]),
        (["--all"], [FIRST, THIRD, SECOND]),
        (["--seam", "2", "--seam", "3"], [THIRD, SECOND]),
    ],
)
def test_selection(run: Run, shop: Path, arguments: list[str], expected: list[str]) -> None:
    assert run("generate", "tests/TEST_PLAN.md", *arguments).status == 0
    assert sorted(tree(shop)) == expected


def test_second_run_changes_nothing(run: Run, shop: Path) -> None:
    run("generate", "tests/TEST_PLAN.md", "--all")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in shop.rglob("*.py")}

    ran = run("generate", "tests/TEST_PLAN.md", "--all", "--format", "json")

    assert [(each["action"], each["classes"], each["tests"]) for each in ran.json["files"]] == [
        ("unchanged", [], [])
    ] * 3
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) for path in shop.rglob("*.py")
    } == before


def test_file_that_exists_gets_only_what_it_lacks(run: Run, shop: Path) -> None:
    run("generate", "tests/TEST_PLAN.md", "--seam", "1")
    mine = (shop / FIRST).read_text("utf-8").replace("\n", "\r\n") + "\r\n\r\nMINE = 1\r\n"
    (shop / FIRST).write_bytes(b"\xef\xbb\xbf" + mine.encode())
    plan = PLAN.replace("- A refused card", "- An expired card is refused\n- A refused card")
    (shop / "tests/TEST_PLAN.md").write_text(plan, "utf-8")

    ran = run("generate", "tests/TEST_PLAN.md", "--seam", "1", "--format", "json")

    after = (shop / FIRST).read_bytes()
    assert ran.json["files"][0]["action"] == "update"
    assert ran.json["files"][0]["tests"] == ["TestBasketToPayment::test_an_expired_card_is_refused"]
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert set(mine.splitlines()) <= set(after.decode("utf-8-sig").splitlines())


def test_file_that_does_not_parse_is_left_alone_and_the_others_are_made(run: Run, shop: Path) -> None:
    (shop / FIRST).write_text("class Half(:\n", "utf-8")

    ran = run("generate", "tests/TEST_PLAN.md")

    assert ran.status == 1
    assert sorted(tree(shop)) == [FIRST, SECOND]
    assert tree(shop)[FIRST] == b"class Half(:\n"
    assert ran.err.startswith("seamwright: basket-to-payment: ")
    assert ran.err.count("\n") == 1
    assert ran.out.endswith("created 1 file, 1 test to write, 1 seam failed\n")

    skipped = run("generate", "tests/TEST_PLAN.md", "--format", "json").json["skipped"]
    assert [each["seam"] for each in skipped] == ["future-gift-cards", "basket-to-payment"]


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_nothing_is_written_when_only_looking(run: Run, shop: Path, option: str) -> None:
    before = sorted(shop.rglob("*"))

    ran = run("generate", "tests/TEST_PLAN.md", option, "--out", "new/place")

    assert ran.status == 0
    assert sorted(shop.rglob("*")) == before
    assert "new/place/test_basket_to_payment.py" in ran.out


def test_dry_run_says_what_would_happen(run: Run, shop: Path) -> None:
    run("generate", "tests/TEST_PLAN.md", "--seam", "1")

    out = run("generate", "tests/TEST_PLAN.md", "--dry-run").out

    assert out.splitlines()[0].split() == ["unchanged", FIRST]
    assert out.splitlines()[1].split() == ["would", "create", SECOND, "TestOrderConfirmationMail", "1", "test"]
    assert out.splitlines()[-1] == "would create 1 file, unchanged 1 file, 1 test to write"


@pytest.mark.parametrize("ending", ["\n", ""])
def test_diff_can_be_applied(run: Run, shop: Path, ending: str) -> None:
    (shop / SECOND).write_text("import os" + ending, "utf-8")
    diff = run("generate", "tests/TEST_PLAN.md", "--diff").out

    subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=shop, check=True)
    applied = tree(shop)
    assert run("generate", "tests/TEST_PLAN.md", "--format", "json").json["files"][0]["action"] == "unchanged"
    (shop / FIRST).unlink()
    (shop / SECOND).write_text("import os" + ending, "utf-8")
    run("generate", "tests/TEST_PLAN.md")

    assert tree(shop) == applied


def test_diff_with_json_is_json_alone(run: Run, shop: Path) -> None:
    assert [
        each["path"] for each in run("generate", "tests/TEST_PLAN.md", "--diff", "--format", "json").json["files"]
    ] == [
        FIRST,
        SECOND,
    ]
    assert tree(shop) == {}


class TestOut:
    """Where files go when the user says so."""

    def test_folder_inside_the_root(self, run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(shop / "tests")

        ran = run("generate", "TEST_PLAN.md", "--seam", "1", "--out", "new/place", "--format", "json")

        assert ran.json["files"][0]["path"] == "tests/new/place/test_basket_to_payment.py"
        assert sorted(tree(shop)) == ["tests/new/place/test_basket_to_payment.py"]

    def test_the_root_itself(self, run: Run, shop: Path) -> None:
        run("generate", "tests/TEST_PLAN.md", "--seam", "1", "--out", ".")

        assert sorted(tree(shop)) == ["test_basket_to_payment.py"]

    def test_folder_outside_the_root(self, run: Run, shop: Path, tmp_path: Path) -> None:
        ran = run("generate", "tests/TEST_PLAN.md", "--seam", "1", "--out", tmp_path / "else/where", "--format", "json")

        assert ran.json["files"][0]["path"] == "../else/where/test_basket_to_payment.py"
        assert (shop / ran.json["files"][0]["path"]).is_file()
        assert (
            "Plan: tests/TEST_PLAN.md#basket-to-payment"
            in (tmp_path / "else/where/test_basket_to_payment.py").read_text()
        )
        assert tree(shop) == {}

    def test_a_plan_cannot_lead_out_of_it(self, run: Run, shop: Path, tmp_path: Path) -> None:
        plan = PLAN.replace(
            "**COMPONENTS:** Basket", "**IMPLEMENTATION FILE**: `../../../evil/test_x.py`\n**COMPONENTS:** Basket"
        )
        (shop / "tests/TEST_PLAN.md").write_text(plan, "utf-8")

        run("generate", "tests/TEST_PLAN.md", "--all", "--out", tmp_path / "out")

        assert len(list((tmp_path / "out").glob("test_*.py"))) == 3
        assert list(tmp_path.rglob("evil")) == []

    def test_file_in_its_place_is_refused(self, run: Run, shop: Path) -> None:
        (shop / "file").write_text("x")

        refused(run("generate", "tests/TEST_PLAN.md", "--out", "file"), "file: not a directory")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_folder_that_cannot_be_written(self, run: Run, shop: Path) -> None:
        (shop / "closed").mkdir(mode=0o555)

        ran = run("generate", "tests/TEST_PLAN.md", "--out", "closed")

        assert ran.status == 1
        assert "permission denied" in ran.err


def test_nothing_is_written_through_a_link(run: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "target.py").write_text("mine\n")
    (shop / FIRST).symlink_to(tmp_path / "target.py")

    ran = run("generate", "tests/TEST_PLAN.md", "--seam", "1")

    assert ran.status == 1
    assert "symbolic link" in ran.err
    assert (tmp_path / "target.py").read_text() == "mine\n"


def test_file_that_changes_in_between_is_left_alone(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Workspace.write

    def write_late(workspace: Workspace, change: object) -> None:
        (shop / FIRST).write_text("somebody was faster\n")
        original(workspace, change)  # type: ignore[arg-type]

    monkeypatch.setattr(Workspace, "write", write_late)

    ran = run("generate", "tests/TEST_PLAN.md", "--seam", "1")

    assert (ran.status, ran.err) == (
        1,
        f"seamwright: basket-to-payment: {FIRST}: appeared in the meantime, left as it is\n",
    )
    assert (shop / FIRST).read_text() == "somebody was faster\n"


def test_seams_with_one_file_are_one_piece_of_work(run: Run, shop: Path) -> None:
    (shop / "pyproject.toml").write_text("[tool.seamwright]\ntarget = 'tests/test_all.py'\n", "utf-8")

    ran = run("generate", "tests/TEST_PLAN.md", "--all", "--jobs", "8", "--format", "json")

    assert ran.status == 0
    assert [(each["path"], len(each["classes"])) for each in ran.json["files"]] == [("tests/test_all.py", 3)]
    ast.parse((shop / "tests/test_all.py").read_text("utf-8"))


@pytest.mark.parametrize("count", ["1", "2", "7"])
def test_the_number_of_jobs_changes_nothing_but_time(run: Run, shop: Path, count: str) -> None:
    ran = run("generate", "tests/TEST_PLAN.md", "--all", "--jobs", count, "--format", "json")

    assert [each["path"] for each in ran.json["files"]] == [FIRST, SECOND, THIRD]


def test_jobs_work_at_the_same_time(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = threading.Barrier(3, timeout=20)
    original = jobs._Work.run

    def meet(work: jobs._Work, seams: object) -> object:
        meeting.wait()
        return original(work, seams)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs._Work, "run", meet)

    assert run("generate", "tests/TEST_PLAN.md", "--all", "--jobs", "3").status == 0


def test_interruption_leaves_whole_files_only(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = os.fsync
    calls = []

    def interrupt_second(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 2:  # The first file and its folder are through.
            raise KeyboardInterrupt
        original(descriptor)

    monkeypatch.setattr(os, "fsync", interrupt_second)

    ran = run("generate", "tests/TEST_PLAN.md", "--all", "--jobs", "1")

    assert (ran.status, ran.out) == (130, "")
    assert list(tree(shop)) == [FIRST]
    assert tree(shop)[FIRST].endswith(b")\n")


def test_a_document_that_is_no_plan_makes_nothing(run: Run, shop: Path) -> None:
    (shop / "README.md").write_text("# Shop\n", "utf-8")

    ran = run("generate", "README.md")

    assert (ran.status, ran.out) == (0, "README.md: no seams found, so this is no integration-test plan\n")
    assert run("generate", "README.md", "--format", "json").json == {"files": [], "skipped": []}
    assert list(tree(shop)) == ["README.md"]


def test_priority_that_no_seam_has_says_so(run: Run, shop: Path) -> None:
    ran = run("generate", "tests/TEST_PLAN.md", "--priority", "P3")

    assert (ran.status, ran.out) == (0, "nothing to do: no seam of the plan is meant\n")


def test_contracts_give_imports_and_the_act_line(run: Run, shop: Path) -> None:
    (shop / "contracts").mkdir()
    (shop / "contracts/basket.pyi").write_text("class Basket:\n    def pay(self, card: str) -> bool: ...\n", "utf-8")
    (shop / "src").mkdir()
    (shop / "src/basket.py").write_text("class Basket: ...\n", "utf-8")

    run("generate", "tests/TEST_PLAN.md", "--seam", "1")

    source = (shop / FIRST).read_text("utf-8")
    assert "from basket import Basket" in source
    assert "basket.pay(card: str) -> bool" in source


def test_line_length_follows_the_formatter(run: Run, shop: Path) -> None:
    plan = PLAN.replace(
        "A double charge", "A double charge, which nobody wants to explain to anybody at the end of the day,"
    )
    (shop / "tests/TEST_PLAN.md").write_text(plan, "utf-8")
    for length in (60, 120):
        (shop / "pyproject.toml").write_text(f"[tool.seamwright]\n[tool.ruff]\nline-length = {length}\n", "utf-8")
        run("generate", "tests/TEST_PLAN.md", "--seam", "1", "--out", f"out{length}")

    longest = {
        length: max(map(len, (shop / f"out{length}/test_basket_to_payment.py").read_text("utf-8").splitlines()))
        for length in (60, 120)
    }
    assert longest[60] < 90 < longest[120] <= 120


class TestTemplates:
    """The team's own templates."""

    @pytest.fixture
    def templates(self, shop: Path) -> Path:
        (shop / "pyproject.toml").write_text("[tool.seamwright]\ntemplate-dir = 'own'\n", "utf-8")
        (shop / "own").mkdir()
        return shop / "own"

    def test_they_take_the_place_of_ours(self, run: Run, shop: Path, templates: Path) -> None:
        module = (Path(__file__).parents[2] / "snippets/test_module.py.j2").read_text("utf-8")
        (templates / "test_module.py.j2").write_text("# Copyright of the shop.\n" + module, "utf-8")

        ran = run("generate", "tests/TEST_PLAN.md", "--seam", "1")

        assert (ran.status, ran.err) == (0, "")
        assert tree(shop)[FIRST].startswith(b"# Copyright of the shop.\n")

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("test_class.py.j2", "x\n{{ nothing }}\n", "own/test_class.py.j2:2: "),
            ("test_class.py.j2", "{% if %}", "own/test_class.py.j2:1: "),
            (
                "test_clas.py.j2",
                "",
                "own/test_clas.py.j2:1: no template has this name; did you mean 'test_class.py.j2'?",
            ),
            ("zzz.j2", "", "own/zzz.j2:1: no template has this name; known are brief_overview.md.j2,"),
            ("test_class.py.j2", b"a\n\xff", "own/test_class.py.j2:2: not UTF-8"),
        ],
    )
    def test_broken_one_is_one_line_with_its_place(
        self, run: Run, shop: Path, templates: Path, name: str, content: str | bytes, reason: str
    ) -> None:
        (templates / name).write_bytes(content if isinstance(content, bytes) else content.encode())

        refused(run("generate", "tests/TEST_PLAN.md"), reason)
        assert [path for path in tree(shop) if path.endswith(".py")] == []

    def test_missing_folder_is_told_with_the_line_of_the_setting(self, run: Run, shop: Path, templates: Path) -> None:
        templates.rmdir()

        refused(run("generate", "tests/TEST_PLAN.md"), "pyproject.toml:2: own: no such folder")

    def test_link_out_of_the_root_is_not_followed(self, run: Run, shop: Path, templates: Path, tmp_path: Path) -> None:
        (tmp_path / "secret.j2").write_text("secret")
        (templates / "test_class.py.j2").symlink_to(tmp_path / "secret.j2")

        refused(
            run("generate", "tests/TEST_PLAN.md"), "own/test_class.py.j2:1: a symbolic link leads out of the project"
        )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["missing.md"], "missing.md: no such file"),
        (["tests"], "tests: is a directory"),
        (["tests/TEST_PLAN.md", "--seam", "9"], "the plan has no seam '9'; there are 1, 2, 3"),
        (["tests/TEST_PLAN.md", "--priority", "URGENT"], "'URGENT'"),
    ],
)
def test_wrong_usage(run: Run, shop: Path, arguments: list[str], reason: str) -> None:
    refused(run("generate", *arguments), reason)
    assert tree(shop) == {}


def test_contract_pattern_without_a_stub_is_told_with_its_line(run: Run, shop: Path) -> None:
    (shop / "pyproject.toml").write_text("[tool.seamwright]\ncontracts = ['nowhere']\n", "utf-8")

    refused(run("generate", "tests/TEST_PLAN.md"), "pyproject.toml:2: contracts: there is no .pyi file at 'nowhere'")


FIXTURES = "import pytest\n\n\n@pytest.fixture\ndef basket():\n    return []\n"


def with_fixtures(shop: Path) -> Path:
    """The project, whose first seam names a fixture that exists and one that does not."""
    plan = shop / "tests/TEST_PLAN.md"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("**TEST SCENARIOS", "**FIXTURES:** `basket`, `card`\n**TEST SCENARIOS", 1), "utf-8")
    conftest = shop / "tests/conftest.py"
    conftest.write_text(FIXTURES, encoding="utf-8")
    return conftest


def test_tests_ask_for_fixtures_that_exist(run: Run, shop: Path) -> None:
    conftest = with_fixtures(shop)
    ran = run("generate", "tests/TEST_PLAN.md", "--seam", "1")

    assert (ran.status, ran.err) == (0, "")
    assert "no such fixture yet: card (--fixtures stub makes them)" in ran.out
    assert "(self, basket):" in (shop / FIRST).read_text(encoding="utf-8").replace("\n        ", "")
    assert "card" not in (shop / FIRST).read_text(encoding="utf-8").replace("refused_card", "").replace(
        "refused card", ""
    )
    assert conftest.read_text(encoding="utf-8") == FIXTURES


def test_missing_fixtures_are_made_once(run: Run, shop: Path) -> None:
    conftest = with_fixtures(shop)
    ran = run("generate", "tests/TEST_PLAN.md", "--seam", "1", "--fixtures", "stub")

    assert (ran.status, ran.err) == (0, "")
    assert "updated  tests/conftest.py" in ran.out
    text = conftest.read_text(encoding="utf-8")
    assert text.startswith(FIXTURES)
    assert "@pytest.fixture\ndef card():" in text
    before = tree(shop)
    assert run("generate", "tests/TEST_PLAN.md", "--seam", "1", "--fixtures", "stub").status == 0
    assert tree(shop) == before


def test_without_fixtures_tests_have_no_parameters(run: Run, shop: Path) -> None:
    with_fixtures(shop)
    assert run("generate", "tests/TEST_PLAN.md", "--seam", "1", "--fixtures", "none").status == 0
    assert "basket)" not in (shop / FIRST).read_text(encoding="utf-8")
