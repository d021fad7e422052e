"""What rules about a plan are told of the fixtures around it."""

from __future__ import annotations

from collections.abc import Callable

from seamwright.generate.fixture_stubs import ProjectFixtures
from seamwright.plan.model import Seam
from seamwright.rules.plans.model import Wanted, is_off
from seamwright.trace.model import PlanFacts


def wanted_fixtures(
    plan: PlanFacts, fixtures: ProjectFixtures, pause: Callable[[], None] = lambda: None
) -> dict[str, Wanted]:
    """The fixtures that each seam names and nothing provides, by the seam's id."""
    found = {}
    for seam in plan.plan.seams:
        path = plan.targets.get(seam.id)
        if not seam.fixtures or path is None or is_off(seam.status):
            continue
        pause()
        found[seam.id] = _wanted(seam, path, fixtures)
    return {seam: each for seam, each in found.items() if each.names}


def _wanted(seam: Seam, path: str, fixtures: ProjectFixtures) -> Wanted:
    conftest, missing = fixtures.missing_for(seam, path)
    return Wanted(conftest, tuple(each.name for each in missing if not each.drafted))
