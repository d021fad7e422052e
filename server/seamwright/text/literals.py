r"""How untrusted text is written in Python source: in a docstring, in a comment, as a string literal.

Whatever goes in, the result compiles without a warning, is exactly one token of its kind, and reads back as it was
written. Characters that nobody sees, or that some tool takes for a line end, become escapes (``\u2028``): Python,
editors and formatters disagree on what ends a line (``str.splitlines`` knows eleven ways), and bidirectional controls
make source look like something that it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Quote = Literal["double", "single"]


def docstring(lines: Iterable[str], indent: str) -> list[str]:
    """A whole docstring as source lines without line ends. ``lines`` are plain text without line feeds.

    ``inspect.cleandoc`` of the evaluated docstring gives ``lines`` again, apart from blanks at their ends.
    """
    body = [docstring_line(line).rstrip(" ") for line in lines]
    return [f'{indent}"""', *(f"{indent}{line}" if line else "" for line in body), f'{indent}"""']


def docstring_line(text: str) -> str:
    """``text`` as it must stand in a line of a triple-double-quoted string, to be read back unchanged.

    The closing quotes belong on a line of their own, where a final quote or backslash of ``text`` cannot meet them.
    Only lone surrogates do not read back as they were: see :func:`without_surrogates`.
    """
    text = without_surrogates(text).replace("\\", r"\\")
    return visible(_QUOTES.sub(lambda match: r"\"" * len(match[0]), text))


def without_surrogates(text: str) -> str:
    """``text`` with lone surrogates spelt out. Python cannot make a class whose docstring holds one."""
    return _SURROGATES.sub(_escape, text)


def comment_text(text: str) -> str:
    """``text`` on one line, to stand behind ``# ``: line breaks become spaces, invisible characters visible.

    What a tool would take for an instruction (``noqa``, ``fmt: off``) is put in quotes.
    """
    return without_directives(visible(one_line(text)))


def without_directives(text: str) -> str:
    """The text of a comment without blanks behind it, what a tool would obey in it put in quotes."""
    content = text.lstrip(" ")
    return text[: len(text) - len(content)] + _DIRECTIVE.sub(_quoted, content).rstrip(" ")


def string(text: str, quote: Quote = "double") -> str:
    """``text`` as a string literal on one line, in the quotes that ``black`` and ``ruff format`` would choose."""
    body = visible(text.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t"))
    preferred, other = ('"', "'") if quote == "double" else ("'", '"')
    # The formatters switch quotes where that saves an escape.
    mark = preferred if body.count(preferred) <= body.count(other) else other
    return f"{mark}{body.replace(mark, chr(92) + mark)}{mark}"


def one_line(text: str) -> str:
    """``text`` with every kind of line break, tab and run of blanks collapsed to one space."""
    return _BLANKS.sub(" ", text).strip(" ")


def visible(text: str) -> str:
    """``text`` with invisible and line-breaking characters as Python escapes. Backslashes stay as they are."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub(_escape, text)


def has_invisible(text: str) -> bool:
    """Does ``text`` hold a character, other than a line feed, that :func:`visible` would write as an escape?"""
    return not (text.isascii() and text.isprintable()) and any(match[0] != "\n" for match in _INVISIBLE.finditer(text))


_SURROGATES = re.compile("[\ud800-\udfff]")
_QUOTES = re.compile(r'"{3,}')
_BLANKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029 ]+")

# Not taken from ``unicodedata``: its tables differ between versions of Python, and the same plan must give the same
# bytes on all of them. Controls; blanks other than the space; format characters (soft hyphen, bidirectional controls,
# zero-width characters, tags); fillers and variation selectors; surrogates; private use; no characters.
_INVISIBLE = re.compile(
    "[\u200c\u200d](?![^\x00-\x7f])|(?<![^\x00-\x7f])[\u200c\u200d]|"  # joiners that join nothing
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5"
    "\u180b-\u180f\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0e"
    "\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)

# A comment that begins like this speaks to a tool. Text of a plan must not: it could switch off formatting or checks
# for the rest of the file.
_DIRECTIVE = re.compile(
    r"(?P<before>\A|#\s*|;\s*)(?P<word>noqa\b|nosec\b|(?:coding|cython|flake8|fmt|isort|mypy|pragma|pylint|pyre-\w+|pyright|ruff|"
    r"seamwright|type|vim|yapf)(?=\s*[:=]))",
    re.IGNORECASE,
)


def _quoted(match: re.Match[str]) -> str:
    kept = match["before"] if match["before"].startswith(";") else ""
    return f'{kept}"{match["word"]}"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
