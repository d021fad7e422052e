"""Which part of a plan the user points at. Pointing at nothing in particular offers nothing."""

from __future__ import annotations

from collections.abc import Sequence

from seamwright.actions.model import Context, Heading
from seamwright.plan.model import Priority, Seam


def seam_at(context: Context) -> Seam | None:
    """The seam whose opening line the cursor is on, or that holds all of a selection."""
    selection = context.selection
    for seam in context.plan.seams:
        if selection.start == selection.end:
            if seam.heading.start <= selection.start <= seam.heading.end or _indent(
                context.text, seam, selection.start
            ):
                return seam
        elif seam.span.start <= selection.start and selection.end <= _line_end(context.text, seam.span.end):
            return seam
    return None


def priorities_at(context: Context) -> tuple[Priority, ...]:
    """The priorities that the place is about: a seam's own, those below a group heading, all of them at the title."""
    seam = seam_at(context)
    if seam is not None:
        return (seam.priority,) if seam.priority is not None else ()
    return _priorities(seams_below_heading(context))


def is_on_title(context: Context) -> bool:
    """The cursor is on the document's first heading."""
    return bool(context.headings) and heading_at(context) == context.headings[0] and seam_at(context) is None


def seams_below_heading(context: Context) -> Sequence[Seam]:
    """The seams below the heading that the cursor is on: all of the plan's for its title."""
    heading = heading_at(context)
    if heading is None:
        return ()
    if heading == context.headings[0]:
        return context.plan.seams
    after = (each for each in context.headings if each.span.start > heading.span.start and each.level <= heading.level)
    end = next((each.span.start for each in after), len(context.text) + 1)
    return [seam for seam in context.plan.seams if heading.span.start <= seam.span.start < end]


def heading_at(context: Context) -> Heading | None:
    """The heading that the cursor is on."""
    if context.selection.start != context.selection.end:
        return None
    cursor = context.selection.start
    return next((each for each in context.headings if each.span.start <= cursor <= each.span.end), None)


def _priorities(seams: Sequence[Seam]) -> tuple[Priority, ...]:
    return tuple(priority for priority in Priority if any(seam.priority is priority for seam in seams))


def _indent(text: str, seam: Seam, cursor: int) -> bool:
    """The cursor is in the white space before the opening, which is part of the line for whoever reads it."""
    return cursor < seam.heading.start and not text[cursor : seam.heading.start].strip(" \t") and cursor >= 0


def _line_end(text: str, offset: int) -> int:
    """A selection of whole lines ends after the line end, at the start of the next line."""
    return offset + (2 if text.startswith("\r\n", offset) else 1 if offset < len(text) else 0)
