"""``textDocument/hover``: what a fixture is, where it comes from, what it asks for, and what it overrides.

On a plan how far a seam is, and the contract of a component; on a test class or test what the plan says.
"""

from __future__ import annotations

import inspect

from lsprotocol import types as t

from seamwright.fixtures.model import FixtureDef
from seamwright.fixtures.types import value_type
from seamwright.lsp.convert import to_range
from seamwright.lsp.fixtures import View
from seamwright.lsp.plan_fixtures import located
from seamwright.lsp.targets import Target
from seamwright.lsp.trace_hovers import describe_link
from seamwright.lsp.trace_links import linked_at
from seamwright.lsp.world import World


def handle(world: World, params: t.HoverParams) -> t.Hover | None:
    """A short description, or nothing where nothing of ours is named."""
    kind = t.MarkupKind.Markdown if world.client.hovers_markdown else t.MarkupKind.PlainText
    with located(world, params.text_document.uri, params.position, world.settings.hover_fixtures) as found:
        if found is not None:
            view, target = found
            text = _text(view, target)
            if text is None:
                return None
            return t.Hover(
                contents=t.MarkupContent(kind=kind, value=text),
                range=to_range(view.document.index, target.mention.span, world.encoding),
            )
    linked = linked_at(world, params.text_document.uri, params.position)
    if linked is None:
        return None
    return t.Hover(
        contents=t.MarkupContent(kind=kind, value=describe_link(linked, world.client.hovers_markdown)),
        range=to_range(linked.document.index, linked.span, world.encoding),
    )


def _text(view: View, target: Target) -> str | None:
    if target.argname is not None:
        return f"`{target.mention.name}`: value of `parametrize`"
    return describe(view, target.definitions) if target.definitions else None


def describe(view: View, chain: tuple[FixtureDef, ...]) -> str:
    """The first fixture of ``chain``, which overrides the others, in Markdown that reads well as plain text too."""
    definition, *overridden = chain
    parts = [f"```python\n{signature(definition)}\n```", " · ".join(_facts(view, definition))]
    if definition.doc and definition.doc.strip():
        parts.append(inspect.cleandoc(definition.doc))
    if definition.requested:
        parts.append("Requests " + ", ".join(f"`{each.name}`" for each in definition.requested))
    if overridden:
        parts.append("Overrides " + ", then ".join(f"`{each.name}` of {view.place(each)}" for each in overridden))
    return "\n\n".join(parts)


def signature(definition: FixtureDef) -> str:
    """The fixture as its users see it: decorator, name, what it asks for, and the type of its value."""
    options = []
    if definition.scope is None or definition.scope:
        options.append(f'scope="{definition.scope.word}"' if definition.scope else f"scope={definition.scope_text}")
    if definition.autouse:
        options.append("autouse=True")
    called = f"({', '.join(options)})" if options else ""
    keyword = "async def" if definition.is_async else "def"
    type_ = value_type(definition)
    requested = ", ".join(each.name for each in definition.requested)
    return f"@{definition.decorator}{called}\n{keyword} {definition.name}({requested}){f' -> {type_}' if type_ else ''}"


def scope_word(definition: FixtureDef) -> str:
    """The scope in a word."""
    return definition.scope.word if definition.scope is not None else "dynamic"


def _facts(view: View, definition: FixtureDef) -> list[str]:
    facts = [f"{scope_word(definition)} scope"]
    if definition.autouse:
        facts.append("autouse")
    if definition.params:
        facts.append("parametrized")
    facts.append(f"from {view.place(definition)}")
    return facts
