"""``textDocument/prepareRename``: whether the fixture at a place can be renamed, and which text is its name."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.renaming import why_not
from seamwright.lsp.targets import target_at
from seamwright.lsp.world import World


def handle(world: World, params: t.PrepareRenameParams) -> t.PrepareRenamePlaceholder | None:
    """The range of the name.

    Raises:
        Refusal: there is a fixture, but not one that can be renamed.
    """
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        target = target_at(view, view.offset(params.position)) if view is not None else None
        if view is None or target is None or target.definition is None:
            return None
        reason = why_not(view, target.definition)
        if reason is not None:
            raise Refusal(Code.REQUEST_FAILED, reason)
        return t.PrepareRenamePlaceholder(
            range=to_range(view.document.index, target.mention.span, world.encoding), placeholder=target.definition.name
        )
