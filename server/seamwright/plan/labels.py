"""Labels: the small grammar of ``**COMPONENTS:** value`` and its relatives.

A label may be bold or plain, its colon inside or outside the emphasis, a parenthesis may stand between, and the value
may begin behind it. Which field a label announces is the vocabulary's business.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from seamwright.plan.plain import without_icon
from seamwright.plan.vocabulary import Vocabulary

_BOLD = re.compile(r"(\*\*|__)(?=\S)(?P<inside>.+?)(?<=\S)\1(?P<rest>.*)$", re.DOTALL)
_AFTER = re.compile(r"\s*(?P<paren>\([^()]*(?:\([^()]*\)[^()]*)*\))?\s*:\s*(?P<value>.*)$", re.DOTALL)
_DASH = re.compile(r"\s*[-–—]\s+(?P<value>.*)$", re.DOTALL)
_PLAIN = re.compile(
    r"(?P<label>[A-Za-z][\w'’/&-]*(?: [\w'’/&-]+){0,4})\s*(?P<paren>\([^()]*\))?:(?=\s|$)\s*(?P<value>.*)$", re.DOTALL
)
_ITALIC = re.compile(r"(?P<mark>[*_])(?![*_\s])(?P<label>[^*_\n]{2,40}?):?(?P=mark)(?P<rest>.*)$", re.DOTALL)


class Label(NamedTuple):
    """One recognised label. ``field`` is ``None`` for a label whose meaning is unknown."""

    field: str | None
    name: str
    """As written, without emphasis and colon."""
    value: str
    """Raw source behind the label; empty where the value stands elsewhere."""
    remark: str
    """The parenthesis between label and colon, with its parentheses, or empty."""
    bold: bool


def read_label(line: str, vocabulary: Vocabulary) -> Label | None:
    """The label that ``line`` (one line of raw inline source) begins with, if it does.

    A bold lead with a colon counts as a label even where its meaning is unknown, since it ends the field before it;
    plain words with a colon count only where they are known or written in capitals.
    """
    text = line.lstrip()
    if not text:
        return None
    first = text[0]
    if first.isalpha() and ":" not in text:
        return None
    if not (first.isalpha() or first in "*_") and first not in "`[(":
        text = without_icon(text)
        if not text:
            return None
        first = text[0]
    if text.startswith(("**", "__")):
        return _bold(text, vocabulary)
    if first in "*_":
        return _italic(text, vocabulary)
    if ":" not in text or not first.isalpha():
        return None
    match = _PLAIN.match(text)
    if match is None:
        return None
    name = match["label"]
    found = vocabulary.field_of(name)
    if found is None and not (name.isupper() and len(name) > 3):
        return None
    return Label(found, name, match["value"], match["paren"] or "", False)


def _bold(text: str, vocabulary: Vocabulary) -> Label | None:
    match = _BOLD.match(text)
    if match is None:
        return None
    inside, rest = match["inside"], match["rest"]
    if inside.endswith(":"):
        return _label(inside[:-1], rest.strip(), "", vocabulary)
    after = _AFTER.match(rest)
    if after is not None:
        return _label(inside, after["value"], after["paren"] or "", vocabulary)
    name, colon, value = inside.partition(":")
    if colon and (found := vocabulary.field_of(name)) is not None:
        return Label(found, name.strip(), (value.strip() + " " + rest.strip()).strip(), "", True)
    found = vocabulary.field_of(inside)
    if found is None:
        return None
    dash = _DASH.match(rest)
    if dash is not None:
        return Label(found, inside, dash["value"], "", True)
    if not rest.strip() or rest.strip().startswith("("):
        return Label(found, inside, "", rest.strip(), True)
    return None


def _label(name: str, value: str, remark: str, vocabulary: Vocabulary) -> Label:
    name, bracket, inner = name.strip().partition("(")
    if bracket:
        remark = remark or "(" + inner
    return Label(vocabulary.field_of(name), name.strip(), value, remark, True)


def _italic(text: str, vocabulary: Vocabulary) -> Label | None:
    match = _ITALIC.match(text)
    if match is None:
        return None
    rest = match["rest"].lstrip()
    found = vocabulary.field_of(match["label"])
    if found is None or not (
        rest.startswith(":") or ":" in text[: text.find(match["label"]) + len(match["label"]) + 1]
    ):
        return None
    return Label(found, match["label"], rest.removeprefix(":").strip(), "", True)
