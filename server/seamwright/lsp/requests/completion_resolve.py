"""``completionItem/resolve``: documentation of the item that the user looks at, and the parameter that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lsprotocol import types as t

from seamwright.fixtures.model import FixtureDef
from seamwright.lsp.convert import to_range
from seamwright.lsp.documents import is_python
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
    with view_for(world, asked) as view:
        if view is not None:
            chain = view.resolver.visible(asked.path, asked.class_path, asked.inside).names.get(item.label)
            if chain:
                kind = t.MarkupKind.Markdown if world.client.documents_in_markdown else t.MarkupKind.PlainText
                item.documentation = t.MarkupContent(kind=kind, value=describe(view, chain))
            definition = chain[0] if chain else None
            item.additional_text_edits = _added(view, asked, item, definition) or item.additional_text_edits
    return item


@contextmanager
def view_for(world: World, asked: Asked) -> Iterator[View | None]:
    """The document where the item was asked for: Python, or a plan."""
    document = world.document(asked.uri)
    if document is None or is_python(document):
        with world.shared.fixtures.at(world, asked.uri) as view:
            yield view
        return
    with world.shared.fixtures.everything(world) as base:
        yield View(base, document, asked.path)


def _added(view: View, asked: Asked, item: t.CompletionItem, definition: FixtureDef | None) -> list[t.TextEdit] | None:
    """The edits that add the parameter, where the item stands in a body, and import its type."""
    name, imports = item.label, list[t.TextEdit]()
    if view.settings.typed_parameters and definition is not None:
        from seamwright.lsp.typed import annotation, edits_for, options_of

        found = annotation(view, definition)
        is_typed = found is not None and item.insert_text == f"{item.label}: {found.text}"
        if found is not None and (asked.addition is not None or is_typed):
            edits = edits_for(view, found, asked.addition[0] if asked.addition else 0, options_of(view))
            if edits is not None:
                name, imports = f"{item.label}: {found.text}", edits
    if asked.addition is None:
        return imports or None
    offset, before, after = asked.addition
    range_ = to_range(view.document.index, Span(offset, offset), view.world.encoding)
    return [*imports, t.TextEdit(range=range_, new_text=f"{before}{name}{after}")]
