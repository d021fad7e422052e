"""What stands behind a label, put where it belongs in the draft."""

from __future__ import annotations

import re

from seamwright.plan.drafts import SeamDraft
from seamwright.plan.plain import ARROW, plain, split_outside, uncheck, without_icon
from seamwright.plan.priority import read_level, status_level
from seamwright.plan.vocabulary import Vocabulary

_COMMA = re.compile(r",\s|;\s")
_PARTS = re.compile(r",|;|\band\b")
_NOTHING = re.compile(r"(?:none|n/?a|nothing|not needed|no)\b(?!\s+mock)[^,;]*$", re.IGNORECASE)
_IDENTIFIER = re.compile(r"`?\b([a-z_][a-z0-9_]*)\b`?(?:\(\))?")
_TICKED = re.compile(r"`([a-z_][a-z0-9_]*)`")
# Two expressions that begin with a literal are faster than one that may begin with either.
_BEFORE_WORD = re.compile(r"`([a-z_][a-z0-9_]*)`\s+(?:pytest\s+)?[Ff]ixture")
_AFTER_WORD = re.compile(r"ixtures?:?\s+(?:\w+\s+)?`([a-z_][a-z0-9_]*)`")
# Built-in fixtures have names that mean nothing else, so that a plan need not say "fixture".
_BUILTIN = re.compile(r"\b(monkeypatch|caplog|capsys|capfd|tmp_path|tmp_path_factory|pytester|recwarn)\b")
_NO_FIXTURES = frozenset(["none", "reuse", "use", "and", "or", "new", "existing", "custom", "shared"])
_FILE_NAME = re.compile(r"`([^`\n]+\.\w{1,4})`|(?<![\w./\\-])([\w./\\-]+\.\w{1,4})(?![\w/])")
_TEST_FILE = re.compile(r"test|spec|\.py$", re.IGNORECASE)
_FILE_KEY = re.compile(r"\s*(?:single\s+|test\s+)*file(?:\s+name)?\s*:", re.IGNORECASE)
_CLASS_NAME = re.compile(r"\bTest[A-Z]\w*")

_LISTS = {
    "critical_path": "critical_paths",
    "business_impact": "business_impact",
    "value": "value",
    "scope": "scope",
}
"""Fields whose values are kept as written, with the attribute of the draft that holds them."""


def take_value(
    draft: SeamDraft, name: str, text: str, vocabulary: Vocabulary, *, joined: bool = False, listed: bool = False
) -> None:
    """Add ``text`` to the field ``name``.

    Args:
        text: one line of raw inline source.
        joined: it goes on with the value before it.
        listed: it is a bullet.
    """
    raw = uncheck(text)[1].replace("**", "").strip()
    flat = plain(raw)
    if not flat:
        return
    if name == "components":
        # A bullet is one component, whatever remarks it holds; a line is a list of them.
        _append(draft.components, [flat] if joined or listed else split_components(raw), joined)
    elif name in _LISTS:
        _append(getattr(draft, _LISTS[name]), [raw], joined)
    elif name == "success":
        _append(draft.success, [without_icon(flat)], joined)
    elif name == "infrastructure":
        if not _NOTHING.match(flat):
            _append(draft.infrastructure, [raw], joined)
            _take_called_fixtures(draft, raw)
    elif name == "fixtures":
        _append(draft.fixture_notes, [raw], joined)
        _extend(draft.fixtures, fixture_names(raw))
    elif name == "priority":
        draft.level = draft.level or read_level(flat, vocabulary)
    elif name == "status":
        draft.status.append(flat)
        draft.level = draft.level or status_level(flat, vocabulary)
    elif name == "recommendation":
        draft.deferred = draft.deferred or flat.casefold().startswith("skip ")
    elif name in ("file", "class", "test"):
        _take_place(draft, raw)
    elif name == "ignored":
        _take_note(draft, raw, vocabulary)


def split_components(text: str) -> list[str]:
    """Components in one value: split at arrows, commas and semicolons outside parentheses, as plain text."""
    parts = [part for link in split_outside(text, ARROW) for part in split_outside(link, _COMMA)]
    return [name for name in map(plain, parts) if name and not _NOTHING.match(name)]


def fixture_names(text: str) -> list[str]:
    """Names in a list of fixtures: the first identifier of each part; parentheses hold remarks."""
    names = []
    for part in split_outside(text, _PARTS):
        match = _IDENTIFIER.match(part.lstrip("* "))
        if match is None or match[1] in _NO_FIXTURES:
            continue
        rest = part.lstrip("* ")[match.end() :].strip()
        if not rest or rest[0] in "(:–—-" or rest.startswith(("from ", "fixture", "with ", "for ", "to ")):
            names.append(match[1])
    names += _called_fixtures(text)
    return list(dict.fromkeys(names or _TICKED.findall(text)[:1]))


def _take_note(draft: SeamDraft, text: str, vocabulary: Vocabulary) -> None:
    """A bullet of implementation notes may name fixtures and the test file."""
    _take_called_fixtures(draft, text)
    label, colon, value = text.partition(":")
    if not colon:
        return
    if vocabulary.field_of(plain(label)) == "fixtures":
        draft.fixture_notes.append(value.strip())
        _extend(draft.fixtures, fixture_names(value))
    elif _FILE_KEY.match(plain(label) + ":") or "test file" in label.casefold():
        _take_place(draft, value)


def _take_place(draft: SeamDraft, text: str) -> None:
    named = _CLASS_NAME.search(text)
    if named and ".py" not in text[named.start() : named.end() + 3]:
        draft.class_name = draft.class_name or named[0]
    found = _FILE_NAME.search(text) if draft.test_file is None else None
    if found:
        name = found[1] or found[2]
        if "::" not in name and ("/" in name or "\\" in name or _TEST_FILE.search(name)):
            draft.test_file = name


def _take_called_fixtures(draft: SeamDraft, text: str) -> None:
    _extend(draft.fixtures, _called_fixtures(text))
    _extend(draft.fixtures, _BUILTIN.findall(text))


def _called_fixtures(text: str) -> list[str]:
    """Names in code ticks beside the word *fixture*."""
    return [*_BEFORE_WORD.findall(text), *_AFTER_WORD.findall(text)] if "ixture" in text else []


def _extend(names: list[str], more: list[str]) -> None:
    known = set(names)
    names.extend(name for name in dict.fromkeys(more) if name not in known)


def _append(values: list[str], more: list[str], joined: bool) -> None:
    if joined and values and more:
        values[-1] = f"{values[-1]} {more[0]}"
    else:
        values.extend(more)
