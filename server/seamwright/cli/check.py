"""``seamwright check``: examines integration tests and their plans."""

from __future__ import annotations

from collections.abc import Iterable

import click

from seamwright.cli.output import error_line, print_json, print_lines


@click.command("check")
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--select", "select", metavar="CODES", multiple=True, help="Only these rules: codes, beginnings of codes, or names."
)
@click.option("--ignore", "ignore", metavar="CODES", multiple=True, help="Not these rules.")
@click.option("--fix", is_flag=True, help="Make the changes that are safe.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing.")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "sarif", "github"]), default="text", show_default=True
)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), help="Processes that share the work.")
@click.option(
    "--write-baseline",
    "write_baseline",
    is_flag=True,
    help="Take what is found now as known, and report only what comes.",
)
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    diff: bool,
    format_: str,
    jobs: int | None,
    write_baseline: bool,
) -> int:
    """Examine integration tests and their plans by the rules (see 'seamwright rules').

    A file is always examined, in a folder only the integration tests: what pytest would collect below folders called
    'integration' or with a plan in them, or below those that the configuration names. Plans are documents that list
    seams and are called so or stand among tests.

    The exit status is 1 when there are errors or warnings. What a plan only waits for fails nothing.
    """
    from seamwright.cli import checking, findings

    results = checking.run(
        paths or (".",),
        select=_codes(select),
        ignore=_codes(ignore),
        jobs=jobs,
        quiet=format_ != "text",
        known=not write_baseline,
    )
    if write_baseline:
        print_lines(*checking.write_baseline(results))
        return 0
    if diff:
        findings.print_diffs(checking.fixes(results))
        _say(results.unfixed)
        return results.status
    if fix:
        results = checking.apply_fixes(results)
        _say(results.unfixed)
    if format_ == "json":
        print_json(findings.as_json(results))
    elif format_ == "sarif":
        print_json(findings.as_sarif(results))
    elif format_ == "github":
        print_lines(*findings.as_github(results))
    else:
        print_lines(*findings.as_text(results))
    return results.status


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        error_line(line)


def _codes(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())
