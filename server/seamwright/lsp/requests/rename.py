"""``textDocument/rename``: gives a fixture another name everywhere in the open folders, strings included.

In a plan, also a scenario or a component; what tests say of it follows.
"""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.plan_fixtures import located
from seamwright.lsp.plan_renames import rename, subject_at
from seamwright.lsp.renaming import renamed, why_not, why_not_to
from seamwright.lsp.world import World


def handle(world: World, params: t.RenameParams) -> t.WorkspaceEdit | None:
    """One edit of all files.

    Raises:
        Refusal: it cannot be renamed, or not to this name.
    """
    with located(world, params.text_document.uri, params.position, world.settings.rename_fixtures) as found:
        if found is None:
            subject = subject_at(world, params.text_document.uri, params.position)
            return rename(world, subject, params.new_name) if subject is not None else None
        if found[1].definition is None:
            return None
        view = found[0]
        definition = found[1].definition
        reason = why_not(view, definition) or why_not_to(view, definition, params.new_name)
        if reason is not None:
            raise Refusal(Code.REQUEST_FAILED, reason)
        return renamed(view, definition, params.new_name)
