"""Completion in plans: fixtures, components, priorities and labels, each where it may stand.

Documents that are no plans, and places outside of all seams, get nothing. The list is always complete.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from lsprotocol import types as t

from seamwright.fixtures.types import value_type
from seamwright.lsp.convert import to_range
from seamwright.lsp.errors import Refusal
from seamwright.lsp.fixtures import View
from seamwright.lsp.offers import Asked
from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.plan_fixtures import plan_view, vocabulary_of
from seamwright.lsp.world import World
from seamwright.plan.fixture_mentions import FIELDS, Line, lines_of
from seamwright.plan.model import Priority, Seam
from seamwright.text.span import Span

_BEFORE = re.compile(r"[\w.]*\Z")
_LABEL = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(?P<typed>\*{0,2}[A-Za-z][A-Za-z ]*|\*{0,2})\Z")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]", re.MULTILINE)
_CAPITALS = re.compile(r"\*\*[A-Z][A-Z ]{3,}:")
_MEANING = {
    Priority.P0: "must have",
    Priority.P1: "should have",
    Priority.P2: "could have",
    Priority.P3: "later",
}
LABELS = (
    ("priority", "Priority", "${1|P0,P1,P2,P3|}"),
    ("components", "Components", "$1"),
    ("critical_path", "Critical path", "$1"),
    ("business_impact", "Business impact", "$1"),
    ("scenarios", "Test scenarios", "\n- $1"),
    ("infrastructure", "Infrastructure needs", "$1"),
    ("fixtures", "Fixtures", "`$1`"),
    ("success", "Success criteria", "\n- $1"),
    ("file", "Test file", "`$1`"),
)
"""Field, label and what stands behind it, in the order of the template."""


def complete(world: World, params: t.CompletionParams) -> t.CompletionList | None:
    """What may be written at the position of a plan."""
    document = world.document(params.text_document.uri)
    place = plan_at(world, params.text_document.uri) if document is not None else None
    if place is None or not place.reading.plan.seams or place.document.language == "yaml":
        return None
    offset = place.document.index.offset(params.position.line, params.position.character, world.encoding)
    seam = _seam_around(place, offset)
    if seam is None:
        return None
    items = list(_items(world, place, seam, offset))
    return t.CompletionList(is_incomplete=False, items=items) if items else None


def _seam_around(place: Place, offset: int) -> Seam | None:
    """The seam that holds ``offset``, or whose end is being written on."""
    before = [seam for seam in place.reading.plan.seams if seam.span.start <= offset]
    seam = max(before, key=lambda each: each.span.start, default=None)
    if seam is None or offset <= seam.span.end:
        return seam
    return None if _HEADING.search(place.document.text, seam.span.end, offset) else seam


def _items(world: World, place: Place, seam: Seam, offset: int) -> Iterator[t.CompletionItem]:
    text = place.document.text
    line = _line(place, seam, offset)
    if line is None or offset <= seam.heading.end:
        return
    before = text[line.start : offset]
    is_ticked = before.count("`") % 2 == 1
    word = _BEFORE.search(before)
    start = line.start + (word.start() if word is not None else len(before))
    range_ = to_range(place.document.index, Span(start, offset), world.encoding)
    is_value = not line.is_label or offset >= line.start + line.value
    label = _LABEL.match(before) if not is_ticked else None
    if label is not None and _may_be_label(label["typed"]):
        at = Span(line.start + label.start("typed"), offset)
        yield from _labels(world, place, seam, to_range(place.document.index, at, world.encoding), label["typed"])
        if label["typed"].startswith("*"):
            return
    if is_value and line.field == "priority" and not is_ticked:
        yield from _priorities(range_)
    elif is_value and line.field == "components":
        yield from _components(world, place, range_)
    elif is_ticked or (is_value and line.field in FIELDS):
        with plan_view(world, place, seam) as view:
            yield from _fixtures(view, range_, ticked=is_ticked) if view is not None else ()


def _may_be_label(typed: str) -> bool:
    word = typed.strip("*").casefold()
    return any(label.casefold().startswith(word) for _, label, _ in LABELS)


def _line(place: Place, seam: Seam, offset: int) -> Line | None:
    """The line of the cursor; ``None`` in code."""
    text = place.document.text
    end = min((found for found in (text.find("\n", offset), text.find("\r", offset)) if found >= 0), default=len(text))
    found = next(iter(deque(lines_of(text, seam.span, vocabulary_of(place), end), maxlen=1)), None)
    if found is not None and found.start <= offset <= found.start + len(found.text):
        return found
    # An empty last line has no text of its own; it goes on with what is above.
    start = text.rfind("\n", 0, offset) + 1
    if found is None or text[start:offset].strip():
        return None
    return Line(start, text[start:end], found.field, offset - start, False)


def _priorities(range_: t.Range) -> Iterator[t.CompletionItem]:
    for priority in Priority:
        yield t.CompletionItem(
            label=priority.value,
            kind=t.CompletionItemKind.EnumMember,
            detail=_MEANING[priority],
            sort_text=f"0{priority.value}",
            filter_text=priority.value,
            text_edit=t.TextEdit(range=range_, new_text=priority.value),
        )


def _components(world: World, place: Place, range_: t.Range) -> Iterator[t.CompletionItem]:
    """What contracts define."""
    if place.project is None or place.document.path is None:
        return
    try:
        contracts = place.project.contracts(place.project.relative(place.document.path))
    except (Refusal, ValueError):
        return
    world.check()
    seen: set[str] = set()
    for contract in contracts:
        for symbol in contract.symbols:
            if symbol.kind in ("class", "function") and symbol.name not in seen and not symbol.name.startswith("_"):
                seen.add(symbol.name)
                kind = t.CompletionItemKind.Class if symbol.kind == "class" else t.CompletionItemKind.Function
                yield t.CompletionItem(
                    label=symbol.name,
                    kind=kind,
                    detail=contract.module,
                    sort_text=f"{0 if symbol.kind == 'class' else 1}{symbol.name}",
                    filter_text=symbol.name,
                    text_edit=t.TextEdit(range=range_, new_text=symbol.name),
                )


def _fixtures(view: View, range_: t.Range, *, ticked: bool) -> Iterator[t.CompletionItem]:
    """What a test of the seam may request, the nearest first."""
    number = view.offers.number(Asked(view.document.uri, view.path, (), None))
    for name, chain in view.resolver.visible(view.path).names.items():
        definition = chain[0]
        scope = definition.scope.word if definition.scope is not None else "dynamic"
        parts = (scope, value_type(definition), view.place(definition))
        yield t.CompletionItem(
            label=name,
            kind=t.CompletionItemKind.Variable,
            detail=" · ".join(part for part in parts if part),
            sort_text=f"{view.rank(definition):02d}{'~' if name.startswith('_') else ''}{name}",
            filter_text=name,
            text_edit=t.TextEdit(range=range_, new_text=name if ticked else f"`{name}`"),
            data=number,
        )


def _labels(world: World, place: Place, seam: Seam, range_: t.Range, typed: str) -> Iterator[t.CompletionItem]:
    """Labels that the seam does not have yet, in capitals where the plan writes them so."""
    lines = lines_of(place.document.text, seam.span, vocabulary_of(place))
    present = {line.field for line in lines if line.is_label}
    in_capitals = _CAPITALS.search(place.document.text) is not None
    snippets = world.client.completes_snippets
    for number, (field, label, value) in enumerate(LABELS):
        if field in present:
            continue
        shown = label.upper() if in_capitals else label
        gap = "" if value.startswith("\n") else " "
        plain = "\n- " if value.startswith("\n") else " "
        yield t.CompletionItem(
            label=f"{shown}:",
            kind=t.CompletionItemKind.Keyword,
            detail="label of a seam",
            sort_text=f"1{number:02d}",
            # What is typed already decides what the editor compares with.
            filter_text=f"{'*' * (len(typed) - len(typed.lstrip('*')))}{shown}:",
            insert_text_format=t.InsertTextFormat.Snippet if snippets else t.InsertTextFormat.PlainText,
            text_edit=t.TextEdit(range=range_, new_text=f"**{shown}:**{gap + value if snippets else plain}"),
        )
