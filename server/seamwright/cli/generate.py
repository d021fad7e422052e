"""``seamwright generate``: writes the missing tests of a plan's seams."""

from __future__ import annotations

import click

from seamwright.cli.output import print_json, print_lines
from seamwright.cli.reading import no_plan, open_plan
from seamwright.cli.selection import select


@click.command("generate")
@click.argument("plan")
@click.option(
    "--seam", "seams", metavar="N", multiple=True, help="Only this seam: its number, id or title. Repeatable."
)
@click.option("--priority", "priorities", metavar="P0[,P1...]", multiple=True, help="Only seams of these priorities.")
@click.option("--all", "everything", is_flag=True, help="Deferred, eliminated and implemented seams too.")
@click.option("--out", metavar="DIR", help="Where new files go; by default where the plan or the configuration says.")
@click.option(
    "--fixtures",
    type=click.Choice(["use", "stub", "none"]),
    default="use",
    show_default=True,
    help="Ask for fixtures in reach; make those that are missing as well; or ask for none.",
)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), help="Files worked on at the same time.")
@click.option("--dry-run", is_flag=True, help="Write nothing, only say what would be written.")
@click.option("--diff", is_flag=True, help="Write nothing, show the changes as a unified diff.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    plan: str,
    seams: tuple[str, ...],
    priorities: tuple[str, ...],
    everything: bool,
    out: str | None,
    fixtures: str,
    jobs: int | None,
    dry_run: bool,
    diff: bool,
    format_: str,
) -> int:
    """Write the missing tests of a plan's seams, one file per seam.

    Without --seam, --priority or --all: every seam that the plan does not call deferred, eliminated or implemented.
    What exists is only added to, never changed, and a second run changes nothing. Tests ask for the fixtures in reach
    that the plan names, or that its components and infrastructure mean for certain.

    The exit status is 1 when a seam could not be generated.
    """
    # Imported here: reading a plan needs none of what writing tests takes.
    from seamwright.cli import report
    from seamwright.cli.jobs import generate

    file = open_plan(plan)
    chosen, left = select(file.plan, named=seams, priorities=priorities, everything=everything)
    write = not (dry_run or diff)
    progress = report.progress(len(chosen), quiet=format_ == "json")
    results = generate(file, chosen, out=out, jobs=jobs, write=write, progress=progress, fixtures=fixtures)
    if format_ == "json":
        print_json(results.as_json(left))
    elif diff:
        report.print_diffs(results)
    elif not file.plan.seams:
        print_lines(no_plan(file))
    else:
        report.print_summary(results, left, written=write)
    return 1 if results.failed else 0
