"""What a project has for the tests of seams: the fixtures in reach of the files that the tests will be in."""

from __future__ import annotations

from collections.abc import Sequence

from seamwright.fixtures import Resolver
from seamwright.generate.fixtures import choose
from seamwright.generate.reach import Reach
from seamwright.plan.model import Seam
from seamwright.trace.brief import Surroundings
from seamwright.trace.model import PlanFacts
from seamwright.workspace.files import Workspace
from seamwright.workspace.pytest_project import PytestProject


def surroundings(
    workspace: Workspace, plan: PlanFacts, seams: Sequence[Seam], resolver: Resolver | None = None
) -> dict[str, Surroundings]:
    """What there is for each of ``seams``, by its id. Nothing is imported or run."""
    resolver = resolver or Resolver(PytestProject([workspace.root]))
    reaches: dict[str, Reach] = {}
    found = {}
    for seam in seams:
        target = plan.targets.get(seam.id)
        if target is None:
            continue
        if target not in reaches:
            reaches[target] = Reach(resolver, f"{workspace.root.as_posix()}/{target}")
        reach = reaches[target]
        found[seam.id] = Surroundings(choose(seam, reach), tuple(reach.fixtures.values()))
    return found
