"""The tests and test classes whose heads a selection touches: decorators, signature and docstring.

That is decided from what the resolver keeps of the file and a few characters of the text, since it runs whenever the
cursor rests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.actions.python.model import Place
from seamwright.fixtures.model import ClassDef, Function
from seamwright.text.span import LineIndex, Span


class Heads(NamedTuple):
    """What the user points at, in the order of the text."""

    tests: tuple[Function, ...]
    classes: tuple[ClassDef, ...]


def heads_at(place: Place) -> Heads:
    """What the selection touches, whole lines counted."""
    text, (start, end) = place.text, place.selection
    if end > start and text[end - 1] in "\r\n":
        end -= 1  # Nothing of the last line is selected.
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    last = _REST.match(text, end)
    lines = Span(first, last.end() if last is not None else end)
    module = place.module

    def touched(definition: Function | ClassDef) -> bool:
        span = definition.span
        if span.start > lines.end or span.end < lines.start:
            return False
        return head_of(text, definition).end >= lines.start

    tests = [each for each in module.functions if touched(each) and is_written_test(place, each)]
    classes = [each for each in module.classes if touched(each) and _is_test_class(place, each)]
    return Heads(tuple(tests), tuple(classes))


def head_of(text: str, definition: Function | ClassDef) -> Span:
    """From the first decorator to the end of the docstring, or of the signature where there is none."""
    start, body = definition.span.start, definition.body_span
    if body is None:
        return definition.span
    docstring = _STRING.match(text, body.start)
    if docstring is not None and (isinstance(definition, ClassDef) or definition.doc is not None):
        return Span(start, docstring.end())
    end = text.rfind("\n", definition.name_span.end, body.start)
    end = max(end, text.rfind("\r", definition.name_span.end, body.start))
    above = text[definition.name_span.end : max(end, definition.name_span.end)]
    # Comments between the colon and the first statement belong to that.
    colon = _COLON.search(above)
    return Span(start, definition.name_span.end + colon.start() if colon is not None else body.start)


def is_written_test(place: Place, function: Function) -> bool:
    """Whether pytest runs ``function`` as a test that stands here on lines of its own."""
    return not function.nested and function.body_span is not None and place.resolver.is_test(place.path, function)


def methods_of(place: Place, cls: ClassDef) -> Iterator[Function]:
    """The tests in ``cls`` itself."""
    return (each for each in place.module.functions if each.class_path == cls.path and is_written_test(place, each))


def whole_lines(lines: LineIndex, span: Span) -> Span:
    """The lines of a definition, with the comments below it that are indented as its body is."""
    first, last = lines.line_at(span.start), lines.line_at(span.end)
    margin = len(lines.text(first)) - len(lines.text(first).lstrip(" \t"))
    for line in range(last + 1, len(lines)):
        text = lines.text(line)
        content = text.strip(" \t\f")
        if content and not (content.startswith("#") and len(text) - len(text.lstrip(" \t")) > margin):
            break
        if content:
            last = line
    return Span(lines.start(first), lines.start(last + 1))


def _is_test_class(place: Place, cls: ClassDef) -> bool:
    return cls.body_span is not None and any(True for _ in methods_of(place, cls))


_REST = re.compile(r"[^\r\n]*")
_STRING = re.compile(
    r"""[rRuU]?(?:"{3}(?:[^"\\]|\\.|"(?!""))*"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')""",
    re.DOTALL,
)
# A colon that ends its line, perhaps with a comment behind it.
_COLON = re.compile(r":(?=[ \t]*(?:#[^\r\n]*)?(?:[\r\n]|\Z))")
