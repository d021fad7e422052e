"""``textDocument/codeLens``: over each fixture its uses, over each seam and test class how far the seam is implemented.

What a lens says is worked out when it comes into view.
"""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.trace_lenses import class_lenses, plan_lenses
from seamwright.lsp.world import World


def handle(world: World, params: t.CodeLensParams) -> list[t.CodeLens] | None:
    """The lenses of a plan or a module, without their titles."""
    uri = params.text_document.uri
    document = world.document(uri)
    if document is None:
        return None
    if document.language != "python":
        return plan_lenses(world, uri) or None
    return [*class_lenses(world, uri), *_fixture_lenses(world, uri)] or None


def _fixture_lenses(world: World, uri: str) -> list[t.CodeLens]:
    """One lens per fixture, without its number."""
    with world.shared.fixtures.at(world, uri) as view:
        if view is None or not view.settings.code_lens:
            return []
        return [
            t.CodeLens(
                range=to_range(view.document.index, each.name_span, world.encoding),
                data={"uri": view.document.uri, "function": each.function or each.name, "start": each.name_span.start},
            )
            for each in view.module.fixtures
            if each.path == view.path
        ]
