"""``seamwright status``: how far plans are implemented, per plan and priority."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from seamwright.cli.errors import CommandError
from seamwright.cli.gates import check_floor, check_ratchet, parse_floor
from seamwright.cli.output import print_document, print_json, print_lines
from seamwright.cli.status_formats import as_json, as_markdown, as_text
from seamwright.trace import PlanTrace
from seamwright.trace.results import Results
from seamwright.workspace.config import ConfigError
from seamwright.workspace.files import Workspace
from seamwright.workspace.paths import OutsideRoot
from seamwright.workspace.roots import find_root
from seamwright.workspace.run_results import cached_results, given_results
from seamwright.workspace.trace_cache import trace_cache
from seamwright.workspace.tracing import Tracing

FORMATS = ("text", "json", "markdown", "html")


@click.command("status")
@click.argument("plans", metavar="[PLAN...]", nargs=-1)
@click.option("--results", metavar="FILE", help="JUnit XML of a run; without it, what pytest left in its cache.")
@click.option("--fail-under", metavar="P0=100,P1=80", help="Exit with 1 below these percentages of covered scenarios.")
@click.option("--ratchet", metavar="FILE", help="Exit with 1 when less is covered than FILE says; else update FILE.")
@click.option("--all", "everything", is_flag=True, help="Show every scenario, not only the open ones.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--link", metavar="PATTERN", help="Where links of the page lead, with {path}, {line} and {root}.")
def command(
    plans: tuple[str, ...],
    results: str | None,
    fail_under: str | None,
    ratchet: str | None,
    everything: bool,
    format_: str,
    link: str | None,
) -> int:
    """Show which seams and scenarios of the plans have tests, which are stubs only, and which are stale.

    Without a PLAN, all plans below the working directory's root are shown. Nothing is run. HTML is one page for a
    browser, whose links to files work where it stands in the root.
    """
    floor = parse_floor(fail_under) if fail_under else {}
    if link is not None and format_ != "html":
        raise CommandError("only --format html has links", "--link")
    workspace = Workspace(find_root(Path(plans[0]) if plans else Path.cwd()))
    traces = _traces(workspace, plans, _results(workspace, results))
    broken = [*check_floor(traces, floor), *(check_ratchet(traces, Path(ratchet)) if ratchet else ())]
    if format_ == "json":
        print_json(as_json(traces))
    elif format_ == "html":
        print_document(_page(traces, workspace, link))
    elif format_ == "markdown":
        print_lines(*as_markdown(traces))
    else:
        print_lines(*as_text(traces, everything=everything))
    for line in broken:
        click.echo(f"seamwright: {line}", err=True)
    return 1 if broken else 0


def _traces(workspace: Workspace, plans: Sequence[str], results: Results) -> list[PlanTrace]:
    try:
        wanted = [workspace.relative(Path(name).resolve()) for name in plans]
        with trace_cache(workspace.root) as cache:
            found = Tracing(workspace, cache=cache).traces(results, plans=wanted)
    except (ConfigError, OutsideRoot) as error:
        raise CommandError(str(error)) from None
    for name, path in zip(plans, wanted, strict=True):
        if path not in found:
            missing = not (workspace.root / path).is_file()
            raise CommandError(
                "no such file" if missing else "no seams found, so this is no integration-test plan", name
            )
    return [found[path] for path in (dict.fromkeys(wanted) if wanted else sorted(found))]


def _page(traces: Sequence[PlanTrace], workspace: Workspace, pattern: str | None) -> str:
    from seamwright.page import Links, UnusablePattern, status_page
    from seamwright.workspace.page_assets import page_assets

    try:
        links = Links(pattern, workspace.root.as_posix())
    except UnusablePattern as error:
        raise CommandError(str(error), "--link") from None
    return status_page(traces, page_assets(), workspace.root.name, links)


def _results(workspace: Workspace, name: str | None) -> Results:
    if name is None:
        return cached_results((workspace.root, Path.cwd()))
    try:
        return given_results(Path(name))
    except ValueError as error:
        raise CommandError(str(error), name) from None
