"""``workspace/symbol``: find a seam, a scenario or a fixture by its words, in any file below the open folders."""

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
    seams = [_symbol(uri, entry) for _, uri, entry in found[:_MOST]]
    return [*seams, *_fixtures(world, words, _MOST - len(seams))] or None


def _fixtures(world: World, words: list[str], most: int) -> list[t.SymbolInformation]:
    """Fixtures by name; none for an empty query, which would read every test file."""
    if not words:
        return []
    symbols: list[t.SymbolInformation] = []
    with world.shared.fixtures.everything(world) as base:
        for path, names in base.suites.definitions(base):
            if not any(all(word in name.casefold() for word in words) for name in names):
                continue
            for each in base.resolver.definitions(path):
                location = base.location(path, each.name_span)
                if location is not None and all(word in each.name.casefold() for word in words):
                    container = ".".join(each.class_path) or None
                    kind = t.SymbolKind.Function
                    symbols.append(t.SymbolInformation(location, name=each.name, kind=kind, container_name=container))
            if len(symbols) >= most:
                break
    return symbols[:most]


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
