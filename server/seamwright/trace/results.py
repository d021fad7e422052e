"""What the last run of the tests said, from the files that test runs leave behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

from seamwright.trace.model import Outcome

Key = tuple[str, str, str]
"""File (relative to the root, with ``/``), class (empty for a function) and test, parameters left out."""


class UnreadableResults(ValueError):
    """The file holds no results. The text is one line for the user."""


class Results:
    """Outcomes by test. A test that ran with several parameters has the worst of its outcomes."""

    def __init__(self, outcomes: Iterable[tuple[Key, Outcome]] = ()) -> None:
        self._outcomes: dict[tuple[str, str], list[tuple[str, Outcome]]] = {}
        for (path, cls, test), outcome in outcomes:
            self._outcomes.setdefault((cls, test), []).append((path, outcome))

    def __len__(self) -> int:
        return sum(map(len, self._outcomes.values()))

    def of(self, path: str, cls: str, test: str) -> Outcome | None:
        """The outcome of a test. A run may have had another root, so paths are compared from their ends."""
        known = self._outcomes.get((cls, test), ())
        # Of several files that end alike, the one that agrees most is meant.
        scored = [(_common_end(path, each), outcome) for each, outcome in known]
        most = max((count for count, _ in scored), default=0)
        return worst(outcome for count, outcome in scored if count == most and most > 0)


def worst(outcomes: Iterable[Outcome | None]) -> Outcome | None:
    """One failure makes all of them a failure; what is not known does not count."""
    known = set(outcomes)
    return next((each for each in (Outcome.FAILED, Outcome.SKIPPED, Outcome.PASSED) if each in known), None)


def read_junit(text: str) -> Results:
    """The outcomes in a JUnit XML report as pytest writes it (``--junit-xml``; both of its families).

    Raises:
        UnreadableResults: it is no such report.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableResults("a report with a document type is not read")
    try:
        root = ElementTree.fromstring(text.lstrip("\ufeff").encode("utf-8", "replace"))
    except ElementTree.ParseError as error:
        raise UnreadableResults(f"line {error.position[0]} is not well-formed XML") from None
    if root.tag not in ("testsuites", "testsuite"):
        raise UnreadableResults(f"a JUnit report begins with <testsuites>, not <{root.tag[:40]}>")
    return Results(_cases(root))


def read_outcomes(text: str) -> Results:
    """The outcomes that our pytest plugin keeps: ``{"tests": {"path::TestX::test_y": "passed"}}``.

    Raises:
        UnreadableResults: the text is something else.
    """
    found = _object(text).get("tests")
    if not isinstance(found, dict):
        raise UnreadableResults('there is no "tests" in it')
    known = {each.value: each for each in Outcome}
    return Results((key, known[value]) for node, value in found.items() if value in known for key in _key(node))


def read_lastfailed(text: str) -> Results:
    """The failures that pytest's own cache keeps (``v/cache/lastfailed``). It does not say what passed.

    Raises:
        UnreadableResults: the text is something else.
    """
    return Results((key, Outcome.FAILED) for node in _object(text) for key in _key(node))


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableResults("it is not valid JSON") from None
    if not isinstance(found, dict):
        raise UnreadableResults("it is not a JSON object")
    return found


def _cases(root: ElementTree.Element) -> Iterator[tuple[Key, Outcome]]:
    for case in root.iter("testcase"):
        tags = {child.tag for child in case}
        outcome = (
            Outcome.FAILED if tags & {"failure", "error"} else Outcome.SKIPPED if "skipped" in tags else Outcome.PASSED
        )
        name = _without_parameters(case.get("name") or "")
        owner, file = case.get("classname") or "", case.get("file")
        parts = owner.split(".") if owner else []
        classes: list[str] = []
        while parts and re.match(r"[A-Z]", parts[-1]):
            classes.insert(0, parts.pop())
        path = file.replace("\\", "/") if file else "/".join(parts) + ".py"
        if name and path != ".py":
            yield (path, "::".join(classes), name), outcome


def _key(node: str) -> Iterator[Key]:
    path, *rest = _without_parameters(node).split("::")
    if rest:
        yield path, "::".join(rest[:-1]), rest[-1]


def _without_parameters(name: str) -> str:
    return name.partition("[")[0]


def _common_end(one: str, other: str) -> int:
    """How many last parts of two paths agree, if all of the shorter one do; else none."""
    left, right = one.split("/")[::-1], other.split("/")[::-1]
    count = min(len(left), len(right))
    return count if left[:count] == right[:count] else 0
