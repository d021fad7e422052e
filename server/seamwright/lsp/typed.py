"""Completed parameters with their types, and the imports that these need. A setting, off at first."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from lsprotocol import types as t

from seamwright.actions.python.annotation import Annotation, annotation_for
from seamwright.actions.python.imports import import_edits
from seamwright.fixtures.model import FixtureDef
from seamwright.generate.model import Options
from seamwright.lsp.convert import to_range
from seamwright.lsp.errors import Refusal
from seamwright.lsp.fixtures import View
from seamwright.text.span import Span

_ANNOTATED = re.compile(r"\w*[ \t]*[:=]")


def annotation(view: View, definition: FixtureDef) -> Annotation | None:
    """How the document says the type of ``definition``, where the user wants that and it is certain."""
    if not view.settings.typed_parameters:
        return None
    module = view.resolver.world.get(view.path)
    if module is None:
        return None
    key = (
        definition.key,
        definition.return_type,
        view.path,
        view.project.version(definition.path) if definition.path != view.path else None,
        frozenset(module.namespace.names),
        view.module.imports,
    )
    known = view.session.annotations
    if key not in known:
        if len(known) > 4096:
            known.clear()
        known[key] = annotation_for(view.resolver, definition, view.path)
    return known[key]


def is_annotated(text: str, word: Span) -> bool:
    """Whether a type or default stands behind the parameter that is being typed."""
    return _ANNOTATED.match(text, word.end) is not None


def typed_item(view: View, item: str, name: str, definition: FixtureDef, before: int, options: Options | None) -> str:
    """``item`` with the type behind its name; with ``options``, also with the edits that import it."""
    found = annotation(view, definition)
    if found is None:
        return item
    added = ""
    if found.imports and options is not None:
        edits = edits_for(view, found, before, options)
        if edits is None:
            return item
        added = f',"additionalTextEdits":{json.dumps([_written(each) for each in edits])}'
    return f'{item[:-1]},"insertText":{json.dumps(f"{name}: {found.text}")}{added}}}'


def edits_for(view: View, found: Annotation, before: int, options: Options) -> list[t.TextEdit] | None:
    """The edits that import what ``found`` needs."""
    edits = import_edits(view.document.text, found.imports, options, before) if found.imports else []
    if edits is None:
        return None
    index, encoding = view.document.index, view.world.encoding
    return [t.TextEdit(range=to_range(index, each.span, encoding), new_text=each.new) for each in edits]


def import_edits_of(view: View, statements: Sequence[str], before: int) -> str | None:
    """The edits in JSON that make ``statements`` hold, all above ``before``; ``None`` where that is not certain."""
    edits = import_edits(view.document.text, statements, options_of(view), before) if before else None
    if not edits:
        return None
    index, encoding = view.document.index, view.world.encoding
    made = [t.TextEdit(range=to_range(index, each.span, encoding), new_text=each.new) for each in edits]
    return json.dumps([_written(each) for each in made])


def options_of(view: View) -> Options:
    """How the document is to be written."""
    path = view.document.path or view.path
    project = view.world.shared.projects.around(view.world, path)
    try:
        return project.options(project.relative(path))
    except (Refusal, ValueError):
        return Options()


def _written(edit: t.TextEdit) -> dict[str, object]:
    start, end = edit.range.start, edit.range.end
    return {
        "range": {
            "start": {"line": start.line, "character": start.character},
            "end": {"line": end.line, "character": end.character},
        },
        "newText": edit.new_text,
    }
