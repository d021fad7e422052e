"""``textDocument/rename``: gives a fixture another name everywhere in the open folders, strings included."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.renaming import renamed, why_not, why_not_to
from seamwright.lsp.targets import target_at
from seamwright.lsp.world import World


def handle(world: World, params: t.RenameParams) -> t.WorkspaceEdit | None:
    """One edit of all files.

    Raises:
        Refusal: the fixture cannot be renamed, or not to this name.
    """
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        target = target_at(view, view.offset(params.position)) if view is not None else None
        if view is None or target is None or target.definition is None:
            return None
        reason = why_not(view, target.definition) or why_not_to(view, target.definition, params.new_name)
        if reason is not None:
            raise Refusal(Code.REQUEST_FAILED, reason)
        return renamed(view, target.definition, params.new_name)
