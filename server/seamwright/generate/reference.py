"""The line by which a test class says which seam of which plan it stands for."""

from __future__ import annotations

import re

from seamwright.generate.model import Reference


def find_references(docstring: str) -> tuple[Reference, ...]:
    """All ``Plan: <path>#<seam id> [<digest>]`` lines, in order; the digest may be missing (then it is empty)."""
    return tuple(Reference(match["path"], match["seam"], match["digest"] or "") for match in _LINE.finditer(docstring))


def find_reference(docstring: str | None) -> Reference | None:
    """The last one of :func:`find_references`.

    It is ours: what stands above it says what the plan says, which may look the same.
    """
    found = find_references(docstring or "")
    return found[-1] if found else None


def format_reference(reference: Reference) -> str:
    """The line that :func:`find_references` reads."""
    return f"Plan: {reference.path}#{reference.seam} [{reference.digest}]"


_LINE = re.compile(
    r"^[ \t]*Plan:[ \t]*(?P<path>[^\n]*[^\s#])#(?P<seam>[^\s#\[\]]+)[ \t]*(?:\[(?P<digest>\w*)\])?[ \t]*$", re.MULTILINE
)
