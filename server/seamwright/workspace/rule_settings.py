"""Reads what a team says about rules. Every reader raises ``ValueError`` with one plain sentence for a wrong value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from seamwright.rules.model import Settings, Severity


def with_setting(settings: Settings, key: str, value: object) -> Settings:
    """``settings`` with one more setting of ``[tool.seamwright]``.

    Raises:
        ValueError: the value is wrong; the text says how.
    """
    return READERS[key](settings, key, value)


def _words(settings: Settings, key: str, value: object) -> Settings:
    words: dict[str, Any] = {key.replace("-", "_"): _strings(key, value)}
    return replace(settings, **words)


def _codes(settings: Settings, key: str, value: object) -> Settings:
    words = _strings(key, value)
    for word in words:
        _known(key, word)
    found: dict[str, Any] = {key: words}
    return replace(settings, **found)


def _severity(settings: Settings, key: str, value: object) -> Settings:
    levels = []
    for word, level in _table(key, value).items():
        _known(key, word)
        if level not in [each.value for each in Severity]:
            raise ValueError(f'{key}.{word} must be "error", "warning", "information" or "hint"')
        levels.append((word, Severity(level)))
    return replace(settings, severity=tuple(levels))


def _per_path(settings: Settings, key: str, value: object) -> Settings:
    found = []
    for pattern, table in _table(key, value).items():
        each = Settings()
        for name, inner in _table(f"{key}.{pattern}", table).items():
            if name not in ("select", "ignore", "severity"):
                raise ValueError(f"{key}.{pattern} takes select, ignore and severity, and no {name!r}")
            each = READERS[name](each, name, inner)
        found.append((pattern, each))
    return replace(settings, per_path=tuple(found))


def _sections(settings: Settings, key: str, value: object) -> Settings:
    words = tuple(
        (name, _strings(f"{key}.{name}", [each] if isinstance(each, str) else each))
        for name, each in _table(key, value).items()
    )
    return replace(settings, sections=words)


def _number(settings: Settings, key: str, value: object) -> Settings:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{key} must be a positive number")
    found: dict[str, Any] = {key.replace("-", "_"): value}
    return replace(settings, **found)


def _known(key: str, word: str) -> None:
    # Imported here: a project without such settings need not load the rules.
    from seamwright.rules.engine import matches
    from seamwright.rules.registry import RULES, suggestion

    if not any(matches(rule, word) for rule in RULES):
        close = suggestion(word)
        raise ValueError(f"{key}: there is no rule {word!r}" + (f"; did you mean {close!r}?" if close else ""))


def _strings(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError(f"{key} must be a list of strings")
    return tuple(value)


def _table(key: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{key} must be a table")
    return value


READERS: Mapping[str, Callable[[Settings, str, object], Settings]] = {
    "allow-private-modules": _words,
    "boundary-modules": _words,
    "boundary-names": _words,
    "heavy-setup": _number,
    "ignore": _codes,
    "per-path": _per_path,
    "sections": _sections,
    "select": _codes,
    "severity": _severity,
}
"""Setting to its reader."""
