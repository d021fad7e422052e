"""How seams and scenarios are called in lists."""

from __future__ import annotations

from seamwright.plan.model import Scenario, Seam, Status


def seam_label(seam: Seam) -> str:
    """``3. Cache assembly``."""
    return _named(f"{seam.number}. {seam.title}" if seam.number else seam.title)


def seam_detail(seam: Seam) -> str:
    """``P0 · deferred``: what a reader of a list wants to know besides the title."""
    parts = [seam.priority.value] if seam.priority is not None else []
    if seam.status is not Status.PLANNED:
        parts.append(seam.status.value)
    return " · ".join(parts)


def scenario_label(scenario: Scenario) -> str:
    """The scenario's title."""
    return _named(scenario.title or scenario.test_name or "")


def _named(text: str) -> str:
    """``text`` on one line; never empty, which VS Code refuses the whole outline for."""
    return " ".join(text.split()) or "(untitled)"
