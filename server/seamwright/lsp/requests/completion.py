"""``textDocument/completion``: the fixtures that may be requested at a place, nearest first.

The list is always complete, so the client filters it while the user types on. Documentation is sent on
``completionItem/resolve``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lsprotocol import types as t

from seamwright.fixtures.lexing import Context, context_at, line_start
from seamwright.fixtures.model import FixtureDef, Function, Scope
from seamwright.fixtures.signature import Signature, class_argnames, insertion
from seamwright.fixtures.sites import Place, Site, site_in
from seamwright.lsp.documents import is_python
from seamwright.lsp.fixtures import View
from seamwright.lsp.offers import Asked, argname_item, completion_list, narrower, request_item
from seamwright.lsp.transport import Encoded
from seamwright.lsp.world import World

if TYPE_CHECKING:
    from seamwright.lsp.snippet_sites import SnippetSite

_Items = Mapping[str, tuple[FixtureDef, str]]
# Reading the whole module for its marks is worth it only where they are likely to say something.
_MARKED = re.compile(r"[ \t]*pytestmark\b.{0,400}?parametrize", re.DOTALL)


def handle(world: World, params: t.CompletionParams) -> Encoded | t.CompletionList | None:
    """The names that may be written at the position; nothing where none belongs."""
    document = world.document(params.text_document.uri)
    if document is None:
        return None
    if not is_python(document):
        from seamwright.lsp.plan_completion import complete

        return complete(world, params)
    offset = document.index.offset(params.position.line, params.position.character, world.encoding)
    context = context_at(document.text, offset)
    site = site_in(document.text, offset, context)
    settings, begin = world.settings, None
    if site is None or site.place is Place.BODY:
        if _was_triggered(params):
            return None
        around = site.function if site is not None else None
        begin = _snippet_site(document.text, offset, context, around) if settings.complete_snippets else None
    if site is not None and not (settings.complete_fixtures and (settings.complete_bodies or site.place != Place.BODY)):
        site = None
    if site is None and begin is None:
        return None
    with world.shared.fixtures.at(world, document.uri) as view:
        if view is None:
            return None
        items = _items(view, site) if site is not None else None
        if items and site and site.place is Place.BODY and not world.client.resolves_added_edits:
            items = [_with_edit(view, site, item) for item in items]
        snippets = view.session.snippets.items(view, begin) if begin is not None else []
        return Encoded(completion_list([*(items or ()), *snippets])) if items is not None or snippets else None


def _snippet_site(text: str, offset: int, context: Context, around: Signature | None) -> SnippetSite | None:
    # Loaded when somebody writes outside of signatures: a first completion there need not wait for it.
    from seamwright.lsp.snippet_sites import snippet_site_at

    return snippet_site_at(text, offset, context, around)


def _was_triggered(params: t.CompletionParams) -> bool:
    """By a character such as an opening bracket, which means a fixture only in a signature or a string."""
    context = params.context
    return context is not None and context.trigger_kind == t.CompletionTriggerKind.TriggerCharacter


def _items(view: View, site: Site) -> list[str] | None:
    function = site.function
    fixture = _fixture(view, function) if function is not None else None
    if function is not None and fixture is None and not _is_requested_by_pytest(view, site, function):
        return None
    inside = fixture.name if isinstance(fixture, FixtureDef) else (function.name if fixture and function else None)
    visible = view.resolver.visible(view.path, site.class_path, inside)
    asked = Asked(view.document.uri, view.path, site.class_path, inside, _addition(view, site))
    number = view.offers.number(asked)
    items = view.offers.items(number, visible.names, view.rank, view.place, view.world.client.shows_label_details)
    scope = _scope(fixture, function)
    taken = site.taken
    argnames = _argnames(view, site)
    found = [argname_item(name, number) for name in argnames if name not in taken]
    hidden = taken.union(argnames) if argnames else taken
    if site.place is Place.INDIRECT:
        wanted = [name for name in site.argnames if name in items and name not in taken]
        return [items[name][1] for name in wanted]
    if view.settings.typed_parameters:
        items = _typed(view, site, items)
    found += [
        item
        for name, (definition, item) in items.items()
        if name not in hidden and (not scope or not narrower(definition, scope))
    ]
    if site.place in (Place.PARAMETER, Place.BODY) and "request" not in taken:
        found.append(request_item(number))
    return found


def _fixture(view: View, function: Signature) -> FixtureDef | bool | None:
    """The fixture that ``function`` defines, as far as it is known; ``None`` where it is none."""
    if not function.decorators or function.nested:
        return None
    # Asked of what is visible, because reading the whole module for it would cost more than all the rest.
    for chain in view.resolver.visible(view.path, function.class_path).names.values():
        for each in chain:
            if each.name_span.start == function.name_span.start and each.path == view.path:
                return each
    return True if function.fixture is not None else None


def _scope(fixture: FixtureDef | bool | None, function: Signature | None) -> Scope | None:
    """The scope that requested fixtures must have at least."""
    if isinstance(fixture, FixtureDef):
        return fixture.scope
    decorator = function.fixture if function is not None and fixture else None
    word = decorator.scope if decorator is not None else None
    return Scope[word.upper()] if word is not None and word.upper() in Scope.__members__ else None


def _is_requested_by_pytest(view: View, site: Site, function: Signature) -> bool:
    """Whether pytest would fill the signature of ``function``, or a mark above it says so."""
    if site.place in (Place.LAZY, Place.GETFIXTUREVALUE):
        return True
    if function.nested:
        return False
    probe = Function(
        name=function.name,
        name_span=function.name_span,
        span=function.name_span,
        line=0,
        class_path=function.class_path,
        decorators=tuple(each.name for each in function.decorators),
    )
    return view.resolver.is_test(view.path, probe) or _is_step(view, function)


def _is_step(view: View, function: Signature) -> bool:
    """A step of a scenario, which asks for fixtures like a test."""
    return bool(function.decorators) and any(
        each.step and each.name_span.start == function.name_span.start for each in view.module.functions
    )


def _argnames(view: View, site: Site) -> list[str]:
    """Names that ``parametrize`` marks give to the function, and that its signature may take."""
    function = site.function
    if function is None or site.place not in (Place.PARAMETER, Place.ARGNAMES):
        return []
    if site.place is Place.ARGNAMES:
        return [each.name for each in function.parameters if each.name not in ("", "self", "cls", "request")]
    return list(dict.fromkeys((*function.argnames, *_inherited_argnames(view, function))))


def _inherited_argnames(view: View, function: Signature) -> Iterator[str]:
    """From the marks of the classes around and of the module."""
    text = view.document.text
    yield from class_argnames(text, function)
    if any(_MARKED.match(text, line_start(text, at)) for at in _places("pytestmark", text)):
        module = view.module
        around = [each.marks for each in module.classes if each.path == function.class_path[: len(each.path)]]
        for marks in (*around, module.marks):
            for mark in marks.parametrize:
                yield from (ref.value for ref in mark.names)


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _addition(view: View, site: Site) -> tuple[int, str, str] | None:
    """Where a parameter is added for a name in the body."""
    if site.place is not Place.BODY or site.function is None:
        return None
    offset, text = insertion(view.document.text, site.function, "\0")
    before, _, after = text.partition("\0")
    return offset, before, after


def _typed(view: View, site: Site, items: _Items) -> _Items:
    """``items`` with the types of parameters, where none is written yet."""
    from seamwright.lsp.typed import is_annotated, options_of, typed_item

    if site.place is not Place.PARAMETER or is_annotated(view.document.text, site.word) or site.function is None:
        return items
    options = None if view.world.client.resolves_added_edits else options_of(view)
    before = site.function.start
    return {
        name: (definition, typed_item(view, item, name, definition, before, options))
        for name, (definition, item) in items.items()
    }


def _with_edit(view: View, site: Site, item: str) -> str:
    """An item in a body with the edit that adds the parameter, for clients that will not ask for it."""
    addition = _addition(view, site)
    if addition is None:
        return item
    offset, before, after = addition
    line, character = view.document.index.position(offset, view.world.encoding)
    place = {"line": line, "character": character}
    new = f"{before}{json.loads(item)['label']}{after}"
    edits = json.dumps([{"range": {"start": place, "end": place}, "newText": new}])
    return f'{item[:-1]},"additionalTextEdits":{edits}}}'
