"""The status of plans as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from seamwright.cli.output import one_line, style
from seamwright.trace import Outcome, PlanTrace, ScenarioState, ScenarioTrace, SeamState, SeamTrace
from seamwright.trace.totals import Totals, overall, totals

_SIGNS = {
    SeamState.IMPLEMENTED: ("✔", "green"),
    SeamState.PARTIAL: ("◐", "yellow"),
    SeamState.MISSING: ("✘", "red"),
    SeamState.DEFERRED: ("–", "blue"),
}
_SCENARIO_SIGNS = {
    ScenarioState.WRITTEN: ("✔", "green"),
    ScenarioState.STUB: ("…", "yellow"),
    ScenarioState.MISSING: ("✘", "red"),
}
_COLUMNS = ("seams", "implemented", "partial", "missing", "scenarios", "covered", "stubs", "stale")


def as_json(traces: Sequence[PlanTrace]) -> dict[str, Any]:
    """The document of ``status --format json``."""
    return {
        "plans": [
            {
                "path": trace.path,
                "title": trace.plan.title,
                "totals": {level: _totals_as_json(counts) for level, counts in totals(trace.seams).items()},
                "seams": [_seam_as_json(seam) for seam in trace.seams],
            }
            for trace in traces
        ]
    }


def as_text(traces: Sequence[PlanTrace], *, everything: bool = False) -> Iterator[str]:
    """For the terminal: a table and the open scenarios of each plan."""
    if not traces:
        yield "no plans found below this root"
        return
    for trace in traces:
        yield f"{style(one_line(trace.path), bold=True)}: {one_line(trace.plan.title or 'untitled plan')}"
        yield from _table(totals(trace.seams))
        yield ""
        for seam in trace.seams:
            yield from _seam_as_text(seam, everything)
        for cls in trace.orphans:
            yield f"  {style('?', fg='yellow')}  {cls.node_id} refers to a seam that the plan does not have"
        yield ""
    if len(traces) > 1:
        yield style("all plans", bold=True)
        yield from _table(overall(traces))


def as_markdown(traces: Sequence[PlanTrace]) -> Iterator[str]:
    """For a pull request: a table per plan."""
    yield "# Plan coverage"
    for trace in traces:
        yield ""
        yield f"## {_cell(trace.plan.title or trace.path)}"
        yield ""
        yield f"`{trace.path}`"
        yield ""
        yield "| priority | seams | implemented | partial | missing | scenarios | covered | stale |"
        yield "|---|--:|--:|--:|--:|--:|--:|--:|"
        for level, counts in totals(trace.seams).items():
            yield (
                f"| {level} | {counts.seams} | {counts.implemented} | {counts.partial} | {counts.missing} | "
                f"{counts.scenarios} | {counts.covered} ({counts.percent:.0f} %) | {counts.stale} |"
            )
        yield ""
        yield "| | seam | priority | scenarios | tests |"
        yield "|---|---|---|--:|---|"
        for seam in trace.seams:
            classes = ", ".join(f"`{_cell(link.cls.node_id)}`" for link in seam.classes)
            stale = " (stale)" if seam.is_stale else ""
            yield (
                f"| {_SIGNS[seam.state][0]} {seam.state.value}{stale} | {_cell(_title(seam))} | {_level(seam)} | "
                f"{seam.covered}/{len(seam.scenarios)} | {classes} |"
            )


def _totals_as_json(counts: Totals) -> dict[str, int]:
    return {name: getattr(counts, name) for name in (*_COLUMNS, "deferred")}


def _seam_as_json(seam: SeamTrace) -> dict[str, Any]:
    best = max(seam.classes, key=lambda link: link.confidence, default=None)
    return {
        "id": seam.seam.id,
        "number": seam.seam.number,
        "title": seam.seam.title,
        "line": seam.seam.line,
        "priority": seam.seam.priority.value if seam.seam.priority else None,
        "state": seam.state.value,
        "stale": seam.is_stale,
        "classes": [link.cls.node_id for link in seam.classes],
        "confidence": best.confidence if best else None,
        "reason": best.reason if best else None,
        "scenarios": [_scenario_as_json(each, seam) for each in seam.scenarios] if seam.seam.scenarios else [],
    }


def _scenario_as_json(scenario: ScenarioTrace, seam: SeamTrace) -> dict[str, Any]:
    best = max(scenario.links, key=lambda link: link.confidence, default=None)
    return {
        "title": scenario.scenario.title,
        "line": scenario.scenario.line,
        "state": scenario.state.value,
        "tests": [link.node_id for link in scenario.links],
        "confidence": best.confidence if best else None,
        "reason": best.reason if best else None,
        "outcome": scenario.outcome.value if scenario.outcome else None,
        "stale": seam.is_stale and bool(scenario.links),
    }


def _table(counts: dict[str, Totals]) -> Iterator[str]:
    rows = [["", *_COLUMNS, "%"]]
    for level, each in counts.items():
        rows.append([level, *(str(getattr(each, name)) for name in _COLUMNS), f"{each.percent:.0f}"])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield style("  " + "  ".join(cells), dim=number == 0)


def _seam_as_text(seam: SeamTrace, everything: bool) -> Iterator[str]:
    sign, colour = _SIGNS[seam.state]
    stale = style("  stale: the plan has changed", fg="yellow") if seam.is_stale else ""
    yield (
        f"  {style(sign, fg=colour)}  {_level(seam):4} {one_line(_title(seam))}  "
        f"{seam.covered}/{len(seam.scenarios)}{style(f'  line {seam.seam.line}', dim=True)}{stale}"
    )
    for link in seam.classes:
        said = "" if link.confidence == 1.0 else f"  {link.confidence:.2f}, {link.reason}"
        yield f"          {link.cls.node_id}{style(said, dim=True)}"
    if seam.state is SeamState.DEFERRED or not seam.seam.scenarios:
        return
    for scenario in seam.scenarios:
        if everything or scenario.state is not ScenarioState.WRITTEN or scenario.outcome is Outcome.FAILED:
            yield from _scenario_as_text(scenario)


def _scenario_as_text(scenario: ScenarioTrace) -> Iterator[str]:
    sign, colour = _SCENARIO_SIGNS[scenario.state]
    failed = style("  failed", fg="red") if scenario.outcome is Outcome.FAILED else ""
    stub = " (only a stub)" if scenario.state is ScenarioState.STUB else ""
    line = style(f"  line {scenario.scenario.line}", dim=True)
    yield f"        {style(sign, fg=colour)} {one_line(scenario.scenario.title)}{stub}{failed}{line}"


def _title(seam: SeamTrace) -> str:
    return f"{seam.seam.number}. {seam.seam.title}" if seam.seam.number else seam.seam.title


def _level(seam: SeamTrace) -> str:
    return seam.seam.priority.value if seam.seam.priority else "–"


def _cell(text: str) -> str:
    """``text`` inside a table of Markdown."""
    return one_line(text).replace("\\", "\\\\").replace("|", "\\|")
