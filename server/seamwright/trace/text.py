"""A plan's seams and scenarios as words, to be compared with tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seamwright.plan.model import Scenario, Seam
from seamwright.trace.model import PlanFacts
from seamwright.trace.words import weighed


@dataclass(frozen=True, eq=False)
class ScenarioText:
    """One scenario."""

    scenario: Scenario
    name: str
    """The test that generation would write."""
    title: Mapping[str, float]
    words: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class SeamText:
    """One seam with its scenarios; one without scenarios is its own."""

    plan: PlanFacts
    seam: Seam
    title: Mapping[str, float]
    words: Mapping[str, float]
    scenarios: tuple[ScenarioText, ...]

    @property
    def has_scenarios(self) -> bool:
        """The plan lists scenarios for it."""
        return bool(self.seam.scenarios)

    @property
    def target(self) -> str | None:
        """The file that generation would write."""
        return self.plan.targets.get(self.seam.id)


def seam_text(plan: PlanFacts, seam: Seam) -> SeamText:
    """What ``seam`` of ``plan`` says, as words."""
    names = plan.names.get(seam.id)
    tests = names.tests if names is not None else ()
    scenarios = seam.scenarios or (Scenario(seam.span, seam.line, seam.title),)
    parts = [(seam.title, 1.0), (seam.class_name or "", 1.0)]
    parts += [(each, 0.7) for each in seam.components]
    parts += [(each, 0.6) for each in seam.critical_paths]
    parts += [(seam.business_impact or "", 0.3), (seam.scope or "", 0.5)]
    parts += [(each.title, 0.4) for each in seam.scenarios]
    return SeamText(
        plan,
        seam,
        weighed([(seam.title, 1.0), (seam.class_name or "", 0.9)]),
        weighed(parts),
        tuple(
            _scenario_text(scenario, tests[number] if number < len(tests) else "")
            for number, scenario in enumerate(scenarios)
        ),
    )


def _scenario_text(scenario: Scenario, name: str) -> ScenarioText:
    parts = [(scenario.title, 1.0), (scenario.test_name or "", 1.0)]
    parts += [(each, 0.4) for each in (*scenario.details, *scenario.expected)]
    parts += [(step.text, 0.4) for step in scenario.steps]
    return ScenarioText(scenario, name, weighed([(scenario.title, 1.0)]), weighed(parts))
