"""``seamwright plan``: shows the seams and scenarios of plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import click

from seamwright.cli.output import counted, one_line, print_json, print_lines, style
from seamwright.cli.reading import PlanFile, no_plan, open_plan
from seamwright.generate.model import SeamNames
from seamwright.generate.names import plan_names
from seamwright.plan import Problem, Scenario, Seam, Status

_COLOURS = {"P0": "red", "P1": "yellow", "P2": "green", "P3": "blue"}


@click.command("plan")
@click.argument("plans", metavar="PLAN...", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(plans: tuple[str, ...], format_: str) -> int:
    """Show the seams and scenarios of plans, with the names that their tests have or will have.

    The exit status is 1 when a plan has problems.
    """
    files = [open_plan(name) for name in plans]
    if format_ == "json":
        print_json({"plans": [_as_json(file) for file in files]})
    else:
        for index, file in enumerate(files):
            print_lines(*([""] if index else []), *_as_text(file))
    return 1 if any(file.plan.problems for file in files) else 0


def _as_json(file: PlanFile) -> dict[str, Any]:
    names = plan_names(file.plan)
    return {
        "path": file.path,
        "title": file.plan.title,
        "seams": [_seam_as_json(seam, names[seam.id]) for seam in file.plan.seams],
        "problems": [
            {"line": problem.line, "code": problem.code, "message": problem.message} for problem in file.plan.problems
        ],
    }


def _seam_as_json(seam: Seam, names: SeamNames) -> dict[str, Any]:
    return {
        "id": seam.id,
        "number": seam.number,
        "title": seam.title,
        "line": seam.line,
        "end_line": seam.end_line,
        "priority": seam.priority.value if seam.priority else None,
        "priority_text": seam.priority_text,
        "status": seam.status.value,
        "components": list(seam.components),
        "critical_paths": list(seam.critical_paths),
        "business_impact": seam.business_impact,
        "scenarios": [
            _scenario_as_json(scenario, name) for scenario, name in zip(seam.scenarios, names.tests, strict=False)
        ],
        "infrastructure": list(seam.infrastructure),
        "fixtures": list(seam.fixtures),
        "test_file": seam.test_file,
        "class_name": names.class_name,
    }


def _scenario_as_json(scenario: Scenario, name: str) -> dict[str, Any]:
    return {
        "line": scenario.line,
        "title": scenario.title,
        "test_name": name,
        "code": scenario.stub.source if scenario.stub else None,
    }


def _as_text(file: PlanFile) -> Iterator[str]:
    path, plan = one_line(file.path), file.plan
    if not plan.seams:
        yield no_plan(file)
    else:
        yield f"{style(path, bold=True)}: {one_line(plan.title or 'untitled plan')}"
        yield f"  {_summary(plan.seams)}"
        names = plan_names(plan)
        number_width = max(len(seam.number or "-") for seam in plan.seams)
        for seam in plan.seams:
            yield ""
            yield from _seam_as_text(seam, names[seam.id], number_width)
    yield from _problems_as_text(path, plan.problems)


def _summary(seams: tuple[Seam, ...]) -> str:
    priorities = Counter(seam.priority.value if seam.priority else "no priority" for seam in seams)
    levels = ", ".join(f"{count} {level}" for level, count in sorted(priorities.items()))
    return (
        f"{counted(len(seams), 'seam')} ({levels}), {counted(sum(len(seam.scenarios) for seam in seams), 'scenario')}"
    )


def _seam_as_text(seam: Seam, names: SeamNames, number_width: int) -> Iterator[str]:
    level = seam.priority.value if seam.priority else "--"
    status = "" if seam.status is Status.PLANNED else f" [{seam.status.value}]"
    number = one_line(seam.number or "-").rjust(number_width)
    margin = " " * (6 + number_width + 2)
    yield (
        f"  {style(level, fg=_COLOURS.get(level), bold=True)}  {number}  {style(one_line(seam.title), bold=True)}"
        f"{status}{style(f'  line {seam.line}', dim=True)}"
    )
    if seam.components:
        yield f"{margin}{one_line(' → '.join(seam.components))}"
    yield f"{margin}{style(names.class_name, fg='cyan')}"
    for scenario, name in zip(seam.scenarios, names.tests, strict=False):
        yield f"{margin}  {name}{style(f'  line {scenario.line}', dim=True)}"


def _problems_as_text(path: str, problems: tuple[Problem, ...]) -> Iterator[str]:
    if problems:
        yield ""
    for problem in problems:
        yield f"{path}:{problem.line}: {problem.code} {one_line(problem.message)}"
