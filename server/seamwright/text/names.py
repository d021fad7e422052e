"""Which Python identifier a piece of prose becomes.

Names are ASCII whatever the script, split where a reader would split them, and cut between words. No character of the
input reaches the result unless it is a letter or digit, so hostile text can make a name ugly but never anything else.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence

from anyascii import anyascii

_MAX_INPUT = 600
"""Longer texts are cut before they are looked at: no name needs more, and the work stays bounded."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")

_APOSTROPHES = re.compile("(?<=\\w)['\u2018\u2019\u02bc`](?=\\w)")
_POSSESSIVE = re.compile(r"(?<![^\W_])([A-Za-z])['\u2019]s\b")

# Symbols that a reader says aloud. Order matters: the longer spelling first. Arrows are handled apart because their
# reading depends on where they stand.
_SPOKEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\b([Cc])\+\+", r"\1pp"),
        (r"\b([CF])#", r"\1sharp"),
        (r"(?:!=|≠)", " not equal "),
        (r"(?:<=|≤)\s*(?=[\d$€£.])", " at most "),
        (r"(?:>=|≥)\s*(?=[\d$€£.])", " at least "),
        (r"<\s*(?=[\d$€£.])", " under "),
        (r">\s*(?=[\d$€£.])", " over "),
        (r"(?:~|≈)\s*(?=\d)", " about "),
        (r"[²]", "2"),
        (r"%", " percent "),
        (r"&", " and "),
        (r"(?<=\s)\+(?=\s)", " and "),
        (r"\+(?=\d)", " plus "),
        (r"(?<![\w)])[-\u2212](?=\d)", " minus "),
        (r"={1,3}", " equals "),
        (r"(?<=\w)@(?=\w)", " at "),
        (r"∞", " infinity "),
        (r"(?<=\d)\s*[x×](?=\s*\d)", " times "),
    )
)
_ARROW = re.compile(r"(?:<?[-=]+>|[→⇒⟶➜➔↦⟹↔⇔⟷])")
_BETWEEN_WORDS = re.compile(rf"(?<=\w)([^\w\n]*){_ARROW.pattern}(?=[^\w\n]*\w)")

# Names whose inner capitals are no word boundaries.
_WHOLE = re.compile(
    r"(?<![A-Za-z])(OAuth|GraphQL|PostgreSQL|MySQL|NoSQL|SQLite|GitHub|GitLab|PyPI|PyTest|JavaScript|TypeScript|DynamoDB|"
    r"MongoDB|RabbitMQ|IPv(?=[46])|iOS|macOS|gRPC|mTLS)(?![a-z])"
)

# One word of camelCase or prose: an acronym with a plural s, an acronym with digits inside, an acronym, a word.
_WORD = re.compile(
    r"[A-Z]{2,}s(?![a-z])"
    r"|[A-Z]+(?:\d+[A-Z]+)+(?![a-z])\d*"
    r"|[A-Z]+(?![a-z])\d*"
    r"|[A-Z]?[a-z]+(?:\d+[a-z]+)*\d*"
    r"|\d+[a-z]*(?![a-z])"
    r"|\d+"
)

# Words that a name can do without, when it is too long.
_DISPENSABLE = frozenset(
    {
        "a",
        "an",
        "the",
        "is",
        "are",
        "be",
        "been",
        "being",
        "was",
        "were",
        "that",
        "this",
        "these",
        "those",
        "its",
        "their",
    }
    | {"correctly", "properly", "appropriately"}
)
# Words that must not be the last one after a cut.
_DANGLING = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "between", "but", "by", "can", "does", "during", "for", "from", "in"}
    | {"into", "is", "its", "no", "not", "of", "on", "or", "over", "per", "than", "that", "the", "their", "this", "to"}
    | {"under", "until", "via", "was", "were", "when", "where", "which", "while", "will", "with", "within", "without"}
)


def words(text: str, *, arrow: str = "to") -> list[str]:
    """The words of ``text`` as ASCII letters and digits, in their own upper and lower case.

    ``arrow`` is what ``→`` is read as between two words (empty: a mere separator). Never raises; a text without a
    letter or digit has no words.
    """
    text = text[:_MAX_INPUT]
    text = _POSSESSIVE.sub(r"\1", text)
    text = _APOSTROPHES.sub("", text)
    text = _ARROW.sub(" ", _BETWEEN_WORDS.sub(rf"\1 {arrow} ", text))
    for pattern, replacement in _SPOKEN:
        text = pattern.sub(replacement, text)
    if not text.isascii():
        # Pictures and leftover symbols say nothing in a name, and their long ASCII spellings would drown the rest.
        text = "".join(char if char.isascii() else _mark(char) for char in text)
        text = anyascii(text)
    text = _WHOLE.sub(lambda match: match[1].capitalize(), text)
    return _WORD.findall(text)


