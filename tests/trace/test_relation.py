"""Relating again after an edit: the same as relating afresh, for less work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.trace import ClassFacts, PlanFacts, PlanTrace, Relation, evidence
from tests.trace.relating import classes, plan_facts

_T = TypeVar("_T")
WORDS = ["paid", "card", "seat", "ticket", "mail", "buyer", "office", "refund", "valid", "expired", "missing", "parcel"]
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
seams = st.tuples(words, st.lists(words, max_size=4))
suites = st.tuples(words, words, st.lists(st.tuples(words, words), max_size=4).map(tuple))
edits = st.one_of(
    st.tuples(st.just("seam"), st.integers(0, 3), st.integers(0, 3), seams),
    st.tuples(st.just("suite"), st.integers(0, 5), st.none(), suites),
    st.tuples(st.just("gone"), st.integers(0, 5), st.none(), st.none()),
    st.tuples(st.just("move"), st.integers(0, 3), st.none(), st.none()),
)


@settings(max_examples=60, deadline=None)
@given(
    plans=st.lists(st.lists(seams, min_size=1, max_size=4), min_size=1, max_size=3),
    given_suites=st.lists(suites, max_size=4),
    changes=st.lists(edits, max_size=6),
)
def test_relating_again_says_what_a_fresh_look_says(plans, given_suites, changes) -> None:  # type: ignore[no-untyped-def]
    project = Project(list(map(list, plans)), list(given_suites))
    relation = Relation()
    assert project.related_by(relation) == project.fresh()
    for change in changes:
        project.change(*change)
        assert project.related_by(relation) == project.fresh()


def test_edit_compares_only_the_seam_that_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []
    compare = evidence.compare
    monkeypatch.setattr(
        evidence, "compare", lambda scenarios, tests: compared.append(scenarios) or compare(scenarios, tests)
    )
    project = Project(
        [
            [(f"{word} {other}", [f"{word} is {other}", f"{other} without {word}"]) for other in WORDS]
            for word in WORDS[:3]
        ],
        [(f"{word} {other}", "about it", ((f"{word} is {other}", ""),)) for word in WORDS[:3] for other in WORDS],
    )
    relation = Relation()
    project.related_by(relation)
    assert len(compared) > 3 * len(WORDS)
    compared.clear()
    project.related_by(relation)
    assert compared == []
    project.change("seam", 1, 2, (f"{WORDS[1]} {WORDS[2]}", [f"{WORDS[1]} is {WORDS[2]}", "a refund"]))
    project.related_by(relation)
    # One seam is another one now: at most, each class is compared with that one.
    assert 0 < len(compared) <= len(project.suites)
    assert len({id(each) for each in compared}) == 1


def test_folders_without_a_change_are_not_related_again() -> None:
    project = Project([[("paid seat", ["a card pays the seat"])], [("mail office", ["mail reaches the office"])]], [])
    relation = Relation()
    before = project.related_by(relation)
    project.change("seam", 0, 0, ("paid ticket", ["a card pays the ticket"]))
    after = project.related_by(relation)
    assert after["tests/0/PLAN.md"] is not before["tests/0/PLAN.md"]
    assert after["tests/1/PLAN.md"] is before["tests/1/PLAN.md"]


Suite = tuple[str, str, tuple[tuple[str, str], ...]]
"""Title, docstring and tests."""


@dataclass
class Project:
    """Plans in folders of their own, the first of them twice, and suites that all of them may claim."""

    plans: list[list[tuple[str, Sequence[str]]]]
    suites: list[Suite]
    _read: dict[object, object] = field(default_factory=dict)

    def change(self, kind: str, first: int, second: int | None, new: object) -> None:
        """Make an edit; one that goes nowhere makes none."""
        if kind == "seam" and first < len(self.plans) and second is not None and second < len(self.plans[first]):
            self.plans[first][second] = new  # type: ignore[call-overload]
        elif kind == "suite":
            self.suites[first : first + 1] = [new]  # type: ignore[list-item]
        elif kind == "gone" and first < len(self.suites):
            del self.suites[first]
        elif kind == "move" and first < len(self.plans):
            self.plans[first] = self.plans[first][::-1]

    def related_by(self, relation: Relation) -> dict[str, PlanTrace]:
        """What is there now, related; what did not change is given as the same objects."""
        plans = [self._plan(number, plan) for number, plan in enumerate([*self.plans, self.plans[0]])]
        scope = self._kept(
            ("scope", *self.suites),
            lambda: tuple(each for number, suite in enumerate(self.suites) for each in self._suite(number, suite)),
        )
        return relation.relate(plans, {plan.path: scope for plan in plans})

    def fresh(self) -> dict[str, PlanTrace]:
        """The same, with nothing known."""
        return Project(self.plans, self.suites).related_by(Relation())

    def _plan(self, number: int, seams: Sequence[tuple[str, Sequence[str]]]) -> PlanFacts:
        last = number == len(self.plans)
        path = "tests/0/SECOND_PLAN.md" if last else f"tests/{number}/PLAN.md"
        lines = ["# Integration test plan"]
        for place, (title, scenarios) in enumerate(seams, 1):
            lines += ["", f"### SEAM {place}: {title}", "**Test scenarios:**", *(f"- {each}" for each in scenarios)]
        text = "\n".join(lines)
        return self._kept((path, text), lambda: plan_facts(text, path))

    def _suite(self, number: int, suite: Suite) -> tuple[ClassFacts, ...]:
        title, about, tests = suite
        lines = [f"class Test{title.title().replace(' ', '')}:", f'    """{about}."""']
        for name, summary in tests:
            lines += [
                "",
                f"    def test_{name.replace(' ', '_')}(self):",
                f'        """{summary}."""',
                "        assert x",
            ]
        text = "\n".join(lines)
        path = f"tests/0/test_{number}.py"
        return self._kept((path, text), lambda: classes(text, path))

    def _kept(self, key: object, make: Callable[[], _T]) -> _T:
        if key not in self._read:
            self._read[key] = make()
        return cast("_T", self._read[key])
