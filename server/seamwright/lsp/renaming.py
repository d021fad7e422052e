"""The edit that gives a fixture another name, and the reasons against it."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from lsprotocol import types as t

from seamwright.fixtures import bindings
from seamwright.fixtures.mentions import Role
from seamwright.fixtures.model import FixtureDef, Function
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.fixtures import View
from seamwright.lsp.plan_fixtures import plan_uses
from seamwright.lsp.users import Use, uses_of
from seamwright.text.span import Span

_ALL = re.compile(r"^__all__\s*(?::[^=\n]*)?\+?=\s*[\[(](?P<names>[^\])]*)[\])]", re.MULTILINE)


def why_not(view: View, definition: FixtureDef) -> str | None:
    """Why ``definition`` cannot be renamed at all; ``None`` if it can."""
    if definition.origin == "builtin":
        return f"{definition.name} is a fixture of pytest"
    if not view.is_own(definition.path):
        plugin = f" of the plugin {definition.plugin}" if definition.plugin else ""
        return f"{definition.name} is a fixture{plugin} outside of the open folders"
    return None


def why_not_to(view: View, definition: FixtureDef, name: str) -> str | None:
    """Why ``name`` cannot be the new name."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"{name[:80]!r} is no name for a parameter"
    if name == "request":
        return "request is the name of pytest's own fixture"
    if name == definition.name:
        return None
    existing = view.resolver.visible(definition.path, definition.class_path).names.get(name)
    if existing:
        return f"there is a fixture {name} already, in {view.place(existing[0])}"
    return None


def renamed(view: View, definition: FixtureDef, name: str) -> t.WorkspaceEdit:
    """The edit.

    Raises:
        Refusal: some mention cannot be replaced in place, or would then mean something else.
    """
    spans: dict[str, set[Span]] = {}
    for use in [*uses_of(view, definition)]:
        view.world.check()
        for span in _spans(view, use, definition.name, name):
            spans.setdefault(use.path, set()).add(span)
    for path in list(spans):
        for span in _exports(view, path, definition.name):
            spans[path].add(span)
    for found in plan_uses(view, definition):
        if found.labelled:
            spans.setdefault(found.path, set()).add(found.span)
    own = definition.alias.span if definition.alias is not None else definition.name_span
    spans.setdefault(definition.path, set()).add(own)
    return _edit(view, spans, name)


def _spans(view: View, use: Use, renamed_from: str, name: str) -> Iterator[Span]:
    path, mention = use
    if mention.role is Role.FUNCTION or mention.name != renamed_from:
        return
    if not view.is_own(path):
        raise Refusal(Code.REQUEST_FAILED, f"{view.relative(path)} uses it and is outside of the open folders")
    if not mention.exact:
        raise Refusal(Code.REQUEST_FAILED, f"{view.relative(path)} names it by a string that is written in pieces")
    yield mention.span
    if mention.role is Role.PARAMETER and isinstance(mention.owner, (FixtureDef, Function)):
        text = view.project.text(path) or ""
        if any(each.name == name for each in mention.owner.parameters):
            raise Refusal(
                Code.REQUEST_FAILED, f"{mention.owner.name} in {view.relative(path)} has a parameter {name} already"
            )
        yield from bindings.uses(text, mention.owner.span, mention.name)


def _exports(view: View, path: str, name: str) -> Iterator[Span]:
    """The name in ``__all__``."""
    text = view.project.text(path) or ""
    for match in _ALL.finditer(text):
        for found in re.finditer(rf"""(?<=["']){re.escape(name)}(?=["'])""", match["names"]):
            yield Span(found.start(), found.end()).shifted(match.start("names"))


def _edit(view: View, spans: dict[str, set[Span]], name: str) -> t.WorkspaceEdit:
    changes: dict[str, list[t.TextEdit]] = {}
    versions: dict[str, int | None] = {}
    for path, found in sorted(spans.items()):
        uri = view.uri(path)
        document = view.project.document(path)
        versions[uri] = document.version if document is not None else None
        ranges = [view.range(path, span) for span in sorted(found)]
        changes[uri] = [t.TextEdit(range=each, new_text=name) for each in ranges if each is not None]
    if not view.world.client.document_changes:
        return t.WorkspaceEdit(changes=changes)
    return t.WorkspaceEdit(
        document_changes=[
            t.TextDocumentEdit(
                text_document=t.OptionalVersionedTextDocumentIdentifier(uri=uri, version=versions[uri]),
                edits=list(edits),
            )
            for uri, edits in changes.items()
        ]
    )
