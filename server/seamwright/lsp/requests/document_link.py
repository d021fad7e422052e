"""``textDocument/documentLink``: the files that a plan names, where they exist. Other documents get no links."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.projects import Project
from seamwright.lsp.world import World
from seamwright.text.span import Span

_PATH = re.compile(
    r"(?<![\w./\\:-])(?:\.{1,2}/)*(?:[\w.-]+/)*[\w.-]+\.(?:pyi|py|md|toml|ya?ml|json|ini|cfg|txt)(?![\w/])"
)
_TARGET = re.compile(r"\]\([^)\n]*\)")
_MOST = 500
"""Places of one document that are looked at."""


def handle(world: World, params: t.DocumentLinkParams) -> list[t.DocumentLink] | None:
    """One link per place that names a file of the project."""
    place = plan_at(world, params.text_document.uri)
    if place is None or place.project is None or not place.reading.plan.seams or not place.project.is_open:
        return None
    return list(_links(world, place, place.project)) or None


def _links(world: World, place: Place, project: Project) -> Iterator[t.DocumentLink]:
    try:
        folder = posixpath.dirname(project.relative(place.document.path or ""))
    except ValueError:
        return
    text = place.document.text
    known: dict[str, str | None] = {}
    # The editor itself makes links of what Markdown writes as one.
    taken = [Span(*match.span()) for match in _TARGET.finditer(text)]
    for number, match in enumerate(_PATH.finditer(text)):
        if number >= _MOST:
            return
        if any(span.start <= match.start() < span.end for span in taken):
            continue
        world.check()
        written = match.group()
        if written not in known:
            known[written] = _existing(project, folder, written)
        found = known[written]
        if found is not None:
            range_ = to_range(place.document.index, Span(*match.span()), world.encoding)
            yield t.DocumentLink(range=range_, target=project.uri(found), tooltip=found)


def _existing(project: Project, folder: str, written: str) -> str | None:
    """The file that is meant: beside the plan, below a folder above it, or below the root; never outside."""
    above = [folder]
    while above[-1]:
        above.append(posixpath.dirname(above[-1]))
    for base in above:
        path = posixpath.normpath(posixpath.join(base, written))
        if not path.startswith("../") and project.has_file(path):
            return path
    return None
