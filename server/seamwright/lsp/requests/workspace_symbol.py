"""``workspace/symbol``: find a seam or a scenario by its words, in any plan below the open folders."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.index import Entry
from seamwright.lsp.world import World

_MOST = 500


def handle(world: World, params: t.WorkspaceSymbolParams) -> list[t.SymbolInformation] | None:
    """What has every word of the query in its name, seams first; everything for an empty query."""
    if not world.folders:
        return None
    words = params.query.casefold().split()
    found = [
        (rank, plan.uri, entry)
        for plan in world.shared.index.plans(world)
        for entry in plan.entries
        if (rank := _rank(entry, words)) is not None
    ]
    found.sort(key=lambda each: each[0])
    return [_symbol(uri, entry) for _, uri, entry in found[:_MOST]] or None


def _rank(entry: Entry, words: list[str]) -> int | None:
    """0 for a seam, 1 for a scenario that has all ``words``; ``None`` for neither."""
    name = entry.name.casefold()
    if not all(word in name for word in words):
        return None
    return 0 if entry.container is None else 1


def _symbol(uri: str, entry: Entry) -> t.SymbolInformation:
    return t.SymbolInformation(
        name=entry.name,
        kind=t.SymbolKind.Class if entry.container is None else t.SymbolKind.Method,
        container_name=entry.container,
        location=t.Location(uri=uri, range=entry.range),
    )
