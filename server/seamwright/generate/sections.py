"""Sections of a docstring as template values: wrapped, escaped, and remembered as they should read back."""

from __future__ import annotations

from collections.abc import Sequence

from seamwright.generate.layout import INDENT, Unformattable, bullets, fits, wrap
from seamwright.generate.wording import Section
from seamwright.text.literals import Quote, docstring_line, one_line, string, without_surrogates

_NARROWEST = 24
"""Columns that a line gets however small the project's line length is."""


class Docstring:
    """The values of one docstring. ``width`` is what is left of a line at the docstring's own indentation."""

    def __init__(self, width: int) -> None:
        self._width = width
        self.lines: list[str] = []
        """All lines so far as they read back, in the order in which the values were made."""

    def paragraph(self, text: str) -> str:
        """``text``, wrapped."""
        return self.verbatim(wrap(text, max(self._width, _NARROWEST)))

    def section(self, section: Section) -> str:
        """The lines below a heading: bullets, a paragraph, or the ``TODO:`` line."""
        width = max(self._width - len(INDENT), _NARROWEST)
        if not section.items:
            lines = [f"TODO: {section.missing} (not in the plan)"] if section.missing else []
        elif section.bulleted:
            lines = bullets(section.items, width)
        else:
            lines = [line for item in section.items for line in wrap(item, width)]
        return self.verbatim(lines)

    def verbatim(self, lines: Sequence[str]) -> str:
        """``lines`` as they are."""
        self.lines += map(without_surrogates, lines)
        return "\n".join(docstring_line(line) for line in lines)


def statement(kind: str, message: str, width: int, quote: Quote) -> list[str]:
    """``pytest.<kind>("<message>")`` as lines; a message that is too long for the formatters is cut between words."""
    words = one_line(message).split(" ")
    for count in range(len(words), 0, -1):
        text = " ".join(words[:count]) + ("..." if count < len(words) else "")
        if lines := _laid_out(kind, string(text, quote), width):
            return lines
    return [f"pytest.{kind}({string(words[0][:8], quote)})"]


def _laid_out(kind: str, argument: str, width: int) -> list[str]:
    one = f"pytest.{kind}({argument})"
    try:
        if fits(one, width):
            return [one]
        if fits(argument, width - len(INDENT)):
            return [f"pytest.{kind}(", INDENT + argument, ")"]
    except Unformattable:
        pass
    return []
