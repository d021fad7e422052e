"""Where a snippet may begin: at the start of a statement, of a docstring's section, or of a comment that marks a part.

Decides by the text before the place, like the sites of fixtures, and knows nothing of which snippets there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from seamwright.fixtures.lexing import Context, Token, anchor, content, line_start, tokens
from seamwright.fixtures.signature import Signature, enclosing, scopes_around, signature_at
from seamwright.rules.docstrings import CLASS_SECTIONS, METHOD_SECTIONS
from seamwright.text.span import Span

_BEGINS = re.compile(r"[ \t]*(?:(?P<mark>#[ \t]*\w*)|(?P<words>[A-Za-z_][\w ]*:?)?)$")
_WORD = re.compile(r"[^\W\d]?\w*$")
_HEADING = re.compile(r"^[ \t]*([A-Z][\w/&-]*(?: [\w/&-]+){0,3}):[ \t]*$", re.MULTILINE)
_NEXT = re.compile(r"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+\w+[ \t]*[(:]|^[ \t]*@\w", re.MULTILINE)
_MARK = re.compile(r"#[ \t]*(Arrange|Act|Assert|Given|When|Then)\b")
_MEANT = {"Given": "Arrange", "When": "Act", "Then": "Assert"}


@dataclass(frozen=True)
class SnippetSite:
    """One place. ``word`` is what is replaced: the words of a heading or a mark, else the name before the cursor."""

    place: str
    """As in the snippets: ``module``, ``class``, ``body``, ``mark``, ``test docstring`` or ``class docstring``."""
    word: Span
    indent: str
    """The white space before it."""
    class_path: tuple[str, ...] = ()
    function: Signature | None = None
    """The test around a body or docstring."""
    present: frozenset[str] = frozenset()
    """Sections and parts that are there already."""


def snippet_site_at(text: str, offset: int, context: Context, function: Signature | None = None) -> SnippetSite | None:
    """The place at ``offset``, whose surroundings are ``context``; ``None`` where no snippet begins.

    ``function`` is the one whose body the place is in, if somebody knows it already.
    """
    start = line_start(text, offset)
    begins = _BEGINS.match(text[start:offset])
    if begins is None or text[offset : offset + 1] not in ("", "\r", "\n"):
        return None
    indent = text[start:offset][: len(text[start:offset]) - len(text[start:offset].lstrip())]
    whole = Span(start + len(indent), offset)
    if context.token is None:
        if context.frames or context.statement or begins["mark"] or _WORD.match(text, whole.start, offset) is None:
            return None
        return _code_site(text, whole, indent, function)
    if context.token.kind == "comment":
        return _mark_site(text, whole, indent) if begins["mark"] is not None else None
    if begins["mark"] is None and not context.frames and not context.statement:
        return _docstring_site(text, whole, indent, context.token)
    return None


def _code_site(text: str, word: Span, indent: str, function: Signature | None) -> SnippetSite | None:
    if not indent:
        return SnippetSite("module", word, indent)
    if function is not None:
        return _body_site(text, word, indent, function)
    around = scopes_around(text, word.start - len(indent))
    if not around:
        return None
    classes = tuple(name for kind, name in around if kind == "class")
    if around[-1][0] == "class":
        return SnippetSite("class", word, indent, classes) if len(classes) == len(around) else None
    function = enclosing(text, word.start)
    return _body_site(text, word, indent, function) if function is not None else None


def _body_site(text: str, word: Span, indent: str, function: Signature) -> SnippetSite | None:
    if function.nested or not function.closed:
        return None
    return SnippetSite("body", word, indent, function.class_path, function, _parts(text, word, function))


def _mark_site(text: str, word: Span, indent: str) -> SnippetSite | None:
    function = enclosing(text, word.start) if indent else None
    if function is None or function.nested or not function.closed:
        return None
    return SnippetSite("mark", word, indent, function.class_path, function, _parts(text, word, function))


def _parts(text: str, word: Span, function: Signature) -> frozenset[str]:
    """The parts of the test that have their mark, but for the one that is being written."""
    end = _NEXT.search(text, word.end)
    found = _MARK.finditer(text, function.opened, end.start() if end is not None else len(text))
    return frozenset(_MEANT.get(each[1], each[1]) for each in found if each.start() != word.start)


def _docstring_site(text: str, words: Span, indent: str, token: Token) -> SnippetSite | None:
    if '"""' not in token.text[:5] and "'''" not in token.text[:5]:
        return None
    margin = line_start(text, token.start)
    inner = content(token)
    # What is indented more is the text of a section, and before the summary nothing else belongs.
    if words.start <= inner.start or text[margin : token.start] != indent:
        return None
    if not text[inner.start : words.start].strip():
        return None
    start = anchor(text, token.start)
    owner = _owner(text, start, token.start)
    if owner is None:
        return None
    following = _NEXT.search(text, words.end)
    end = min(inner.end, following.start()) if following is not None else inner.end
    # The heading that is being written counts as written only if it is complete, and then nothing is missing.
    headings = {
        match[1].casefold()
        for match in _HEADING.finditer(text, inner.start, end)
        if not match.start(1) <= words.start <= match.end(1)
    }
    around = tuple(each for kind, each in scopes_around(text, line_start(text, start)) if kind == "class")
    kind, name = owner
    if kind == "class":
        present = _sections(headings, CLASS_SECTIONS)
        return SnippetSite("class docstring", words, indent, (*around, name.text), present=present)
    function = signature_at(text, name)
    if function.nested:
        return None
    present = _sections(headings, METHOD_SECTIONS)
    return SnippetSite("test docstring", words, indent, function.class_path, function, present)


def _owner(text: str, start: int, end: int) -> tuple[str, Token] | None:
    """``def`` or ``class`` and the name, if nothing but that header stands between ``start`` and ``end``."""
    head: list[Token] = []
    depth, closed = 0, False
    for token in tokens(text, start, end):
        if token.kind in ("newline", "comment"):
            continue
        if closed:
            return None
        if token.text != "async" and len(head) < 2:
            head.append(token)
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        closed = token.text == ":" and depth == 0
    if not closed or len(head) < 2 or head[0].text not in ("def", "class"):
        return None
    return head[0].text, head[1]


def _sections(headings: set[str], table: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The template's names of ``headings``, and those that it does not know as they are."""
    names = {other: name for name, others in table.items() for other in (name.casefold(), *others)}
    return frozenset(names.get(heading, heading).casefold() for heading in headings)
