"""Decides how wide a project's lines are and which quotes it uses: what its own formatter is configured to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from seamwright.workspace.roots import ancestors
from seamwright.workspace.toml import TomlError, read_toml

Quote = Literal["double", "single", "preserve"]

LINE_LENGTH = 88
"""Where nothing is configured: the default of ruff and of black."""
_LONGEST_CHAIN = 8


class Style(NamedTuple):
    """What a formatter was told. ``None``: nothing."""

    line_length: int | None = None
    quote: Quote | None = None


def find_style(directory: Path, root: Path) -> Style:
    """The style for files in ``directory``, from the nearest configuration between it and ``root``; both resolved.

    Ruff's rules (docs, "Config file discovery"): the closest file counts alone, ``.ruff.toml`` before ``ruff.toml``
    before ``pyproject.toml``, and a ``pyproject.toml`` without ``[tool.ruff]`` is passed over. Black is asked where
    ruff is not configured. A file that cannot be read is passed over too: its own tool reports that better.
    """
    folders = list(ancestors(directory, root)) if directory == root or root in directory.parents else [root]
    for style in (*map(_ruff_style, folders), *map(_black_style, folders)):
        if style is not None:
            return style
    return Style()


def _ruff_style(folder: Path) -> Style | None:
    for path in (folder / ".ruff.toml", folder / "ruff.toml", folder / "pyproject.toml"):
        table = _ruff_table(path)
        if table is not None:
            chain = list(_extended(path, table))
            return Style(
                next((length for each in chain if (length := _length(each.get("line-length"))) is not None), None),
                next((quote for each in chain if (quote := _quote(each.get("format"))) is not None), None),
            )
    return None


def _black_style(folder: Path) -> Style | None:
    table = _table(_read(folder / "pyproject.toml"), "tool", "black")
    if table is None:
        return None
    return Style(
        _length(table.get("line-length")), "preserve" if table.get("skip-string-normalization") is True else None
    )


def _extended(path: Path, table: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """``table`` and the tables that it inherits from (``extend = "../ruff.toml"``), the closest first."""
    for _ in range(_LONGEST_CHAIN):
        yield table
        parent = table.get("extend")
        if not isinstance(parent, str) or "\0" in parent:
            return
        path = path.parent / parent
        inherited = _ruff_table(path)
        if inherited is None:
            return
        table = inherited


def _ruff_table(path: Path) -> Mapping[str, Any] | None:
    tables = _read(path)
    return _table(tables, "tool", "ruff") if path.name == "pyproject.toml" else tables


def _read(path: Path) -> Mapping[str, Any] | None:
    try:
        found = read_toml(path)
    except TomlError:
        return None
    return found[0] if found else None


def _table(tables: Mapping[str, Any] | None, *keys: str) -> Mapping[str, Any] | None:
    for key in keys:
        tables = tables.get(key) if isinstance(tables, Mapping) else None
    return tables if isinstance(tables, Mapping) else None


def _length(value: object) -> int | None:
    # Ruff accepts 1 to 320; a class with a docstring cannot be written in fewer columns than some forty.
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 320 else None


def _quote(table: object) -> Quote | None:
    value = table.get("quote-style") if isinstance(table, Mapping) else None
    return value if value in ("double", "single", "preserve") else None
