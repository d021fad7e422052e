"""Reads ``[tool.seamwright]``: what a team may say, and one plain sentence for each way of saying it wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from seamwright.generate.model import Options
from seamwright.plan.vocabulary import DEFAULT, Vocabulary
from seamwright.rules.model import Settings
from seamwright.workspace.paths import OutsideRoot, relative_parts
from seamwright.workspace.rule_settings import READERS as RULE_READERS
from seamwright.workspace.rule_settings import with_setting
from seamwright.workspace.style import LINE_LENGTH, find_style
from seamwright.workspace.toml import TomlError, line_of, read_toml

FILE = "pyproject.toml"
BASELINE = ".seamwright-baseline.json"


@dataclass(frozen=True)
class Config:
    """The configuration of one root, complete with defaults."""

    root: Path
    """Absolute, without symbolic links."""
    options: Options = field(default_factory=Options)
    """Without templates: those are loaded by ``workspace.templates`` when somebody generates."""
    vocabulary: Vocabulary = DEFAULT
    contracts: tuple[str, ...] | None = None
    """Files, folders or glob patterns of ``.pyi`` files, relative to the root; ``None``: look beside the package."""
    template_dir: str | None = None
    """Folder of the team's own templates, relative to the root; to be used only for a root that the user trusts."""
    line_length: int | None = None
    """An explicit line length, which wins over the formatter's."""
    rules: Settings = field(default_factory=Settings)
    integration: tuple[str, ...] = ()
    """Folders of integration tests, relative to the root; empty: by their names and plans."""
    baseline: str = BASELINE
    """File of known findings, relative to the root."""

    def options_for(self, path: str) -> Options:
        """The options for a file at ``path`` (relative to the root): the nearest formatter configuration counts."""
        directory = self.root.joinpath(*path.split("/")[:-1])
        style = find_style(directory, self.root)
        return replace(
            self.options,
            line_length=self.line_length or style.line_length or LINE_LENGTH,
            quote=style.quote or self.options.quote,
        )


class ConfigError(ValueError):
    """The configuration cannot be used. ``str()`` is one line: file, line (1-based) and what is wrong."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = file
        self.line = line
        self.message = message


def load(root: Path) -> Config:
    """The configuration of ``root``; the defaults where its ``pyproject.toml`` has no ``[tool.seamwright]``.

    Raises:
        ConfigError: the file is no TOML, or holds something under ``[tool.seamwright]`` that is unknown or wrong.
    """
    try:
        found = read_toml(root / FILE)
    except TomlError as error:
        raise ConfigError(FILE, error.line, error.message) from None
    tables, text = found or ({}, "")
    tool = tables.get("tool")
    table = tool.get("seamwright", {}) if isinstance(tool, Mapping) else {}
    try:
        return _configured(root, table)
    except _Wrong as wrong:
        raise ConfigError(FILE, line_of(text, "tool", "seamwright", *wrong.keys), wrong.message) from None


class _Wrong(Exception):
    """``message`` about the value below ``[tool.seamwright]`` that ``keys`` lead to."""

    def __init__(self, message: str, *keys: str) -> None:
        super().__init__(message)
        self.message = message
        self.keys = keys


def _configured(root: Path, table: object) -> Config:
    settings: dict[str, Any] = {}
    for key, value in _table(table, "tool.seamwright").items():
        reader = _READERS.get(key)
        if reader is None:
            raise _Wrong(f"unknown setting {key!r}{_did_you_mean(key, _READERS)}", key)
        settings[key] = reader(key, value)
    rules = Settings()
    for key in RULE_READERS.keys() & settings.keys():
        try:
            rules = with_setting(rules, key, settings[key])
        except ValueError as error:
            raise _Wrong(str(error), key) from None
    options = Options(stub=settings.get("stub", "fail"), target=settings.get("target"))
    length = settings.get("line-length")
    style = find_style(root, root)
    return Config(
        root=root,
        options=replace(options, line_length=length or style.line_length or LINE_LENGTH, quote=style.quote or "double"),
        vocabulary=_vocabulary(settings),
        contracts=settings.get("contracts"),
        template_dir=settings.get("template-dir"),
        line_length=length,
        rules=rules,
        integration=settings.get("integration", ()),
        baseline=settings.get("baseline", BASELINE),
    )


def _vocabulary(settings: Mapping[str, Any]) -> Vocabulary:
    """The team's words, added one setting at a time so that an error names the setting that is wrong."""
    vocabulary = DEFAULT
    for name, words in settings.get("labels", {}).items():
        vocabulary = _extended(vocabulary, ("labels", name), labels={name: words})
    for word in settings.get("openings", ()):
        vocabulary = _extended(vocabulary, ("openings",), openings=(word,))
    for word, level in settings.get("priorities", {}).items():
        vocabulary = _extended(vocabulary, ("priorities", word), priorities={word: level})
    return vocabulary


