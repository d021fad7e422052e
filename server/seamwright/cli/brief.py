"""``seamwright brief``: hands a plan over to people or coding agents who implement it at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from seamwright.cli.errors import CommandError
from seamwright.cli.output import print_json, print_lines
from seamwright.cli.reading import PlanFile, no_plan, open_plan
from seamwright.cli.selection import select


@click.command("brief")
@click.argument("plan")
@click.option(
    "--seam", "seams", metavar="N", multiple=True, help="Only this seam: its number, id or title. Repeatable."
)
@click.option("--priority", "priorities", metavar="P0[,P1...]", multiple=True, help="Only seams of these priorities.")
@click.option("--all", "everything", is_flag=True, help="Deferred, eliminated and implemented seams too.")
@click.option("--agents", metavar="N", type=click.IntRange(1, 99), default=1, help="How many work at the same time.")
@click.option("--out", metavar="DIR", help="Write one file per package and an overview there.")
@click.option("--format", "format_", type=click.Choice(["markdown", "json"]), default="markdown", show_default=True)
def command(
    plan: str,
    seams: tuple[str, ...],
    priorities: tuple[str, ...],
    everything: bool,
    agents: int,
    out: str | None,
    format_: str,
) -> int:
    """Make a work package for each seam: what the plan says, the contract, the fixtures, the template, how to check.

    Packages are divided among --agents so that no two of them touch one file.
    """
    file = open_plan(plan)
    if not file.plan.seams:
        raise CommandError(no_plan(file).partition(": ")[2], plan)
    chosen, _ = select(file.plan, named=seams, priorities=priorities, everything=everything)
    brief = _brief(file, [seam.id for seam in chosen], agents)
    if out is not None:
        _write(Path(out), {"00-overview.md": brief.overview, **{each.file_name: each.text for each in brief.packages}})
    if format_ == "json":
        print_json(_as_json(file, brief))
    elif out is None:
        print_lines(*brief.overview.splitlines())
        for package in brief.packages:
            print_lines("", "---", "", *package.text.splitlines())
    else:
        print_lines(f"{out}: overview and {len(brief.packages)} packages")
    return 0


def _brief(file: PlanFile, wanted: Sequence[str], agents: int) -> Any:
    from seamwright.generate.templates import TemplateError
    from seamwright.trace.brief import make_brief
    from seamwright.workspace.briefing import surroundings
    from seamwright.workspace.config import ConfigError
    from seamwright.workspace.tracing import Tracing

    workspace = file.workspace
    try:
        tracing = Tracing(workspace)
        trace = tracing.traces(plans=[file.path])[file.path]
        facts = tracing.plan(file.path)
        text = workspace.document(file.path)
        if facts is None or text is None:
            raise CommandError("the plan has changed meanwhile", file.path)
        seams = [trace.by_id[seam] for seam in wanted]
        around = surroundings(workspace, facts, [each.seam for each in seams])
        options = workspace.options(file.path, trusted=True)
        return make_brief(facts, trace, text.text, seams, around, workspace.contracts(file.path), options, agents)
    except ConfigError as error:
        raise CommandError(str(error)) from None
    except TemplateError as error:
        raise CommandError(f"{workspace.config.template_dir}/{error}") from None


def _as_json(file: PlanFile, brief: Any) -> dict[str, Any]:
    return {
        "plan": file.path,
        "overview": brief.overview,
        "packages": [
            {
                "number": each.number,
                "agent": each.agent,
                "seam": each.seam.seam.id,
                "title": each.seam.seam.title,
                "priority": each.seam.seam.priority.value if each.seam.seam.priority else None,
                "target": each.target,
                "class_name": each.class_name,
                "scenarios": [
                    {"title": title, "test_name": name, "state": state} for title, name, state in each.scenarios
                ],
                "missing_fixtures": list(each.missing_fixtures),
                "text": each.text,
            }
            for each in brief.packages
        ],
    }


def _write(folder: Path, files: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise CommandError(f"cannot be written: {error.strerror}", str(folder)) from None
