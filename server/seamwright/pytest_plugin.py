"""A pytest plugin that says after a run how far the plans are covered; on with ``-p seamwright.pytest_plugin`` only.

It notes each test's outcome where ``seamwright status`` and editors look for it, in pytest's cache, and prints what the
plans of the project still lack. It never makes a run fail: what goes wrong becomes one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from seamwright.trace import PlanTrace
    from seamwright.trace.totals import Totals

KEPT = "seamwright/outcomes"
"""Key in pytest's cache; see ``workspace/run_results.py``."""
_MOST_PLANS = 12
_MOST_OUTCOMES = 200_000
_RANK = {"passed": 0, "skipped": 1, "failed": 2}


def pytest_configure(config: pytest.Config) -> None:
    """Watch the run, except in a worker of xdist: the controller gets all reports."""
    if not hasattr(config, "workerinput") and not config.pluginmanager.has_plugin(_NAME):
        config.pluginmanager.register(PlanCoverage(config), _NAME)


class PlanCoverage:
    """The outcomes of one run."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._outcomes: dict[str, str] = {}
        self._trouble = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a test: the worst of its phases."""
        node, outcome = self._node(report), report.outcome
        before = self._outcomes.get(node)
        if outcome not in _RANK or (before is None and outcome == "passed" and report.when != "call"):
            return
        if before is None or _RANK[outcome] > _RANK[before]:
            self._outcomes[node] = outcome

    def _node(self, report: pytest.TestReport) -> str:
        """The test's own id; xdist adds the group of a test to it."""
        node = report.nodeid
        if "@" in node and self._config.getoption("dist", "no") == "loadgroup":
            own, _, group = node.rpartition("@")
            return node if "]" in group or "/" in group else own
        return node

    def pytest_sessionfinish(self) -> None:
        """Keep what is known of tests that did not run this time, and write what is new."""
        cache = getattr(self._config, "cache", None)
        if cache is None or not self._outcomes or self._config.getoption("collectonly", False):
            return
        try:
            known = cache.get(KEPT, {})
            tests = known.get("tests") if isinstance(known, dict) else None
            merged = {str(node): value for node, value in (tests if isinstance(tests, dict) else {}).items()}
            for node in self._outcomes:
                # The last one written is the last one to be forgotten.
                merged.pop(node, None)
            merged |= self._outcomes
            kept = dict(list(merged.items())[-_MOST_OUTCOMES:])
            cache.set(KEPT, {"tests": kept})
        except Exception as error:
            self._trouble = f"outcomes were not kept: {_line(error)}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what is covered; nothing where there is no plan."""
        lines: list[str] = []
        try:
            if not self._config.getoption("collectonly", False):
                lines = list(self._lines())
        except Exception as error:
            self._trouble = f"plan coverage is not known: {_line(error)}"
        if lines:
            terminalreporter.section("plan coverage")
            for line in lines:
                terminalreporter.write_line(line)
        if self._trouble:
            terminalreporter.write_line(f"seamwright: {self._trouble}", yellow=True)

    def _lines(self) -> Iterator[str]:
        traces = _traces(self._config.rootpath, self._outcomes)
        if not traces:
            return
        from seamwright.trace.totals import overall, totals

        rows = [(path, sum_of(totals(trace.seams))) for path, trace in sorted(traces.items())]
        rows = [(path, counts) for path, counts in rows if counts.scenarios]
        width = max((len(path) for path, _ in rows[:_MOST_PLANS]), default=0)
        for path, counts in rows[:_MOST_PLANS]:
            yield f"{path:<{width}}  {_told(counts)}"
        if len(rows) > _MOST_PLANS:
            yield f"... and {len(rows) - _MOST_PLANS} more plans: seamwright status"
        if len(rows) > 1:
            levels = overall(traces.values())
            urgent = ", ".join(f"{level} {counts.percent:.0f}%" for level, counts in levels.items() if counts.scenarios)
            yield f"{'all':<{width}}  {_told(sum_of(levels))} ({urgent})"


def sum_of(levels: Mapping[str, Totals]) -> Totals:
    """Counts over all priorities."""
    from seamwright.trace.totals import Totals

    total = Totals()
    for counts in levels.values():
        total += counts
    return total


def _told(counts: Totals) -> str:
    more = [
        f"{number} {what}"
        for number, what in (
            (counts.stubs, "only stubs"),
            (counts.stale, "stale"),
            (counts.missing, "seams without tests"),
        )
        if number
    ]
    return f"{counts.covered}/{counts.scenarios} scenarios" + (f", {', '.join(more)}" if more else "")


def _traces(root: Path, outcomes: Mapping[str, str]) -> dict[str, PlanTrace]:
    """The plans below the project's root; nothing is loaded for a project without any."""
    import json

    from seamwright.trace.results import read_outcomes
    from seamwright.workspace.files import Workspace
    from seamwright.workspace.roots import find_root
    from seamwright.workspace.trace_cache import trace_cache
    from seamwright.workspace.tracing import Tracing

    workspace = Workspace(find_root(root))
    if not Tracing(workspace).possible_plans:
        return {}
    with trace_cache(workspace.root) as cache:
        return Tracing(workspace, cache=cache).traces(read_outcomes(json.dumps({"tests": dict(outcomes)})))


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


_NAME = "seamwright-plan-coverage"
