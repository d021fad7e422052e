"""Who stands for what in one folder, as places in lists: what is found with effort, and can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from seamwright.trace.model import ClassFacts


class ClassMatch(NamedTuple):
    """A class stands for a seam."""

    plan: int
    seam: int
    cls: int
    confidence: float
    reason: str
    digest: str = ""


class ScenarioMatch(NamedTuple):
    """A test stands for a scenario."""

    plan: int
    seam: int
    scenario: int
    cls: int
    test: int
    confidence: float
    reason: str


class Found(NamedTuple):
    """All that was found; classes are counted as in :func:`distinct`."""

    classes: tuple[ClassMatch, ...] = ()
    tests: tuple[ScenarioMatch, ...] = ()
    orphans: tuple[tuple[int, int], ...] = ()
    """A plan, and a class that refers to a seam which that plan does not have."""


def distinct(scopes: Iterable[Sequence[ClassFacts]]) -> list[ClassFacts]:
    """The classes of several plans, each once."""
    return list({facts.node_id: facts for scope in scopes for facts in scope}.values())
