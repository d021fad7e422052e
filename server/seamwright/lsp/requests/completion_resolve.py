"""``completionItem/resolve``: documentation of the item that the user looks at, and the parameter that it needs."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.fixtures import View
from seamwright.lsp.offers import Asked
from seamwright.lsp.requests.hover import describe
from seamwright.lsp.world import World
from seamwright.text.span import Span


def handle(world: World, item: t.CompletionItem) -> t.CompletionItem:
    """The item with what was left out; as it is when nothing is known about it any more."""
    asked = world.shared.fixtures.offers.asked(item.data)
    if asked is None:
        return item
    with world.shared.fixtures.at(world, asked.uri) as view:
        if view is not None:
            chain = view.resolver.visible(asked.path, asked.class_path, asked.inside).names.get(item.label)
            if chain:
                kind = t.MarkupKind.Markdown if world.client.documents_in_markdown else t.MarkupKind.PlainText
                item.documentation = t.MarkupContent(kind=kind, value=describe(view, chain))
            item.additional_text_edits = added_parameter(view, asked, item.label) or item.additional_text_edits
    return item


def added_parameter(view: View, asked: Asked, name: str) -> list[t.TextEdit] | None:
    """The edit that adds the parameter ``name``, where the item stands in a body."""
    if asked.addition is None:
        return None
    offset, before, after = asked.addition
    range_ = to_range(view.document.index, Span(offset, offset), view.world.encoding)
    return [t.TextEdit(range=range_, new_text=f"{before}{name}{after}")]
