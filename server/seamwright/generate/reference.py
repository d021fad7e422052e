"""The line by which a test class says which seam of which plan it stands for."""

from __future__ import annotations

import re

from seamwright.generate.model import Reference


def find_reference(docstring: str | None) -> Reference | None:
    """The first ``Plan: <path>#<seam id> [<digest>]`` of a docstring; the digest may be missing (then it is empty)."""
    match = _LINE.search(docstring) if docstring else None
    return Reference(match["path"], match["seam"], match["digest"] or "") if match else None


def format_reference(reference: Reference) -> str:
    """The line that :func:`find_reference` reads."""
    return f"Plan: {reference.path}#{reference.seam} [{reference.digest}]"


_LINE = re.compile(
    r"^[ \t]*Plan:[ \t]*(?P<path>[^\n]*[^\s#])#(?P<seam>[^\s#\[\]]+)[ \t]*(?:\[(?P<digest>\w*)\])?[ \t]*$", re.MULTILINE
)
