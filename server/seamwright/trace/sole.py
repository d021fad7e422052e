"""Which seam a module's classes and tests stand for, and which scenario, where only one comes into question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from seamwright.generate.names import plan_names
from seamwright.plan.model import Scenario, Seam
from seamwright.trace.model import PlanTrace

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Standing(NamedTuple):
    """A seam, and the class that generation would write for it."""

    seam: Seam
    class_name: str


@dataclass(frozen=True)
class Sole:
    """What plans say of one module. Class names are those of ``ClassFacts``: empty for functions outside classes."""

    classes: Mapping[str, Standing] = field(default_factory=dict)
    tests: Mapping[tuple[str, str], tuple[Seam, Scenario | None]] = field(default_factory=dict)
    """By class and test; without a scenario where several come into question."""
    target: Standing | None = None
    """The seam that generation would write into the module."""


def sole(traces: Mapping[str, PlanTrace], path: str) -> Sole:
    """What the plans in ``traces`` say of the module at ``path``, which is relative to the root as theirs are."""
    classes: list[tuple[str, Standing]] = []
    tests: list[tuple[tuple[str, str], tuple[Seam, Scenario]]] = []
    targets: list[tuple[str, Standing]] = []
    folder, _, file = path.rpartition("/")
    for trace in traces.values():
        names = plan_names(trace.plan)
        near = trace.path.rpartition("/")[0]
        is_near = folder == near or folder.startswith(f"{near}/" if near else "")
        for seam in trace.seams:
            own = names[seam.seam.id]
            standing = Standing(seam.seam, own.class_name)
            if is_near and file in (own.file_name, (seam.seam.test_file or "").rpartition("/")[2]):
                targets.append(("", standing))
            classes += [(link.cls.name, standing) for link in seam.classes if link.cls.path == path]
            for each in seam.scenarios:
                found = [(link.cls.name, link.test.name) for link in each.links if link.path == path]
                tests += [(key, (seam.seam, each.scenario)) for key in found]
    stands = _alone((key, seam) for key, (seam, _) in tests)
    scenarios = _alone((key, scenario) for key, (_, scenario) in tests)
    known = {key: (seam, scenarios.get(key)) for key, seam in stands.items()}
    return Sole(_alone(classes), known, _alone(targets).get(""))


def _alone(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, _Value]:
    """The keys that have one value."""
    found: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        values = found.setdefault(key, [])
        if value not in values:
            values.append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}
