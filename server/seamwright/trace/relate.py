"""Relates plans and test classes, and tells how far each seam and each scenario is implemented."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from seamwright.plan.model import Scenario, Seam, Status
from seamwright.trace.found import Found, distinct
from seamwright.trace.model import (
    ClassFacts,
    ClassLink,
    Link,
    PlanFacts,
    PlanTrace,
    ScenarioState,
    ScenarioTrace,
    SeamState,
    SeamTrace,
)
from seamwright.trace.results import Results, worst

if TYPE_CHECKING:
    from seamwright.trace.find import Finder
    from seamwright.trace.text import Texts


def relate(
    plans: Sequence[PlanFacts], scopes: Mapping[str, Sequence[ClassFacts]], results: Results | None = None
) -> dict[str, PlanTrace]:
    """See :meth:`Relation.relate`."""
    return Relation().relate(plans, scopes, results)


class Relation:
    """Relates again and again, and does over only what changed: the result is the same as that of a first time."""

    def __init__(self) -> None:
        self._folders: dict[str, _Folder] = {}
        self._texts: Texts | None = None

    def relate(
        self,
        plans: Sequence[PlanFacts],
        scopes: Mapping[str, Sequence[ClassFacts]],
        results: Results | None = None,
        known: Mapping[str, Found] | None = None,
        every: Container[str] | None = None,
    ) -> dict[str, PlanTrace]:
        """How far each of ``plans`` is implemented, by its path.

        ``scopes`` holds, by the plan's path, the classes that may stand for its seams. Plans that stand in one folder
        share out the classes; a catalogue above them is related for itself. Nothing is read here. What is the same
        object as the last time is taken to say the same. ``known`` holds what :attr:`found` was for the same plans and
        classes at another time. ``every`` holds the paths of all plans, where ``plans`` are only those of some folders.
        """
        groups = by_folder(plans)
        paths = every if every is not None else frozenset(plan.path for plan in plans)
        self._folders = {name: self._folders.get(name) or _Folder() for name in groups}
        traces: dict[str, PlanTrace] = {}
        for name, group in groups.items():
            scope = [scopes.get(plan.path, ()) for plan in group]
            folder = self._folders[name]
            if not folder.has_seen(group, scope, paths):
                kept = known.get(name) if known is not None else None
                if kept is None or not _fits(kept, group, scope):
                    kept = self._finder(folder).find(group, scope, paths)
                folder.found = kept
            traces |= folder.traces(group, scope, results if results is not None else _NO_RESULTS)
        if self._texts is not None:
            self._texts.keep_only(self._used)
        return {plan.path: traces[plan.path] for plan in plans}

    @property
    def found(self) -> dict[str, Found]:
        """By folder, what the last relation rests on."""
        return {name: folder.found for name, folder in self._folders.items()}

    def _finder(self, folder: _Folder) -> Finder:
        # Comparing texts takes a stemmer and much else that is not needed where everything is known.
        from seamwright.trace.find import Finder
        from seamwright.trace.text import Texts

        if self._texts is None:
            self._texts = Texts()
        if folder.finder is None:
            folder.finder = Finder(self._texts)
        return folder.finder

    def _used(self) -> set[Hashable]:
        return set().union(*(each.finder.used for each in self._folders.values() if each.finder is not None))


def by_folder(plans: Sequence[PlanFacts]) -> dict[str, list[PlanFacts]]:
    """The plans of each folder, in their order."""
    groups: dict[str, list[PlanFacts]] = {}
    for plan in plans:
        groups.setdefault(plan.path.rpartition("/")[0], []).append(plan)
    return groups


class _Folder:
    """The plans of one folder."""

    def __init__(self) -> None:
        self.finder: Finder | None = None
        self.found = Found()
        self._given: tuple[object, ...] = ()
        self._paths: Container[str] = frozenset()
        self._results: Results | None = None
        self._traces: dict[str, PlanTrace] = {}

    def has_seen(
        self, plans: Sequence[PlanFacts], scopes: Sequence[Sequence[ClassFacts]], paths: Container[str]
    ) -> bool:
        """Whether these are the same objects as the last time; they are remembered."""
        before, self._given = self._given, (*plans, *scopes)
        same = len(before) == len(self._given) and all(a is b for a, b in zip(before, self._given, strict=True))
        same = same and paths == self._paths
        self._paths = paths
        if not same:
            self._results = None
        return same

    def traces(
        self, plans: Sequence[PlanFacts], scopes: Sequence[Sequence[ClassFacts]], results: Results
    ) -> dict[str, PlanTrace]:
        """What was found, told of the plans."""
        if self._results is not results:
            self._results = results
            self._traces = _traces(plans, distinct(scopes), self.found, results)
        return self._traces


def _fits(found: Found, plans: Sequence[PlanFacts], scopes: Sequence[Sequence[ClassFacts]]) -> bool:
    """Whether all places that ``found`` names exist. It comes from a file."""
    classes = distinct(scopes)

    def has_seam(plan: int, seam: int) -> bool:
        return 0 <= plan < len(plans) and 0 <= seam < len(plans[plan].plan.seams)

    def has_scenario(plan: int, seam: int, scenario: int) -> bool:
        return 0 <= scenario < max(1, len(plans[plan].plan.seams[seam].scenarios))

    return (
        all(has_seam(each.plan, each.seam) and 0 <= each.cls < len(classes) for each in found.classes)
        and all(
            has_seam(each.plan, each.seam)
            and has_scenario(each.plan, each.seam, each.scenario)
            and 0 <= each.cls < len(classes)
            and 0 <= each.test < len(classes[each.cls].tests)
            for each in found.tests
        )
        and all(0 <= plan < len(plans) and 0 <= cls < len(classes) for plan, cls in found.orphans)
    )


def _traces(
    plans: Sequence[PlanFacts], classes: Sequence[ClassFacts], found: Found, results: Results
) -> dict[str, PlanTrace]:
    links: dict[tuple[int, int], list[ClassLink]] = {}
    for match in found.classes:
        link = ClassLink(classes[match.cls], match.confidence, match.reason, match.digest)
        links.setdefault((match.plan, match.seam), []).append(link)
    tests: dict[tuple[int, int, int], list[Link]] = {}
    for each in found.tests:
        cls = classes[each.cls]
        test = cls.tests[each.test]
        one = Link(f"{cls.node_id}::{test.name}", cls.path, test, cls, each.confidence, each.reason)
        tests.setdefault((each.plan, each.seam, each.scenario), []).append(one)
    traces: dict[str, PlanTrace] = {}
    for number, plan in enumerate(plans):
        seams = []
        for place, seam in enumerate(plan.plan.seams):
            names = plan.names.get(seam.id)
            scenarios = tuple(
                _scenario_trace(
                    scenario,
                    names.tests[at] if names is not None and at < len(names.tests) else "",
                    tests.get((number, place, at), ()),
                    results,
                )
                for at, scenario in enumerate(seam.scenarios or (Scenario(seam.span, seam.line, seam.title),))
            )
            seams.append(_seam_trace(seam, tuple(links.get((number, place), ())), scenarios))
        orphans = tuple(classes[cls] for own, cls in found.orphans if own == number)
        traces[plan.path] = PlanTrace(
            plan.path, plan.plan, tuple(seams), orphans, {each.seam.id: each for each in seams}
        )
    return traces


def _seam_trace(seam: Seam, classes: tuple[ClassLink, ...], scenarios: tuple[ScenarioTrace, ...]) -> SeamTrace:
    stale = any(link.digest and link.digest != seam.digest for link in classes)
    return SeamTrace(seam, _state(seam.status, classes, scenarios), classes, scenarios, stale)


def _scenario_trace(scenario: Scenario, name: str, links: Sequence[Link], results: Results) -> ScenarioTrace:
    written = [link for link in links if not link.test.is_stub]
    state = ScenarioState.WRITTEN if written else ScenarioState.STUB if links else ScenarioState.MISSING
    # The worst of what is known: one test that failed makes a scenario fail.
    outcome = worst(results.of(link.path, link.cls.name, link.test.name) for link in written)
    return ScenarioTrace(scenario, name, state, tuple(links), outcome)


def _state(status: Status, classes: Sequence[ClassLink], scenarios: Sequence[ScenarioTrace]) -> SeamState:
    covered = sum(each.state is ScenarioState.WRITTEN for each in scenarios)
    if covered == len(scenarios):
        return SeamState.IMPLEMENTED
    if covered or any(each.links for each in scenarios) or classes:
        return SeamState.PARTIAL
    return SeamState.DEFERRED if status in (Status.DEFERRED, Status.ELIMINATED) else SeamState.MISSING


_NO_RESULTS = Results()
