"""Decides which seams of a plan a command means."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from seamwright.cli.errors import CommandError
from seamwright.generate.model import Skipped
from seamwright.plan import Plan, Priority, Seam, Status


def select(
    plan: Plan, *, named: Sequence[str], priorities: Sequence[str], everything: bool
) -> tuple[list[Seam], list[Skipped]]:
    """The seams to work on in the plan's order, and those left out because of what the plan says about them.

    A seam is meant when it is ``named`` (by number, id or title), or has one of the ``priorities``, or when neither is
    given. Deferred, eliminated and implemented seams are only meant when they are named or ``everything`` is asked for.

    Raises:
        CommandError: a name or priority is unknown.
    """
    wanted = {seam.id for name in named for seam in _called(plan, name)}
    levels = _levels(priorities)
    chosen, left = [], []
    for seam in plan.seams:
        if seam.id in wanted:
            chosen.append(seam)
        elif everything or (seam.priority in levels if levels else not named):
            if everything or seam.status is Status.PLANNED:
                chosen.append(seam)
            else:
                left.append(Skipped(seam.id, f"the plan says that it is {seam.status.value}; --all includes it"))
    return chosen, left


def _called(plan: Plan, name: str) -> list[Seam]:
    for key in (_number, _id, _title):
        found = [seam for seam in plan.seams if key(seam) == name.strip().casefold()]
        if found:
            return found
    numbers = [seam.number or seam.id for seam in plan.seams]
    close = get_close_matches(name, [seam.id for seam in plan.seams], n=1)
    hint = (
        f"did you mean {close[0]!r}?" if close else f"there are {', '.join(numbers[:20])}{', …' * (len(numbers) > 20)}"
    )
    raise CommandError(f"the plan has no seam {name!r}; {hint}" if numbers else f"the plan has no seam {name!r}")


def _number(seam: Seam) -> str:
    return (seam.number or "").casefold()


def _id(seam: Seam) -> str:
    return seam.id.casefold()


def _title(seam: Seam) -> str:
    return seam.title.casefold()


def _levels(priorities: Sequence[str]) -> set[Priority]:
    words = [word.strip() for text in priorities for word in text.split(",") if word.strip()]
    levels = set()
    for word in words:
        try:
            levels.add(Priority(word.upper()))
        except ValueError:
            raise CommandError(
                f"--priority: {word!r} is none of {', '.join(level.value for level in Priority)}"
            ) from None
    return levels