def snake(parts: str | Sequence[str], *, limit: int = 60, fallback: str = "unnamed") -> str:
    """``parts`` (prose, or words of :func:`words`) as ``snake_case`` of at most ``limit`` characters, never empty."""
    chosen = [word.lower() for word in (words(parts) if isinstance(parts, str) else parts)]
    return "_".join(shorten(chosen, limit, gap=1)) or fallback


def pascal(parts: str | Sequence[str], *, limit: int = 60, fallback: str = "Unnamed") -> str:
    """``parts`` as ``PascalCase`` of at most ``limit`` characters, never empty. Acronyms keep their capitals."""
    chosen = words(parts, arrow="") if isinstance(parts, str) else list(parts)
    shouting = len(chosen) > 1 and all(word.upper() == word for word in chosen)
    pieces: list[str] = []
    for word in shorten(chosen, limit, gap=0):
        # Two acronyms side by side would run together, and a title in capitals has no acronyms to speak of.
        acronym = word.isupper() and len(word) <= 5 and not shouting and not (pieces and pieces[-1].isupper())
        pieces.append(word if acronym else word[:1].upper() + (word[1:] if word[1:].islower() else word[1:].lower()))
    return "".join(pieces) or fallback


def identifier(text: str, *, limit: int = 60, fallback: str = "unnamed") -> str:
    """``text`` as a ``snake_case`` identifier that is safe to bind anywhere: no keyword, no leading digit."""
    name = snake(text, limit=limit - 1, fallback=fallback)
    if name[0].isdigit():
        name = f"_{name}"
    return name if is_bindable(name) else f"{name}_"


def is_identifier(name: str) -> bool:
    """Is ``name`` an ASCII identifier and no keyword?"""
    return _IDENTIFIER.match(name) is not None and not keyword.iskeyword(name)


def is_bindable(name: str) -> bool:
    """Is ``name`` an identifier that can be bound anywhere: no soft keyword (``match``, ``type``), no ``__dunder``?"""
    return is_identifier(name) and not name.startswith("__") and name not in _SOFT_KEYWORDS


def is_parameter(name: str) -> bool:
    """Can a test method ask for a fixture called ``name``? Inside a class, ``__name`` would become another one.

    ``pytest`` cannot be one: the module of that name is what the body of a generated test calls.
    """
    return is_identifier(name) and not name.startswith("__") and name not in ("_", "pytest")


# Python 3.10 does not know that ``type`` became a soft keyword later; names must be the same on every version.
_SOFT_KEYWORDS = frozenset({"_", "case", "match", "type"})


def shorten(parts: Sequence[str], limit: int, *, gap: int) -> list[str]:
    """As many of ``parts`` as fit in ``limit`` characters with ``gap`` characters between two.

    Dispensable words go first, then whole words from the end; no ``with`` or ``and`` is left dangling. A first word
    that is longer than ``limit`` is cut.
    """
    if _length(parts, gap) <= limit:
        return list(parts)
    kept = [word for word in parts if word.lower() not in _DISPENSABLE] or list(parts)
    whole = _length(kept, gap) <= limit
    while len(kept) > 1 and _length(kept, gap) > limit:
        kept.pop()
    while not whole and len(kept) > 1 and kept[-1].lower() in _DANGLING:
        kept.pop()
    return [kept[0][:limit], *kept[1:]] if kept else []


def unique(name: str, taken: Iterable[str], *, limit: int, gap: str = "_") -> str:
    """``name``, or ``name`` with the first free number from 2 on where it is ``taken``; within ``limit`` characters."""
    used = taken if isinstance(taken, set | frozenset | dict) else set(taken)
    number, candidate = 1, name
    while candidate in used:
        number += 1
        suffix = f"{gap}{number}"
        candidate = name[: limit - len(suffix)].rstrip("_") + suffix
    return candidate


def _length(parts: Sequence[str], gap: int) -> int:
    return sum(map(len, parts)) + gap * max(len(parts) - 1, 0)


def _mark(char: str) -> str:
    """A picture or a leftover symbol separates words; letters, marks and punctuation are transliterated."""
    return " " if unicodedata.category(char) in ("So", "Sm", "Sk") else char
