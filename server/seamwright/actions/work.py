"""What all actions do once they are chosen: find the seams again, and have them generated."""

from __future__ import annotations

from collections.abc import Sequence

from seamwright.actions.model import Arguments, Context, Edits, Unavailable
from seamwright.plan.model import Priority, Seam


def find_seam(context: Context, arguments: Arguments) -> Seam:
    """The seam that ``arguments`` name, if it still says what it said.

    Raises:
        Unavailable: it is gone, or its text has changed.
    """
    seam = next((each for each in context.plan.seams if each.id == arguments.get("seam")), None)
    if seam is None:
        raise Unavailable("the seam is not in the plan any more")
    if seam.digest != arguments.get("digest"):
        raise Unavailable("the seam has changed since the action was offered: ask again")
    return seam


def find_priority(arguments: Arguments) -> Priority:
    """The priority that ``arguments`` name.

    Raises:
        Unavailable: there is no such priority.
    """
    try:
        return Priority(arguments.get("priority"))
    except ValueError:
        raise Unavailable("there is no such priority") from None


def generate(context: Context, seams: Sequence[Seam], *, into: str | None = None) -> Edits:
    """The changes that implement what is missing of ``seams``.

    Raises:
        Unavailable: nothing can be done for any of them.
    """
    # Loaded when somebody generates: it takes longer than everything that an offer needs.
    from seamwright.generate.implement import implement

    project = context.project
    contracts, options = project.contracts(context.path), project.full_options(context.path)
    with project.fixtures() as fixtures:
        changes, skipped = implement(
            context.plan, context.path, seams, project, contracts, options, into=into, fixtures=fixtures
        )
    changes = [change for change in changes if change.action != "unchanged"]
    if not changes:
        raise Unavailable(skipped[0].reason if skipped else "everything is implemented already")
    return Edits(changes, skipped)


def arguments_for(seam: Seam, **more: str) -> Arguments:
    """What :func:`find_seam` needs to find ``seam`` again."""
    return {"seam": seam.id, "digest": seam.digest, **more}
