"""What lets a status fail: a floor of percentages, and a ratchet that only goes up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from seamwright.cli.errors import CommandError
from seamwright.trace import PlanTrace
from seamwright.trace.totals import overall
from seamwright.workspace.disk import Unreadable, read_text


def parse_floor(text: str) -> dict[str, float]:
    """``P0=100,P1=80`` as percentages by priority.

    Raises:
        CommandError: it is written differently.
    """
    found = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*([Pp][0-3])\s*=\s*(\d+(?:\.\d+)?)\s*%?\s*", part)
        if match is None or float(match[2]) > 100:
            raise CommandError(f"--fail-under: {part.strip()!r} is not PRIORITY=PERCENT, as in P0=100,P1=80")
        found[match[1].upper()] = float(match[2])
    return found


def check_floor(traces: Sequence[PlanTrace], floor: Mapping[str, float]) -> Iterator[str]:
    """A line for each priority that is covered less than ``floor`` says. One that no plan has cannot fail."""
    found = overall(traces)
    for level, least in sorted(floor.items()):
        counts = found.get(level)
        if counts is not None and counts.percent < least:
            yield (
                f"{level}: {counts.covered} of {counts.scenarios} scenarios are covered "
                f"({_percent(counts.percent)}), {_percent(least)} are asked for"
            )


def check_ratchet(traces: Sequence[PlanTrace], file: Path) -> Iterator[str]:
    """A line for each plan and priority that is covered less than ``file`` says; ``file`` is raised where it is more.

    Raises:
        CommandError: the file cannot be read or written.
    """
    now = {
        trace.path: {level: round(counts.percent, 2) for level, counts in overall([trace]).items()} for trace in traces
    }
    before = _read(file)
    broken = []
    for path, levels in before.items():
        for level, least in levels.items():
            covered = now.get(path, {}).get(level)
            if covered is not None and covered < least:
                broken.append(f"{path}: {level}: {_percent(covered)} are covered, it was {_percent(least)} before")
    yield from broken
    kept = {path: {**levels, **now.get(path, {})} for path, levels in before.items()}
    raised = dict(sorted({**now, **kept}.items()))
    if not broken and raised != before:
        try:
            file.write_text(json.dumps(raised, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"cannot be written: {error.strerror}", str(file)) from None


def _read(file: Path) -> dict[str, dict[str, float]]:
    try:
        decoded = read_text(file)
        found = json.loads(decoded.text) if decoded is not None else {}
        return {
            str(path): {str(level): float(least) for level, least in levels.items()} for path, levels in found.items()
        }
    except Unreadable as error:
        raise CommandError(str(error), str(file)) from None
    except (ValueError, AttributeError, TypeError):
        raise CommandError("this is no ratchet file: it maps plans to percentages by priority", str(file)) from None


def _percent(value: float) -> str:
    return f"{value:g} %" if value == int(value) else f"{value:.1f} %"
