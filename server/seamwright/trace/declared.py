"""What a class says itself about the plan: ``Plan: <path>#<seam>`` stands for it, ``Not from plan: …`` does not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container

from seamwright.generate.model import Reference
from seamwright.generate.reference import find_references
from seamwright.text.span import Span


def pins(docstring: str) -> tuple[Reference, ...]:
    """All ``Plan: <path>#<seam id> [<digest>]`` lines, in order; the digest may be missing."""
    return find_references(docstring)


def denials(docstring: str) -> tuple[Reference, ...]:
    """All ``Not from plan: <path>[#<seam id>]`` lines; without a seam the whole plan is meant."""
    return tuple(Reference(match["path"], match["seam"] or "", "") for match in _DENIAL.finditer(docstring))


def means(reference: Reference, plan: str, test: str, plans: Container[str] = ()) -> bool:
    """Whether ``reference``, written in the file at ``test``, means the plan at ``plan`` (both relative to the root).

    It may count from the root, as generation writes it, or from the folder of the test, as people do; the root wins
    where there are plans at both places.
    """
    path = reference.path.replace("\\", "/")
    if path == plan:
        return True
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(test), path))
    return beside == plan and path not in plans


def digest_span(text: str, docstring: Span, reference: Reference) -> Span | None:
    """Where the docstring at ``docstring`` writes the digest of ``reference``."""
    found = None
    mark = rf"#{re.escape(reference.seam)}[ \t]*\[(?P<digest>{re.escape(reference.digest)})\]"
    for match in re.finditer(mark, docstring.of(text)):
        found = Span(docstring.start + match.start("digest"), docstring.start + match.end("digest"))
    return found


_DENIAL = re.compile(
    r"^[ \t]*Not from plan:[ \t]*(?P<path>[^\n#]*[^\s#])(?:#(?P<seam>[^\s#\[\]]+))?[ \t]*$", re.MULTILINE
)
