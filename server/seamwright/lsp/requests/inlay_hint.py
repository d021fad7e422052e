"""``textDocument/inlayHint``: type and scope of the fixtures in signatures. Off unless the settings say otherwise.

In a plan: the names that tests will get, and what their last run said.
"""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types as t

from seamwright.fixtures.mentions import Role, mentions
from seamwright.fixtures.model import Scope
from seamwright.fixtures.types import value_type
from seamwright.lsp.convert import to_range, to_span
from seamwright.lsp.documents import is_python
from seamwright.lsp.fixtures import View
from seamwright.lsp.plan_hints import plan_hints
from seamwright.lsp.targets import meaning
from seamwright.lsp.world import World
from seamwright.text.span import Span


def handle(world: World, params: t.InlayHintParams) -> list[t.InlayHint] | None:
    """Hints behind the parameters in the range."""
    document = world.document(params.text_document.uri)
    if document is not None and not is_python(document):
        return plan_hints(world, params) or None
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        if view is None or not (view.settings.hint_types or view.settings.hint_scopes):
            return None
        return list(_hints(view, to_span(view.document.index, params.range, world.encoding))) or None


def _hints(view: View, shown: Span) -> Iterator[t.InlayHint]:
    for mention in mentions(view.module):
        if mention.role is not Role.PARAMETER or not shown.start <= mention.span.end <= shown.end:
            continue
        definition = meaning(view, view.path, mention).definition
        if definition is None or mention.owner is None:
            continue
        position = to_range(view.document.index, mention.span, view.world.encoding).end
        annotated = any(each.name == mention.name and each.annotation for each in mention.owner.requested)
        type_ = value_type(definition)
        if view.settings.hint_types and type_ and not annotated:
            yield t.InlayHint(position=position, label=f": {type_}", kind=t.InlayHintKind.Type)
        if view.settings.hint_scopes and definition.scope is not None and definition.scope > Scope.FUNCTION:
            yield t.InlayHint(position=position, label=definition.scope.word, padding_left=True)
