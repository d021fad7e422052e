"""Lays parameters out as a formatter would, for a signature that is written anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from seamwright.fixtures.lexing import Token
from seamwright.fixtures.signature import signature_at
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span


def rewrite_parameters(
    text: str, name_span: Span, drop: Collection[str], add: str, width: int, *, first: bool = False
) -> Edit | None:
    """The edit after which the function asks for ``add`` and no longer for ``drop``; with ``first``, before all others.

    One parameter a line stays so where a comma behind the last one says that it is meant. ``None`` where that is not
    possible without losing something: a comment, or a bracket that does not close.
    """
    signature = signature_at(text, Token("name", name_span.start, name_span.end, name_span.of(text)))
    closing = text.find(")", signature.parameters[-1].end if signature.parameters else signature.opened)
    if not signature.closed or closing < 0:
        return None
    between = text[signature.opened : closing]
    if "#" in between or "/" in between or text[signature.opened - 1] != "(":
        return None
    parts: list[str] = []
    at: int | None = None
    for each in signature.parameters:
        if each.name in drop and not each.star:
            continue
        if at is None and (each.star or each.has_default):
            at = len(parts)
        parts.append(text[each.span.start - (len(each.star) if each.name else 0) : each.end])
    parts.insert(0 if first else len(parts) if at is None else at, add)
    lines = LineIndex(text)
    top, last = lines.line_at(name_span.start), lines.line_at(closing)
    before, after = text[lines.start(top) : signature.opened], text[closing : lines.end(last)]
    is_spread = between.rstrip().endswith(",") and top != last
    newline = text[lines.end(top) : lines.start(top + 1)] or "\n"
    margin = before[: len(before) - len(before.lstrip(" \t\ufeff"))]
    new = arranged(before, parts, after, width, margin, newline, one_each=is_spread)
    return Edit(Span(signature.opened, closing), new)


def arranged(
    before: str,
    parts: Sequence[str],
    after: str,
    width: int,
    margin: str = "",
    newline: str = "\n",
    *,
    one_each: bool = False,
) -> str:
    """``parts`` between the brackets of a signature, on as many lines as a formatter would give them."""
    row = ", ".join(parts)
    inner = margin + ("\t" if margin.startswith("\t") else "    ")
    if not one_each and len(before) + len(row) + len(after) <= width:
        return row
    if not one_each and len(inner) + len(row) <= width:
        return f"{newline}{inner}{row}{newline}{margin}"
    return newline + "".join(f"{inner}{part},{newline}" for part in parts) + margin
