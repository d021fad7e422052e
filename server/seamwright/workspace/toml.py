"""Reads TOML and knows the line of a key, which the standard parser does not tell."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from seamwright.workspace.disk import Unreadable, read_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_HEADER = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]+")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


class TomlError(ValueError):
    """The file is no TOML. ``line`` is 1-based."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def read_toml(path: Path) -> tuple[dict[str, Any], str] | None:
    """The tables of ``path`` and its text, or ``None`` where nothing is there.

    Raises:
        TomlError: it cannot be read or is no TOML.
    """
    try:
        decoded = read_text(path)
    except Unreadable as error:
        raise TomlError(1, str(error)) from None
    if decoded is None:
        return None
    if decoded.broken_line is not None:
        raise TomlError(decoded.broken_line, "not UTF-8")
    try:
        return tomllib.loads(decoded.text), decoded.text
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _AT_LINE.search(message)
        line = int(place[1]) if place and place[1] else decoded.text.count("\n") + 1
        raise TomlError(line, _AT_LINE.sub("", message)) from None
    except RecursionError:
        raise TomlError(1, "nested too deeply") from None


def line_of(text: str, *keys: str) -> int:
    """1-based line where ``keys`` (``"tool", "seamwright", "stub"``) is set, or where its nearest table is."""
    table: tuple[str, ...] = ()
    best, best_length = 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            found = table = _parts(header[1])
        elif key:
            found = (*table, *_parts(key[1]))
        else:
            continue
        if len(found) > best_length and keys[: len(found)] == found:
            best, best_length = number, len(found)
    return best


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))
