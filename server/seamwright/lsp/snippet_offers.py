"""The snippets that fit a place, as completion items that are kept ready.

They come from ``completion.json``, which is made from the same source as the snippets of other editors. Where a snippet
asks for a fixture, those in reach are the choices; a client that knows no choices gets the first of them, and one
without snippets the text as it stands at first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from lsprotocol import types as t

from seamwright.fixtures.model import FixtureDef, Function
from seamwright.text.span import Span

if TYPE_CHECKING:
    from seamwright.lsp.fixtures import View
    from seamwright.lsp.snippet_sites import SnippetSite

_PLACEHOLDER = re.compile(r"\$\{(\d+)(?::((?:[^\\}]|\\.)*))?\}")
_ESCAPE = re.compile(r"\\([\\$}])")
_PYTEST = re.compile(r"^(?:import pytest\b|from pytest import |import .*, pytest\b)", re.MULTILINE)
_CHOICES = 10
_KEPT = 64


@dataclass(frozen=True)
class Snippet:
    """One snippet; ``fixtures`` says which numbers are fixtures, and what words of their names are preferred."""

    name: str
    place: str
    what: str
    body: str
    fixtures: Mapping[str, Sequence[str]] = field(default_factory=dict)


class SnippetOffers:
    """Items by place; used by one request at a time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[object, list[tuple[Snippet, str]]]] = {}

    def items(self, view: View, site: SnippetSite) -> list[str]:
        """The items of ``site`` in JSON, behind all fixtures in their order."""
        places = _places(view, site)
        if not places:
            return []
        plain = not view.world.client.completes_snippets
        key = (view.path, site.class_path, places, plain and site.indent)
        names = view.resolver.visible(view.path, site.class_path).names
        kept = self._kept.get(key)
        if kept is None or kept[0] is not names:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            made = list(_items(view, site, places, names, plain))
            kept = self._kept[key] = (names, made)
        here = [(each, item) for each, item in kept[1] if not _is_present(each, site)]
        return list(_with_edits(view, site, here))


@cache
def shipped() -> tuple[Snippet, ...]:
    """All snippets."""
    # Loaded with the first one that is asked for: it takes a sixth of what the server takes to its first answer.
    from seamwright.workspace.templates import shipped_text

    return tuple(Snippet(**each) for each in json.loads(shipped_text("completion.json")))


def expanded(body: str) -> str:
    """The text that ``body`` puts down before anybody types."""
    firsts: dict[str, str] = {}

    def text(match: re.Match[str]) -> str:
        return firsts.setdefault(match[1], match[2] or "")

    return _ESCAPE.sub(r"\1", _PLACEHOLDER.sub(text, body))


def _places(view: View, site: SnippetSite) -> tuple[str, ...]:
    """The places of the source that ``site`` is; none where pytest looks for no tests."""
    is_conftest = view.path.endswith("/conftest.py")
    if site.place == "module" and is_conftest:
        return ("fixtures",)
    if is_conftest or not view.resolver.is_test_file(view.path):
        return ()
    if site.place == "module":
        return "module", "fixtures"
    name = site.function.name if site.function is not None else "test_it"
    probe = Function(name, Span(0, 0), Span(0, 0), 0, site.class_path)
    return (site.place,) if view.resolver.is_test(view.path, probe) else ()


def _is_present(snippet: Snippet, site: SnippetSite) -> bool:
    """What the snippet would add is there already."""
    if snippet.place == "body":
        return bool(site.present)
    return snippet.name.rstrip(":").casefold() in site.present or snippet.name[2:] in site.present


def _items(
    view: View, site: SnippetSite, places: tuple[str, ...], names: Mapping[str, tuple[FixtureDef, ...]], plain: bool
) -> Iterator[tuple[Snippet, str]]:
    fixtures = _in_reach(view, names)
    choices = _CHOICES if view.world.client.takes_choices and not plain else 1
    for number, snippet in enumerate(shipped()):
        if snippet.place not in places:
            continue
        body = _with_fixtures(snippet, fixtures, choices)
        if plain:
            body = expanded(body).replace("\n", f"\n{site.indent}")
        item: dict[str, Any] = {
            "label": snippet.name,
            "kind": int(t.CompletionItemKind.Snippet),
            "detail": snippet.what,
            "sortText": f"zz{number:02d}",
            "insertText": body,
            "insertTextFormat": int(t.InsertTextFormat.PlainText if plain else t.InsertTextFormat.Snippet),
        }
        yield snippet, json.dumps(item)


def _in_reach(view: View, names: Mapping[str, tuple[FixtureDef, ...]]) -> list[str]:
    """The project's own fixtures that a test may ask for, nearest first."""
    found = [
        (view.rank(chain[0]), name)
        for name, chain in names.items()
        if not chain[0].autouse and not name.startswith("_") and view.is_own(chain[0].path)
    ]
    return [name for _, name in sorted(found)]


def _with_fixtures(snippet: Snippet, fixtures: list[str], choices: int) -> str:
    """The body with fixtures in reach as choices; of two gaps, each begins with one of its own."""
    chosen: dict[str, list[str]] = {}

    def placeholder(match: re.Match[str]) -> str:
        number, wanted = match[1], snippet.fixtures.get(match[1])
        if wanted is None:
            return match[0]
        if number in chosen:
            return f"${{{number}}}"
        firsts = {names[0] for names in chosen.values()}
        meant = [name for word in wanted for name in fixtures if word in name.lower() and name not in firsts]
        first = meant or [match[2]]
        names = list(dict.fromkeys([*first, *(name for name in fixtures if name not in firsts)]))[:choices]
        chosen[number] = names
        return f"${{{number}|{','.join(names)}|}}" if len(names) > 1 else f"${{{number}:{names[0]}}}"

    return _PLACEHOLDER.sub(placeholder, snippet.body)


def _with_edits(view: View, site: SnippetSite, items: list[tuple[Snippet, str]]) -> Iterator[str]:
    """The items with what belongs to the text as it is now: what is replaced, and the import that is missing."""
    text = view.document.text
    needs_import = any(_needs_pytest(each) for each, _ in items) and not _PYTEST.search(text)
    imports = _imports(view, site) if needs_import else None
    # A file that is empty so far: an import before the item would begin where the item begins.
    is_first = needs_import and site.place == "module" and not text[: site.word.start].strip()
    for snippet, item in items:
        if is_first and _needs_pytest(snippet):
            item = item.replace('"insertText": "', '"insertText": "import pytest\\n\\n\\n', 1)
        more = f',"additionalTextEdits":{imports}' if imports and _needs_pytest(snippet) else ""
        if site.place == "mark" or site.place.endswith("docstring"):
            # An item of several words replaces all that were typed of them, of which a client knows the last only.
            new = json.loads(item)["insertText"]
            start, end = (view.document.index.position(at, view.world.encoding) for at in site.word)
            edges = {name: {"line": at[0], "character": at[1]} for name, at in (("start", start), ("end", end))}
            more += f',"textEdit":{json.dumps({"range": edges, "newText": new})}'
        yield f"{item[:-1]}{more}}}" if more else item


def _needs_pytest(snippet: Snippet) -> bool:
    return "pytest." in snippet.body


def _imports(view: View, site: SnippetSite) -> str | None:
    from seamwright.lsp.typed import import_edits_of

    return import_edits_of(view, ["import pytest"], site.word.start)
