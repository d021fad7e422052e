"""The line by which a test class says which seam of which plan it stands for."""

from __future__ import annotations

import re

from seamwright.generate.model import Reference


def find_reference(docstring: str | None) -> Reference | None:
    """The last ``Plan: <path>#<seam id> [<digest>]`` of a docstring; the digest may be missing (then it is empty).

    The last one is ours: what stands above it says what the plan says, which may look the same.
    """
    match = None
    for match in _LINE.finditer(docstring or ""):  # noqa: B007 - only the last one counts
        pass
    return Reference(match["path"], match["seam"], match["digest"] or "") if match else None


def format_reference(reference: Reference) -> str:
    """The line that :func:`find_reference` reads."""
    return f"Plan: {reference.path}#{reference.seam} [{reference.digest}]"


_LINE = re.compile(
    r"^[ \t]*Plan:[ \t]*(?P<path>[^\n]*[^\s#])#(?P<seam>[^\s#\[\]]+)[ \t]*(?:\[(?P<digest>\w*)\])?[ \t]*$", re.MULTILINE
)
