"""Opens a plan that the user names: its root, its configuration, its text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from seamwright.cli.errors import CommandError
from seamwright.cli.output import one_line
from seamwright.plan import Plan, Problem, parse
from seamwright.text.span import LineIndex
from seamwright.workspace.config import ConfigError
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.files import Workspace
from seamwright.workspace.paths import OutsideRoot
from seamwright.workspace.roots import find_root

NOT_UTF8 = "SW400"
"""Code of the problem that a plan's bytes are no UTF-8."""


@dataclass(frozen=True)
class PlanFile:
    """A plan and where it stands."""

    path: str
    """Relative to the root, with ``/``."""
    plan: Plan
    workspace: Workspace


def open_plan(name: str) -> PlanFile:
    """The plan in the file ``name`` (relative to the working directory).

    Raises:
        CommandError: it cannot be read, or its project's configuration cannot be used.
    """
    file = Path(name)
    try:
        decoded = read_text(file)
    except Unreadable as error:
        raise CommandError(str(error), name) from None
    if decoded is None:
        raise CommandError("no such file", name)
    workspace = Workspace(find_root(file))
    try:
        path = workspace.relative(file)
        plan = parse(decoded.text, workspace.config.vocabulary, name=file.name)
    except (ConfigError, OutsideRoot) as error:
        raise CommandError(str(error)) from None
    if decoded.broken_line is not None:
        plan = _with_problem(plan, decoded.text, decoded.broken_line)
    return PlanFile(path, plan, workspace)


def no_plan(file: PlanFile) -> str:
    """What is said about a document without seams."""
    return f"{one_line(file.path)}: no seams found, so this is no integration-test plan"


def _with_problem(plan: Plan, text: str, line: int) -> Plan:
    """Only where it is a plan: a document of another kind gets no remarks."""
    if not plan.seams:
        return plan
    span = LineIndex(text).span(line - 1, line - 1)
    problem = Problem(line, NOT_UTF8, "this line is not UTF-8; its broken bytes are read as U+FFFD", span)
    return replace(plan, problems=(problem, *plan.problems))