def _extended(vocabulary: Vocabulary, keys: tuple[str, ...], **words: Any) -> Vocabulary:
    try:
        return vocabulary.extended(**words)
    except ValueError as error:
        known = vocabulary.labels if keys[0] == "labels" else ()
        raise _Wrong(f"{error}{_did_you_mean(keys[-1], known)}", *keys) from None


def _string(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{key} must be a string", key)
    return value


def _strings(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise _Wrong(f"{key} must be a list of strings", key)
    return tuple(value)


def _paths(key: str, value: object) -> tuple[str, ...]:
    return tuple(_inside(key, item, item.replace("*", "x").replace("?", "x")) for item in _strings(key, value))


def _path(key: str, value: object) -> str:
    path = _string(key, value)
    return _inside(key, path, path)


def _inside(key: str, path: str, checked: str) -> str:
    try:
        relative_parts(checked)
    except OutsideRoot:
        raise _Wrong(
            f"{key}: {path!r} is not a path inside the project (relative, with '/', without '..')", key
        ) from None
    return path.rstrip("/")


def _stub(key: str, value: object) -> str:
    if value not in ("fail", "skip", "xfail"):
        raise _Wrong(f'{key} must be "fail", "skip" or "xfail"', key)
    return str(value)


def _target(key: str, value: object) -> str:
    pattern = _string(key, value)
    return _inside(key, pattern, pattern.replace("{", "x").replace("}", "x"))


def _length(key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 40 <= value <= 320:
        raise _Wrong(f"{key} must be a number from 40 to 320", key)
    return value


def _words_by_name(key: str, value: object) -> dict[str, tuple[str, ...]]:
    words = {}
    for name, item in _table(value, key, key).items():
        if isinstance(item, str):
            item = [item]
        if not isinstance(item, list) or not all(isinstance(word, str) and word.strip() for word in item):
            raise _Wrong(f"{key}.{name} must be a list of strings", key, name)
        words[name] = tuple(item)
    return words


def _levels(key: str, value: object) -> dict[str, str]:
    for word, level in _table(value, key, key).items():
        if not isinstance(level, str):
            raise _Wrong(f'{key}.{word} must be "P0", "P1", "P2" or "P3"', key, word)
    return dict(_table(value, key, key))


def _table(value: object, name: str, *keys: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _Wrong(f"{name} must be a table", *keys)
    return value


def _did_you_mean(key: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    close = get_close_matches(key, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _later(key: str, value: object) -> object:
    """Read by ``rule_settings``."""
    return value


_READERS: Mapping[str, Callable[[str, object], Any]] = {
    **dict.fromkeys(RULE_READERS, _later),
    "baseline": _path,
    "contracts": _paths,
    "integration": _paths,
    "labels": _words_by_name,
    "line-length": _length,
    "openings": _strings,
    "priorities": _levels,
    "stub": _stub,
    "target": _target,
    "template-dir": _path,
}
"""Every setting and how it is read. README.md explains them; a test compares the two."""
