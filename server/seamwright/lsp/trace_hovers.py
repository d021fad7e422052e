"""What a hover says about the relation between plan and tests, in Markdown that reads well as plain text too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.contract import Symbol
from seamwright.lsp.components import Found
from seamwright.lsp.trace_links import Linked
from seamwright.trace import ScenarioState, ScenarioTrace, SeamTrace

_MOST = 12
"""Methods or scenarios that are listed."""
_SIGNS = {ScenarioState.WRITTEN: "✔", ScenarioState.STUB: "…", ScenarioState.MISSING: "✘"}


def describe_link(linked: Linked, markdown: bool) -> str:
    """The text for what is under the cursor, in Markdown or for clients that show text as it is."""
    text = _described(linked)
    return text if markdown else _ESCAPE.sub(r"\1", text).replace("**", "")


def _described(linked: Linked) -> str:
    if linked.component is not None:
        return _component(linked.component)
    if linked.seam is None:
        return ""
    if linked.test is not None:
        return "\n\n".join(_scenario_text(each) for each in linked.scenarios) + _source(linked)
    if linked.cls is not None:
        return "\n".join(_seam_text(linked.seam)) + _source(linked)
    if linked.scenarios:
        return "\n".join(_scenario_state(linked.scenarios[0]))
    return "\n".join(_seam_state(linked.seam))


def _seam_state(seam: SeamTrace) -> Iterator[str]:
    total = len(seam.scenarios)
    level = f" · {seam.seam.priority.value}" if seam.seam.priority else ""
    yield f"**{seam.state.value}** · {seam.covered} of {total} scenarios have a test{level}"
    if seam.is_stale:
        yield "\nThe plan has changed since the class was generated."
    for link in seam.classes:
        yield f"\n`{link.cls.node_id}`: {link.reason}{_confidence(link.confidence)}"
    if seam.seam.scenarios:
        yield ""
        for scenario in seam.scenarios[:_MOST]:
            yield f"- {_SIGNS[scenario.state]} {said(scenario.scenario.title)}{_outcome(scenario)}"
        if total > _MOST:
            yield f"- and {total - _MOST} more"


def _scenario_state(scenario: ScenarioTrace) -> Iterator[str]:
    words = {
        ScenarioState.WRITTEN: "has a test",
        ScenarioState.STUB: "has a stub that nobody has written yet",
        ScenarioState.MISSING: "has no test",
    }
    yield f"**{words[scenario.state]}**{_outcome(scenario)}"
    for link in scenario.links:
        yield f"\n`{link.node_id}`: {link.reason}{_confidence(link.confidence)}"
    if not scenario.links and scenario.name:
        yield f"\nIt would be called `{scenario.name}`."


def _seam_text(seam: SeamTrace) -> Iterator[str]:
    plan = seam.seam
    level = f" · {plan.priority.value}" if plan.priority else ""
    yield f"**{said(plan.title)}**{level} · {seam.covered}/{len(seam.scenarios)} scenarios"
    if plan.components:
        yield f"\n{said(' → '.join(plan.components))}"
    for path in plan.critical_paths[:_MOST]:
        yield f"\nCritical path: {said(path)}"
    if plan.business_impact:
        yield f"\nBusiness impact: {said(plan.business_impact)}"
    if plan.scenarios:
        yield ""
        for scenario in seam.scenarios[:_MOST]:
            yield f"- {_SIGNS[scenario.state]} {said(scenario.scenario.title)}"
    if seam.is_stale:
        yield "\nThe plan has changed since this class was generated."


def _scenario_text(scenario: ScenarioTrace) -> str:
    plan = scenario.scenario
    lines = [f"**{said(plan.title)}**{_outcome(scenario)}"]
    lines += [f"- {said(each)}" for each in (*plan.details, *plan.expected)[:_MOST]]
    return "\n\n".join([lines[0], "\n".join(lines[1:])]) if len(lines) > 1 else lines[0]


def _source(linked: Linked) -> str:
    return f"\n\n{linked.plan.path}, line {linked.seam.seam.line}" if linked.plan and linked.seam else ""


def _component(component: Found) -> str:
    match = component.match
    symbol = match.member or match.symbol
    lines = [_signature(symbol)]
    if match.member is None:
        lines += [f"    {_signature(each)}" for each in symbol.methods[:_MOST]]
        if len(symbol.methods) > _MOST:
            lines.append(f"    # and {len(symbol.methods) - _MOST} more")
    return "```python\n" + "\n".join(lines) + f"\n```\n\nContract of `{match.contract.module}`"


def _signature(symbol: Symbol) -> str:
    if symbol.kind == "class":
        bases = f"({', '.join(symbol.bases)})" if symbol.bases else ""
        return f"class {symbol.name}{bases}:"
    if symbol.kind == "function":
        return f"{'async ' * symbol.is_async}def {symbol.name}{symbol.signature or '()'}"
    return f"{symbol.name}: {symbol.signature}" if symbol.signature else symbol.name


def said(text: str) -> str:
    """What a plan says, as text: nothing in it becomes a link, an image or a heading of the hover."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _outcome(scenario: ScenarioTrace) -> str:
    return f" · {scenario.outcome.value} in the last run" if scenario.outcome is not None else ""


def _confidence(value: float) -> str:
    return "" if value == 1.0 else f" ({value:.2f})"


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]<>#|!])")
