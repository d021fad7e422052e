"""Seams and test classes as words, to be compared with each other.

What a text says is kept by the text itself, so that an edit costs the words that it touched. A kept text is the same
object as long as it says the same; whoever compares two texts may keep the result by them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, cast

from seamwright.plan.model import Scenario, Seam
from seamwright.trace.model import ClassFacts, PlanFacts, TestFacts
from seamwright.trace.words import Words, weighed

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class ScenarioText:
    """One scenario."""

    title: Words
    words: Words
    number: str | None
    names: tuple[str, ...]
    """Of the tests that certainly stand for it: what generation would write, and what the plan asks for."""


@dataclass(frozen=True, slots=True, eq=False)
class SeamText:
    """One seam with its scenarios; one without scenarios is its own."""

    title: Words
    words: Words
    number: str | None
    names: tuple[str, ...]
    """Of classes that certainly stand for it."""
    scenarios: tuple[ScenarioText, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TestText:
    """One test."""

    __test__ = False

    words: Words
    """What it says of itself: name and docstring."""
    title: Words
    """Its name and summary."""
    number: str | None
    """The number that it carries (``TEST 1.2``, ``Scenario 3``)."""


@dataclass(frozen=True, slots=True, eq=False)
class ClassText:
    """One test class."""

    titles: tuple[tuple[float, Words], ...]
    """What it is called: its name, its summary, its file and that one's summary, and how much each counts."""
    words: Words
    """Everything that it and its file say of it."""
    numbers: frozenset[str]
    """Numbers of seams that it or its file mentions (``SEAM 2``)."""
    tests: tuple[TestText, ...]


class PlacedSeam(NamedTuple):
    """A seam in its plan."""

    plan: PlanFacts
    seam: Seam
    text: SeamText

    @property
    def key(self) -> tuple[str, str]:
        """Tells it from all others."""
        return self.plan.path, self.seam.id

    @property
    def target(self) -> str | None:
        """The file that generation would write."""
        return self.plan.targets.get(self.seam.id)

    def is_file(self, path: str) -> bool:
        """The plan itself says that the seam's tests stand at ``path``."""
        return self.seam.test_file is not None and self.target == path


class PlacedClass(NamedTuple):
    """A test class in its file."""

    facts: ClassFacts
    text: ClassText


