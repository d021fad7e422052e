"""Which test class stands for which seam, which test for which scenario, and how far that goes."""

from __future__ import annotations

from seamwright.trace.facts import read_facts
from seamwright.trace.model import (
    ClassFacts,
    ClassLink,
    Link,
    Outcome,
    PlanFacts,
    PlanTrace,
    ScenarioState,
    ScenarioTrace,
    SeamState,
    SeamTrace,
    TestFacts,
)
from seamwright.trace.relate import Relation, relate

__all__ = [
    "ClassFacts",
    "ClassLink",
    "Link",
    "Outcome",
    "PlanFacts",
    "PlanTrace",
    "Relation",
    "ScenarioState",
    "ScenarioTrace",
    "SeamState",
    "SeamTrace",
    "TestFacts",
    "read_facts",
    "relate",
]
