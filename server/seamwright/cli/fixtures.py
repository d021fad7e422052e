"""``seamwright fixtures``: shows which fixtures a test at a place may request, and why a name means what it means."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from seamwright.cli.errors import CommandError
from seamwright.cli.output import counted, one_line, print_json, print_lines, style
from seamwright.fixtures import Resolver
from seamwright.fixtures.explain import shown
from seamwright.fixtures.model import FixtureDef, Visible
from seamwright.fixtures.types import value_type
from seamwright.text.span import LineIndex
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.pytest_project import PytestProject
from seamwright.workspace.roots import find_root

_PLACE = re.compile(r"(?P<file>.+):(?P<line>\d+)")


@click.command("fixtures")
@click.argument("place", metavar="FILE[:LINE]")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--explain", metavar="NAME", help="Say why NAME means what it means there, or nothing.")
@click.option("--environment", metavar="PATH", help="The Python environment; found by itself without.")
def command(place: str, format_: str, explain: str | None, environment: str | None) -> int:
    """Show the fixtures that a test in FILE, or at LINE of it, may request: the nearest definition first.

    Nothing is run or imported: files are read as pytest would import them. With --explain, the exit status is 1 when
    there is no such fixture.
    """
    asked = _asked(place, environment)
    if explain is not None:
        return _explain(asked, explain, format_)
    visible = asked.visible()
    if format_ == "json":
        print_json({"fixtures": [_as_json(asked, name, chain) for name, chain in visible.names.items()]})
    else:
        print_lines(*_as_text(asked, visible))
    return 0


@dataclass(frozen=True)
class _Asked:
    resolver: Resolver
    path: str
    root: str
    class_path: tuple[str, ...]
    fixture: str | None

    def visible(self) -> Visible:
        return self.resolver.visible(self.path, self.class_path, self.fixture)

    def shown(self, path: str) -> str:
        return shown(path, self.root)


def _asked(place: str, environment: str | None) -> _Asked:
    """The place that the user names.

    Raises:
        CommandError: there is no such file or line.
    """
    match = _PLACE.fullmatch(place)
    name, line = (match["file"], int(match["line"])) if match and not os.path.exists(place) else (place, None)
    file = Path(os.path.realpath(name))
    try:
        decoded = read_text(file)
    except Unreadable as error:
        raise CommandError(str(error), name) from None
    if decoded is None:
        raise CommandError("no such file", name)
    root = find_root(file)
    resolver = Resolver(PytestProject([root], environment))
    path = file.as_posix()
    if line is None:
        return _Asked(resolver, path, root.as_posix(), (), None)
    index = LineIndex(decoded.text)
    if not 1 <= line <= len(index):
        raise CommandError(f"there is no line {line}; the file has {counted(len(index), 'line')}", name)
    return _at(resolver, path, root, index.start(line - 1), index.end(line - 1))


def _at(resolver: Resolver, path: str, root: Path, start: int, end: int) -> _Asked:
    module = resolver.module(path)
    classes = [each for each in module.classes if each.span.start <= end and start < each.span.end] if module else []
    class_path = max((each.path for each in classes), key=len, default=())
    for definition in module.fixtures if module else ():
        if definition.span.start <= end and start < definition.span.end:
            return _Asked(resolver, path, root.as_posix(), definition.class_path, definition.name)
    return _Asked(resolver, path, root.as_posix(), class_path, None)


def _explain(asked: _Asked, name: str, format_: str) -> int:
    visible = asked.visible()
    lines = asked.resolver.explain(asked.path, asked.class_path, name)
    found = name in visible.names or name == "request"
    if format_ == "json":
        chain = visible.names.get(name)
        fixture = _as_json(asked, name, chain) if chain else None
        print_json({"name": name, "found": found, "fixture": fixture, "explanation": lines})
    else:
        print_lines(*(one_line(line) for line in lines))
    return 0 if found else 1


def _as_json(asked: _Asked, name: str, chain: tuple[FixtureDef, ...]) -> dict[str, Any]:
    first, *rest = chain
    return {
        "name": name,
        # A fixture of pytest's own that we know without its sources stands nowhere.
        "path": asked.shown(first.path) if first.path else None,
        "line": first.line or None,
        "scope": first.scope.word if first.scope is not None else None,
        "return_type": value_type(first),
        "doc": first.doc,
        "autouse": first.autouse,
        "plugin": first.plugin,
        "overrides": [{"path": asked.shown(each.path), "line": each.line, "plugin": each.plugin} for each in rest],
    }


def _as_text(asked: _Asked, visible: Visible) -> Iterator[str]:
    place = one_line(asked.shown(asked.path))
    inside = f", class {'.'.join(asked.class_path)}" if asked.class_path else ""
    yield f"{style(place, bold=True)}{one_line(inside)}: {counted(len(visible.names), 'fixture')}"
    width = min(max((len(name) for name in visible.names), default=0), 30)
    for name, chain in visible.names.items():
        first = chain[0]
        scope = first.scope.word if first.scope is not None else "computed"
        kind = value_type(first)
        where = f"{asked.shown(first.path)}:{first.line}" if first.path else "pytest"
        extra = ", autouse" if first.autouse else ""
        over = f", overrides {counted(len(chain) - 1, 'other')}" if len(chain) > 1 else ""
        typed = f" -> {one_line(kind)}" if kind else ""
        yield (
            f"  {style(one_line(name).ljust(width), fg='cyan')}  {scope}{extra}{typed}"
            f"  {style(one_line(where) + over, dim=True)}"
        )
    for unknown in visible.unknown:
        yield f"There may be more: {one_line(unknown.reason)} ({one_line(asked.shown(unknown.path))}:{unknown.line})"
