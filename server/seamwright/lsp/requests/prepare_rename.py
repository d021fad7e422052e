"""``textDocument/prepareRename``: whether the fixture at a place can be renamed, and which text is its name."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.plan_fixtures import located
from seamwright.lsp.plan_renames import placeholder, subject_at
from seamwright.lsp.renaming import why_not
from seamwright.lsp.world import World


def handle(world: World, params: t.PrepareRenameParams) -> t.PrepareRenamePlaceholder | None:
    """The range of the name.

    Raises:
        Refusal: there is a fixture, but not one that can be renamed.
    """
    with located(world, params.text_document.uri, params.position, world.settings.rename_fixtures) as found:
        if found is None:
            subject = subject_at(world, params.text_document.uri, params.position)
            return placeholder(world, subject) if subject is not None else None
        if found[1].definition is None:
            return None
        view, target, definition = *found, found[1].definition
        reason = why_not(view, definition)
        if reason is not None:
            raise Refusal(Code.REQUEST_FAILED, reason)
        return t.PrepareRenamePlaceholder(
            range=to_range(view.document.index, target.mention.span, world.encoding), placeholder=definition.name
        )
