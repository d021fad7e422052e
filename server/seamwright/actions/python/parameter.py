"""Adds a parameter to a signature, as a formatter would write it."""

from __future__ import annotations

from seamwright.fixtures.lexing import Token
from seamwright.fixtures.signature import Signature, insertion, signature_at
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span


def add_parameter(text: str, name_span: Span, written: str, width: int) -> list[Edit] | None:
    """Edits that add ``written`` (with its annotation) to the function whose name is at ``name_span``.

    A signature that no longer fits on its line is spread over several. ``None`` where the brackets do not close.
    """
    signature = signature_at(text, Token("name", name_span.start, name_span.end, name_span.of(text)))
    if not signature.closed:
        return None
    offset, new = insertion(text, signature, written)
    lines = LineIndex(text)
    first = lines.line_at(signature.name_span.start)
    if signature.opened <= offset and _is_on_one_line(text, signature, lines, first):
        length = lines.end(first) - lines.start(first)
        if length <= width < length + len(new):
            spread = _spread(text, signature, offset, written, lines, width)
            if spread is not None:
                return spread
    return [Edit(Span(offset, offset), new)]


def remove_parameter(text: str, signature: Signature, name: str) -> Edit | None:
    """The edit that takes ``name`` out of ``signature``, with the comma beside it."""
    for number, each in enumerate(signature.parameters):
        if each.name != name:
            continue
        if number + 1 < len(signature.parameters):
            after = signature.parameters[number + 1]
            end = after.span.start - (len(after.star) if after.name else 0)
            return Edit(Span(each.span.start, end), "")
        start = signature.parameters[number - 1].end if number else each.span.start
        return Edit(Span(start, each.end), "")
    return None


def _is_on_one_line(text: str, signature: Signature, lines: LineIndex, first: int) -> bool:
    last = signature.parameters[-1].end if signature.parameters else signature.opened
    closing = text.find(")", last)
    between = text[last:closing] if closing >= 0 else ""
    return closing >= 0 and lines.line_at(closing) == first and not between.strip()


def _spread(
    text: str, signature: Signature, offset: int, written: str, lines: LineIndex, width: int
) -> list[Edit] | None:
    """The parameters on a line of their own, or on one line each where even that is too long."""
    line = lines.line_at(signature.name_span.start)
    content = lines.text(line)
    margin = content[: len(content) - len(content.lstrip(" \t"))]
    inner = margin + ("\t" if margin.startswith("\t") else "    ")
    newline = text[lines.end(line) : lines.start(line + 1)] or "\n"
    if not signature.parameters:
        return None
    end = signature.parameters[-1].end
    # What stands in the brackets, with the addition, cut at its parameters.
    starts = [each.span.start - (len(each.star) if each.name else 0) for each in signature.parameters]
    parts = [text[start : each.end] for start, each in zip(starts, signature.parameters, strict=True)]
    at = next((number for number, start in enumerate(starts) if start >= offset), len(parts))
    parts.insert(at, written)
    if any("\n" in part or "\r" in part for part in parts):
        return None
    closing = text.find(")", end)
    row = ", ".join(parts)
    if len(inner) + len(row) <= width:
        new = f"{newline}{inner}{row}{newline}{margin}"
    else:
        new = newline + "".join(f"{inner}{part},{newline}" for part in parts) + margin
    return [Edit(Span(signature.opened, closing), new)]
