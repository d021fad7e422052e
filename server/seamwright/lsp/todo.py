"""Where writing begins in a generated class."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.shown import text_behind
from seamwright.lsp.snippets import first_gap
from seamwright.lsp.world import World
from seamwright.suite import read_module
from seamwright.text.span import LineIndex, Span


def first_todo(world: World, uri: str, class_name: str) -> t.Range | None:
    """The first TODO (or unwritten body) of ``class_name`` in the file behind ``uri``, as the editor has it by now.

    A client may apply an edit to a buffer without telling us, or tell us later. Then the class is not to be found here
    yet; its file is shown from the top.
    """
    text = text_behind(world, uri)
    if text is None:
        return None
    module = read_module(text)
    found = module.find_classes(class_name)
    if not found:
        return t.Range(t.Position(0, 0), t.Position(0, 0))
    gap = first_gap(text, found[0].span.start)
    span = Span(*gap) if gap is not None and gap[0] < found[0].span.end else found[0].name_span
    return to_range(LineIndex(text), span, world.encoding)
