"""``textDocument/codeLens``: over each fixture, how often it is used. Counted when the lens comes into view."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.world import World


def handle(world: World, params: t.CodeLensParams) -> list[t.CodeLens] | None:
    """One lens per fixture, without its number."""
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        if view is None or not view.settings.code_lens:
            return None
        return [
            t.CodeLens(
                range=to_range(view.document.index, each.name_span, world.encoding),
                data={"uri": view.document.uri, "function": each.function or each.name, "start": each.name_span.start},
            )
            for each in view.module.fixtures
            if each.path == view.path
        ] or None
