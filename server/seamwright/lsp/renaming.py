"""The edit that gives a fixture another name, and the reasons against it."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from lsprotocol import types as t

from seamwright.fixtures import bindings
from seamwright.fixtures.mentions import Mention, Role
from seamwright.fixtures.model import FixtureDef, Function
from seamwright.fixtures.summary import Place
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.fixtures import View
from seamwright.lsp.plan_fixtures import plan_uses
from seamwright.lsp.users import uses_by_file
from seamwright.text.span import Span

_ALL = re.compile(r"^__all__\s*(?::[^=\n]*)?\+?=\s*[\[(](?P<names>[^\])]*)[\])]", re.MULTILINE)

Start = tuple[int, int]


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
    edits: dict[str, dict[Start, t.Range]] = {}
    # In files that have the new name already, it may be in the way: those are read.
    for path, places, found in uses_by_file(view, definition, exact=True, fresh=name):
        view.world.check()
        _require_own(view, path)
        edits[path] = _ranges_of_places(places, definition.name) if places else _ranges(view, path, found, name)
        if found:
            _add(view, path, _exports(view, path, definition.name), edits[path])
    for use in plan_uses(view, definition):
        if use.labelled:
            _add(view, use.path, [use.span], edits.setdefault(use.path, {}))
    own = definition.alias.span if definition.alias is not None else definition.name_span
    _add(view, definition.path, [own], edits.setdefault(definition.path, {}))
    return _edit(view, {path: [found[start] for start in sorted(found)] for path, found in edits.items()}, name)


def _require_own(view: View, path: str) -> None:
    if not view.is_own(path):
        raise Refusal(Code.REQUEST_FAILED, f"{view.relative(path)} uses it and is outside of the open folders")


def _ranges_of_places(places: Iterable[Place], name: str) -> dict[Start, t.Range]:
    """The places in a file, and the variables that they fill."""
    found: dict[Start, t.Range] = {}
    for place in places:
        starts = zip(place.uses[::2], place.uses[1::2], strict=True)
        for line, column in [(place.line, place.column), *starts]:
            found[line, column] = t.Range(t.Position(line, column), t.Position(line, column + len(name)))
    return found


def _ranges(view: View, path: str, mentions: Iterable[Mention], name: str) -> dict[Start, t.Range]:
    found: dict[Start, t.Range] = {}
    for mention in mentions:
        _add(view, path, _spans(view, path, mention, name), found)
    return found


def _add(view: View, path: str, spans: Iterable[Span], found: dict[Start, t.Range]) -> None:
    for span in spans:
        range_ = view.range(path, span)
        if range_ is not None:
            found[range_.start.line, range_.start.character] = range_


def _spans(view: View, path: str, mention: Mention, name: str) -> Iterator[Span]:
    if mention.role is Role.FUNCTION:
        return
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


def _edit(view: View, ranges: dict[str, list[t.Range]], name: str) -> t.WorkspaceEdit:
    changes: dict[str, list[t.TextEdit]] = {}
    versions: dict[str, int | None] = {}
    for path, found in sorted(ranges.items()):
        uri = view.uri(path)
        document = view.project.document(path)
        versions[uri] = document.version if document is not None else None
        changes[uri] = [t.TextEdit(range=each, new_text=name) for each in found]
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
