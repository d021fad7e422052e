"""From seams to changes of files: where they land, what is found there, and what is left out with which reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from seamwright.contract import parse_contract
from seamwright.generate import render
from seamwright.generate.implement import implement
from seamwright.generate.model import FileChange, Options, Skipped
from seamwright.generate.names import plan_names
from seamwright.generate.target import target_path
from seamwright.plan import parse
from seamwright.workspace.templates import builtin_templates

PLAN = """\
# Order service: integration test plan

### 1. SEAM: Order intake
**HIGH PRIORITY** - orders are money
**COMPONENTS:** OrderIntake → Stock
**CRITICAL PATH:** Order → Intake → Stock
**TEST SCENARIOS:**
- Accepts a complete order
- Rejects an order without lines

### 2. SEAM: Stock keeping
**MEDIUM PRIORITY** - shelves must not lie
**COMPONENTS:** Stock
**TEST SCENARIOS:**
- Counts what is left
"""
PATH = "tests/integration/orders/TEST_PLAN.md"
INTAKE = "tests/integration/orders/test_order_intake.py"
STOCK = "tests/integration/orders/test_stock_keeping.py"
OPTIONS = Options(templates=builtin_templates())
CONTRACTS = [parse_contract("class OrderIntake:\n    def accept(self, order: Order) -> bool: ...\n", "shop.orders")]


@dataclass
class Memory:
    """A project that is a dictionary; a text that is an error is one that cannot be read."""

    texts: dict[str, str | Exception] = field(default_factory=dict)

    def read(self, path: str) -> str | None:
        text = self.texts.get(path)
        if isinstance(text, Exception):
            raise text
        return text


def check(
    files: Memory,
    *expected: str,
    plan_text: str = PLAN,
    plan_path: str = PATH,
    numbers: str = "12",
    options: Options = OPTIONS,
    **settings: str,
) -> list[FileChange]:
    """Implementing the seams gives ``expected`` (``action path: tests`` and ``seam: reason``).

    The changes are made, and doing the same again changes nothing more.
    """
    plan = parse(plan_text, name="TEST_PLAN.md")
    seams = [seam for seam in plan.seams if seam.number in numbers]
    changes, skipped = implement(plan, plan_path, seams, files, CONTRACTS, options, **settings)
    assert [*map(_shown, changes), *map(_reason, skipped)] == list(expected)
    for change in changes:
        assert change.before == files.read(change.path)
        assert (change.action == "unchanged") == (not change.edits)
        files.texts[change.path] = change.after
    again, skipped_again = implement(plan, plan_path, seams, files, CONTRACTS, options, **settings)
    assert [(change.path, change.action) for change in again] == [(change.path, "unchanged") for change in changes]
    assert skipped_again == skipped
    return changes


def _shown(change: FileChange) -> str:
    tests = ", ".join(change.tests)
    return f"{change.action} {change.path}" + (f": {tests}" if tests else "")


def _reason(skipped: Skipped) -> str:
    return f"{skipped.seam}: {skipped.reason}"


ACCEPTS = "TestOrderIntake::test_accepts_a_complete_order"
REJECTS = "TestOrderIntake::test_rejects_an_order_without_lines"
COUNTS = "TestStockKeeping::test_counts_what_is_left"


def test_a_file_for_each_seam() -> None:
    intake, stock = check(Memory(), f"create {INTAKE}: {ACCEPTS}, {REJECTS}", f"create {STOCK}: {COUNTS}")
    assert intake.classes == ("TestOrderIntake",)
    assert f"Plan: {PATH}#order-intake [" in intake.after
    assert "from shop.orders import OrderIntake\n" in intake.after
    assert "shop.orders" not in stock.after
    compile(intake.after, INTAKE, "exec")


def test_only_what_was_asked_for() -> None:
    check(Memory(), f"create {STOCK}: {COUNTS}", numbers="2")
    check(Memory(), numbers="")


def test_seams_that_share_a_file_are_one_change() -> None:
    shared = PLAN.replace("**COMPONENTS:**", "**IMPLEMENTATION FILE**: `test_shop.py`\n**COMPONENTS:**")
    path = "tests/integration/orders/test_shop.py"
    (change,) = check(Memory(), f"create {path}: {ACCEPTS}, {REJECTS}, {COUNTS}", plan_text=shared)
    assert change.classes == ("TestOrderIntake", "TestStockKeeping")
    assert change.after.count("import pytest\n") == 1

    head = '"""Mine."""\n\nimport pytest\n'
    (change,) = check(Memory({path: head}), f"update {path}: {ACCEPTS}, {REJECTS}, {COUNTS}", plan_text=shared)
    assert change.after.startswith(f"{head}\nfrom shop.orders import OrderIntake\n\n\nclass TestOrderIntake:")
    compile(change.after, path, "exec")


def test_names_that_differ_in_case_only_are_one_file() -> None:
    first, second = PLAN.split("### 2.")
    mixed = first.replace("**COMPONENTS:**", "**IMPLEMENTATION FILE**: `test_Shop.py`\n**COMPONENTS:**")
    mixed += "### 2." + second.replace("**COMPONENTS:**", "**IMPLEMENTATION FILE**: `test_shop.py`\n**COMPONENTS:**")
    path = "tests/integration/orders/test_Shop.py"
    check(Memory(), f"create {path}: {ACCEPTS}, {REJECTS}, {COUNTS}", plan_text=mixed)


def test_only_missing_tests_are_added() -> None:
    files = Memory()
    (change,) = check(files, f"create {INTAKE}: {ACCEPTS}, {REJECTS}", numbers="1")
    whole = change.after
    files.texts[INTAKE] = whole[: whole.index("\n    def test_rejects")]
    (change,) = check(files, f"update {INTAKE}: {REJECTS}", numbers="1")
    assert change.after == whole
    check(files, f"unchanged {INTAKE}", numbers="1")


def test_what_a_person_renamed_is_found_again() -> None:
    files = Memory()
    (change,) = check(files, f"create {INTAKE}: {ACCEPTS}, {REJECTS}", numbers="1")
    files.texts[INTAKE] = change.after.replace("class TestOrderIntake", "class TestOrders")
    check(files, f"unchanged {INTAKE}", numbers="1")
    files.texts[INTAKE] = str(files.texts[INTAKE]).replace("test_rejects_an_order_without_lines", "test_empty_order")
    check(files, f"unchanged {INTAKE}", numbers="1")
    more = PLAN.replace("- Rejects", "- Thanks the customer\n- Rejects")
    check(files, f"update {INTAKE}: TestOrders::test_thanks_the_customer", numbers="1", plan_text=more)


def test_a_class_without_reference_is_found_by_its_name() -> None:
    mine = "class TestOrderIntake:\n    def test_accepts_a_complete_order(self): ...\n"
    (change,) = check(Memory({INTAKE: mine}), f"update {INTAKE}: {REJECTS}", numbers="1")
    assert change.classes == ("TestOrderIntake",)


@pytest.mark.parametrize("text", ["", "\ufeff"])
def test_an_empty_file_is_filled(text: str) -> None:
    (change,) = check(Memory({STOCK: text}), f"update {STOCK}: {COUNTS}", numbers="2")
    (created,) = check(Memory(), f"create {STOCK}: {COUNTS}", numbers="2")
    assert change.after == text + created.after


def test_into_a_file_that_exists() -> None:
    path = "tests/integration/test_all.py"
    mine = "import pytest\n\n\nclass TestMine:\n    def test_x(self): ...\n"
    (change,) = check(Memory({path: mine}), f"update {path}: {COUNTS}", numbers="2", into=path)
    assert change.after.startswith(f"{mine}\n\nclass TestStockKeeping:")
    test = "TestMine::test_counts_what_is_left"
    (change,) = check(Memory({path: mine}), f"update {path}: {test}", numbers="2", into=f"{path}::TestMine")
    assert change.after.startswith(f"{mine}\n    def test_counts_what_is_left(self)")


def test_a_class_in_its_own_file_is_completed_there() -> None:
    path, files = "tests/integration/test_all.py", Memory()
    check(files, f"create {INTAKE}: {ACCEPTS}, {REJECTS}", numbers="1")
    files.texts[path] = "x = 1\n"
    check(files, f"unchanged {INTAKE}", f"update {path}: {COUNTS}", into=path)
    assert "TestOrderIntake" not in str(files.texts[path])


def test_out_is_the_directory() -> None:
    check(Memory(), f"create build/test_stock_keeping.py: {COUNTS}", numbers="2", out="build")
    options = replace(OPTIONS, target="tests/{plan}/test_{seam}.py")
    check(Memory(), f"create tests/orders/test_stock_keeping.py: {COUNTS}", numbers="2", options=options)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def f(:\n", "line 1 is not valid Python: invalid syntax"),
        ("TestOrderIntake = 1\n", "line 1: TestOrderIntake exists, but is not a class for this seam"),
        (ValueError("no regular\nfile"), "no regular file"),
    ],
)
def test_one_file_that_cannot_be_done_leaves_the_other(text: str | Exception, reason: str) -> None:
    check(Memory({INTAKE: text}), f"create {STOCK}: {COUNTS}", f"order-intake: {reason}")


def test_one_class_that_cannot_be_done_leaves_the_other_in_the_same_file() -> None:
    path = "tests/test_all.py"
    files = Memory({path: "import pytest\n\n\nclass TestOrderIntake: ...\nclass TestOrderIntake: ...\n"})
    reason = "order-intake: class TestOrderIntake is defined more than once (lines 4 and 5)"
    check(files, f"update {path}: {COUNTS}", reason, into=path)


def test_places_outside_the_root_are_skipped() -> None:
    outside = "stock-keeping: the plan '../PLAN.md' lies outside the root"
    check(Memory(), outside, numbers="2", plan_path="../PLAN.md")
    check(Memory(), "stock-keeping: the path '../x.py' lies outside the root", numbers="2", into="../x.py")
    check(
        Memory(),
        "stock-keeping: the output directory '/x' lies outside the root: it is absolute",
        numbers="2",
        out="/x",
    )


def test_a_broken_team_template_is_a_reason() -> None:
    templates = {**builtin_templates(), "test_class.py.j2": "{{ nonsense }}"}
    options = replace(OPTIONS, templates=templates, team_templates=frozenset({"test_class.py.j2"}))
    plan = parse(PLAN)
    changes, skipped = implement(plan, PATH, plan.seams, Memory(), [], options)
    assert changes == []
    assert [each.reason.startswith("test_class.py.j2:1: ") for each in skipped] == [True, True]


def test_a_seam_of_another_plan_is_skipped_and_twice_is_once() -> None:
    plan = parse(PLAN)
    stranger = replace(plan.seams[0], id="stranger")
    changes, skipped = implement(plan, PATH, [stranger, plan.seams[1], plan.seams[1]], Memory(), [], OPTIONS)
    assert [change.path for change in changes] == [STOCK]
    assert skipped == [Skipped("stranger", "this seam is not part of the plan")]


def test_a_bug_in_one_seam_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    working = render.render_class

    def broken(seam, *args, **settings):  # type: ignore[no-untyped-def]
        if seam.number == "1":
            raise RuntimeError("/secret/path")
        return working(seam, *args, **settings)

    monkeypatch.setattr(render, "render_class", broken)
    check(Memory(), f"create {STOCK}: {COUNTS}", "order-intake: internal error (RuntimeError)")


def test_the_same_every_time() -> None:
    plan = parse(PLAN)
    results = [implement(plan, PATH, plan.seams, Memory(), CONTRACTS, OPTIONS) for _ in range(2)]
    assert results[0] == results[1]
    reverse, _ = implement(plan, PATH, plan.seams[::-1], Memory(), CONTRACTS, OPTIONS)
    assert [change.after for change in reverse[::-1]] == [change.after for change in results[0][0]]


def test_what_implement_writes_is_where_target_says() -> None:
    plan = parse(PLAN)
    names = plan_names(plan)
    changes, _ = implement(plan, PATH, plan.seams, Memory(), [], OPTIONS)
    expected = [target_path(seam, names[seam.id], PATH, OPTIONS) for seam in plan.seams]
    assert [change.path for change in changes] == expected