class Texts:
    """Makes texts, and keeps them."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, object] = {}
        self._enough = 0
        self.used: set[Hashable] = set()
        """Keys of what was asked for, noted by whoever puts a set here."""

    def seam(self, plan: PlanFacts, seam: Seam) -> PlacedSeam:
        """What ``seam`` of ``plan`` says."""
        names = plan.names.get(seam.id)
        tests = names.tests if names is not None else ()
        own = names.class_name if names is not None else ""
        scenarios = seam.scenarios or (Scenario(seam.span, seam.line, seam.title),)
        about = (
            seam.title,
            seam.class_name or "",
            seam.components,
            seam.critical_paths,
            seam.business_impact or "",
            seam.scope or "",
            bool(seam.scenarios),
        )
        parts = tuple(
            (each, tests[number] if number < len(tests) else "", _says(each)) for number, each in enumerate(scenarios)
        )
        key = (about, own, seam.number, tuple((name, says) for _, name, says in parts))
        return PlacedSeam(
            plan,
            seam,
            self._keep(
                key, lambda: _seam_text(seam, own, tuple(_scenario_text(each, name) for each, name, _ in parts))
            ),
        )

    def cls(self, facts: ClassFacts) -> PlacedClass:
        """What the class says."""
        tests = tuple((test.name, test.docstring) for test in facts.tests)
        key = (facts.name, facts.docstring, facts.above, facts.about, _stem(facts.path), facts.is_alone, tests)
        return PlacedClass(facts, self._keep(key, lambda: _class_text(facts, tuple(map(self._test, facts.tests)))))

    def keep_only(self, used: Callable[[], set[Hashable]]) -> None:
        """Forget what is not ``used``, once there is enough of it."""
        if len(self._kept) > self._enough:
            wanted = used()
            self._kept = {key: value for key, value in self._kept.items() if key in wanted}
            self._enough = 2 * len(self._kept) + 200

    def _test(self, test: TestFacts) -> TestText:
        return self._keep((test.name, test.docstring), lambda: _test_text(test))

    def _keep(self, key: Hashable, make: Callable[[], _T]) -> _T:
        self.used.add(key)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
        return cast("_T", found)


def _says(scenario: Scenario) -> Hashable:
    """All that the words of ``scenario`` come from."""
    return scenario.title, scenario.test_name, scenario.number, scenario.details, scenario.expected, scenario.steps


def _seam_text(seam: Seam, own: str, scenarios: tuple[ScenarioText, ...]) -> SeamText:
    parts = [(seam.title, 1.0), (seam.class_name or "", 1.0)]
    parts += [(each, 0.7) for each in seam.components]
    parts += [(each, 0.6) for each in seam.critical_paths]
    parts += [(seam.business_impact or "", 0.3), (seam.scope or "", 0.5)]
    parts += [(each.title, 0.4) for each in seam.scenarios]
    return SeamText(
        weighed([(seam.title, 1.0), (seam.class_name or "", 0.9)]),
        weighed(parts),
        seam.number,
        tuple(name for name in (seam.class_name, own) if name),
        scenarios,
    )


def _scenario_text(scenario: Scenario, name: str) -> ScenarioText:
    parts = [(scenario.title, 1.0), (scenario.test_name or "", 1.0)]
    parts += [(each, 0.4) for each in (*scenario.details, *scenario.expected)]
    parts += [(step.text, 0.4) for step in scenario.steps]
    return ScenarioText(
        weighed([(scenario.title, 1.0)]),
        weighed(parts),
        scenario.number,
        tuple(each for each in (scenario.test_name, name) if each),
    )


def _class_text(facts: ClassFacts, tests: tuple[TestText, ...]) -> ClassText:
    file, about, docstring = _stem(facts.path), facts.about, facts.docstring
    if not facts.name:
        titles = [(file, 1.0), (_summary(about), 1.0)]
        parts = [(file, 1.0), (about, 0.8)]
    else:
        # What a file says of itself is said of all of its classes, and says little of the one.
        shared = 0.85 if facts.is_alone else 0.5
        titles = [(facts.name, 1.0), (_summary(docstring), 1.0), (_summary(facts.above), 0.85)]
        titles += [(file, shared), (_summary(about), shared)]
        parts = [(facts.name, 1.0), (docstring, 0.8), (facts.above, 0.6), (file, 0.6), (_head(about), 0.6)]
        parts.append((" ".join(test.name for test in facts.tests), 0.3))
    return ClassText(
        tuple((weight, words) for text, weight in titles if (words := weighed([(text, 1.0)]))),
        weighed(parts),
        next((found for text in (docstring, facts.above, about) if (found := _numbers(text))), frozenset()),
        tests,
    )


def _test_text(test: TestFacts) -> TestText:
    summary = _summary(test.docstring)
    number = _TEST_NUMBER.search(summary)
    parts = [(test.name, 1.0), (summary, 1.0)]
    parts += [(body, _WEIGHTS.get(heading.lower(), 0.45)) for heading, body in sections(test.docstring)]
    return TestText(weighed(parts), weighed(parts[:2]), number[1] if number else None)


def sections(docstring: str) -> Iterator[tuple[str, str]]:
    """Heading and text of each section of a docstring; what stands above them, without the summary, has no heading."""
    heading, first = "", True
    body: list[str] = []
    for line in docstring.splitlines():
        plain = line.strip()
        match = _HEADING.fullmatch(plain)
        if first:
            first = not plain
        elif match is not None:
            if body:
                yield heading, "\n".join(body)
            heading, body = match[1], []
        elif plain:
            body.append(plain)
    if body:
        yield heading, "\n".join(body)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(_SEAM_NUMBER.findall(text))


def _summary(docstring: str) -> str:
    """The first paragraph's first line."""
    return next((line.strip() for line in docstring.splitlines() if line.strip()), "")


def _head(docstring: str) -> str:
    """The first lines of a module's docstring, which say what the file is for."""
    return "\n".join(docstring.strip().splitlines()[:12])


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


_WEIGHTS = {"business impact": 0.15, "test strategy": 0.5, "success criteria": 0.5, "integration scope": 0.35}
"""What a section adds to the meaning of a test. The impact is the seam's, and says little of the one test."""
_HEADING = re.compile(r"([A-Z][\w/&-]*(?: [\w/&-]+){0,3}):")
_TEST_NUMBER = re.compile(r"\b(?:test|scenario|case)\s+#?(\d+(?:\.\d+)*)\b", re.IGNORECASE)
_SEAM_NUMBER = re.compile(r"\bseam\s+#?(\d+(?:\.\d+)*)", re.IGNORECASE)
