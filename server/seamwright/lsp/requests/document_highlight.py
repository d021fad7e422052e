"""``textDocument/documentHighlight``: the other mentions of the same fixture in this document, and its value's uses."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures import bindings
from seamwright.fixtures.mentions import Role, mentions
from seamwright.fixtures.model import FixtureDef, Function
from seamwright.lsp.convert import to_range
from seamwright.lsp.fixtures import View
from seamwright.lsp.targets import Target, target_at
from seamwright.lsp.users import is_use
from seamwright.lsp.world import World
from seamwright.text.span import Span

_WRITES = (Role.DEFINITION, Role.FUNCTION, Role.ALIAS)


def handle(world: World, params: t.DocumentHighlightParams) -> list[t.DocumentHighlight] | None:
    """Definitions count as written, everything else as read."""
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        target = (
            target_at(view, view.offset(params.position)) if view is not None and world.settings.find_uses else None
        )
        if view is None or target is None or target.definition is None:
            return None
        spans = _spans(view, target, target.definition)
        return [
            t.DocumentHighlight(
                range=to_range(view.document.index, span, world.encoding),
                kind=t.DocumentHighlightKind.Write if writes else t.DocumentHighlightKind.Read,
            )
            for span, writes in sorted(spans.items())
        ]


def _spans(view: View, target: Target, definition: FixtureDef) -> dict[Span, bool]:
    spans: dict[Span, bool] = {}
    for mention in mentions(view.module, names=frozenset({target.mention.name})):
        view.world.check()
        if not is_use(view, view.path, mention, definition):
            continue
        spans[mention.span] = mention.role in _WRITES
        if mention.role is Role.PARAMETER and isinstance(mention.owner, (FixtureDef, Function)):
            for each in bindings.uses(view.document.text, mention.owner.span, mention.name):
                spans[each] = False
    return spans
