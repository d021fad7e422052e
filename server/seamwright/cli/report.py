"""Shows people what ``generate`` did: a progress bar while it works, a table at the end, or a unified diff."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from seamwright.cli.jobs import Results
from seamwright.cli.output import counted, error_line, is_terminal, one_line, print_lines, style
from seamwright.generate.model import FileChange, Skipped

_PAST = {"create": "created", "update": "updated", "unchanged": "unchanged"}
_FUTURE = {"create": "would create", "update": "would update", "unchanged": "unchanged"}
_COLOURS = {"create": "green", "update": "yellow"}


@contextmanager
def progress(total: int, *, quiet: bool = False, title: str = "Writing tests") -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error over ``total`` things, where standard error is a terminal and not ``quiet``."""
    if quiet or total < 2 or not is_terminal(sys.stderr):
        yield lambda count: None
        return
    # Half of what rich would take to import is more than the whole command takes in a pipe.
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda count: bar.update(task, advance=count)


def print_summary(results: Results, left_out: Sequence[Skipped], *, written: bool) -> None:
    """A table with a row for each file, what was left out and why, and a line with the totals."""
    words = _PAST if written else _FUTURE
    rows = [_row(change, words) for change in results.changes]
    if rows:
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for change, row in zip(results.changes, rows, strict=True):
            action, path, classes, tests = row
            cells = (style(action.ljust(widths[0]), fg=_COLOURS.get(change.action)), path.ljust(widths[1]))
            print_lines("  ".join((*cells, classes.ljust(widths[2]), tests)).rstrip())
    for each in left_out:
        print_lines(style(f"left out: {one_line(each.seam)}: {one_line(each.reason)}", dim=True))
    if results.missing:
        names = ", ".join(map(one_line, results.missing))
        print_lines(style(f"no such fixture yet: {names} (--fixtures stub makes them)", dim=True))
    for each in results.failed:
        error_line(f"{each.seam}: {each.reason}")
    print_lines(_totals(results, words))


def print_diffs(results: Results) -> None:
    """What would change, as a unified diff that ``patch -p1`` takes."""
    for change in results.changes:
        print_lines(*_diff(change))
    for each in results.failed:
        error_line(f"{each.seam}: {each.reason}")


def _row(change: FileChange, words: dict[str, str]) -> tuple[str, str, str, str]:
    tests = counted(len(change.tests), "test") if change.tests else ""
    return words[change.action], one_line(change.path), ", ".join(change.classes), tests


def _totals(results: Results, words: dict[str, str]) -> str:
    parts = []
    for action, word in words.items():
        count = sum(change.action == action for change in results.changes)
        if count:
            parts.append(f"{word} {counted(count, 'file')}")
    tests = sum(len(change.tests) for change in results.changes)
    if tests:
        parts.append(f"{counted(tests, 'test')} to write")
    if results.failed:
        parts.append(f"{counted(len(results.failed), 'seam')} failed")
    return ", ".join(parts) or "nothing to do: no seam of the plan is meant"


def _diff(change: FileChange) -> Iterator[str]:
    # A pipe gets every byte as it is, so that the diff can be applied; a terminal gets nothing that could steer it.
    shown = one_line if is_terminal(sys.stdout) else str
    old = "/dev/null" if change.before is None else f"a/{change.path}"
    before, after = _lines(change.before or ""), _lines(change.after)
    for line in difflib.unified_diff(before, after, old, f"b/{change.path}"):
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        yield style(shown(line.removesuffix("\n")), fg=colour)
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _lines(text: str) -> list[str]:
    """The lines of ``text`` with their line feeds, which is how ``diff`` and ``patch`` count them."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
