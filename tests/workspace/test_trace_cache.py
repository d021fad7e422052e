"""A project is looked at, perhaps changed, and looked at again: what is read then, and that the result is the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seamwright.plan import Plan, Vocabulary, parse
from seamwright.suite import Module, read_module
from seamwright.trace import ClassFacts, PlanFacts, PlanTrace, Relation
from seamwright.trace.found import ClassMatch, Found, ScenarioMatch
from seamwright.workspace import tracing
from seamwright.workspace.cache import VARIABLE
from seamwright.workspace.files import Workspace
from seamwright.workspace.plain import dump, loader
from seamwright.workspace.trace_cache import trace_cache
from seamwright.workspace.tracing import Tracing
from tests.workspace.test_tracing import PLAN, PRINTING, SUITE, write


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    project = tmp_path / "project"
    write(project / "pyproject.toml", "[tool.seamwright]\n")
    write(project / "tests/integration/PLAN.md", PLAN)
    write(project / "tests/integration/test_seats.py", SUITE)
    write(project / "tests/integration/test_printing.py", PRINTING)
    return project.resolve()


@pytest.fixture
def check(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, PlanTrace]]:
    """Looks at the project with the cache and without: what is read with it has to be what is expected."""
    done: list[str] = []
    related: list[str] = []

    def noted_module(text: str) -> Module:
        done.append("".join(line for line in text.splitlines(keepends=True) if line.startswith("class "))[:20].strip())
        return read_module(text)

    finder = Relation._finder

    def noted_plan(text: str, vocabulary: Vocabulary, *, name: str) -> Plan:
        done.append("plan")
        return parse(text, vocabulary, name=name)

    def noted_finder(self: Relation, folder: Any) -> Any:
        related.append("a folder")
        return finder(self, folder)

    def look(*expected: str, links: bool = False) -> dict[str, PlanTrace]:
        plain = Tracing(Workspace(root)).traces()
        done.clear()
        related.clear()
        with monkeypatch.context() as patch, trace_cache(root) as cache:
            patch.setattr(tracing, "read_module", noted_module)
            patch.setattr(tracing, "parse", noted_plan)
            patch.setattr(Relation, "_finder", noted_finder)
            found = Tracing(Workspace(root), cache=cache).traces()
        assert found == plain
        assert sorted(done) == sorted(expected)
        assert bool(related) is links
        return found

    return look


ALL = ("plan", "class TestSeatReserv", "class TestTicketPrin")


def test_second_look_parses_nothing_and_relates_nothing(check: Callable[..., object]) -> None:
    check(*ALL, links=True)
    check()
    check()


def test_only_what_changed_is_read_again(root: Path, check: Callable[..., object]) -> None:
    check(*ALL, links=True)
    write(root / "tests/integration/test_seats.py", SUITE.replace("seat", "chair"))
    check("class TestSeatReserv", links=True)
    (root / "tests/integration/test_printing.py").unlink()
    check(links=True)
    check()


def test_another_place_means_another_relation(root: Path, check: Callable[..., object]) -> None:
    check(*ALL, links=True)
    (root / "tests/integration/test_seats.py").rename(root / "tests/integration/test_chairs.py")
    check("class TestSeatReserv", links=True)


def test_another_configuration_reads_everything_again(root: Path, check: Callable[..., object]) -> None:
    check(*ALL, links=True)
    write(root / "pyproject.toml", '[tool.seamwright]\nopenings = ["crossing"]\n')
    check(*ALL, links=True)


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _: b"", lambda data: data[::-1]])
def test_damaged_cache_is_made_again(
    tmp_path: Path, check: Callable[..., object], damage: Callable[[bytes], bytes]
) -> None:
    check(*ALL, links=True)
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(damage(file.read_bytes()))
    check(*ALL, links=True)
    check()


def test_two_looks_at_once_do_not_disturb_each_other(root: Path, check: Callable[..., object]) -> None:
    with trace_cache(root) as one, trace_cache(root) as other:
        first = Tracing(Workspace(root), cache=one).traces()
        assert Tracing(Workspace(root), cache=other).traces() == first
    check()


def test_nothing_is_kept_where_it_is_switched_off(
    root: Path, check: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "")
    check(*ALL, links=True)
    check(*ALL, links=True)


@pytest.mark.parametrize(
    "found",
    [
        Found((ClassMatch(0, 7, 0, 1.0, "?"),)),
        Found((ClassMatch(0, 0, -1, 1.0, "?"),)),
        Found((), (ScenarioMatch(0, 0, 5, 0, 0, 1.0, "?"),)),
        Found((), (), ((3, 0),)),
    ],
)
def test_links_to_what_does_not_exist_are_not_believed(root: Path, found: Found) -> None:
    traced = Tracing(Workspace(root))
    facts = traced.plan("tests/integration/PLAN.md")
    assert facts is not None
    scopes = {facts.path: traced.tests("tests/integration/test_seats.py")}
    fresh = Relation().relate([facts], scopes)
    assert Relation().relate([facts], scopes, None, {"tests/integration": found}) == fresh


def test_plain_data_comes_back_as_it_was(root: Path) -> None:
    traced = Tracing(Workspace(root))
    facts = traced.plan("tests/integration/PLAN.md")
    classes = traced.tests("tests/integration/test_seats.py")
    for value, form in ((facts, PlanFacts | None), (classes, tuple[ClassFacts, ...]), (None, PlanFacts | None)):
        load = loader(form)
        assert load is not None
        assert load(dump(value)) == value


def test_other_data_is_refused() -> None:
    load = loader(ClassMatch)
    assert load is not None
    with pytest.raises(ValueError, match="another number"):
        load([1, 2])
    with pytest.raises(TypeError, match="no plain data"):
        dump(object())


def test_the_plans_of_one_folder_are_kept_beside_those_of_others(
    root: Path, monkeypatch: pytest.MonkeyPatch, check: Callable[..., object]
) -> None:
    related: list[str] = []
    finder = Relation._finder

    def noted(self: Relation, folder: Any) -> Any:
        related.append("a folder")
        return finder(self, folder)

    monkeypatch.setattr(Relation, "_finder", noted)

    def beside(*, links: int) -> None:
        fresh = {path: Tracing(Workspace(root)).traces_beside(path) for path in paths}
        related.clear()
        with trace_cache(root) as cache:
            traced = Tracing(Workspace(root), cache=cache)
            assert {path: traced.traces_beside(path) for path in paths} == fresh
        assert len(related) == links

    paths = ["tests/integration/PLAN.md", "docs/PLAN.md"]
    write(root / paths[1], PLAN)
    beside(links=2)
    beside(links=0)
    check(links=True)
    beside(links=0)
    write(root / "tests/integration/test_printing.py", PRINTING.replace("printed", "torn"))
    beside(links=2)
    beside(links=0)


def test_links_hang_on_whether_a_name_from_the_root_means_a_plan(root: Path) -> None:
    path = "tests/integration/docs/PLAN.md"
    write(root / path, PLAN)
    pin = "\n    '''Plan: docs/PLAN.md#ticket-printing-mail-delivery'''\n"
    write(root / "tests/integration/test_seats.py", SUITE.replace("Payment:", f"Payment:{pin}"))

    (root / "tests/integration/test_printing.py").unlink()

    def linked() -> list[bool]:
        with trace_cache(root) as cache:
            return [
                bool(each.classes) for each in Tracing(Workspace(root), cache=cache).traces_beside(path)[path].seams
            ]

    assert linked() == [False, True]
    write(root / "docs/PLAN.md", "no plan yet\n")
    assert linked() == [False, True]
    write(root / "docs/PLAN.md", PLAN)
    assert linked() == [False, False]
